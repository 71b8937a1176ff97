/** Where does each message stand? Under its day, after the line that says what is new, beside the one before it. */

import { h } from "../ground/dom.js";
import { authorOf, isMine } from "../ground/store.js";
import { dayKey, dayName } from "../ground/times.js";
import { t } from "../ground/words.js";

/** Within this time the same person's next message needs no new head. */
const ONE_BREATH_SECONDS = 300;

export class Shelf {
  /** `draw(message)` makes the node of a message. */
  constructor(list, draw) {
    Object.assign(this, { list, draw, drawn: new Map(), days: new Map(), keys: new Map() });
    this.line = h("div.new-line", { role: "separator", "aria-label": t("new") }, h("span", null, t("new")));
  }

  clear() {
    this.drawn.clear();
    this.keys.clear();
    this.list.replaceChildren();
  }

  nodeOf(ts) {
    return this.drawn.get(ts)?.node;
  }

  /** Put every message, day and line where it belongs, touching only what is not there yet. */
  lay(messages, { newAt = "", whenEmpty = null } = {}) {
    const days = [];
    let before = null;
    for (const message of messages) {
      const isNewDay = !before || this.dayOf(before) !== this.dayOf(message);
      if (isNewDay) days.push({ ...this.section(message), children: [] });
      const { children } = days.at(-1);
      const isFirstNew = message.ts === newAt;
      if (isFirstNew) children.push(this.line);
      const node = this.node(message);
      node.classList.toggle("is-following", !isNewDay && !isFirstNew && follows(message, before));
      children.push(node);
      before = message;
    }
    for (const { section, head, children } of days) reconcile(section, [head, ...children]);
    reconcile(this.list, days.length ? days.map(({ section }) => section) : [whenEmpty].filter(Boolean));
    this.forget(new Set(messages.map(({ ts }) => ts)));
  }

  node(message) {
    const known = this.drawn.get(message.ts);
    if (known?.message === message) return known.node;
    const node = this.draw(message);
    const hadFocus = known?.node.contains(document.activeElement) && document.activeElement;
    known?.node.replaceWith(node);
    if (hadFocus) focusAgain(node, hadFocus);
    this.drawn.set(message.ts, { message, node });
    return node;
  }

  /** Keep what was drawn of messages that came again unchanged. */
  recognise(messages) {
    for (const [ts, known] of this.drawn) {
      const now = messages.get(ts);
      if (now && now !== known.message && JSON.stringify(now) === JSON.stringify(known.message)) known.message = now;
    }
  }

  forget(kept) {
    for (const ts of this.drawn.keys()) if (!kept.has(ts)) this.drawn.delete(ts);
    for (const ts of this.keys.keys()) if (!kept.has(ts)) this.keys.delete(ts);
  }

  dayOf({ ts }) {
    if (!this.keys.has(ts)) this.keys.set(ts, dayKey(ts));
    return this.keys.get(ts);
  }

  section(message) {
    const key = this.dayOf(message);
    // "Today" is the wrong word tomorrow: the name is asked for anew each time.
    const name = dayName(message.ts);
    const known = this.days.get(key);
    if (known?.name === name) return known;
    const head = h("div.day", { role: "separator", "aria-label": name }, h("span", null, name));
    this.days.set(key, { name, head, section: known?.section ?? h("div.day-group") });
    return this.days.get(key);
  }
}

function follows(message, before) {
  const isPlain = (each) => !each.ephemeral && !each.pinned_to?.length && !/^(channel|group)_|tombstone|broadcast/.test(each.subtype ?? "");
  const author = authorOf(message);
  const other = authorOf(before);
  return author.id === other.id && author.name === other.name && isPlain(message) && isPlain(before) && message.ts - before.ts < ONE_BREATH_SECONDS;
}

/** Give the first message that is new to a reader who has read until `lastRead`. */
export function firstNew(messages, lastRead) {
  return lastRead ? messages.find((message) => message.ts > lastRead && !isMine(message) && !message.ephemeral) : undefined;
}

function reconcile(list, wanted) {
  const isWanted = new Set(wanted);
  let cursor = list.firstChild;
  const pass = () => {
    while (cursor && !isWanted.has(cursor)) {
      const gone = cursor;
      cursor = cursor.nextSibling;
      gone.remove();
    }
  };
  pass();
  for (const node of wanted) {
    if (node === cursor) cursor = cursor.nextSibling;
    else list.insertBefore(node, cursor);
    pass();
  }
}

/** Give the focus to the same control of a message that was drawn anew, so that the keyboard stays where it was. */
function focusAgain(node, old) {
  const name = old.dataset.actionId;
  const again = name ? node.querySelector(`[data-action-id="${CSS.escape(name)}"]`) : null;
  (again ?? node).focus({ preventScroll: true });
}
