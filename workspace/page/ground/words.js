/** What does the page itself say? Every word of it, in the language of the person. */

import { en } from "./words/en.js";
import { ja } from "./words/ja.js";
import { refused as refusedEn } from "./words/refused_en.js";
import { refused as refusedJa } from "./words/refused_ja.js";

const WORDS = { en: { ...en, ...refusedEn }, ja: { ...ja, ...refusedJa } };

let speaking = navigator.language ?? "en-US";

/** Speak this locale from now on, `en-US` or `ja-JP`. */
export function speak(wanted) {
  speaking = wanted || speaking;
  document.documentElement.lang = locale().slice(0, 2);
}

export function locale() {
  // Twenty-four hours and day before month or not: the language decides, the page has two of them.
  return speaking.startsWith("ja") ? "ja-JP" : "en-GB";
}

/** Say something of the dictionary; "" for a key it does not have. */
export function t(key, values = {}) {
  const words = WORDS[speaking.startsWith("ja") ? "ja" : "en"][key] ?? WORDS.en[key] ?? "";
  if (typeof words === "function") return words(values);
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
