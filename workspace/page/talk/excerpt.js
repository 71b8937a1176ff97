/** Which part of a long conversation is at hand? A stretch without gaps, read page by page at both ends; the rest stays with the server. */

import { read } from "../ground/api.js";
import { attempt } from "../ground/toast.js";

const PAGE = 60;
const THREAD_PAGE = 200;
/** So many messages stand on the page at most; what is farther away from the reader is let go. */
const MOST = 240;

export class Excerpt {
  constructor(channel, thread = null) {
    Object.assign(this, { channel, thread, messages: new Map(), hasOlder: false, hasNewer: false, reading: null });
  }

  get ordered() {
    this.sorted ??= [...this.messages.values()].sort((a, b) => (a.ts < b.ts ? -1 : 1));
    return this.sorted;
  }

  get oldest() {
    return this.ordered[0]?.ts ?? "";
  }

  get newest() {
    return this.ordered.at(-1)?.ts ?? "";
  }

  /** Read the end of the conversation, or the stretch around a moment, in place of whatever was here; false where nobody answered. */
  async readAnew(around = "") {
    const answer = await this.ask(around ? { around, limit: MOST / 2 } : {});
    if (!answer) return false;
    this.messages = new Map(answer.messages.map((message) => [message.ts, message]));
    Object.assign(this, { sorted: null, hasOlder: answer.has_more, hasNewer: Boolean(answer.has_newer) });
    return true;
  }

  /** Read one page more at one end and let go of as much at the other; false if there was nothing to do. */
  async readOlder() {
    if (!this.hasOlder || this.reading) return false;
    const answer = await this.ask({ before: this.oldest });
    if (!answer) return false;
    this.hasOlder = answer.has_more;
    this.add(answer.messages);
    this.letGo({ ofNewest: true });
    return true;
  }

  async readNewer() {
    if (!this.hasNewer || this.reading) return false;
    const answer = await this.ask({ after: this.newest });
    if (!answer) return false;
    this.hasNewer = Boolean(answer.has_newer);
    this.add(answer.messages);
    this.letGo({ ofNewest: false });
    return true;
  }

  async ask(query) {
    this.reading = attempt(read("messages", { channel: this.channel, thread_ts: this.thread, limit: this.thread ? THREAD_PAGE : PAGE, ...query }));
    const answer = await this.reading;
    this.reading = null;
    return answer;
  }

  add(messages) {
    for (const message of messages) this.messages.set(message.ts, message);
    this.sorted = null;
  }

  /** Take in one message that is new or changed; false if it stands outside of this stretch. */
  take(message) {
    if (this.hasNewer && message.ts > this.newest) return false;
    if (this.hasOlder && message.ts < this.oldest) return false;
    this.add([message]);
    return true;
  }

  drop(ts) {
    this.messages.delete(ts);
    this.sorted = null;
  }

  /** Keep the stretch bounded at the side away from the reader. */
  letGo({ ofNewest }) {
    const spare = this.messages.size - MOST;
    if (spare <= 0) return;
    for (const { ts } of ofNewest ? this.ordered.slice(-spare) : this.ordered.slice(0, spare)) this.messages.delete(ts);
    this.sorted = null;
    if (ofNewest) this.hasNewer = true;
    else this.hasOlder = true;
  }
}
