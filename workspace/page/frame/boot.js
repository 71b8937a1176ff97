/** How does the page come to know the workspace? It reads everything once, again after each lost connection. */

import { become, read } from "../ground/api.js";
import { fill } from "../ground/dom.js";
import { placeNow } from "./address.js";

const RETRY = 2000;

/** Say at the head of the page what is wrong with it; without words all is well again. */
export function tellLost(words = "") {
  const line = document.getElementById("lost");
  line.hidden = !words;
  fill(line, words);
}

/** Read the workspace; while nobody answers, say so and go on trying. */
export async function boot() {
  for (;;) {
    try {
      const answer = await read("boot");
      tellLost();
      return answer;
    } catch (failure) {
      // An address may name somebody who is not in this workspace (any more): then its first person comes in.
      if (failure.code !== "no_answer" && placeNow().as) become("");
      else {
        tellLost(failure.message);
        await new Promise((resolve) => setTimeout(resolve, RETRY));
      }
    }
  }
}

/** Come in. An address that names nobody: as the first person who reads the browser's language. */
export async function comeIn() {
  const answer = await boot();
  const wanted = navigator.language.startsWith("ja") ? "ja" : "en";
  const reads = (person) => person.locale?.startsWith(wanted);
  if (placeNow().as || reads(answer.me)) return answer;
  const like = answer.people.find((person) => !person.is_bot && reads(person));
  if (!like) return answer;
  become(like.id);
  return boot();
}
