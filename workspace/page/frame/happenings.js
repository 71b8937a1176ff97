/** What does each thing that happens in the workspace change on the page? */

import { callsMe, isInChannel, isMine, store } from "../ground/store.js";
import { toast } from "../ground/toast.js";
import { t } from "../ground/words.js";

const MESSAGES = ["message", "message_changed", "ephemeral", "ephemeral_changed"];
const DELETIONS = ["message_deleted", "ephemeral_deleted"];
/** What may be the app's answer to a command that is on its way. */
const ANSWERS = ["view", "toast", "ephemeral"];

/** Take in one event of the stream; `parts` are those of main.js. */
export function happen(event, parts) {
  const { type, message, channel } = event;
  if (ANSWERS.includes(type) || (type === "message" && message.bot_id)) parts.composer.answered();
  if (MESSAGES.includes(type)) heard(type, message, channel, parts);
  else if (DELETIONS.includes(type)) for (const list of lists(channel, parts)) list.drop(event.ts ?? message?.ts);
  else TAKERS[type]?.(event, parts);
}

const TAKERS = {
  channel: ({ channel }) => store.keepChannel(channel),
  view: (event, { modals }) => modals.take(event),
  view_errors: (event, { modals }) => modals.takeErrors(event),
  view_closed: (event, { modals }) => modals.takeClosed(event),
  toast: (event, { modals }) => modals.takeFailure(event) || toast(lossOf(event), true),
  weather: (event, { weather }) => weather.show(event),
  home: (event, { home }) => home.take(event),
  scenario: (event, { story }) => story.take(event),
  app: ({ connected }) => {
    store.app.connected = connected;
    store.tell("app");
  },
  presence: ({ user, presence }) => {
    if (store.people.has(user)) store.people.get(user).presence = presence;
    store.tell("people");
  },
};

/** Say in the reader's words that the app did not answer, or wrongly. */
function lossOf({ text, error, subject }) {
  const known = subject && t(`lost_${error}`, { subject: subject.startsWith("The ") ? store.app.name : subject });
  return known || [text, t(`refused_${error}`)].filter(Boolean).join(" ");
}

/** Give the lists on the screen that show something of a channel. */
function lists(channel, { list, threadList, panes }) {
  return (panes.name === "thread" ? [list, threadList] : [list]).filter((each) => each.channel === channel);
}

function heard(type, message, channel, parts) {
  const heardIn = type.startsWith("ephemeral") ? { ...message, ephemeral: true } : message;
  for (const list of lists(channel, parts)) list.take(heardIn);
  if (type !== "message" || isMine(message) || !isInChannel(message)) return;
  const isRead = channel === store.channel && !document.hidden && parts.list.isAtEnd;
  const known = store.channels.get(channel);
  if (!isRead && known) store.changeChannel(channel, { unread: (known.unread ?? 0) + 1, calls: (known.calls ?? 0) + (callsMe(message) ? 1 : 0) });
}
