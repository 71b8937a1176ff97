/** What can be done with a message? One toolbar that goes to the message under the pointer or with the focus. */

import { act } from "../ground/api.js";
import { ask } from "../ground/dialogs.js";
import { h, iconButton } from "../ground/dom.js";
import { allNames, namesLike, pictureOf } from "../text/emoji.js";
import { moveFocus, openBeside, openMenu } from "../ground/popover.js";
import { emoji } from "../text/rich.js";
import { isMine, store } from "../ground/store.js";
import { attempt } from "../ground/toast.js";
import { t } from "../ground/words.js";

const OFTEN = ["white_check_mark", "eyes", "pushpin", "ballot_box_with_check", "+1", "pray", "rotating_light", "tada"];

/** Let every message of a list have the toolbar; `composer` is where its own messages are edited. */
export function giveToolbar(list, composer) {
  const bar = h("div.toolbar", { role: "toolbar", "aria-label": t("message_menu") });
  const come = (event) => {
    const article = event.target.closest?.("article.message:not(.is-system)");
    const message = article && list.messages.get(article.dataset.ts);
    // While one of its menus is open the toolbar stays where it is.
    if (!message || bar.parentNode === article || bar.querySelector("[aria-expanded=true]")) return;
    bar.replaceChildren(...buttons(message, list, composer));
    article.append(bar);
  };
  list.box.addEventListener("pointerover", come);
  list.box.addEventListener("focusin", come);
  list.box.addEventListener("pointerleave", () => !bar.querySelector("[aria-expanded=true]") && !bar.contains(document.activeElement) && bar.remove());
}

function buttons(message, list, composer) {
  const { channel } = list;
  if (message.ephemeral) return [iconButton("close", t("dismiss"), () => attempt(act("delete", { channel, ts: message.ts })))];
  const react = iconButton("smile", t("add_reaction"), () => pickEmoji(react, (name) => attempt(act("react", { channel, ts: message.ts, name }))), { "aria-haspopup": "dialog" });
  const reply = !list.thread && iconButton("thread", t("reply"), () => store.tell("go", { channel, thread: message.thread_ts ?? message.ts, isWriting: true }));
  const more = iconButton("more", t("message_menu"), () => openMenu(more, items(message, channel, composer), t("message_menu")), { "aria-haspopup": "menu" });
  return [react, reply, more].filter(Boolean);
}

function items(message, channel, composer) {
  const { ts } = message;
  const isPinned = Boolean(message.pinned_to?.length);
  const mine = isMine(message) && message.subtype !== "tombstone";
  const shortcuts = store.shortcuts
    .filter((each) => each.type === "message")
    .map((each) => ({ label: each.name, hint: store.app.name, icon: "bolt", run: () => attempt(act("shortcut", { callback_id: each.callback_id, channel, message_ts: ts })) }));
  const remove = async () => {
    if (await ask({ title: t("delete"), body: t("delete_sure"), yes: t("delete"), isDanger: true })) attempt(act("delete", { channel, ts }));
  };
  return [
    { label: isPinned ? t("unpin") : t("pin"), icon: "pin", run: () => attempt(act(isPinned ? "unpin" : "pin", { channel, ts })) },
    ...(mine ? [{ label: t("edit"), icon: "edit", run: () => composer.edit(message) }, { label: t("delete"), icon: "trash", isDanger: true, run: remove }] : []),
    ...(shortcuts.length ? [null, ...shortcuts] : []),
  ];
}

/** Let the person pick an emoji by looking or by name; `onpick` gets its name. */
export function pickEmoji(anchor, onpick) {
  const field = h("input.search", { type: "text", placeholder: t("search_emoji"), "aria-label": t("search_emoji"), autocomplete: "off" });
  const grid = h("div.emoji-grid", { role: "group", "aria-label": t("pick_emoji") });
  const pick = (name) => {
    close();
    onpick(name);
  };
  const show = () => {
    const typed = field.value.trim().toLowerCase().replaceAll(":", "");
    const names = typed ? namesLike(typed, 80) : [...new Set([...OFTEN, ...allNames()])];
    grid.replaceChildren(...names.filter(pictureOf).map((name) => h("button", { type: "button", title: `:${name}:`, "aria-label": name, onclick: () => pick(name) }, emoji(name))));
  };
  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) grid.querySelector("button")?.click();
    if (event.key === "ArrowDown") moveFocus(event, grid.querySelectorAll("button"));
  });
  grid.addEventListener("keydown", (event) => walkGrid(event, grid));
  const close = openBeside(anchor, h("div.emoji-picker", null, field, grid), { label: t("pick_emoji") });
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
