/** What did others do with a message? Reactions, and the thread under it. */

import { act } from "../ground/api.js";
import { h } from "../ground/dom.js";
import { authorOf, nameOf, store } from "../ground/store.js";
import { ago, fullMoment } from "../ground/times.js";
import { attempt } from "../ground/toast.js";
import { t } from "../ground/words.js";
import { emoji } from "../text/rich.js";
import { face } from "./face.js";

/** So many names are read out; the rest is a number. */
const MOST_NAMES = 20;
const MOST_FACES = 5;

export function reactions(message, channel) {
  if (!message.reactions?.length) return null;
  return h("div.reactions", null, message.reactions.map(({ name, users, count = users.length }) => {
    const isMine = users.includes(store.me.id);
    const label = t("react_as", { name: `:${name}:`, people: peopleIn(users, count) });
    const toggle = () => attempt(act(isMine ? "unreact" : "react", { channel, ts: message.ts, name }));
    const props = { type: "button", "aria-pressed": String(isMine), "aria-label": label, onclick: toggle, dataset: { actionId: `reaction ${name}`, who: label } };
    return h("button.reaction", props, emoji(name), h("span", null, count));
  }));
}

function peopleIn(users, count) {
  const names = users.slice(0, MOST_NAMES).map((id) => (id === store.me.id ? t("you") : nameOf(id)));
  const rest = count - names.length;
  return [...names, ...(rest > 0 ? [t("others", { n: rest })] : [])].join(t("comma"));
}

export function threadLink(message, channel) {
  if (!message.reply_count) return null;
  const people = (message.reply_users ?? []).slice(0, MOST_FACES).map((id) => face(authorOf({ user: id }), "tiny"));
  const open = () => store.tell("go", { channel, thread: message.ts });
  const last = message.latest_reply && h("span.hint", { title: fullMoment(message.latest_reply) }, t("reply_last", { ago: ago(message.latest_reply) }));
  return h("button.thread-link", { type: "button", onclick: open, dataset: { actionId: "thread" } }, h("span.faces", null, people), h("span.label", null, t("replies", { n: message.reply_count })), last);
}
