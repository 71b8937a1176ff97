/** Which keys work everywhere on the page? Going places without a mouse, and the list of all keys. */

import { h } from "../ground/dom.js";
import { store, unreadIn } from "../ground/store.js";
import { t } from "../ground/words.js";
import { openQuickSwitch } from "../places/quick.js";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const CTRL = isMac ? "⌘" : "Ctrl";

/** What the list of keys tells: the keys, and what they do. */
const KEYS = [
  [`${CTRL} K`, "key_quick"],
  [`${CTRL} G`, "key_search"],
  ["Alt ↑ ↓", "key_channel"],
  ["Alt Shift ↑ ↓", "key_unread"],
  ["↑", "key_edit_last"],
  ["Enter", "key_send"],
  ["Shift Enter", "key_line"],
  ["Esc", "key_close"],
  ["↑ ↓ Home End", "key_walk"],
  ["T", "key_thread"],
  ["R", "key_react"],
  ["E", "key_edit"],
  ["P", "key_pin"],
  ["U", "key_unread_from"],
  ["L", "key_link"],
  [`${CTRL} /`, "key_keys"],
];

/** Listen for them. */
export function listenForKeys({ onSearch }) {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const isCommand = isMac ? event.metaKey : event.ctrlKey;
    if (isCommand && !event.altKey && event.key.toLowerCase() === "k") openQuickSwitch();
    else if (isCommand && !event.altKey && event.key.toLowerCase() === "g") onSearch();
    else if (isCommand && event.key === "/") openKeys();
    else if (event.altKey && !isCommand && /^Arrow(Up|Down)$/.test(event.key)) goBy(event.key === "ArrowUp" ? -1 : 1, event.shiftKey);
    else return;
    event.preventDefault();
  });
}

/** Go to the next conversation of the sidebar, or the next with something unread. */
function goBy(step, isUnreadOnly) {
  const ids = [...document.querySelectorAll("#sidebar [data-channel]")].map((entry) => entry.dataset.channel);
  const at = ids.indexOf(store.channel);
  for (let count = 1; count <= ids.length; count += 1) {
    const id = ids[(at + step * count + ids.length * count) % ids.length];
    if (id && id !== store.channel && (!isUnreadOnly || unreadIn(store.channels.get(id)))) return store.tell("go", { channel: id });
  }
  return null;
}

/** Show all keys. */
export function openKeys() {
  if (document.querySelector("dialog[open]")) return;
  const rows = KEYS.map(([keys, words]) => h("div", null, h("dt", null, keys.split(" ").map((key) => h("kbd", null, key))), h("dd", null, t(words))));
  const close = h("button.action.primary", { type: "submit" }, t("close"));
  const dialog = h("dialog.small.keys", { "aria-labelledby": "keys-title" }, h("form", { method: "dialog" }, h("h2", { id: "keys-title" }, t("keys")), h("dl", null, rows), h("footer", null, close)));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
}
