/** How is a conversation kept on the screen? Read as far as the reader looks, kept in its place, and up with what happens. */

import { act } from "../ground/api.js";
import { h, icon, iconButton } from "../ground/dom.js";
import { isInChannel, isMine, store } from "../ground/store.js";
import { clock } from "../ground/times.js";
import { attempt } from "../ground/toast.js";
import { t } from "../ground/words.js";
import { Excerpt } from "./excerpt.js";
import { drawMessage } from "./message.js";
import { firstNew, Shelf } from "./shelf.js";

/** So near to the end the reader counts as reading the end. */
const NEAR = 60;
/** So near to an edge the next page is read, before the reader gets there. */
const EDGE = 900;
const READ_EVERY = 500;

export class MessageList {
  constructor(box, { onRead }) {
    Object.assign(this, { box, onRead, excerpt: new Excerpt(null), isAtEnd: true, waiting: 0, newFrom: "", opening: null });
    this.list = h("div.list");
    this.shelf = new Shelf(this.list, (message) => drawMessage(message, { channel: this.channel, inThread: Boolean(this.thread) }));
    this.jump = h("button.jump", { type: "button", hidden: true, onclick: () => this.toLatest() });
    this.above = h("div.unread-bar", { hidden: true });
    box.append(this.above, this.list, this.jump);
    box.addEventListener("scroll", () => this.scrolled());
    // Images and cards grow after they were put in: whoever reads the end stays at the end.
    const keepEnd = new ResizeObserver(() => this.isAtEnd && this.toEnd());
    keepEnd.observe(this.list);
    keepEnd.observe(box);
  }

  get channel() {
    return this.excerpt.channel;
  }

  get thread() {
    return this.excerpt.thread;
  }

  get messages() {
    return this.excerpt.messages;
  }

  /** Show a channel, or one of its threads, from its end; the same one again is read anew where the reader is. */
  open(channel, thread = null) {
    this.opening = this.show(channel, thread);
    return this.opening;
  }

  async show(channel, thread) {
    const isSame = this.channel === channel && this.thread === thread;
    if (!isSame) this.start(channel, thread);
    const { excerpt } = this;
    this.box.setAttribute("aria-busy", "true");
    const isRead = await excerpt.readAnew(isSame && !this.isAtEnd ? this.topmost()?.dataset.ts : "");
    if (excerpt !== this.excerpt) return;
    this.box.setAttribute("aria-busy", "false");
    if (!isRead) return;
    this.shelf.recognise(excerpt.messages);
    this.change(() => {});
    if (!isSame) this.tellAbove();
    this.tellRead();
  }

  start(channel, thread) {
    // What was read in the last moment is told before the reader is elsewhere.
    this.stopTelling();
    this.tellRead();
    this.stopTelling();
    const known = store.channels.get(channel);
    this.excerpt = new Excerpt(channel, thread);
    Object.assign(this, { newFrom: (!thread && known?.last_read) || "", unread: thread ? 0 : (known?.unread ?? 0), isAtEnd: true, waiting: 0, isHeld: false, readUntil: "" });
    this.shelf.clear();
    this.above.hidden = true;
    this.tellJump();
  }

  /** Take in a new or changed message; says whether it belongs here. */
  take(message) {
    const belongs = this.thread ? message.thread_ts === this.thread || message.ts === this.thread : isInChannel(message);
    if (!belongs) return false;
    const isNew = !this.messages.has(message.ts) && message.ts > this.excerpt.newest;
    const isOwn = isNew && isMine(message);
    // What somebody sees coming in is not new to them.
    if (isNew && this.isAtEnd && !document.hidden && !this.shelf.line.isConnected && !this.isHeld) this.newFrom = message.ts;
    const isKept = this.excerpt.take(message);
    if (isKept) this.change(() => this.excerpt.letGo({ ofNewest: !this.isAtEnd }));
    if (isOwn) this.toLatest();
    else if (isNew && !this.isAtEnd) this.waiting += 1;
    this.tellJump();
    if (isNew) this.tellRead();
    return true;
  }

  drop(ts) {
    if (!this.messages.has(ts)) return;
    this.change(() => this.excerpt.drop(ts));
  }

  /** Change what is shown so that what the reader looks at stays where it is. */
  change(doing) {
    const anchor = this.isAtEnd ? null : this.topmost();
    const top = anchor?.getBoundingClientRect().top;
    doing();
    const whenEmpty = this.thread ? null : h("p.empty", null, t("empty_channel"));
    const { ordered, hasOlder } = this.excerpt;
    const first = firstNew(ordered, this.newFrom);
    // Where older messages are not read yet, nobody knows whether the first one here is the first new one.
    this.shelf.lay(ordered, { newAt: first && !(hasOlder && first === ordered[0]) ? first.ts : "", whenEmpty });
    if (!anchor) return void this.toEnd();
    const now = (anchor.isConnected ? anchor : this.shelf.nodeOf(anchor.dataset.ts))?.getBoundingClientRect().top;
    if (now !== undefined) this.box.scrollTop += now - top;
  }

