/** How does the page start and hang together? It reads where the reader is from the address and follows what happens. */

import { act, become, read, Stream } from "./api.js";
import { Composer } from "./composer.js";
import { fill, h, iconButton } from "./dom.js";
import { drawHeader, joinBar } from "./header.js";
import { MessageList } from "./messages.js";
import { Modals } from "./modal.js";
import { drawSidebar } from "./sidebar.js";
import { callsMe, channelName, isInChannel, isMine, store, unreadIn } from "./store.js";
import { toast } from "./toast.js";
import { giveToolbar } from "./toolbar.js";
import { WeatherPanel } from "./weather.js";
import { speak, t } from "./words.js";

const RETRY = 2000;
const byId = (id) => document.getElementById(id);
const parts = {};

/** Read the workspace; while nobody answers, say so and go on trying. */
async function boot() {
  try {
    const answer = await read("boot");
    byId("lost").hidden = true;
    return answer;
  } catch (failure) {
    const address = new URLSearchParams(location.search);
    // An address may name somebody who is not in this workspace (any more): then its first person comes in.
    if (failure.code !== "no_answer" && address.get("as")) return become("") ?? boot();
    byId("lost").hidden = false;
    fill(byId("lost"), failure.message);
    await new Promise((resolve) => setTimeout(resolve, RETRY));
    return boot();
  }
}

/** An address that names nobody: come in as the first person who reads the browser's language, else English. */
async function asReader(answer) {
  const wanted = navigator.language.startsWith("ja") ? "ja" : "en";
  const reads = (person) => person.locale?.startsWith(wanted);
  if (new URLSearchParams(location.search).get("as") || reads(answer.me)) return answer;
  const like = answer.people.find((person) => !person.is_bot && reads(person));
  if (!like) return answer;
  become(like.id);
  return boot();
}

async function start() {
  speak(store.me.locale);
  store.learn(await asReader(await boot()));
  become(store.me.id);
  speak(store.me.locale);
  build();
  const stream = new Stream({ onEvent: happen, onConnected: connected, onLost: lost });
  stream.open();
  addEventListener("pagehide", () => stream.close());
}

/** Begin where the address says. */
function begin() {
  const address = { ...Object.fromEntries(new URLSearchParams(location.search)), ...permalinked() };
  const asked = store.channels.get(address.channel);
  const first = [...store.channels.values()].find((channel) => channel.is_member && !channel.is_im) ?? [...store.channels.values()][0];
  return go({ channel: (asked ?? first)?.id, thread: asked && address.thread, message: address.message, isStart: !asked });
}

/** Read the address of one message, `/archives/C…/p1700000000000100?thread_ts=…`, as Slack writes it. */
function permalinked() {
  const match = /^\/archives\/(\w+)(?:\/p(\d+)(\d{6}))?/.exec(location.pathname);
  const thread = new URLSearchParams(location.search).get("thread_ts");
  return match ? { channel: match[1], ...(match[2] ? { message: `${match[2]}.${match[3]}` } : {}), ...(thread ? { thread } : {}) } : {};
}

function build() {
  drawSidebar(byId("sidebar"));
  drawHeader(byId("head"), { onWeather: () => (parts.pane === "weather" ? closePane() : openWeather()) });
  const onRead = (channel, ts) => {
    if ((store.channels.get(channel)?.last_read ?? "") >= ts) return;
    store.changeChannel(channel, { unread: 0, last_read: ts });
    act("read", { channel, ts }).catch(() => {});
  };
  parts.list = new MessageList(byId("messages"), { onRead });
  parts.composer = new Composer();
  parts.modals = new Modals();
  parts.weather = new WeatherPanel(byId("pane"), { onClose: closePane });
  giveToolbar(parts.list, parts.composer);
  buildThread();
  store.on("go", go);
  store.on("channels", () => {
    title();
    showComposer();
  });
  store.on("edit-last", editLast);
  store.on("look-at", (ts) => byId("messages").querySelector(`[data-ts="${ts}"]`)?.focus());
  addEventListener("popstate", () => go({ ...Object.fromEntries(new URLSearchParams(location.search)), isBack: true }));
  addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && parts.pane && !document.querySelector("dialog[open], :popover-open:not(#toasts)") && closePane());
  document.addEventListener("visibilitychange", () => parts.list.tellRead());
}

function buildThread() {
  const head = h("header.pane-head", null, h("h2", { id: "pane-title", tabindex: -1 }, t("thread")), iconButton("close", t("close"), closePane));
  const box = h("div.messages", { role: "log", tabindex: 0, "aria-label": t("thread") });
  parts.threadList = new MessageList(box, { onRead: () => {} });
  parts.threadComposer = new Composer({ inThread: true });
  giveToolbar(parts.threadList, parts.threadComposer);
  parts.threadPane = [head, box, parts.threadComposer.element];
}

