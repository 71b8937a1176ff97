/** What can be done with a message? Each thing once, for the toolbar, the menu and the keyboard. */

import { act } from "../ground/api.js";
import { ask } from "../ground/dialogs.js";
import { isMine, store } from "../ground/store.js";
import { attempt, toast } from "../ground/toast.js";
import { t } from "../ground/words.js";

/** Give what this reader may do with this message; what they may not is absent. */
export function doingsWith(message, list, composer) {
  const { channel } = list;
  const { ts } = message;
  if (message.ephemeral) return { dismiss: () => attempt(act("delete", { channel, ts })) };
  const isPinned = Boolean(message.pinned_to?.length);
  const isGone = message.subtype === "tombstone";
  const isOwn = isMine(message) && !isGone;
  return {
    react: isGone ? null : (name) => attempt(act("react", { channel, ts, name })),
    reply: list.thread ? null : () => store.tell("go", { channel, thread: message.thread_ts ?? ts, isWriting: true }),
    edit: isOwn && message.text !== undefined ? () => composer.edit(message) : null,
    remove: isOwn ? () => remove(channel, ts) : null,
    pin: isGone ? null : () => attempt(act(isPinned ? "unpin" : "pin", { channel, ts })),
    copyLink: () => copy(message),
    markUnread: list.thread ? null : () => list.markUnread(ts),
  };
}

/** Give the entries of a message's menu; null is a line between. */
export function menuOf(message, list, composer) {
  const can = doingsWith(message, list, composer);
  const isPinned = Boolean(message.pinned_to?.length);
  const entry = (run, label, icon, more = {}) => (run ? [{ run, label, icon, ...more }] : []);
  const own = [...entry(can.edit, t("edit"), "edit", { key: "E" }), ...entry(can.remove, t("delete"), "trash", { isDanger: true, key: t("key_delete") })];
  const shortcuts = shortcutsOn(message, list.channel);
  return [
    ...entry(can.copyLink, t("copy_link"), "link", { key: "L" }),
    ...entry(can.markUnread, t("mark_unread"), "eye", { key: "U" }),
    ...entry(can.pin, isPinned ? t("unpin") : t("pin"), "pin", { key: "P" }),
    ...(own.length ? [null, ...own] : []),
    ...(shortcuts.length ? [null, ...shortcuts] : []),
  ];
}

function shortcutsOn({ ts, subtype }, channel) {
  if (subtype === "tombstone") return [];
  return store.shortcuts
    .filter((each) => each.type === "message")
    .map((each) => ({ label: each.name, hint: store.app.name, icon: "bolt", run: () => attempt(act("shortcut", { callback_id: each.callback_id, channel, message_ts: ts })) }));
}

async function remove(channel, ts) {
  if (await ask({ title: t("delete"), body: t("delete_sure"), yes: t("delete"), isDanger: true })) attempt(act("delete", { channel, ts }));
}

async function copy({ permalink, channel, ts }) {
  const address = new URL(permalink ?? `/archives/${channel}/p${ts.replace(".", "")}`, location.href).href;
  try {
    await navigator.clipboard.writeText(address);
    toast(t("link_copied"));
  } catch {
    // A browser that keeps its clipboard shut: the reader can still take the address from here.
    toast(address);
  }
}
