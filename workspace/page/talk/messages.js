/** How is a conversation kept on the screen? A channel or a thread: read, ordered, drawn, and kept up with what happens. */

import { read } from "../ground/api.js";
import { h } from "../ground/dom.js";
import { drawMessage } from "./message.js";
import { authorOf, isInChannel, isMine, store } from "../ground/store.js";
import { dayKey, dayName } from "../ground/times.js";
import { attempt } from "../ground/toast.js";
import { t } from "../ground/words.js";

const PAGE = 60;
/** Within this time the same person's next message needs no new head. */
const ONE_BREATH_SECONDS = 300;
const NEAR = 60;

export class MessageList {
  constructor(box, { onRead }) {
    Object.assign(this, { box, onRead, messages: new Map(), drawn: new Map(), days: new Map(), channel: null, thread: null, isAtEnd: true });
    this.list = h("div.list");
    this.jump = h("button.jump", { type: "button", hidden: true, onclick: () => this.toEnd() }, t("jump"));
    this.line = h("div.new-line", { role: "separator", "aria-label": t("new") }, h("span", null, t("new")));
    box.append(this.list, this.jump);
    box.addEventListener("scroll", () => this.scrolled());
    box.addEventListener("keydown", (event) => this.moved(event));
    // Images and cards grow after they were put in: whoever reads the end stays at the end.
    const keepEnd = new ResizeObserver(() => this.isAtEnd && this.toEnd());
    keepEnd.observe(this.list);
    keepEnd.observe(box);
  }

  /** Show a channel, or one of its threads, from its end. */
  async open(channel, thread = null) {
    const isSame = this.channel === channel && this.thread === thread;
    Object.assign(this, { channel, thread, hasMore: false });
    if (!isSame) {
      this.messages.clear();
      this.drawn.clear();
      this.newFrom = thread ? null : store.channels.get(channel)?.last_read;
      this.isAtEnd = true;
      this.list.replaceChildren();
    }
    this.box.setAttribute("aria-busy", "true");
    const answer = await attempt(read("messages", { channel, thread_ts: thread, limit: thread ? 1000 : PAGE }));
    if (!answer || this.channel !== channel || this.thread !== thread) return;
    // What was on the screen but is no longer in the answer was deleted while the connection was lost.
    if (isSame) for (const [ts, message] of this.messages) if (ts >= (answer.messages[0]?.ts ?? "") && !message.ephemeral) this.messages.delete(ts);
    this.hasMore = answer.has_more;
    for (const message of answer.messages) this.keep(message);
    this.layout();
    this.box.setAttribute("aria-busy", "false");
    if (this.isAtEnd) this.toEnd();
    this.tellRead();
  }

  async older() {
    if (!this.hasMore || this.isReading) return;
    this.isReading = true;
    const first = [...this.messages.keys()].sort()[0];
    const answer = await attempt(read("messages", { channel: this.channel, thread_ts: this.thread, before: first, limit: PAGE }));
    this.isReading = false;
    if (!answer) return;
    this.hasMore = answer.has_more;
    const fromEnd = this.box.scrollHeight - this.box.scrollTop;
    for (const message of answer.messages) this.keep(message);
    this.layout();
    this.box.scrollTop = this.box.scrollHeight - fromEnd;
  }

  /** Take in a new or changed message; says whether it belongs here. */
  take(message) {
    const belongs = this.thread ? message.thread_ts === this.thread || message.ts === this.thread : isInChannel(message);
    if (!belongs) return false;
    const isNew = !this.messages.has(message.ts);
    this.keep(message);
    this.layout();
    if (isNew && isMine(message)) this.toEnd();
    else if (isNew && !this.isAtEnd) this.jump.hidden = false;
    if (isNew) this.tellRead();
    return true;
  }

  drop(ts) {
    this.messages.delete(ts);
    this.layout();
  }

  keep(message) {
    this.messages.set(message.ts, message);
    this.drawn.delete(message.ts);
  }

