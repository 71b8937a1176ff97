/** What do the keys do on a message? Arrows go from one to the next; letters do what Slack's do: E, T, R, P, U, L, Delete. */

import { doingsWith } from "./doings.js";

const LETTERS = { e: "edit", t: "reply", ArrowRight: "reply", p: "pin", u: "markUnread", l: "copyLink", Delete: "remove", Backspace: "remove" };

/** Let a list be used from the keyboard; `bar` is its toolbar, whose picker the reaction's key opens. */
export function giveKeys(list, composer, bar) {
  list.box.addEventListener("keydown", (event) => {
    const isOnMessage = event.target.matches("article");
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (isOnMessage || event.target === list.box) walk(event, list, composer);
    if (isOnMessage && !event.defaultPrevented) use(event, list, composer, bar);
  });
}

function walk(event, list, composer) {
  const articles = [...list.list.querySelectorAll("article")];
  const at = articles.indexOf(document.activeElement);
  const next = { ArrowUp: at < 0 ? articles.length - 1 : at - 1, ArrowDown: at < 0 ? articles.length - 1 : at + 1, Home: 0, End: articles.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  // Below the newest message one writes; above the oldest at hand there may be more, which is read as the list is scrolled.
  if (next >= articles.length) composer.focus();
  else articles[Math.max(0, next)]?.focus();
}

function use(event, list, composer, bar) {
  const message = list.messages.get(event.target.dataset.ts);
  if (!message) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const doing = doingsWith(message, list, composer)[LETTERS[key]];
  if (key === "r") bar.querySelector("[data-does=react]")?.click();
  else if (key === "Escape") composer.focus();
  else if (doing) doing();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
