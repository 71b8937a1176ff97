/** How is text with meaning drawn? Trees of mrkdwn.js and markdown.js, and Slack's own rich_text, as DOM text nodes. */

import { h, link } from "../ground/dom.js";
import { pictureOf } from "./emoji.js";
import { parseMarkdown } from "./markdown.js";
import { parseMrkdwn, parsePlain } from "./mrkdwn.js";
import { channelName, nameOf, store } from "../ground/store.js";
import { slackDate } from "../ground/times.js";
import { t } from "../ground/words.js";

/** Draw a text object of Block Kit, `{type: "mrkdwn" | "plain_text", text}`, or a bare string as mrkdwn. */
export function textOf(object) {
  if (!object) return [];
  if (object.type === "plain_text") return drawAll(parsePlain(object.text, object.emoji !== false));
  if (object.type === "raw_text") return [String(object.text ?? "")];
  return drawAll(parseMrkdwn(typeof object === "string" ? object : object.text));
}

/** Read a text object as one line of plain letters, for names and labels. */
export function plainOf(object) {
  return h("span", null, textOf(object)).textContent;
}

export function markdownOf(text) {
  return parseMarkdown(text).map(drawBlock);
}

/** Draw the elements of a rich_text block. */
export function richText(elements) {
  return (elements ?? []).map(richPart);
}

export function emoji(name) {
  const picture = pictureOf(name);
  if (!picture) return `:${name}:`;
  return h("span.emoji", { role: "img", "aria-label": `:${name}:`, title: `:${name}:` }, picture);
}

export function mention(id, label = "") {
  const isMe = id === store.me.id;
  return h(isMe ? "span.mention.is-me" : "span.mention", null, `@${store.people.has(id) ? nameOf(id) : label || id}`);
}

function channelMention(id, label = "") {
  const channel = store.channels.get(id);
  if (!channel) return h("span.mention", null, `#${label || id}`);
  return h("button.mention", { type: "button", onclick: () => store.tell("go", { channel: id }) }, `#${channelName(channel)}`);
}

function groupMention(id, label = "") {
  const group = store.groups.get(id);
  const isMine = group?.members?.includes(store.me.id);
  return h(isMine ? "span.mention.is-me" : "span.mention", null, group ? `@${group.handle}` : label || `@${id}`);
}

function drawAll(nodes) {
  return nodes.map(draw);
}

const TAGS = { bold: "strong", italic: "em", strike: "s", quote: "blockquote" };

function draw(node) {
  switch (node.type) {
    case "text":
      return node.text;
    case "bold":
    case "italic":
    case "strike":
    case "quote":
      return h(TAGS[node.type], null, drawAll(node.children));
    case "code":
      return h("code", null, node.text);
    case "pre":
      return h("pre", { tabindex: 0 }, node.text);
    case "link":
      return link(node.url, node.label || node.url.replace(/^mailto:/, ""));
    case "user":
      return mention(node.id, node.label);
    case "channel":
      return channelMention(node.id, node.label);
    case "group":
      return groupMention(node.id, node.label);
    case "broadcast":
      return h("span.mention.is-me", null, `@${node.range}`);
    case "date":
      return dateOf(node);
    case "emoji":
      return emoji(node.name);
    default:
      return "";
  }
}

function dateOf({ seconds, pattern, url, fallback }) {
  const text = Number.isFinite(Number(seconds)) ? slackDate(seconds, pattern || "{date_num} {time}") : fallback;
  const time = h("time", { title: fallback }, text);
  return url ? link(url, time) : time;
}

function drawBlock(node) {
  switch (node.type) {
    case "heading":
      return h("p.heading", { role: "heading", "aria-level": 3 }, drawAll(node.children));
    case "paragraph":
      return h("p", null, drawAll(node.children));
    case "rule":
      return h("hr");
    case "list":
      return h(node.ordered ? "ol" : "ul", null, node.items.map((item) => h(`li.indent-${Math.min(item.indent, 3)}`, null, drawAll(item.children))));
    case "table":
      return tableOf(node.rows.map((row) => row.map((cell) => ({ children: drawAll(cell) }))));
    default:
      return draw(node);
  }
}

/** Draw rows of `{children, align}`; the first row is the head. */
export function tableOf(rows) {
  const line = (row, name) => h("tr", null, row.map((cell) => h(`${name}.align-${cell.align ?? "left"}`, null, cell.children)));
  const [head, ...body] = rows;
  const table = h("table", null, h("thead", null, head && line(head, "th")), h("tbody", null, body.map((row) => line(row, "td"))));
  return h("div.table", { tabindex: 0, role: "group", "aria-label": t("table") }, table);
}

function richPart(part) {
  switch (part.type) {
    case "rich_text_section":
      return h("div.rich", { dir: "auto" }, part.elements.map(richLeaf));
    case "rich_text_quote":
      return h("blockquote", null, part.elements.map(richLeaf));
    case "rich_text_preformatted":
      return h("pre", { tabindex: 0 }, part.elements.map((leaf) => leaf.text ?? leaf.url ?? ""));
    case "rich_text_list": {
      const items = part.elements.map((item) => h("li", null, item.elements.map(richLeaf)));
      const props = { class: `indent-${Math.min(part.indent ?? 0, 3)}${part.border ? " is-bordered" : ""}`, start: part.offset ? part.offset + 1 : null };
      return h(part.style === "ordered" ? "ol" : "ul", props, items);
    }
    default:
      return null;
  }
}

function richLeaf(leaf) {
  const drawn = richCore(leaf);
  const style = leaf.style ?? {};
  const wrap = [["code", style.code], ["s", style.strike], ["em", style.italic], ["u", style.underline], ["strong", style.bold]];
  return wrap.reduce((inner, [tag, wanted]) => (wanted ? h(tag, null, inner) : inner), drawn);
}

function richCore(leaf) {
  switch (leaf.type) {
    case "text":
      return leaf.text;
    case "link":
      return link(leaf.url, leaf.text || leaf.url);
    case "emoji":
      return emoji(leaf.skin_tone ? `${leaf.name}::skin-tone-${leaf.skin_tone}` : leaf.name);
    case "user":
      return mention(leaf.user_id);
    case "channel":
      return channelMention(leaf.channel_id);
    case "usergroup":
      return groupMention(leaf.usergroup_id);
    case "broadcast":
      return h("span.mention.is-me", null, `@${leaf.range}`);
    case "date":
      return dateOf({ seconds: leaf.timestamp, pattern: leaf.format, url: leaf.url, fallback: leaf.fallback });
    case "color":
      return h("code", null, swatch(leaf.value), leaf.value);
    default:
      return leaf.text ?? "";
  }
}

function swatch(colour) {
  const shown = h("span.swatch", { "aria-hidden": "true" });
  shown.style.backgroundColor = colour;
  return shown;
}
