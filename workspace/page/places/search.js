/** Where was that said? A field, and what was found beside the channel. */

import { read } from "../ground/api.js";
import { fill, h, icon } from "../ground/dom.js";
import { authorOf, channelName, store } from "../ground/store.js";
import { clock, dayName } from "../ground/times.js";
import { t } from "../ground/words.js";
import { face } from "../talk/face.js";
import { toTyped } from "../text/typed.js";

const WAIT = 180;
const PAGE = 20;
const AROUND = 60;
const LONGEST = 220;

export class SearchPane {
  constructor() {
    this.field = h("input", { type: "search", autocomplete: "off", spellcheck: "false", "aria-label": t("search"), placeholder: t("search_hint"), oninput: () => this.later() });
    this.told = h("p.note", { role: "status" });
    this.list = h("ol.found");
    this.more = h("button.action", { type: "button", hidden: true, onclick: () => this.look(this.limit + PAGE) }, t("search_more"));
    const form = h("form.search", { role: "search", onsubmit: (event) => (event.preventDefault(), this.look()) }, this.field);
    this.element = h("div.pane-body", null, form, this.told, this.list, this.more);
    this.limit = PAGE;
    this.asked = 0;
  }

  open() {
    this.field.focus();
    this.field.select();
    this.look();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), WAIT);
  }

  /** Ask the server; an answer that a later question has overtaken is dropped. */
  async look(limit = PAGE) {
    clearTimeout(this.timer);
    const q = this.field.value.trim();
    this.asked += 1;
    const { asked } = this;
    if (!q) return this.show({ matches: [], total: 0, words: [] }, t("search_help"));
    let found;
    try {
      found = await read("search", { q, limit });
    } catch (failure) {
      return asked === this.asked && this.show({ matches: [], total: 0, words: [] }, failure.message);
    }
    if (asked !== this.asked) return null;
    this.limit = limit;
    return this.show(found, found.total ? t("search_found", { n: found.total }) : t("search_nothing"));
  }

  show({ matches, total, words }, told) {
    fill(this.told, told);
    fill(this.list, matches.map(({ message, channel }) => h("li", null, row(message, channel, words))));
    this.more.hidden = matches.length >= total;
  }
}

function row(message, channel, words) {
  const author = authorOf(message);
  const place = store.channels.get(channel);
  const name = channelName(place) || channel;
  const isReply = message.thread_ts && message.thread_ts !== message.ts;
  const go = () => {
    store.tell("go", { channel, thread: isReply ? message.thread_ts : null, message: message.ts, isFound: true });
  };
  const where = h("span.where", null, place?.is_im ? null : icon(place?.is_private ? "lock" : "hash"), name, isReply ? ` · ${t("thread")}` : null);
  const when = h("span.hint", null, `${dayName(message.ts)} ${clock(message.ts)}`);
  return h("button", { type: "button", onclick: go }, face(author, "tiny"), h("span.about", null, h("b", null, author.name), where, when), h("span.text", { dir: "auto" }, marked(excerpt(written(message), words), words)));
}

/** Give what is written in a message, as one reads it. */
function written(message) {
  const files = (message.files ?? []).map((file) => file.title || file.name);
  return [toTyped(message.text ?? ""), ...files].filter(Boolean).join(" · ");
}

/** Cut a long text around the first word that was looked for. */
function excerpt(text, words) {
  const at = Math.max(0, text.toLowerCase().indexOf(words[0] ?? "") - AROUND);
  return (at ? "…" : "") + text.slice(at, at + LONGEST) + (text.length > at + LONGEST ? "…" : "");
}

/** Mark the words in a text: what stands between them stays text. */
function marked(text, words) {
  const patterns = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (!patterns.length) return text;
  return text.split(new RegExp(`(${patterns.join("|")})`, "gi")).map((part, place) => (place % 2 ? h("mark", null, part) : part));
}
