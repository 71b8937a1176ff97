/** What could the person be about to type? Commands with their usage, people, channels, emoji: by what stands before the caret. */

import { namesLike, pictureOf } from "../text/emoji.js";
import { nameOf, store } from "../ground/store.js";

const MOST = 8;

/**
 * Give `{choices, first}` for the text before the caret; each choice is `{label, hint, mark, insert, from}`: what to put in place
 * of the text from `from` on. `first` says whether Enter takes the first one or sends what is typed.
 */
export function completionsFor(before, { inThread = false } = {}) {
  if (before.startsWith("/") && !inThread) return commands(before);
  const word = /(?:^|[\s(])([@#:])([\p{L}\p{N}_.+-]*)$/u.exec(before);
  if (!word) return { choices: [], first: false };
  const [, sign, typed] = word;
  const from = before.length - typed.length - 1;
  const make = { "@": people, "#": channels, ":": emoji }[sign];
  const choices = make(typed.toLowerCase()).slice(0, MOST).map((choice) => ({ ...choice, from }));
  // What is already typed in full needs no completing: Enter sends.
  return { choices, first: !choices.some((choice) => choice.insert.trim() === sign + typed) };
}

/** Give the usage of the command that is being typed, or "". */
export function usageOf(text) {
  const command = store.commands.find((each) => text === each.command || text.startsWith(`${each.command} `));
  return command?.usage_hint ? `${command.command} ${command.usage_hint}` : "";
}

/** Split a usage hint at the bars that stand outside brackets, free ones if there are: `check daily|weekly | help` has two alternatives. */
export function alternatives(hint) {
  if (hint?.includes(" | ")) return hint.split(/ \| (?![^[<({]*[\]>)}])/).map((each) => each.trim());
  const found = [""];
  let depth = 0;
  for (const letter of hint ?? "") {
    if ("[<({".includes(letter)) depth += 1;
    if ("]>)}".includes(letter)) depth -= 1;
    if (letter === "|" && depth === 0) found.push("");
    else found[found.length - 1] += letter;
  }
  return found.map((each) => each.trim()).filter(Boolean);
}

function commands(before) {
  const known = store.commands.find((each) => before.startsWith(`${each.command} `));
  if (known) return verbs(known, before);
  if (/\s/.test(before)) return { choices: [], first: false };
  const fitting = store.commands.filter((each) => each.command.includes(before.toLowerCase()));
  const choices = fitting.map((each) => ({ label: each.command, hint: [each.usage_hint, each.description].filter(Boolean).join(" · "), insert: `${each.command} `, from: 0 }));
  return { choices: choices.slice(0, MOST), first: !fitting.some((each) => each.command === before) };
}

function verbs(command, before) {
  const typed = before.slice(command.command.length + 1);
  const choices = alternatives(command.usage_hint)
    .map((usage) => ({ usage, verb: /^[^[<({]*/.exec(usage)[0].trim() }))
    .filter(({ verb }) => verb && verb.startsWith(typed.toLowerCase()) && verb !== typed)
    .map(({ usage, verb }) => ({ label: usage, insert: usage === verb ? verb : `${verb} `, from: command.command.length + 1 }));
  // "/liveness" and Enter is a whole command too: the list only offers.
  return { choices: choices.slice(0, MOST), first: false };
}

function people(typed) {
  const ranges = ["here", "channel"].map((range) => ({ label: `@${range}`, insert: `@${range} ` }));
  const found = [...store.people.values()].filter((each) => `${each.name} ${nameOf(each.id)} ${each.real_name}`.toLowerCase().includes(typed));
  const groups = [...store.groups.values()].filter((each) => each.handle.includes(typed)).map((each) => ({ label: `@${each.handle}`, hint: each.name, insert: `@${each.handle} ` }));
  return [...found.map((each) => ({ label: nameOf(each.id), hint: each.title, insert: `@${each.name} ` })), ...groups, ...ranges.filter((each) => each.label.includes(typed))];
}

function channels(typed) {
  const found = [...store.channels.values()].filter((each) => !each.is_im && each.name.includes(typed));
  return found.map((each) => ({ label: `#${each.name}`, hint: each.topic, insert: `#${each.name} ` }));
}

function emoji(typed) {
  if (typed.length < 2) return [];
  return namesLike(typed, MOST).map((name) => ({ label: `:${name}:`, mark: pictureOf(name), insert: `:${name}: ` }));
}