  /** Put every message, day and line where it belongs, touching only what is not there yet. */
  layout() {
    const wanted = [];
    let before = null;
    for (const message of [...this.messages.values()].sort((a, b) => (a.ts < b.ts ? -1 : 1))) {
      if (!before || dayKey(before.ts) !== dayKey(message.ts)) wanted.push(this.day(message.ts));
      const isFirstNew = this.newFrom && message.ts > this.newFrom && (!before || before.ts <= this.newFrom) && !isMine(message) && !message.ephemeral;
      if (isFirstNew && before) wanted.push(this.line);
      const node = this.node(message);
      node.classList.toggle("is-following", Boolean(before) && !wanted.at(-1).matches(".day, .new-line") && follows(message, before));
      wanted.push(node);
      before = message;
    }
    if (!wanted.length && !this.thread) wanted.push(h("p.empty", null, t("empty_channel")));
    reconcile(this.list, wanted);
  }

  node(message) {
    if (!this.drawn.has(message.ts)) {
      const node = drawMessage(message, { channel: this.channel, inThread: Boolean(this.thread) });
      const old = this.list.querySelector(`article[data-ts="${message.ts}"]`);
      const hadFocus = old?.contains(document.activeElement) && document.activeElement;
      old?.replaceWith(node);
      if (hadFocus) focusAgain(node, hadFocus);
      this.drawn.set(message.ts, node);
    }
    return this.drawn.get(message.ts);
  }

  day(ts) {
    const key = dayKey(ts);
    if (!this.days.has(key)) this.days.set(key, h("div.day", { role: "separator", "aria-label": dayName(ts) }, h("span", null, dayName(ts))));
    return this.days.get(key);
  }

  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
    this.isAtEnd = true;
    this.jump.hidden = true;
  }

  scrolled() {
    this.isAtEnd = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR;
    if (this.isAtEnd) this.jump.hidden = true;
    if (this.isAtEnd) this.tellRead();
    if (this.box.scrollTop < NEAR) this.older();
  }

  tellRead() {
    const last = [...this.messages.values()].filter((message) => !message.ephemeral).reduce((ts, message) => (message.ts > ts ? message.ts : ts), "");
    if (last && this.isAtEnd && !document.hidden && !this.thread) this.onRead(this.channel, last);
  }

  /** Walk through the messages with the arrow keys. */
  moved(event) {
    if (!["ArrowUp", "ArrowDown"].includes(event.key) || !event.target.matches("article, [role=log]")) return;
    const articles = [...this.list.querySelectorAll("article")];
    const at = articles.indexOf(document.activeElement);
    const next = at < 0 ? articles.length - 1 : at + (event.key === "ArrowUp" ? -1 : 1);
    event.preventDefault();
    articles[next]?.focus();
    if (next < 0) this.older();
  }
}

function follows(message, before) {
  const isPlain = (each) => !each.ephemeral && !each.pinned_to?.length && !/^(channel|group)_|tombstone|broadcast/.test(each.subtype ?? "");
  const author = authorOf(message);
  const other = authorOf(before);
  return author.id === other.id && author.name === other.name && isPlain(message) && isPlain(before) && message.ts - before.ts < ONE_BREATH_SECONDS;
}

function reconcile(list, wanted) {
  let cursor = list.firstChild;
  for (const node of wanted) {
    if (node === cursor) cursor = cursor.nextSibling;
    else list.insertBefore(node, cursor);
  }
  while (cursor) {
    const next = cursor.nextSibling;
    cursor.remove();
    cursor = next;
  }
}

/** Give the focus to the same control of a message that was drawn anew, so that the keyboard stays where it was. */
function focusAgain(node, old) {
  const name = old.dataset.actionId;
  const again = name ? node.querySelector(`[data-action-id="${CSS.escape(name)}"]`) : null;
  (again ?? node).focus({ preventScroll: true });
}
