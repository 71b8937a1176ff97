/** How does a person say something? A field that sends on Enter, completes names and commands, and keeps drafts. */

import { act } from "../ground/api.js";
import { completionsFor, usageOf } from "./completion.js";
import { fill, h, icon, iconButton } from "../ground/dom.js";
import { ChoiceList } from "../ground/popover.js";
import { store } from "../ground/store.js";
import { attempt, toast } from "../ground/toast.js";
import { toTyped } from "../text/typed.js";
import { t } from "../ground/words.js";

const PATIENCE = 10_000;

export class Composer {
  /** `inThread` composers reply, offer to broadcast, and know no slash commands, as in Slack. */
  constructor({ inThread = false } = {}) {
    Object.assign(this, { inThread, channel: null, thread: null, editing: null, running: "" });
    this.field = h("textarea", { rows: 1, autocomplete: "off", spellcheck: "true", enterkeyhint: "send" });
    this.choices = new ChoiceList(this.field, { label: t("choose"), onchoose: (choice) => this.complete(choice) });
    this.status = h("p.composer-status", { role: "status" });
    this.problem = h("p.problem", { role: "alert" });
    this.banner = h("div.banner", { hidden: true }, h("span", null, t("edit")), iconButton("close", t("cancel"), () => this.stopEditing()));
    this.broadcast = h("input", { type: "checkbox" });
    const picked = h("input", { type: "file", hidden: true, onchange: () => this.upload(picked) });
    const attach = iconButton("add", t("attach"), () => picked.click());
    this.submit = h("button.send", { type: "submit", "aria-label": t("send"), title: t("send") }, icon("send"));
    const row = h("div.composer-row", null, attach, picked, this.field, this.submit);
    const also = inThread && h("label.broadcast", null, this.broadcast, t("broadcast"));
    const form = h("form.composer", { onsubmit: (event) => this.sent(event) }, this.choices.list, h("div.composer-box", null, this.banner, row), also, this.problem, this.status);
    this.element = form;
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => this.choices.show([]));
  }

  /** Point at another conversation; its draft comes back. */
  open(channel, thread = null, name = "") {
    this.stopEditing();
    Object.assign(this, { channel, thread });
    const label = this.inThread ? t("say_reply") : t("message_here", { name });
    this.field.placeholder = label;
    this.field.setAttribute("aria-label", label);
    this.field.value = sessionStorage.getItem(this.draftKey) ?? "";
    fill(this.problem);
    this.typed();
  }

  get draftKey() {
    return `draft ${store.me.id} ${this.channel} ${this.thread ?? ""}`;
  }

  focus() {
    this.field.focus();
  }

  /** Change one of the person's own messages instead of writing a new one. */
  edit(message) {
    this.editing = message.ts;
    this.banner.hidden = false;
    this.field.value = toTyped(message.text ?? "");
    this.typed();
    this.field.focus();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
  }

  stopEditing() {
    if (!this.editing) return;
    this.editing = null;
    this.banner.hidden = true;
    this.field.value = sessionStorage.getItem(this.draftKey) ?? "";
    this.typed();
  }

  typed() {
    const { field } = this;
    if (!this.editing) sessionStorage.setItem(this.draftKey, field.value);
    field.style.height = "auto";
    if (field.scrollHeight) field.style.height = `${field.scrollHeight}px`;
    this.submit.classList.toggle("is-ready", Boolean(field.value.trim()));
    const isFocused = document.activeElement === field;
    const { choices, first } = isFocused ? completionsFor(field.value.slice(0, field.selectionStart), this) : { choices: [], first: false };
    this.choices.show(choices, { first });
    if (!this.running) fill(this.status, (!this.inThread && usageOf(field.value)) || h("span.keys", null, this.inThread ? t("hint_keys") : `${t("hint_slash")} · ${t("hint_keys")}`));
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
    else if (event.key === "ArrowUp" && !this.field.value) store.tell("edit-last", this);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async sent(event) {
    event.preventDefault();
    const text = this.field.value;
    const isCommand = !this.editing && /^\/[a-z]/i.test(text.trim());
    if (!text.trim() || !this.channel) return;
    const { channel, thread, editing, draftKey } = this;
    // The field is free at once; if the server refuses, the text comes back.
    this.editing = null;
    this.banner.hidden = true;
    this.field.value = "";
    fill(this.problem);
    this.typed();
    if (isCommand) this.waitFor(text.trim());
    try {
      await (isCommand ? this.command(text) : this.post(text, { channel, thread, editing }));
      this.broadcast.checked = false;
    } catch (failure) {
      if (this.draftKey === draftKey && !this.field.value) this.field.value = text;
      else toast(failure.message, true);
      this.answered();
      this.typed();
      fill(this.problem, failure.message);
    }
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

  post(text, { channel, thread, editing }) {
    if (editing) return act("edit", { channel, ts: editing, text: text.trim() });
    const inThread = thread ? { thread_ts: thread, broadcast: this.broadcast.checked } : {};
    return act("post", { channel, text: text.trim(), ...inThread });
  }

  async upload(picked) {
    const [file] = picked.files;
    picked.value = "";
    if (!file) return;
    const address = await new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(file);
    });
    const content = address.slice(address.indexOf(",") + 1);
    await attempt(act("upload", { channel: this.channel, name: file.name, content_base64: content, ...(this.thread ? { thread_ts: this.thread } : {}) }));
  }
}
