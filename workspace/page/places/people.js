/** As whom is one here? The button with the reader's own name, and the others to be instead, or beside. */

import { h, icon } from "../ground/dom.js";
import { moveFocus, openBeside } from "../ground/popover.js";
import { authorOf, nameOf, store } from "../ground/store.js";
import { t } from "../ground/words.js";
import { face } from "../talk/face.js";
import { presenceOf, withPresence } from "./presence.js";

export function personButton() {
  const { me } = store;
  const name = nameOf(me.id);
  const props = { type: "button", id: "person", "aria-haspopup": "dialog", "aria-expanded": "false", "aria-label": t("change_person", { name: me.title ? `${name} (${me.title})` : name }) };
  const button = h("button.person", { ...props, onclick: () => switchPerson(button) }, face(authorOf({ user: me.id })), h("span.label", null, h("span.name", null, name), h("span.hint", null, me.title)), icon("down"));
  return button;
}

/** Give everybody whom the reader may be: all people, and no bot. */
export function others() {
  return [...store.people.values()].filter((person) => !person.is_bot);
}

/** Give the address of this page as somebody else. */
export function addressAs(person) {
  const address = new URL(location.href);
  address.searchParams.set("as", person.id);
  address.searchParams.delete("thread");
  return address.href;
}

function switchPerson(anchor) {
  const rows = others().map((person) => {
    const isMe = person.id === store.me.id;
    const name = nameOf(person.id);
    const badge = (isMe && t("you")) || (person.is_restricted && t("guest"));
    const hint = [person.title, person.locale?.slice(0, 2), presenceOf(person)].filter(Boolean).join(" · ");
    const words = h("span.label", null, h("span.name", null, name, badge && h("span.badge.is-quiet", null, badge)), h("span.hint", null, hint));
    const become = h("a.become", { href: addressAs(person), "aria-current": isMe ? "true" : null }, withPresence(face(authorOf({ user: person.id })), person), words);
    return h("li", null, become, ...(isMe ? [] : [besides(person, name)]));
  });
  const list = h("ul.people", { onkeydown: (event) => moveFocus(event, list.querySelectorAll("a.become")) }, rows);
  openBeside(anchor, list, { label: t("person"), above: true });
  (list.querySelector("[aria-current]") ?? list.querySelector("a"))?.focus();
}

function besides(person, name) {
  const beside = new URLSearchParams({ left: store.me.id, right: person.id, ...(store.channel ? { channel: store.channel } : {}) });
  const way = (href, drawing, words) => h("a.icon-button", { href, target: "_blank", title: words, "aria-label": words }, icon(drawing));
  return [way(addressAs(person), "link", t("new_window", { name })), way(`/beside?${beside}`, "columns", t("side_by_side", { name }))];
}
