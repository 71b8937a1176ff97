/** Where is the reader, by the address bar? A person, a channel, a thread; also by Slack's own addresses of messages. */

import { store } from "../ground/store.js";

/** Read the address: `{as, channel, thread, message}`, each only where it is named. */
export function placeNow() {
  return { ...Object.fromEntries(new URLSearchParams(location.search)), ...permalinked() };
}

/** Read the address of one message, `/archives/C…/p1700000000000100?thread_ts=…`, as Slack writes it. */
function permalinked() {
  const match = /^\/archives\/(\w+)(?:\/p(\d+)(\d{6}))?/.exec(location.pathname);
  const thread = new URLSearchParams(location.search).get("thread_ts");
  return match ? { channel: match[1], ...(match[2] ? { message: `${match[2]}.${match[3]}` } : {}), ...(thread ? { thread } : {}) } : {};
}

/** Write into the address where the reader is now; `isReplacing` makes no new step in the browser's history. */
export function remember({ channel, thread = null }, { isReplacing = false } = {}) {
  const address = new URLSearchParams({ as: store.me.id, channel, ...(thread ? { thread } : {}) });
  history[isReplacing ? "replaceState" : "pushState"](null, "", `/?${address}`);
}
