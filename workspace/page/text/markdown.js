/**
 * What does a text of a markdown block say? Standard Markdown, the part that Slack shows.
 *
 * Block nodes: {type: "heading", level, children} · {type: "paragraph" | "quote", children} · {type: "pre", text} · {type: "rule"}
 * · {type: "list", ordered, items: [nodes]} · {type: "table", rows: [[nodes]]}; inside a line the nodes of mrkdwn.js.
 */

import { parsePlain } from "./mrkdwn.js";

const INLINE =
  /`([^`\n]+)`|!?\[([^[\]\n]*)\]\(([^()\s]+)\)|\*\*(?=\S)([^\n]+?)\*\*|__(?=\S)([^\n]+?)__|~~(?=\S)([^\n]+?)~~|\*(?=\S)([^*\n]+?)\*|\b_(?=\S)([^_\n]+?)_\b|(https?:\/\/[^\s<>()]+[^\s<>().,;:!?])/;

export function parseMarkdown(text) {
  const lines = String(text ?? "").split("\n");
  const nodes = [];
  while (lines.length) nodes.push(...(takeBlock(lines) ?? []));
  return nodes;
}

/** Take one block from the head of the lines. */
function takeBlock(lines) {
  const line = lines[0];
  const fence = /^(```|~~~)/.exec(line);
  if (fence) {
    lines.shift();
    const code = takeWhile(lines, (each) => !each.startsWith(fence[1]));
    lines.shift();
    return [{ type: "pre", text: code.join("\n") }];
  }
  const heading = /^(#{1,6})\s(.*)$/.exec(line);
  if (heading) return lines.shift() !== null && [{ type: "heading", level: heading[1].length, children: inline(bare(heading[2])) }];
  if (/^\s*([-*_])(?:\s*\1){2,}\s*$/.test(line)) return lines.shift() !== null && [{ type: "rule" }];
  if (/^>/.test(line)) {
    const quoted = takeWhile(lines, (each) => each.startsWith(">")).map((each) => each.replace(/^> ?/, ""));
    return [{ type: "quote", children: inline(quoted.join("\n")) }];
  }
  if (isItem(line)) return [takeList(lines)];
  if (line.includes("|") && isTableRule(lines[1])) return [takeTable(lines)];
  if (!line.trim()) return lines.shift() && null;
  const paragraph = takeWhile(lines, (each, index) => each.trim() && (!index || !/^(#{1,6}\s|>|```|~~~)/.test(each)) && (!index || !isItem(each)));
  return [{ type: "paragraph", children: inline(paragraph.join("\n")) }];
}

function takeList(lines) {
  const ordered = /^\s*\d+[.)]\s/.test(lines[0]);
  const items = takeWhile(lines, (each) => isItem(each)).map((each) => {
    const task = /^\s*(?:[-*+]|\d+[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/.exec(each);
    const box = task[1] === undefined ? [] : [{ type: "text", text: task[1] === " " ? "☐ " : "☑ " }];
    return { indent: Math.floor(/^\s*/.exec(each)[0].length / 2), children: [...box, ...inline(task[2])] };
  });
  return { type: "list", ordered, items };
}

function takeTable(lines) {
  const rows = takeWhile(lines, (each) => each.includes("|"));
  rows.splice(1, 1);
  return { type: "table", rows: rows.map((row) => cells(row).map((cell) => inline(cell.trim().replaceAll("\\|", "|")))) };
}

function isTableRule(line = "") {
  return line.includes("-") && cells(line).every((cell) => /^:?-+:?$/.test(cell.trim()));
}

/** Drop the signs that may close a heading as they opened it. */
function bare(heading) {
  const words = heading.trim();
  let end = words.length;
  while (words[end - 1] === "#") end -= 1;
  return words.slice(0, end).trimEnd();
}

function cells(row) {
  const line = row.trim();
  return line.slice(line.startsWith("|") ? 1 : 0, line.length > 1 && line.endsWith("|") ? -1 : undefined).split(/(?<!\\)\|/);
}

function isItem(line) {
  return /^\s*(?:[-*+]|\d+[.)])\s+\S/.test(line);
}

function takeWhile(lines, fits) {
  let count = 0;
  while (count < lines.length && fits(lines[count], count)) count += 1;
  return lines.splice(0, count);
}

function inline(text) {
  const nodes = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    nodes.push(...parsePlain(rest.slice(0, match.index)), inlineNode(match));
    rest = rest.slice(match.index + match[0].length);
  }
  nodes.push(...parsePlain(rest));
  return nodes;
}

function inlineNode([, code, label, url, bold, bold2, strike, italic, italic2, bare]) {
  if (code !== undefined) return { type: "code", text: code };
  if (url !== undefined) return { type: "link", url, label };
  if (bare !== undefined) return { type: "link", url: bare, label: "" };
  if (strike !== undefined) return { type: "strike", children: inline(strike) };
  if (bold ?? bold2) return { type: "bold", children: inline(bold ?? bold2) };
  return { type: "italic", children: inline(italic ?? italic2) };
}
