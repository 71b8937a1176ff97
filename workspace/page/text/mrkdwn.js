/**
 * What does a text in Slack's mrkdwn say? A tree of plain values; drawing it is rich.js's work.
 *
 * Nodes: {type: "text", text} · {type: "bold" | "italic" | "strike" | "quote", children} · {type: "code" | "pre", text}
 * · {type: "link", url, label} · {type: "user" | "channel" | "group", id, label} · {type: "broadcast", range}
 * · {type: "date", seconds, pattern, url, fallback} · {type: "emoji", name}.
 */

import { pictureOf } from "./emoji.js";

const STYLES = { "*": "bold", _: "italic", "~": "strike" };
const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
/** An address or a piece of code that is longer than this is plain text. */
const LONGEST_TOKEN = 8000;
const WORD = /[\p{L}\p{N}]/u;
const ADDRESS = /^https?:\/\/[^\s<>"'`|]+[^\s<>"'`|.,;:!?)\]}、。]/;

/** Undo Slack's three escapes, and only those. */
export function unescape(text) {
  return text.replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity]);
}

/** Read a whole text: code blocks first, then quotes, then what stands inside a line. */
export function parseMrkdwn(text) {
  const nodes = [];
  for (const [index, part] of String(text ?? "").split(/```\n?([\s\S]+?)\n?```\n?/).entries()) {
    if (index % 2) nodes.push({ type: "pre", text: plainly(part) });
    else nodes.push(...parseQuotes(part));
  }
  return nodes;
}

/** Read a plain_text object: emoji by name, nothing else. */
export function parsePlain(text, withEmoji = true) {
  const nodes = [];
  const whole = unescape(String(text ?? ""));
  if (!withEmoji) return [{ type: "text", text: whole }];
  let from = 0;
  for (const match of whole.matchAll(/:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/g)) {
    if (!pictureOf(match[1])) continue;
    nodes.push({ type: "text", text: whole.slice(from, match.index) }, { type: "emoji", name: match[1] });
    from = match.index + match[0].length;
  }
  nodes.push({ type: "text", text: whole.slice(from) });
  return nodes.filter((node) => node.type !== "text" || node.text);
}

function parseQuotes(text) {
  const nodes = [];
  const lines = text.split("\n");
  let plain = [];
  const flush = () => {
    if (plain.length) nodes.push(...parseInline(plain.join("\n")));
    plain = [];
  };
  for (let index = 0; index < lines.length; index += 1) {
    const quote = /^(?:&gt;|>)(?:(?:&gt;|>){2})? ?/.exec(lines[index]);
    if (!quote) {
      plain.push(lines[index]);
      continue;
    }
    flush();
    // Three signs quote all that follows, one sign its line; neighbours become one quote.
    const isRest = /^(?:&gt;|>){3}/.test(lines[index]);
    let end = index + 1;
    while (end < lines.length && (isRest || /^(?:&gt;|>)/.test(lines[end]))) end += 1;
    const inner = lines.slice(index, end).map((line, at) => (isRest && at ? line : line.replace(/^(?:&gt;|>){1,3} ?/, "")));
    nodes.push({ type: "quote", children: parseInline(inner.join("\n")) });
    index = end - 1;
  }
  flush();
  return nodes;
}

function parseInline(text) {
  const nodes = [];
  // Where a mark was looked for in vain, up to the end of its line: each line is searched once for each mark, whatever it holds.
  const vain = {};
  let plain = "";
  let at = 0;
  const push = (node, length) => {
    if (plain) nodes.push({ type: "text", text: unescape(plain) });
    plain = "";
    nodes.push(node);
    at += length;
  };
  while (at < text.length) {
    const found = tokenAt(text, at, vain);
    if (found) push(...found);
    else plain += text[at++];
  }
  if (plain) nodes.push({ type: "text", text: unescape(plain) });
  return nodes;
}

function tokenAt(text, at, vain = {}) {
  const letter = text[at];
  const rest = () => text.slice(at, at + LONGEST_TOKEN);
  if (letter === "<") return angleAt(rest());
  if (letter === "`") {
    const code = /^`([^`\n]+)`/.exec(rest());
    return code && [{ type: "code", text: plainly(code[1]) }, code[0].length];
  }
  if (letter === ":") {
    const emoji = /^:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/.exec(rest());
    return emoji && pictureOf(emoji[1]) ? [{ type: "emoji", name: emoji[1] }, emoji[0].length] : null;
  }
  if (letter === "h" && !WORD.test(text[at - 1] ?? "")) {
    const address = ADDRESS.exec(rest());
    return address && address[0].length < LONGEST_TOKEN - 1 && [{ type: "link", url: unescape(address[0]), label: "" }, address[0].length];
  }
  return STYLES[letter] ? styleAt(text, at, vain) : null;
}

function styleAt(text, at, vain) {
  const mark = text[at];
  if (at < (vain[mark] ?? 0)) return null;
  if (WORD.test(text[at - 1] ?? "") || /[\s]/.test(text[at + 1] ?? " ") || text[at + 1] === mark) return null;
  let end = at + 1;
  while (end < text.length && text[end] !== "\n") {
    // A mark inside a link or a code is part of it, not the end of the style.
    const skipped = text[end] === "<" || text[end] === "`" ? tokenAt(text, end) : null;
    if (skipped) {
      end += skipped[1];
      continue;
    }
    const closes = text[end] === mark && !/\s/.test(text[end - 1]) && !WORD.test(text[end + 1] ?? "") && end > at + 1;
    if (closes) return [{ type: STYLES[mark], children: parseInline(text.slice(at + 1, end)) }, end + 1 - at];
    end += 1;
  }
  vain[mark] = end;
  return null;
}

function angleAt(rest) {
  const match = /^<([^<>\n]+)>/.exec(rest);
  if (!match) return null;
  const node = angleNode(match[1]);
  return node && [node, match[0].length];
}

function angleNode(inside) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : unescape(inside.slice(bar + 1));
  if (/^@[UWB]\w+$/.test(target)) return { type: "user", id: target.slice(1), label };
  if (/^#[CGD]\w+$/.test(target)) return { type: "channel", id: target.slice(1), label };
  if (/^!(here|channel|everyone)$/.test(target)) return { type: "broadcast", range: target.slice(1) };
  if (target.startsWith("!subteam^")) return { type: "group", id: target.slice(9), label };
  if (target.startsWith("!date^")) {
    const [, seconds, pattern, url] = target.split("^");
    return { type: "date", seconds, pattern: unescape(pattern ?? ""), url: url && unescape(url), fallback: label };
  }
  return /^(https?:\/\/|mailto:|tel:)/i.test(target) ? { type: "link", url: unescape(target), label } : null;
}

/** Unwrap links and mentions inside code, where they are only letters. */
function plainly(text) {
  return unescape(text.replace(/<(https?:[^<>|]+|mailto:[^<>|]+)(?:\|([^<>]*))?>/g, (_, url, label) => label || url));
}
