/** Where can one go? The conversations with their unread marks, in groups that fold away. */

import { act, read } from "../ground/api.js";
import { askFor } from "../ground/dialogs.js";
import { fill, h, icon, iconButton } from "../ground/dom.js";
import { moveFocus } from "../ground/popover.js";
import { authorOf, channelName, nameOf, otherIn, store, unreadIn } from "../ground/store.js";
import { attempt } from "../ground/toast.js";
import { t } from "../ground/words.js";
import { face } from "../talk/face.js";
import { personButton } from "./people.js";
import { presenceOf, withPresence } from "./presence.js";
import { themeButton } from "./theme_button.js";

const FOLDED = "folded groups";

export function drawSidebar(box) {
  const lists = h("nav", { "aria-label": t("channels"), onkeydown: (event) => moveFocus(event, lists.querySelectorAll("button.channel")) });
  fill(box, h("header.team", null, h("span.team-mark", { "aria-hidden": "true" }), h("h1", null, store.team.name ?? t("workspace")), themeButton()), lists, personButton());
  const show = () => showLists(lists);
  store.on("channels", show);
  store.on("here", show);
  store.on("people", show);
  show();
}

function showLists(lists) {
  const focused = document.activeElement?.dataset?.channel;
  const channels = [...store.channels.values()].filter((each) => !each.is_archived).sort((a, b) => channelName(a).localeCompare(channelName(b)));
  const mine = channels.filter((each) => each.is_member && !each.is_im);
  const others = channels.filter((each) => !each.is_member && !each.is_im);
  const direct = channels.filter((each) => each.is_im);
  const isWithApp = direct.some((each) => otherIn(each) === store.app.bot_user_id);
  fill(lists, [
    group("channels", mine, iconButton("add", t("add_channel"), createChannel)),
    group("people", direct, null, isWithApp ? null : appEntry()),
    others.length > 0 && group("browse", others),
  ]);
  if (focused) lists.querySelector(`[data-channel="${focused}"]`)?.focus();
}

/** Draw a group; folded, it still shows where one is and what is unread. */
function group(name, channels, more, last) {
  const isFolded = foldedGroups().has(name);
  const shown = isFolded ? channels.filter((each) => each.id === store.channel || unreadIn(each)) : channels;
  const rows = [...shown.map(entry), isFolded ? null : last].filter(Boolean).map((each) => h("li", null, each));
  if (!channels.length && !last && !more) return null;
  const fold = h("button.group-fold", { type: "button", "aria-expanded": String(!isFolded), onclick: () => toggle(name) }, icon("down"), h("span", null, t(name)));
  return h("section", null, h("div.group-head", null, h("h2", null, fold), more), h("ul", null, rows));
}

function foldedGroups() {
  return new Set(JSON.parse(localStorage.getItem(FOLDED) ?? "[]"));
}

function toggle(name) {
  const folded = foldedGroups();
  if (!folded.delete(name)) folded.add(name);
  localStorage.setItem(FOLDED, JSON.stringify([...folded]));
  store.tell("channels");
  [...document.querySelectorAll(".group-fold")].find((each) => each.textContent === t(name))?.focus();
}

/** Draw the way to the app for somebody who never spoke with it: the conversation is made on the first click. */
function appEntry() {
  const id = store.app.bot_user_id;
  if (!store.people.has(id)) return null;
  const open = async () => goTo((await attempt(act("open_direct", { user: id })))?.channel);
  const app = store.people.get(id);
  return h("button.channel", { type: "button", onclick: open }, withPresence(face(authorOf({ user: id }), "tiny"), app), h("span.label", null, nameOf(id), h("span.unseen", null, presenceOf(app))));
}

/** Go to a channel that was made just now, of which the page may not have heard yet. */
async function goTo(channel) {
  if (!channel) return;
  if (!store.channels.has(channel)) store.learn(await read("boot"));
  store.tell("go", { channel });
}

function entry(channel) {
  const isHere = channel.id === store.channel;
  const unread = unreadIn(channel);
  const other = channel.is_im ? store.people.get(otherIn(channel)) : null;
  const mark = channel.is_im ? withPresence(face(authorOf({ user: otherIn(channel) }), "tiny"), other) : icon(channel.is_private ? "lock" : "hash");
  const names = ["channel", unread && "is-unread", !channel.is_member && !channel.is_im && "is-outside"].filter(Boolean);
  const props = { type: "button", class: names.join(" "), dataset: { channel: channel.id }, "aria-current": isHere ? "page" : null, onclick: () => store.tell("go", { channel: channel.id }) };
  const calls = channel.is_im ? unread : (unread && channel.calls) || 0;
  const count = unread ? h("span", { class: calls ? "count is-calling" : "count", "aria-label": t(calls ? "unread_calls" : "unread", { n: unread, calls }) }, calls ? "@" : null, unread > 99 ? "99+" : unread) : null;
  return h("button", props, mark, h("span.label", null, channelName(channel), other && h("span.unseen", null, presenceOf(other))), count);
}

async function createChannel() {
  const name = h("input", { type: "text", required: true, maxlength: 80, placeholder: "incident-2026", "aria-label": t("channel_name") });
  const isPrivate = h("input", { type: "checkbox" });
  const body = h("div.fields-column", null, h("label", null, t("channel_name"), name), h("label.check", null, isPrivate, t("channel_private")));
  const wanted = await askFor({ title: t("add_channel"), body, yes: t("create"), collect: () => ({ name: name.value.trim().replace(/^#/, ""), is_private: isPrivate.checked }) });
  if (!wanted) return;
  goTo((await attempt(act("create_channel", wanted)))?.channel);
}
