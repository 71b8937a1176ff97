/** Who is here? A dot on a face for those who see; a word for those who listen. */

import { h } from "../ground/dom.js";
import { t } from "../ground/words.js";

/** Say in a word whether somebody is here. */
export function presenceOf(person) {
  return t(person?.presence === "active" ? "here" : "away");
}

/** Put the dot on a face. */
export function withPresence(face, person) {
  return h("span", { class: person?.presence === "active" ? "with-presence is-here" : "with-presence" }, face, h("span.dot"));
}
