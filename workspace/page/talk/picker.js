/** How does one pick an emoji? By looking, or by typing its name, in English or Japanese. */

import { h } from "../ground/dom.js";
import { moveFocus, openBeside } from "../ground/popover.js";
import { t } from "../ground/words.js";
import { allNames, namesLike, pictureOf } from "../text/emoji.js";
import { emoji } from "../text/rich.js";

const OFTEN = ["white_check_mark", "eyes", "pushpin", "ballot_box_with_check", "+1", "pray", "rotating_light", "tada"];
const MOST = 80;

/** Open the picker beside a control; `onpick` gets the emoji's name. */
export function pickEmoji(anchor, onpick) {
  const field = h("input.search", { type: "text", placeholder: t("search_emoji"), "aria-label": t("search_emoji"), autocomplete: "off" });
  const grid = h("div.emoji-grid", { role: "group", "aria-label": t("pick_emoji") });
  const note = h("p.note", { role: "status" });
  const pick = (name) => {
    close();
    onpick(name);
  };
  const show = () => {
    const typed = field.value.trim().toLowerCase().replaceAll(":", "");
    const names = typed ? namesLike(typed, MOST) : [...new Set([...OFTEN, ...allNames()])];
    grid.replaceChildren(...names.filter(pictureOf).map((name) => h("button", { type: "button", title: `:${name}:`, "aria-label": name, onclick: () => pick(name) }, emoji(name))));
    note.textContent = names.length ? "" : t("nothing_found");
  };
  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter") grid.querySelector("button")?.click();
    if (event.key === "ArrowDown") moveFocus(event, grid.querySelectorAll("button"));
  });
  grid.addEventListener("keydown", (event) => walkGrid(event, grid));
  const close = openBeside(anchor, h("div.emoji-picker", null, field, grid, note), { label: t("pick_emoji") });
  show();
  field.focus();
}

function walkGrid(event, grid) {
  const cells = [...grid.children];
  const columns = Math.max(1, Math.floor(grid.clientWidth / (cells[0]?.offsetWidth || 1)));
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
  if (!step) return;
  event.preventDefault();
  cells[cells.indexOf(document.activeElement) + step]?.focus();
}
