/** How is one message drawn? Who, when, what, and what others did with it. */

import { act } from "../ground/api.js";
import { drawAttachments, drawBlocks } from "../blocks/blocks.js";
import { h, icon, link } from "../ground/dom.js";
import { emoji, textOf } from "../text/rich.js";
import { authorOf, hueOf, nameOf, store } from "../ground/store.js";
import { ago, clock, fullMoment } from "../ground/times.js";
import { attempt } from "../ground/toast.js";
import { t } from "../ground/words.js";

const SYSTEM = /^(channel|group)_(join|leave|topic|purpose|name|archive|unarchive)$|^(bot_add|bot_remove|pinned_item|reminder_add)$/;

/** Draw a message as an article; `inThread` leaves out what the thread's pane says by itself. */
export function drawMessage(message, { channel, inThread = false }) {
  const author = authorOf(message);
  const props = { tabindex: -1, dataset: { ts: message.ts }, "aria-label": `${author.name}, ${clock(message.ts)}` };
  if (SYSTEM.test(message.subtype ?? "")) return h("article.message.is-system", props, systemLine(message, author));
  const shown = h("article.message", props, face(author), h("div.body", null, [
    note(message, channel),
    head(message, author),
    content(message, channel),
    reactions(message, channel),
    inThread ? null : threadLink(message, channel),
  ]));
  shown.classList.toggle("is-ephemeral", Boolean(message.ephemeral));
  shown.classList.toggle("is-pinned", Boolean(message.pinned_to?.length));
  return shown;
}

/** Draw a person's or an app's face: initials on a colour of their own. */
export function face({ id, name, isBot, icon: own }, size = "") {
  const initials = own ? emoji(own.replaceAll(":", "")) : [...initialsOf(name)].join("");
  const shown = h(`span.face${isBot ? ".is-bot" : ""}${size ? `.${size}` : ""}`, { "aria-hidden": "true" }, initials);
  shown.style.setProperty("--hue", hueOf(id));
  return shown;
}

function initialsOf(name) {
  const words = String(name).replace(/[^\p{L}\p{N}\s-]/gu, "").split(/[\s-]+/).filter(Boolean);
  // One character of a Japanese name says more than two of them squeezed together.
  if (/[\u3040-\u30ff\u4e00-\u9fff]/.test(words[0] ?? "")) return words[0].slice(0, 1);
  return words.slice(0, 2).map((word) => word[0].toUpperCase());
}

function head(message, author) {
  return h("div.head", null, [
    h("span.name", null, author.name),
    author.isBot && h("span.badge", null, t("app")),
    store.people.get(author.id)?.is_restricted && h("span.badge.is-quiet", null, t("guest")),
    h("time.when", { title: fullMoment(message.ts) }, clock(message.ts)),
  ]);
}

function note(message, channel) {
  if (message.ephemeral) return h("div.above", null, icon("eye"), t("only_you"));
  if (message.pinned_to?.length) return h("div.above", null, icon("pin"), t("pinned"));
  if (message.subtype !== "thread_broadcast") return null;
  const open = () => store.tell("go", { channel, thread: message.thread_ts });
  return h("div.above", null, icon("thread"), h("button", { type: "button", onclick: open }, t("replied")));
}

function content(message, channel) {
  if (message.subtype === "tombstone") return h("div.text.is-gone", null, t("tombstone"));
  const surface = surfaceOf(message, channel);
  const blocks = drawBlocks(message.blocks, surface);
  const text = blocks.length || !message.text ? null : h("div.text", null, textOf(message.text));
  if (message.subtype === "me_message") text?.classList.add("is-me");
  const edited = message.edited && h("span.edited", { title: fullMoment(message.edited.ts) }, `(${t("edited")})`);
  // Behind the last word when the last thing is text, on its own line when it is a card.
  (text ?? blocks.findLast((block) => block.matches(".text")))?.append(edited ?? "");
  const isPlaced = text || blocks.some((block) => block.matches(".text"));
  return h("div.content", null, [text, blocks, isPlaced ? null : edited, drawAttachments(message.attachments, surface), files(message)]);
}

function surfaceOf(message, channel) {
  const at = { channel, message_ts: message.ts };
  return {
    values: {},
    click: (blockId, element, payload) => told(act("click", { ...at, block_id: blockId, action_id: element.action_id, type: element.type, ...payload })),
    suggest: (blockId, element, value) => act("suggest", { ...at, block_id: blockId, action_id: element.action_id, value }),
  };
}

async function told(promise) {
  if ((await attempt(promise)) === null) throw new Error("refused, and said so");
}

function files(message) {
  if (!message.files?.length) return null;
  return h("div.files", null, message.files.map((file) => {
    const address = file.page_url ?? `/_workspace/files/${encodeURIComponent(file.id)}/${encodeURIComponent(file.name ?? file.id)}`;
    const isImage = file.mimetype?.startsWith("image/") || /\.(png|jpe?g|gif|svg|webp)$/i.test(file.name ?? "");
    const name = file.title || file.name;
    if (isImage) return h("figure.image", null, h("figcaption", null, name), link(address, h("img", { src: address, alt: file.alt_txt || name })));
    return h("div.file", null, icon("file"), h("div", null, link(address, name), h("span.hint", null, sizeOf(file.size))));
  }));
}

function sizeOf(bytes = 0) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

function reactions(message, channel) {
  if (!message.reactions?.length) return null;
  return h("div.reactions", null, message.reactions.map(({ name, users, count }) => {
    const isMine = users.includes(store.me.id);
    const label = t("react_as", { name: `:${name}:`, people: users.map(nameOf).join(", ") });
    const toggle = () => attempt(act(isMine ? "unreact" : "react", { channel, ts: message.ts, name }));
    return h("button.reaction", { type: "button", "aria-pressed": String(isMine), "aria-label": label, title: label, onclick: toggle }, emoji(name), h("span", null, count ?? users.length));
  }));
}

function threadLink(message, channel) {
  if (!message.reply_count) return null;
  const people = (message.reply_users ?? []).slice(0, 3).map((id) => face(authorOf({ user: id }), "tiny"));
  const open = () => store.tell("go", { channel, thread: message.ts });
  const last = message.latest_reply && h("span.hint", null, t("reply_last", { ago: ago(message.latest_reply) }));
  return h("button.thread-link", { type: "button", onclick: open }, people, h("span.label", null, t("replies", { n: message.reply_count })), last);
}

function systemLine(message, author) {
  return h("div.body", null, [
    h("span.name", null, author.name),
    " ",
    h("span.text", null, textOf((message.text ?? "").replace(new RegExp(`^<@${author.id}(\\|[^>]*)?>\\s*`), ""))),
    " ",
    h("time.when", { title: fullMoment(message.ts) }, clock(message.ts)),
  ]);
}
