/** How is one message drawn? Who, when, what, and what others did with it. */

import { act } from "../ground/api.js";
import { drawAttachments, drawBlocks } from "../blocks/blocks.js";
import { h, icon } from "../ground/dom.js";
import { textOf } from "../text/rich.js";
import { authorOf, store } from "../ground/store.js";
import { clock, fullMoment } from "../ground/times.js";
import { attempt } from "../ground/toast.js";
import { t } from "../ground/words.js";
import { face } from "./face.js";
import { drawFiles } from "./files.js";
import { folded } from "./fold.js";
import { reactions, threadLink } from "./marks.js";

const SYSTEM = /^(channel|group)_(join|leave|topic|purpose|name|archive|unarchive)$|^(bot_add|bot_remove|pinned_item|reminder_add)$/;

/** Draw a message as an article; `inThread` leaves out what the thread's pane says by itself. */
export function drawMessage(message, { channel, inThread = false }) {
  const author = authorOf(message);
  const props = { tabindex: -1, dataset: { ts: message.ts }, "aria-label": `${message.subtype === "tombstone" ? t("tombstone") : author.name}, ${clock(message.ts)}` };
  if (SYSTEM.test(message.subtype ?? "")) return h("article.message.is-system", props, systemLine(message, author));
  const isGone = message.subtype === "tombstone";
  const shown = h("article.message", props, isGone ? h("span.face.is-gone", { "aria-hidden": "true" }, icon("trash")) : face(author), h("div.body", null, [
    note(message, channel),
    isGone ? null : head(message, author),
    content(message, channel),
    reactions(message, channel),
    inThread ? null : threadLink(message, channel),
  ]));
  shown.classList.toggle("is-ephemeral", Boolean(message.ephemeral));
  shown.classList.toggle("is-pinned", Boolean(message.pinned_to?.length));
  return shown;
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
  const text = blocks.length || !message.text ? null : h("div.text", { dir: "auto" }, folded(message.text, textOf, `text ${message.ts}`));
  if (message.subtype === "me_message") text?.classList.add("is-me");
  const edited = message.edited && h("span.edited", { title: fullMoment(message.edited.ts) }, `(${t("edited")})`);
  // Behind the last word when the last thing is text, on its own line when it is a card.
  (text ?? blocks.findLast((block) => block.matches(".text")))?.append(edited ?? "");
  const isPlaced = text || blocks.some((block) => block.matches(".text"));
  return h("div.content", null, [text, blocks, isPlaced ? null : edited, drawAttachments(message.attachments, surface), drawFiles(message.files)]);
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

function systemLine(message, author) {
  return h("div.body", null, [
    h("span.name", null, author.name),
    " ",
    h("span.text", null, textOf((message.text ?? "").replace(new RegExp(`^<@${author.id}(\\|[^>]*)?>\\s*`), ""))),
    " ",
    h("time.when", { title: fullMoment(message.ts) }, clock(message.ts)),
  ]);
}