  /** Give the message that stands uppermost on the screen. */
  topmost() {
    const { top } = this.box.getBoundingClientRect();
    const articles = [...this.list.querySelectorAll("article")];
    let [from, to] = [0, articles.length - 1];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (articles[middle].getBoundingClientRect().bottom > top) to = middle;
      else from = middle + 1;
    }
    return articles[from];
  }

  async extend(reading) {
    this.box.setAttribute("aria-busy", "true");
    const { excerpt } = this;
    // What was read while the reader scrolled on is put around the place where they are by then.
    const hasMore = await reading;
    if (excerpt !== this.excerpt) return;
    this.box.setAttribute("aria-busy", "false");
    if (!hasMore) return;
    this.change(() => {});
    this.scrolled();
  }

  scrolled() {
    const { box, excerpt } = this;
    const under = box.scrollHeight - box.scrollTop - box.clientHeight;
    this.isAtEnd = under < NEAR && !excerpt.hasNewer;
    if (this.isAtEnd) this.waiting = 0;
    this.tellJump();
    this.tellRead();
    if (!this.above.hidden && this.shelf.line.isConnected && this.shelf.line.getBoundingClientRect().bottom > box.getBoundingClientRect().top) this.above.hidden = true;
    if (excerpt.reading) return;
    if (box.scrollTop < EDGE && excerpt.hasOlder) this.extend(excerpt.readOlder());
    else if (under < EDGE && excerpt.hasNewer) this.extend(excerpt.readNewer());
  }

  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
  }

  /** Go to the newest message, which may have to be read first. */
  async toLatest() {
    const { excerpt } = this;
    if (excerpt.hasNewer && !((await excerpt.readAnew()) && excerpt === this.excerpt)) return;
    Object.assign(this, { isAtEnd: true, waiting: 0 });
    this.shelf.recognise(excerpt.messages);
    this.change(() => {});
    this.tellJump();
    this.tellRead();
  }

  /** Show one message with the focus on it, wherever in the conversation it is. */
  async lookAt(ts) {
    await this.opening;
    const { excerpt } = this;
    if (!this.messages.has(ts) && !((await excerpt.readAnew(ts)) && excerpt === this.excerpt)) return;
    this.isAtEnd = false;
    this.change(() => {});
    const node = this.shelf.nodeOf(ts);
    node?.scrollIntoView({ block: "center" });
    node?.focus({ preventScroll: true });
    node?.classList.add("is-called");
    this.scrolled();
  }

  /** Say that there are newer messages below, and how many came while the reader looked elsewhere. */
  tellJump() {
    const { box } = this;
    const isFar = this.excerpt.hasNewer || box.scrollHeight - box.scrollTop - box.clientHeight > 2 * box.clientHeight;
    const isHidden = this.isAtEnd || !(this.waiting || isFar);
    if (this.jump.hidden === isHidden && this.jump.dataset.waiting === String(this.waiting)) return;
    this.jump.hidden = isHidden;
    this.jump.dataset.waiting = String(this.waiting);
    this.jump.replaceChildren(icon("down"), t("jump", { n: this.waiting }));
  }

  /** Say what came before this page while the reader was away. */
  tellAbove() {
    const first = firstNew(this.excerpt.ordered, this.newFrom);
    const isOut = first && (this.excerpt.oldest > this.newFrom || this.shelf.nodeOf(first.ts).getBoundingClientRect().top < this.box.getBoundingClientRect().top);
    this.above.hidden = !(isOut && this.unread);
    if (this.above.hidden) return;
    const go = h("button", { type: "button", onclick: () => this.toFirstNew() }, t("unread_since", { n: this.unread, time: clock(this.newFrom) }));
    this.above.replaceChildren(go, iconButton("close", t("mark_read"), () => (this.above.hidden = true)));
  }

  async toFirstNew() {
    this.above.hidden = true;
    const { excerpt, newFrom } = this;
    if (excerpt.oldest > newFrom && !((await excerpt.readAnew(newFrom)) && excerpt === this.excerpt)) return;
    this.isAtEnd = false;
    this.change(() => {});
    const first = firstNew(excerpt.ordered, newFrom);
    if (first) await this.lookAt(first.ts);
  }

  /** Make a message and all after it unread; they stay so until the reader comes again. */
  async markUnread(ts) {
    const done = await attempt(act("mark_unread", { channel: this.channel, ts }));
    if (!done) return;
    const before = this.excerpt.ordered.filter((message) => message.ts < ts && !message.ephemeral).at(-1);
    Object.assign(this, { isHeld: true, newFrom: before?.ts ?? "0" });
    this.change(() => {});
  }

  stopTelling() {
    clearTimeout(this.readTimer);
    this.readTimer = 0;
  }

  /** Tell that the reader has read to the end; not for each message of a flood. */
  tellRead() {
    if (this.readTimer || this.isHeld || this.thread || !this.isAtEnd || document.hidden) return;
    const last = this.excerpt.ordered.filter((message) => !message.ephemeral).at(-1);
    if (!last || last.ts === this.readUntil) return;
    this.readUntil = last.ts;
    this.onRead(this.channel, last.ts);
    this.readTimer = setTimeout(() => {
      this.stopTelling();
      this.tellRead();
    }, READ_EVERY);
  }
}