/** Go somewhere: a channel, one of its threads, or (narrow pages) back to the list of channels. */
async function go({ channel, thread = null, message = null, isWriting = false, isBack = false, isStart = false }) {
  const isSame = channel && channel === store.channel;
  document.body.dataset.at = channel && !isStart ? "channel" : "list";
  if (!channel) return;
  Object.assign(store, { channel, thread });
  const address = new URLSearchParams({ as: store.me.id, channel, ...(thread ? { thread } : {}) });
  history[isBack || isStart ? "replaceState" : "pushState"](null, "", `/?${address}`);
  if (!isSame) {
    const name = channelName(store.here);
    byId("messages").setAttribute("aria-label", t("messages_in", { name }));
    showComposer();
    parts.composer.open(channel, null, store.here?.is_im ? name : `#${name}`);
  }
  store.tell("here");
  title();
  if (thread) openThread(channel, thread, isWriting);
  else if (parts.pane === "thread") closePane({ isQuiet: true });
  if (!isSame) await parts.list.open(channel);
  if (message) return store.tell("look-at", message);
  return !thread && !isSame && matchMedia("(min-width: 700px)").matches && parts.composer.focus();
}

function showComposer() {
  const channel = store.here;
  if (!channel) return;
  const isOpen = channel.is_member || channel.is_im;
  const wanted = isOpen ? parts.composer.element : joinBar(channel);
  if (!isOpen || byId("compose").firstChild !== wanted) fill(byId("compose"), wanted);
}

function openPane(name, label) {
  parts.pane = name;
  byId("pane").hidden = false;
  byId("pane").setAttribute("aria-label", label);
  document.body.dataset.pane = name;
  byId("weather-button").setAttribute("aria-pressed", String(name === "weather"));
}

async function openThread(channel, ts, isWriting) {
  openPane("thread", t("thread"));
  fill(byId("pane"), parts.threadPane);
  parts.threadComposer.open(channel, ts);
  if (isWriting) parts.threadComposer.focus();
  else byId("pane-title").focus();
  await parts.threadList.open(channel, ts);
}

function openWeather() {
  openPane("weather", t("weather"));
  parts.weather.open();
  byId("pane-title").focus();
}

function closePane({ isQuiet = false } = {}) {
  const wasThread = parts.pane === "thread" && store.thread;
  parts.pane = null;
  byId("pane").hidden = true;
  delete document.body.dataset.pane;
  byId("weather-button").setAttribute("aria-pressed", "false");
  if (isQuiet) return;
  store.thread = null;
  if (wasThread) history.replaceState(null, "", `/?${new URLSearchParams({ as: store.me.id, channel: store.channel })}`);
  (wasThread && byId("messages").querySelector(`[data-ts="${wasThread}"]`) ? byId("messages").querySelector(`[data-ts="${wasThread}"]`) : parts.composer.field).focus();
}

/** Take in one thing that happened. */
function happen(event) {
  const { type, message, channel } = event;
  if (["view", "toast", "ephemeral"].includes(type) || (type === "message" && message.bot_id)) parts.composer.answered();
  if (["message", "message_changed", "ephemeral", "ephemeral_changed"].includes(type)) heard(type, message, channel);
  else if (type === "message_deleted" || type === "ephemeral_deleted") for (const list of lists(channel)) list.drop(event.ts ?? message?.ts);
  else if (type === "channel") store.keepChannel(channel);
  else if (type === "view") parts.modals.take(event);
  else if (type === "view_errors") parts.modals.takeErrors(event);
  else if (type === "view_closed") parts.modals.takeClosed(event);
  else if (type === "toast") failed(event);
  else if (type === "weather") parts.weather.show(event);
}

function failed({ text }) {
  parts.modals.busy(false);
  toast(text, true);
}

function lists(channel) {
  const shown = parts.pane === "thread" ? [parts.list, parts.threadList] : [parts.list];
  return shown.filter((list) => list.channel === channel);
}

function heard(type, message, channel) {
  const heardIn = type.startsWith("ephemeral") ? { ...message, ephemeral: true } : message;
  for (const list of lists(channel)) list.take(heardIn);
  if (type !== "message" || isMine(message) || !isInChannel(message)) return;
  const isRead = channel === store.channel && !document.hidden && parts.list.isAtEnd;
  const known = store.channels.get(channel);
  if (!isRead && known) store.changeChannel(channel, { unread: (known.unread ?? 0) + 1, calls: (known.calls ?? 0) + (callsMe(message) ? 1 : 0) });
}

/** Once connected the page reads what it shows, also after a lost connection: nobody repeats what it missed. */
async function connected(again) {
  byId("lost").hidden = true;
  const now = await boot();
  store.learn(now);
  parts.modals.restore(now.views ?? []);
  if (!again) await begin();
  else await parts.list.open(store.channel);
  if (again && parts.pane === "thread") await parts.threadList.open(store.channel, store.thread);
  if (again && parts.pane === "weather") await parts.weather.refresh();
  document.body.classList.add("is-ready");
}

function lost() {
  byId("lost").hidden = false;
  fill(byId("lost"), t("lost"));
}

function editLast(composer) {
  const list = composer.inThread ? parts.threadList : parts.list;
  const last = [...list.messages.values()].sort((a, b) => (a.ts < b.ts ? 1 : -1)).find((message) => isMine(message) && !message.subtype);
  if (last) composer.edit(last);
}

function title() {
  const unread = [...store.channels.values()].reduce((sum, channel) => sum + unreadIn(channel), 0);
  document.title = `${unread ? `(${unread}) ` : ""}${store.here ? channelName(store.here) : ""} · ${store.team.name ?? t("workspace")}`;
}

start();
