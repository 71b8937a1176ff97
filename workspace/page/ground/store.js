/** What does the page know right now? People, channels, where the reader is; everything else asks here. */

const COLOURS = 12;
/** The page draws in OKLCH, whose circle of hues is turned about so much against that of red, green and blue. */
const TURN = 25;

class Store extends EventTarget {
  constructor() {
    super();
    Object.assign(this, { team: {}, me: {}, app: {}, commands: [], shortcuts: [], home: {}, channel: null, thread: null });
    this.people = new Map();
    this.groups = new Map();
    this.channels = new Map();
  }

  /** Take in the answer of `boot`. */
  learn({ team, me, people, groups = [], channels, app, commands = [], shortcuts = [], home = {} }) {
    Object.assign(this, { team, me, app: app ?? {}, commands, shortcuts, home });
    this.people = new Map(people.map((person) => [person.id, person]));
    this.groups = new Map(groups.map((group) => [group.id, group]));
    this.channels = new Map(channels.map((channel) => [channel.id, channel]));
    this.tell("channels");
  }

  tell(type, detail = null) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  on(type, listener) {
    this.addEventListener(type, (event) => listener(event.detail));
  }

  get here() {
    return this.channels.get(this.channel);
  }

  keepChannel(channel) {
    this.channels.set(channel.id, { ...this.channels.get(channel.id), ...channel });
    this.tell("channels");
  }

  changeChannel(id, change) {
    if (this.channels.has(id)) this.keepChannel({ ...change, id });
  }
}

export const store = new Store();

/** Name a person as others see them. */
export function nameOf(id) {
  const person = store.people.get(id);
  return person ? person.display_name || person.real_name || person.name : id;
}

/** Say how many messages wait for the reader in a channel; channels looked at from outside do not count. */
export function unreadIn(channel) {
  const isRead = channel.id === store.channel && !document.hidden;
  return isRead || !(channel.is_member || channel.is_im) ? 0 : (channel.unread ?? 0);
}

/** Name a channel without its mark: a conversation of two is named by the other one. */
export function channelName(channel) {
  if (!channel?.is_im) return channel?.name ?? "";
  const other = otherIn(channel);
  return store.people.has(other) ? nameOf(other) : channel.name;
}

/** Give the one with whom the reader speaks in a direct conversation; oneself, if there is nobody else. */
export function otherIn(channel) {
  return channel.members?.find((id) => id !== store.me.id) ?? store.me.id;
}

/** Tell who speaks in a message: `{id, name, isBot, avatar}`, from whatever the message carries. */
export function authorOf(message) {
  const id = message.user ?? (message.bot_id === store.app.bot_id ? store.app.bot_user_id : message.bot_id);
  const person = store.people.get(id);
  const name = message.username || (person ? nameOf(id) : message.bot_profile?.name) || id || "?";
  return { id, name, isBot: Boolean(message.bot_id || person?.is_bot), icon: message.icons?.emoji };
}

/** Say whether this message is the reader's own. */
export function isMine(message) {
  return message.user === store.me.id && !message.bot_id;
}

/** Give a person a steady hue, the same in every window: their own colour's, or one made of their id. */
export function hueOf(id) {
  const own = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(store.people.get(id)?.color ?? "");
  if (own) return (hueOfColour(own.slice(1).map((part) => Number.parseInt(part, 16))) + TURN) % 360;
  let sum = 7;
  for (const letter of String(id)) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return (sum % COLOURS) * (360 / COLOURS) + 15;
}

function hueOfColour([red, green, blue]) {
  return (Math.atan2(Math.sqrt(3) * (green - blue), 2 * red - green - blue) * 180) / Math.PI + 360;
}

/** Say whether a message belongs in the channel itself, not only in a thread. */
export function isInChannel(message) {
  return !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast";
}

/** Say whether a message calls the reader by name. */
export function callsMe(message) {
  const text = `${message.text ?? ""}${JSON.stringify(message.blocks ?? "")}`;
  return text.includes(`<@${store.me.id}`) || text.includes(`"user_id":"${store.me.id}"`) || /<!(here|channel|everyone)/.test(text);
}
