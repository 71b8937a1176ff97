/** What if a text is longer than anybody wants to scroll past? Its beginning is shown, and the rest on demand. */

import { h } from "../ground/dom.js";
import { t } from "../ground/words.js";

const LONG = 4000;
const MANY_LINES = 60;
const SHOWN = 1600;
const LINES_SHOWN = 24;

/** The texts that the reader unfolded, by the name of their place, so that a redrawn message stays open. */
const unfolded = new Set();

/** Put a text into a node, folded if it is long; `draw(text)` makes its nodes, `name` tells this text from others. */
export function folded(text, draw, name) {
  const cut = cutOf(text);
  if (cut === text.length) return draw(text);
  const rest = h("div.folded");
  const show = () => {
    const isOpen = unfolded.has(name);
    const turn = () => {
      if (isOpen) unfolded.delete(name);
      else unfolded.add(name);
      show();
      rest.querySelector(".fold").focus({ preventScroll: true });
      if (isOpen) rest.scrollIntoView({ block: "nearest" });
    };
    const label = isOpen ? t("show_less") : t("show_more", { n: text.length.toLocaleString() });
    const shown = isOpen ? text : closed(text.slice(0, cut));
    rest.replaceChildren(h("div", null, draw(shown), isOpen ? null : "…"), h("button.fold", { type: "button", "aria-expanded": String(isOpen), onclick: turn }, label));
  };
  show();
  return rest;
}

function cutOf(text) {
  let [cut, lines] = [-1, 0];
  while (lines < MANY_LINES && (cut = text.indexOf("\n", cut + 1)) >= 0) lines += 1;
  if (text.length <= LONG && lines < MANY_LINES) return text.length;
  let end = -1;
  for (let line = 0; line < LINES_SHOWN; line += 1) {
    const next = text.indexOf("\n", end + 1);
    if (next < 0 || next > SHOWN) break;
    end = next;
  }
  return end > SHOWN / 4 ? end : SHOWN;
}

/** A block of code that the cut runs through is closed, and an entity or a surrogate pair is not torn. */
function closed(text) {
  const whole = text.replace(/&[a-z]{0,3}$|<[^<>\s]{0,200}$|[\ud800-\udbff]$/, "");
  return (whole.match(/```/g)?.length ?? 0) % 2 ? `${whole}\n\`\`\`` : whole;
}
