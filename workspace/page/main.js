/** How does the page hang together? Its parts are made once; then it goes where the reader goes and follows what happens. */

import { Modals } from "./blocks/modal.js";
import { placeNow, remember } from "./frame/address.js";
import { boot, comeIn, tellLost } from "./frame/boot.js";
import { happen } from "./frame/happenings.js";
import { listenForKeys } from "./frame/keys.js";
import { Panes } from "./frame/panes.js";
import { act, become, Stream } from "./ground/api.js";
import { fill, h } from "./ground/dom.js";
import { channelName, isMine, store, unreadIn } from "./ground/store.js";
import { speak, t } from "./ground/words.js";
import { watchApp } from "./places/absent.js";
import { Details } from "./places/details.js";
import { drawHeader, joinBar } from "./places/header.js";
import { Home } from "./places/home.js";
import { SearchPane } from "./places/search.js";
import { drawSidebar } from "./places/sidebar.js";
import { Composer } from "./talk/composer.js";
import { takeDrops } from "./talk/hands.js";
import { MessageList } from "./talk/messages.js";
import { giveToolbar } from "./talk/toolbar.js";
import { Story } from "./weather/story.js";
import { WeatherPanel } from "./weather/weather.js";

const byId = (id) => document.getElementById(id);
const parts = {};

async function start() {
  speak(store.me.locale);
  store.learn(await comeIn());
  become(store.me.id);
  speak(store.me.locale);
  build();
  const stream = new Stream({ onEvent: (event) => happen(event, parts), onConnected: connected, onLost: () => tellLost(t("lost")) });
  stream.open();
  addEventListener("pagehide", () => stream.close());
}

function build() {
  parts.panes = new Panes(byId("pane"), { onClosed: paneClosed });
  drawSidebar(byId("sidebar"));
  drawHeader(byId("head"), { onWeather: () => toggle("weather"), onSearch: () => toggle("search"), onDetails: () => toggle("details") });
  parts.list = new MessageList(byId("messages"), { onRead });
  parts.composer = new Composer();
  parts.modals = new Modals();
  parts.story = new Story(byId("story"));
  parts.weather = new WeatherPanel(parts.story);
  parts.search = new SearchPane();
  parts.details = new Details();
  parts.home = new Home(byId("tabs"), byId("home"));
  watchApp(byId("absent"));
  listenForKeys({ onSearch: () => openPane("search") });
  giveToolbar(parts.list, parts.composer);
  takeDrops(byId("channel"), parts.composer);
  buildThread();
  store.on("go", go);
  store.on("channels", () => {
    title();
    showComposer();
  });
  store.on("edit-last", editLast);
  store.on("look-at", (ts) => (store.thread ? parts.threadList : parts.list).lookAt(ts));
  addEventListener("popstate", () => go({ ...placeNow(), isBack: true }));
  document.addEventListener("visibilitychange", () => parts.list.tellRead());
}

function buildThread() {
  parts.threadBox = h("div.messages", { role: "log", tabindex: 0, "aria-label": t("thread") });
  parts.threadList = new MessageList(parts.threadBox, { onRead: () => {} });
  parts.threadComposer = new Composer({ inThread: true });
  giveToolbar(parts.threadList, parts.threadComposer);
  takeDrops(byId("pane"), parts.threadComposer);
}

/** Begin where the address says. */
function begin() {
  const { channel, thread, message } = placeNow();
  const asked = store.channels.get(channel);
  const first = [...store.channels.values()].find((each) => each.is_member && !each.is_im) ?? [...store.channels.values()][0];
  return go({ channel: (asked ?? first)?.id, thread: asked && thread, message, isStart: !asked });
}

/** Go somewhere: a channel, one of its threads, or (narrow pages) back to the list of channels. */
async function go({ channel, thread = null, message = null, isWriting = false, isBack = false, isStart = false, isFound = false }) {
  const isSame = channel && channel === store.channel;
  document.body.dataset.at = channel && !isStart ? "channel" : "list";
  if (!channel) return;
  Object.assign(store, { channel, thread });
  remember({ channel, thread }, { isReplacing: isBack || isStart });
  if (!isSame) {
    const name = channelName(store.here);
    byId("messages").setAttribute("aria-label", t("messages_in", { name }));
    showComposer();
    parts.composer.open(channel, null, store.here?.is_im ? name : `#${name}`);
  }
  store.tell("here");
  title();
  const opened = thread ? openThread(channel, thread, isWriting) : null;
  // On a narrow page the list of what was found would lie above it.
  if (isFound && !thread && matchMedia("(max-width: 700px)").matches) parts.panes.close({ isQuiet: true });
  if (thread) await opened;
  else if (parts.panes.name === "thread") parts.panes.close({ isQuiet: true });
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

async function openThread(channel, ts, isWriting) {
  parts.panes.open("thread", t("thread"), parts.threadBox, parts.threadComposer.element);
  parts.threadComposer.open(channel, ts);
  if (isWriting) parts.threadComposer.focus();
  await parts.threadList.open(channel, ts);
}

function openPane(name) {
  parts.panes.open(name, t(name), parts[name].element);
  parts[name].open();
}

function toggle(name) {
  if (parts.panes.name === name) parts.panes.close();
  else openPane(name);
}

/** Put the focus back where the pane came from. */
function paneClosed(name) {
  const { thread } = store;
  store.thread = null;
  if (name === "thread") remember({ channel: store.channel }, { isReplacing: true });
  const root = name === "thread" && byId("messages").querySelector(`[data-ts="${thread}"]`);
  (root || parts.composer.field).focus();
}

function onRead(channel, ts) {
  if ((store.channels.get(channel)?.last_read ?? "") >= ts) return;
  store.changeChannel(channel, { unread: 0, calls: 0, last_read: ts });
  act("read", { channel, ts }).catch(() => {});
}

/** Once connected the page reads what it shows, also after a lost connection: nobody repeats what it missed. */
async function connected(again) {
  tellLost();
  const now = await boot();
  store.learn(now);
  parts.modals.restore(now.views ?? []);
  parts.story.take(now.scenario);
  store.tell("app");
  if (!again) await begin();
  else await parts.list.open(store.channel);
  if (again && parts.panes.name === "thread") await parts.threadList.open(store.channel, store.thread);
  if (again && parts.panes.name === "weather") await parts.weather.refresh();
  document.body.classList.add("is-ready");
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
