/** Where can one go, and as whom? The list of conversations with their unread marks, and the switch between people. */

import { act, read } from "../ground/api.js";
import { askFor } from "../ground/dialogs.js";
import { fill, h, icon, iconButton } from "../ground/dom.js";
import { face } from "../talk/message.js";
import { moveFocus, openBeside } from "../ground/popover.js";
import { authorOf, channelName, nameOf, otherIn, store, unreadIn } from "../ground/store.js";
import { attempt } from "../ground/toast.js";
import { t } from "../ground/words.js";

const DARK = matchMedia("(prefers-color-scheme: dark)");

export function drawSidebar(box) {
  const lists = h("nav", { "aria-label": t("channels"), onkeydown: (event) => moveFocus(event, lists.querySelectorAll("button.channel")) });
  fill(box, h("header.team", null, h("span.team-mark", { "aria-hidden": "true" }), h("h1", null, store.team.name ?? t("workspace")), themeButton()), lists, personButton());
  const show = () => showLists(lists);
  store.on("channels", show);
  store.on("here", show);
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
    group(t("channels"), mine, iconButton("add", t("add_channel"), createChannel)),
    group(t("people"), direct, null, isWithApp ? null : appEntry()),
    others.length > 0 && group(t("browse"), others),
  ]);
  if (focused) lists.querySelector(`[data-channel="${focused}"]`)?.focus();
}

function group(title, channels, more, last) {
  const rows = [...channels.map(entry), last].filter(Boolean).map((each) => h("li", null, each));
  return rows.length || more ? h("section", null, h("div.group-head", null, h("h2", null, title), more), h("ul", null, rows)) : null;
}

/** Draw the way to the app for somebody who never spoke with it: the conversation is made on the first click. */
function appEntry() {
  const id = store.app.bot_user_id;
  if (!store.people.has(id)) return null;
  const open = async () => goTo((await attempt(act("open_direct", { user: id })))?.channel);
  return h("button.channel", { type: "button", onclick: open }, face(authorOf({ user: id }), "tiny"), h("span.label", null, nameOf(id)));
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
  const mark = channel.is_im ? face(authorOf({ user: otherIn(channel) }), "tiny") : icon(channel.is_private ? "lock" : "hash");
  const names = ["channel", unread && "is-unread", !channel.is_member && !channel.is_im && "is-outside"].filter(Boolean);
  const props = { type: "button", class: names.join(" "), dataset: { channel: channel.id }, "aria-current": isHere ? "page" : null, onclick: () => store.tell("go", { channel: channel.id }) };
  const count = unread ? h("span.count", { "aria-label": t("unread", { n: unread }) }, unread > 99 ? "99+" : unread) : null;
  return h("button", props, mark, h("span.label", null, channelName(channel)), count);
}

async function createChannel() {
  const name = h("input", { type: "text", required: true, maxlength: 80, placeholder: "incident-2026", "aria-label": t("channel_name") });
  const isPrivate = h("input", { type: "checkbox" });
  const body = h("div.fields-column", null, h("label", null, t("channel_name"), name), h("label.check", null, isPrivate, t("channel_private")));
  const wanted = await askFor({ title: t("add_channel"), body, yes: t("create"), collect: () => ({ name: name.value.trim().replace(/^#/, ""), is_private: isPrivate.checked }) });
  if (!wanted) return;
  goTo((await attempt(act("create_channel", wanted)))?.channel);
}

function themeButton() {
  const isDark = () => (document.documentElement.dataset.theme ?? (DARK.matches ? "dark" : "light")) === "dark";
  const button = iconButton("moon", "", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    localStorage.setItem("theme", theme);
    show();
  });
  const show = () => {
    const label = isDark() ? t("theme_light") : t("theme_dark");
    button.setAttribute("aria-label", label);
    button.title = label;
    fill(button, icon(isDark() ? "sun" : "moon"));
  };
  DARK.addEventListener("change", show);
  show();
  return button;
}

function personButton() {
  const { me } = store;
  const name = nameOf(me.id);
  const props = { type: "button", id: "person", "aria-haspopup": "dialog", "aria-expanded": "false", "aria-label": t("change_person", { name: me.title ? `${name} (${me.title})` : name }) };
  const button = h("button.person", { ...props, onclick: () => switchPerson(button) }, face(authorOf({ user: me.id })), h("span.label", null, h("span.name", null, name), h("span.hint", null, me.title)), icon("down"));
  return button;
}

function switchPerson(anchor) {
  const rows = [...store.people.values()]
    .filter((person) => person.id !== store.app.bot_user_id)
    .map((person) => {
      const address = new URL(location.href);
      address.searchParams.set("as", person.id);
      address.searchParams.delete("thread");
      const isMe = person.id === store.me.id;
      const name = nameOf(person.id);
      const words = h("span.label", null, h("span.name", null, name, isMe && h("span.badge.is-quiet", null, t("you"))), h("span.hint", null, [person.title, person.locale?.slice(0, 2)].filter(Boolean).join(" · ")));
      const become = h("a.become", { href: address.href, "aria-current": isMe ? "true" : null }, face(authorOf({ user: person.id })), words);
      const beside = h("a.icon-button", { href: address.href, target: "_blank", title: t("new_window", { name }), "aria-label": t("new_window", { name }) }, icon("link"));
      return h("li", null, become, beside);
    });
  const list = h("ul.people", { onkeydown: (event) => moveFocus(event, list.querySelectorAll("a.become")) }, rows);
  openBeside(anchor, list, { label: t("person"), above: true });
  (list.querySelector("[aria-current]") ?? list.querySelector("a"))?.focus();
}
