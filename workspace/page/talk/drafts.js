/** What had the reader begun to write? One draft for each conversation, kept in this tab over a reload. */

/** A draft longer than this would fill the browser's small store; it stays on the page only. */
const LONGEST = 200_000;

export function draftAt(key) {
  return sessionStorage.getItem(key) ?? "";
}

/** Keep a draft; nothing to keep takes the old one away. */
export function keepDraft(key, text) {
  try {
    if (text && text.length <= LONGEST) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
  } catch {
    // A full store must not keep anybody from writing.
  }
}
