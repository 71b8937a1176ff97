/** What if somebody writes or pastes more than a message takes? It is said before sending, and the text can go as a file. */

import { fill, h } from "../ground/dom.js";
import { t } from "../ground/words.js";

/** Slack cuts a message off here; it counts the signs it escapes by their escapes. */
export const LIMIT = 40_000;
/** From here on the count is shown. */
const NEAR = 38_000;

const ESCAPES = { "&": 4, "<": 3, ">": 3 };

/** Count as Slack does. */
export function lengthOf(text) {
  if (text.length * 5 <= NEAR) return text.length;
  let length = text.length;
  for (const letter of text) length += ESCAPES[letter] ?? 0;
  return length;
}

/** Cut a text to what one message takes, not through a pair of surrogates. */
function firstPart(text) {
  let cut = LIMIT;
  while (lengthOf(text.slice(0, cut)) > LIMIT) cut -= Math.max(1, Math.ceil((lengthOf(text.slice(0, cut)) - LIMIT) / 5));
  return text.slice(0, cut).replace(/[\ud800-\udbff]$/, "");
}

export class LengthNote {
  /** `onfile(text)` sends a text as a file; `oncut(text)` writes what fits. Both say what becomes of the text. */
  constructor({ onfile, oncut }) {
    Object.assign(this, { onfile, oncut, held: null });
    this.element = h("div.too-long", { role: "status", hidden: true });
  }

  /** Tell whether what stands in the field can be sent; a text that was pasted and is too long is held beside it. */
  look(text) {
    if (this.held !== null) return true;
    const length = lengthOf(text);
    const isTooLong = length > LIMIT;
    if (length < NEAR) this.show(null);
    else if (isTooLong) this.offer(text, length);
    else this.show([h("p", null, t("length_of", { n: length.toLocaleString(), most: LIMIT.toLocaleString() }))]);
    return !isTooLong;
  }

  /** Hold a pasted text that the field does not take, until the reader decides. */
  hold(text) {
    this.held = text;
    this.offer(text, lengthOf(text));
    this.element.querySelector("button").focus();
  }

  offer(text, length) {
    const decide = (doing) => () => {
      this.clear();
      doing(text);
    };
    const button = (label, doing, name = "button.action") => h(name, { type: "button", onclick: decide(doing) }, label);
    this.show([
      h("p", null, t(this.held === null ? "too_long" : "too_long_paste", { n: length.toLocaleString(), most: LIMIT.toLocaleString() })),
      h("div.ways", null, button(t("as_file"), this.onfile, "button.action.primary"), button(t("only_first", { most: LIMIT.toLocaleString() }), (whole) => this.oncut(firstPart(whole))), this.held !== null && button(t("discard"), () => {})),
    ]);
  }

  clear() {
    this.held = null;
    this.show(null);
  }

  show(content) {
    if (!content && this.element.hidden) return;
    this.element.hidden = !content;
    fill(this.element, content ?? []);
  }
}
