/** What would a person have typed to get this text? Slack's text turned back for editing; the server turns typed text into Slack's. */

import { unescape } from "./mrkdwn.js";
import { channelName, store } from "../ground/store.js";

/** Turn `<@U…>` into `@aiko`, `<https://…|label>` into its address, `&lt;` into `<`. */
export function toTyped(wire) {
  const typed = wire
    .replace(/<@(\w+)(?:\|[^<>]*)?>/g, (_, id) => `@${store.people.get(id)?.name ?? id}`)
    .replace(/<#(\w+)(?:\|([^<>]*))?>/g, (_, id, name) => `#${channelName(store.channels.get(id)) || name || id}`)
    .replace(/<!subteam\^\w+\|(@[^<>]*)>/g, "$1")
    .replace(/<!(here|channel|everyone)>/g, "@$1")
    .replace(/<((?:https?|mailto):[^|<>]+)(?:\|([^<>]*))?>/g, (_, url, label) => (label && label !== url ? `${label} ${url}` : url));
  return unescape(typed);
}
