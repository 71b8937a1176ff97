/** How does a person say something? A field that sends on Enter, completes names and commands, and keeps drafts. */

import { act } from "../ground/api.js";
import { fill, h, icon, iconButton } from "../ground/dom.js";
import { ChoiceList } from "../ground/popover.js";
import { store } from "../ground/store.js";
import { toast } from "../ground/toast.js";
import { t } from "../ground/words.js";
import { toTyped } from "../text/typed.js";
import { completionsFor, usageOf } from "./completion.js";
import { draftAt, keepDraft } from "./drafts.js";
import { giveHands } from "./hands.js";
import { LengthNote } from "./length.js";
import { Tray } from "./tray.js";

const PATIENCE = 10_000;
/** Signs that take no room: a message of nothing else would look like none. */
const UNSEEN = /[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]/g;
/** The browser fits the field to its text where it can; elsewhere this page does. */
const FITS = CSS.supports("field-sizing", "content");

export class Composer {
  /** `inThread` composers reply, offer to broadcast, and know no slash commands, as in Slack. */
  constructor({ inThread = false } = {}) {
    Object.assign(this, { inThread, channel: null, thread: null, editing: null, running: "", trays: new Map() });
    this.field = h("textarea", { rows: 1, autocomplete: "off", spellcheck: "true", enterkeyhint: "send" });
    this.choices = new ChoiceList(this.field, { label: t("choose"), onchoose: (choice) => this.complete(choice) });
    this.status = h("p.composer-status", { role: "status" });
    this.problem = h("p.problem", { role: "alert" });
    this.banner = h("div.banner", { hidden: true }, h("span", null, t("edit")), iconButton("close", t("cancel"), () => this.stopEditing()));
    this.broadcast = h("input", { type: "checkbox" });
    this.length = new LengthNote({ onfile: (text) => this.asFile(text), oncut: (text) => this.put(text) });
    this.trayBox = h("div.trays");
    const picked = h("input", { type: "file", multiple: true, hidden: true, onchange: () => this.attach([...picked.files], picked) });
    const attach = iconButton("add", t("attach"), () => picked.click());
    this.submit = h("button.send", { type: "submit", "aria-label": t("send"), title: t("send") }, icon("send"));
    const row = h("div.composer-row", null, attach, picked, this.field, this.submit);
    const also = inThread && h("label.broadcast", null, this.broadcast, t("broadcast"));
    const box = h("div.composer-box", null, this.banner, this.length.element, this.trayBox, row);
    this.element = h("form.composer", { onsubmit: (event) => this.sent(event) }, this.choices.list, box, also, this.problem, this.status);
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => this.choices.show([]));
    giveHands(this);
  }

  /** Point at another conversation; its draft and its files come back. */
  open(channel, thread = null, name = "") {
    this.stopEditing();
    Object.assign(this, { channel, thread });
    const label = this.inThread ? t("say_reply") : t("message_here", { name });
    this.field.placeholder = label;
    this.field.setAttribute("aria-label", label);
    this.field.value = draftAt(this.draftKey);
    this.length.clear();
    fill(this.trayBox, this.tray.element);
    fill(this.problem);
    this.typed();
  }

  get draftKey() {
    return `draft ${store.me.id} ${this.channel} ${this.thread ?? ""}`;
  }

  /** The files that wait in this conversation. */
  get tray() {
    if (!this.trays.has(this.draftKey)) this.trays.set(this.draftKey, new Tray({ onchange: () => this.tellReady() }));
    return this.trays.get(this.draftKey);
  }

  focus() {
    this.field.focus();
  }

  /** Change one of the person's own messages instead of writing a new one. */
  edit(message) {
    this.editing = message.ts;
    this.banner.hidden = false;
    this.put(toTyped(message.text ?? ""));
  }

  /** Put a text into the field, ready to go on. */
  put(text) {
    this.field.value = text;
    this.typed();
    this.field.focus();
    this.field.setSelectionRange(text.length, text.length);
  }

  stopEditing() {
    if (!this.editing) return;
    this.editing = null;
    this.banner.hidden = true;
    this.field.value = draftAt(this.draftKey);
    this.typed();
  }

  typed() {
    const { field } = this;
    const text = field.value;
    if (!this.editing) keepDraft(this.draftKey, text);
    if (!FITS) this.fit();
    this.fitsMessage = this.length.look(text);
    this.tellReady();
    const isFocused = document.activeElement === field;
    const { choices, first } = isFocused ? completionsFor(text.slice(0, field.selectionStart), this) : { choices: [], first: false };
    if (choices.length || this.choices.choices.length) this.choices.show(choices, { first });
    this.tellStatus((!this.inThread && usageOf(text)) || "");
  }

  fit() {
    this.field.style.height = "auto";
    if (this.field.scrollHeight) this.field.style.height = `${this.field.scrollHeight}px`;
  }

  tellReady() {
    this.submit.classList.toggle("is-ready", this.canSend);
  }

  get canSend() {
    const hasText = this.field.value.replace(UNSEEN, "") !== "";
    return this.fitsMessage && (hasText || (!this.tray.isEmpty && !this.editing));
  }

  tellStatus(usage) {
    if (this.running) return;
    const hint = usage || (this.inThread ? t("hint_keys") : `${t("hint_slash")} · ${t("hint_keys")}`);
    if (this.status.textContent !== hint) fill(this.status, usage || h("span.keys", null, hint));
  }

  complete({ insert, from }) {
    this.field.setRangeText(insert, from, this.field.selectionStart, "end");
    this.typed();
  }

  key(event) {
    // While a Japanese text is being converted, Enter takes the conversion and must not send.
    if (event.isComposing || event.keyCode === 229) return;
    if (this.choices.takeKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) this.sent(event);
    else if (event.key === "Escape" && this.choices.choices.length) this.choices.show([]);
    else if (event.key === "Escape" && this.editing) this.stopEditing();
    else if (event.key === "ArrowUp" && !event.altKey && !this.field.value) store.tell("edit-last", this);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async sent(event) {
    event.preventDefault();
    const text = this.field.value;
    if (!this.canSend || !this.channel) return;
    const { channel, thread, editing, draftKey, tray } = this;
    const isCommand = !editing && tray.isEmpty && /^\/[a-z]/i.test(text.trim());
    // The field is free at once; if the server refuses, the text and the files come back.
    this.editing = null;
    this.banner.hidden = true;
    this.field.value = "";
    if (!editing && !tray.isEmpty) this.trays.delete(draftKey);
    fill(this.problem);
    this.typed();
    if (isCommand) this.waitFor(text.trim());
    try {
      await (isCommand ? this.command(text) : this.post(text, { channel, thread, editing, tray }));
      this.broadcast.checked = false;
      if (!editing) tray.clear();
    } catch (failure) {
      if (!editing) this.trays.set(draftKey, tray);
      if (this.draftKey === draftKey && !this.field.value) this.field.value = text;
      else toast(failure.message, true);
      this.answered();
      this.typed();
      fill(this.problem, failure.message);
    }
    if (this.draftKey === draftKey) fill(this.trayBox, this.tray.element);
  }

  /** Say that a command is on its way, until anything comes back or the answer is late enough to be another story. */
  waitFor(command) {
    this.running = command;
    fill(this.status, t("running", { command }));
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.answered(), PATIENCE);
  }

  answered() {
    if (!this.running) return;
    clearTimeout(this.patience);
    this.running = "";
    this.typed();
  }

  command(text) {
    return act("command", { channel: this.channel, text: text.trim(), ...(this.thread ? { thread_ts: this.thread } : {}) });
  }

  async post(text, { channel, thread, editing, tray }) {
    if (editing) return act("edit", { channel, ts: editing, text: text.trim() });
    const inThread = thread ? { thread_ts: thread, broadcast: this.broadcast.checked } : {};
    const files = await tray.arrived();
    return act("post", { channel, text: text.trim(), ...inThread, ...(files.length ? { files } : {}) });
  }

  attach(files, picked = null) {
    if (picked) picked.value = "";
    fill(this.problem, this.tray.add(files));
    this.field.focus();
  }

  /** Send a text that is too long for a message as a file: first it comes into the tray, where a word can be added. */
  asFile(text) {
    if (this.field.value === text) this.put("");
    this.attach([new File([text], `${t("snippet")}.txt`, { type: "text/plain" })]);
  }
}
