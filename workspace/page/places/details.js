/** What is a channel for, and who is in it? Its topic and purpose to change, members, bookmarks, and the way out. */

import { act } from "../ground/api.js";
import { ask, askFor } from "../ground/dialogs.js";
import { fill, h, icon, iconButton, link } from "../ground/dom.js";
import { authorOf, channelName, nameOf, store } from "../ground/store.js";
import { attempt } from "../ground/toast.js";
import { t } from "../ground/words.js";
import { face } from "../talk/face.js";
import { textOf } from "../text/rich.js";
import { presenceOf, withPresence } from "./presence.js";

const TOPIC_MOST = 250;

export class Details {
  constructor() {
    this.body = h("div.details");
    this.element = h("div.pane-body", null, this.body);
    for (const news of ["channels", "here", "people"]) store.on(news, () => this.body.isConnected && this.show());
  }

  open() {
    this.show();
  }

  show() {
    const channel = store.here;
    if (!channel || channel.is_im) return fill(this.body);
    const may = channel.is_member && !channel.is_archived;
    return fill(this.body, [
      channel.is_archived && h("p.note", null, icon("lock"), t("archived")),
      about(channel, "topic", may),
      about(channel, "purpose", may),
      bookmarks(channel, may),
      members(channel, may),
      may && h("button.action.danger", { type: "button", onclick: () => leave(channel) }, t("leave")),
    ]);
  }
}

function about(channel, what, may) {
  const edit = async () => {
    const field = h("textarea", { rows: 3, maxlength: TOPIC_MOST, "aria-label": t(what), value: channel[what] ?? "" });
    const changed = await askFor({ title: t(`edit_${what}`), body: h("div.fields-column", null, field), yes: t("save"), collect: () => ({ text: field.value.trim() }) });
    if (changed) attempt(act("set_topic", { channel: channel.id, [what]: changed.text }));
  };
  const head = h("div.head", null, h("h3", null, t(what)), may && iconButton("edit", t(`edit_${what}`), edit));
  return h("section", null, head, h("p", null, channel[what] ? textOf(channel[what]) : h("span.hint", null, t("none"))));
}

function bookmarks(channel, may) {
  const rows = (channel.bookmarks ?? []).map((mark) => h("li", null, h("span.label", null, link(mark.link, mark.title)), may && iconButton("trash", t("bookmark_remove", { name: mark.title }), () => attempt(act("remove_bookmark", { channel: channel.id, bookmark: mark.id })))));
  const head = h("div.head", null, h("h3", null, t("bookmarks")), may && iconButton("add", t("bookmark_add"), () => addBookmark(channel)));
  return h("section", null, head, rows.length ? h("ul", null, rows) : h("p.hint", null, t("none")));
}

async function addBookmark(channel) {
  const title = h("input", { type: "text", maxlength: 100, "aria-label": t("bookmark_title") });
  const address = h("input", { type: "url", required: true, placeholder: "https://", "aria-label": t("bookmark_link") });
  const body = h("div.fields-column", null, h("label", null, t("bookmark_link"), address), h("label", null, t("bookmark_title"), title));
  const wanted = await askFor({ title: t("bookmark_add"), body, yes: t("save"), collect: () => ({ title: title.value.trim(), link: address.value.trim() }) });
  if (wanted) attempt(act("add_bookmark", { channel: channel.id, ...wanted }));
}

function members(channel, may) {
  const people = (channel.members ?? []).map((id) => store.people.get(id)).filter(Boolean);
  people.sort((a, b) => Number(a.is_bot) - Number(b.is_bot) || nameOf(a.id).localeCompare(nameOf(b.id)));
  const rows = people.map((person) => {
    const badge = (person.is_bot && t("app")) || (person.is_restricted && t("guest")) || (person.id === store.me.id && t("you"));
    const words = h("span.label", null, h("span.name", null, nameOf(person.id), badge && h("span.badge.is-quiet", null, badge)), h("span.hint", null, [person.title, presenceOf(person)].filter(Boolean).join(" · ")));
    return h("li", null, withPresence(face(authorOf({ user: person.id }), "tiny"), person), words);
  });
  const head = h("div.head", null, h("h3", null, t("members", { n: people.length })), may && iconButton("add", t("invite"), () => invite(channel)));
  return h("section", null, head, h("ul.members-list", null, rows));
}

async function invite(channel) {
  const outside = [...store.people.values()].filter((person) => !channel.members?.includes(person.id));
  const select = h("select", { "aria-label": t("invite") }, outside.map((person) => h("option", { value: person.id }, [nameOf(person.id), person.title].filter(Boolean).join(", "))));
  const wanted = await askFor({ title: t("invite_to", { name: channelName(channel) }), body: h("div.fields-column", null, select), yes: t("invite"), collect: () => select.value });
  if (wanted) attempt(act("invite", { channel: channel.id, user: wanted }));
}

async function leave(channel) {
  const isSure = await ask({ title: t("leave"), body: t(channel.is_private ? "leave_private" : "leave_sure", { name: channelName(channel) }), yes: t("leave"), isDanger: true });
  if (isSure) attempt(act("leave", { channel: channel.id }));
}
