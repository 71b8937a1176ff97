/** What does somebody's face look like? Initials on a colour of their own, or the emoji that an app took. */

import { h } from "../ground/dom.js";
import { hueOf } from "../ground/store.js";
import { emoji } from "../text/rich.js";

export function face({ id, name, isBot, icon: own }, size = "") {
  const initials = own ? emoji(own.replaceAll(":", "")) : [...initialsOf(name)].join("");
  const shown = h(`span.face${isBot ? ".is-bot" : ""}${size ? `.${size}` : ""}`, { "aria-hidden": "true" }, initials);
  shown.style.setProperty("--hue", hueOf(id));
  return shown;
}

function initialsOf(name) {
  const words = String(name).replace(/[^\p{L}\p{N}\s-]/gu, "").split(/[\s-]+/).filter(Boolean);
  // One character of a Japanese name says more than two of them squeezed together.
  if (/[\u3040-\u30ff\u4e00-\u9fff]/.test(words[0] ?? "")) return words[0].slice(0, 1);
  return words.slice(0, 2).map((word) => word[0].toUpperCase());
}
