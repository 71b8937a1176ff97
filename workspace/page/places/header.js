/** What is this channel about? Its name, topic, members, pins and bookmarks, above the messages. */

import { act, read } from "../ground/api.js";
import { fill, h, icon, iconButton, link } from "../ground/dom.js";
import { openBeside } from "../ground/popover.js";
import { emoji, textOf } from "../text/rich.js";
import { authorOf, channelName, store } from "../ground/store.js";
import { clock, dayName } from "../ground/times.js";
import { attempt } from "../ground/toast.js";
import { t } from "../ground/words.js";

export function drawHeader(box, { onWeather, onSearch, onDetails }) {
  const weather = h("button.pill", { type: "button", id: "weather-button", title: t("weather"), "aria-label": t("weather"), "aria-pressed": "false", onclick: onWeather }, icon("weather"), h("span.label", null, t("weather")));
  const search = iconButton("search", t("search"), onSearch, { id: "search-button", "aria-keyshortcuts": "Control+G" });
  const back = iconButton("back", t("back"), () => store.tell("go", { channel: null }), { class: "back" });
  const title = h("div.title");
  const pins = h("span");
  const marks = h("div.bookmarks");
  fill(box, h("div.bar", null, back, title, pins, search, weather), marks);
  const show = () => showChannel({ title, pins, marks, onDetails });
  store.on("channels", show);
  store.on("here", show);
  store.on("pane", (name) => weather.setAttribute("aria-pressed", String(name === "weather")));
  show();
}

function showChannel({ title, pins, marks, onDetails }) {
  const channel = store.here;
  if (!channel) return fill(title);
  const mark = channel.is_im ? null : icon(channel.is_private ? "lock" : "hash");
  const about = channel.topic || channel.purpose || "";
  const people = channel.is_im ? null : h("span.members", null, t("members", { n: channel.num_members ?? 0 }));
  const name = channel.is_im ? channelName(channel) : h("button", { type: "button", title: t("details"), onclick: onDetails }, mark, channelName(channel));
  fill(title, h("h2", null, name), people, about && h("span.topic", { title: about }, textOf(about)));
  const count = channel.pins?.length ?? 0;
  const held = t("pins", { n: count });
  const button = h("button.pill", { type: "button", title: held, "aria-label": held, "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => showPins(button, channel) }, icon("pin"), h("span.label", null, held));
  fill(pins, count ? button : null);
  const links = (channel.bookmarks ?? []).map((each) => link(each.link, each.emoji ? emoji(each.emoji.replaceAll(":", "")) : icon("link"), each.title));
  return fill(marks, links);
}

async function showPins(anchor, channel) {
  const answer = await attempt(read("messages", { channel: channel.id, limit: 1000 }));
  const wanted = new Set((channel.pins ?? []).map((pin) => pin.ts ?? pin));
  const rows = (answer?.messages ?? [])
    .filter((message) => wanted.has(message.ts))
    .map((message) => {
      const go = () => {
        close();
        store.tell("look-at", message.ts);
      };
      return h("li", null, h("button", { type: "button", onclick: go }, h("span.name", null, authorOf(message).name), h("span.hint", null, `${dayName(message.ts)} ${clock(message.ts)}`), h("span.text", null, textOf(message.text))));
    });
  const close = openBeside(anchor, h("ul.pinned", null, rows), { label: t("pinned") });
}

/** Draw the bar that stands in the composer's place while the person is not a member. */
export function joinBar(channel) {
  const join = () => attempt(act("join", { channel: channel.id }));
  return h("div.join", null, h("span", null, t("join_text", { name: channel.name })), h("button.action.primary", { type: "button", onclick: join }, t("join")));
}
