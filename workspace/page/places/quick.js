/** How does one get somewhere by a few letters? A dialog that finds conversations, and people to be. */

import { h, icon } from "../ground/dom.js";
import { ChoiceList } from "../ground/popover.js";
import { authorOf, channelName, nameOf, otherIn, store, unreadIn } from "../ground/store.js";
import { t } from "../ground/words.js";
import { face } from "../talk/face.js";
import { addressAs, others } from "./people.js";

const MOST = 9;

/** Fold letters so that full-width and capital ones find what they mean. */
const folded = (text) => String(text).normalize("NFKC").toLowerCase();

export function openQuickSwitch() {
  if (document.querySelector("dialog[open]")) return;
  const field = h("input", { type: "text", autocomplete: "off", spellcheck: "false", "aria-label": t("quick_switch"), placeholder: t("quick_switch_hint") });
  const close = () => dialog.close();
  const choices = new ChoiceList(field, { label: t("quick_switch"), onchoose: (choice) => (close(), choice.go()) });
  const none = h("p.hint", { role: "status" });
  const dialog = h("dialog.quick", { "aria-label": t("quick_switch") }, field, choices.list, none);
  const look = () => {
    const found = matches(field.value);
    choices.show(found);
    none.textContent = found.length ? "" : t("nothing_found");
  };
  field.addEventListener("input", look);
  field.addEventListener("keydown", (event) => choices.takeKey(event));
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  look();
}

/** Give what fits the typed letters: what begins so first, unread before read; people to be come last. */
function matches(typed) {
  const wanted = folded(typed).replace(/^[#@]/, "").trim();
  const found = [...places(), ...persons()].filter((one) => folded(`${one.label} ${one.hint}`).includes(wanted));
  const rank = (one) => (folded(one.label).startsWith(wanted) ? 0 : 2) + (one.isUnread ? 0 : 1) + (one.group === t("be_somebody") ? 8 : 0);
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
}

function places() {
  return [...store.channels.values()]
    .filter((channel) => !channel.is_archived)
    .map((channel) => ({
      label: channelName(channel),
      hint: channel.topic ?? "",
      mark: channel.is_im ? face(authorOf({ user: otherIn(channel) }), "tiny") : icon(channel.is_private ? "lock" : "hash"),
      isUnread: unreadIn(channel) > 0,
      group: t("go_to"),
      go: () => store.tell("go", { channel: channel.id }),
    }));
}

function persons() {
  return others()
    .filter((person) => person.id !== store.me.id)
    .map((person) => ({
      label: nameOf(person.id),
      hint: person.title ?? "",
      mark: face(authorOf({ user: person.id }), "tiny"),
      group: t("be_somebody"),
      go: () => location.assign(addressAs(person)),
    }));
}
