/** How does a modal of the app live on the page? Opened, changed and stacked as the server says; typed values survive changes. */

import { act } from "../ground/api.js";
import { fill, h, iconButton } from "../ground/dom.js";
import { store } from "../ground/store.js";
import { attempt } from "../ground/toast.js";
import { t } from "../ground/words.js";
import { textOf } from "../text/rich.js";
import { drawBlocks } from "./blocks.js";
import { forgetAllBut, forgetTyped, keepTyped, typedInto } from "./kept.js";
import { shortcomings } from "./wants.js";

export class Modals {
  constructor() {
    this.stack = [];
    this.title = h("h2", { id: "modal-title" });
    this.body = h("div.modal-body", { tabindex: -1 });
    this.failure = h("p.failure", { role: "alert" });
    this.back = iconButton("back", t("back_one"), () => this.close());
    this.no = h("button.action", { type: "button", onclick: () => this.close() });
    this.yes = h("button.action.primary", { type: "submit" });
    const header = h("header", null, this.back, this.title, iconButton("close", t("close"), () => this.close({ all: true })));
    const form = h("form", { novalidate: true, onsubmit: (event) => this.submit(event) }, header, this.body, this.failure, h("footer", null, this.no, this.yes));
    this.dialog = h("dialog.modal", { "aria-labelledby": "modal-title" }, form);
    this.dialog.addEventListener("cancel", (event) => {
      // Escape closes one view, as its close button does, and the app hears of it.
      event.preventDefault();
      this.close();
    });
    document.body.append(this.dialog);
  }

  get top() {
    return this.stack.at(-1);
  }

  /** Take in a view that the server opened, pushed or updated. */
  take({ view, stack_depth: depth = 1 }) {
    if (view.type === "home") return;
    const at = this.stack.findIndex((each) => each.view.id === view.id);
    const frame = { view, values: {}, problems: {}, failure: "", isSent: false };
    if (at >= 0) Object.assign(this.stack[at], { view, problems: {}, failure: "", isSent: false });
    else if (depth > this.stack.length && this.stack.length) this.stack.push(frame);
    else this.stack = [frame];
    // A view that was accepted with another one pushed upon it may be sent again once the reader is back.
    for (const each of this.stack) if (each !== this.top) each.isSent = false;
    this.show(at < 0);
  }

  /** Show the views that the server has open for the person: after a reload, or when some event was missed. */
  restore(views) {
    const known = (view) => this.stack.find((each) => each.view.id === view.id);
    const isSame = views.length === this.stack.length && views.every((view) => known(view)?.view.hash === view.hash);
    this.stack = views.map((view) => ({ values: typedInto(view), problems: {}, failure: "", isSent: false, ...known(view), view, isSent: false }));
    forgetAllBut(views);
    if (isSame) this.tell();
    else this.show(true);
  }

  takeErrors({ view_id: id, errors }) {
    if (this.top?.view.id !== id) return;
    Object.assign(this.top, { problems: errors, isSent: false });
    this.show(false);
    const first = this.body.querySelector("[data-invalid]");
    (first?.matches("[role]") ? first.querySelector("input, button") : first)?.focus();
  }

  /** Say on the form that the app did not answer, or wrongly; false if it is no matter of an open form. */
  takeFailure({ view_id: id, error }) {
    const frame = this.stack.find((each) => id && each.view.id === id);
    if (!frame) return false;
    const why = t(`form_${error}`, { app: store.app.name }) || t("form_refused", { app: store.app.name, error });
    Object.assign(frame, { isSent: false, failure: `${t("form_failed")} ${why}` });
    this.tell();
    return true;
  }

  takeClosed({ view_id: id }) {
    for (const { view } of this.stack) if (!id || view.id === id) forgetTyped(view.id);
    this.stack = id ? this.stack.filter((each) => each.view.id !== id) : [];
    this.show(true);
  }

  show(isNew) {
    const { top } = this;
    if (!top) {
      if (this.dialog.open) this.dialog.close();
      return;
    }
    const { view } = top;
    const focus = !isNew && this.body.contains(document.activeElement) ? placeOfFocus(document.activeElement) : null;
    forget(top.values, view.blocks);
    fill(this.title, textOf(view.title));
    fill(this.body, drawBlocks(view.blocks, this.surface(top)));
    fill(this.no, textOf(view.close), view.close ? null : t("close"));
    fill(this.yes, textOf(view.submit));
    this.yes.hidden = !view.submit;
    this.back.hidden = this.stack.length < 2;
    this.tell();
    keepTyped(top);
    if (!this.dialog.open) this.dialog.showModal();
    if (focus) giveFocus(this.body, focus);
    else if (isNew) (this.body.querySelector("[data-focus]") ?? this.body.querySelector("input:not([hidden]), textarea, button.select") ?? this.body).focus();
  }

  /** Show how the topmost form stands with the app: free, on its way, or not taken. */
  tell() {
    const { isSent = false, failure = "" } = this.top ?? {};
    if (isSent) this.yes.setAttribute("aria-disabled", "true");
    else this.yes.removeAttribute("aria-disabled");
    this.yes.classList.toggle("is-busy", isSent);
    fill(this.failure, failure);
  }

  surface(frame) {
    const at = { container: "view", view_id: frame.view.id };
    return {
      values: frame.values,
      problems: frame.problems,
      optionalWord: ` (${t("optional")})`,
      kept: () => keepTyped(frame),
      click: async (blockId, element, payload) => {
        const state = { values: frame.values };
        if ((await attempt(act("click", { ...at, block_id: blockId, action_id: element.action_id, type: element.type, state, ...payload }))) === null) throw new Error("refused, and said so");
      },
      suggest: (blockId, element, value) => act("suggest", { ...at, block_id: blockId, action_id: element.action_id, value }),
    };
  }

  async submit(event) {
    event.preventDefault();
    const { top } = this;
    if (!top?.view.submit || top.isSent) return;
    const missing = shortcomings(top);
    if (Object.keys(missing).length) return void this.takeErrors({ view_id: top.view.id, errors: missing });
    Object.assign(top, { isSent: true, failure: "", problems: {} });
    this.tell();
    try {
      // The answer comes as an event: errors, another view, or the end of this one.
      await act("submit", { view_id: top.view.id, state: { values: onlyInputs(top) } });
    } catch (failure) {
      // That it is on its way already is no failure: the answer to the first time is still to come.
      if (failure.code === "already_submitted") return;
      Object.assign(top, { isSent: false, failure: `${t("form_failed")} ${failure.message}` });
      this.tell();
    }
  }

  /** Close the topmost view, or all of them. */
  async close({ all = false } = {}) {
    const { top } = this;
    if (!top) return;
    const clear = all && this.stack.length > 1;
    // The page does not wait: a modal must close also when nobody answers any more.
    this.takeClosed(clear ? {} : { view_id: top.view.id });
    await attempt(act("close", { view_id: top.view.id, ...(clear ? { clear } : {}) }));
  }
}

/** Slack sends the whole state with a form, also of blocks that are no inputs. */
function onlyInputs({ view, values }) {
  const kept = {};
  for (const block of view.blocks) if (block.block_id && Object.keys(values[block.block_id] ?? {}).length) kept[block.block_id] = values[block.block_id];
  return kept;
}

/** Drop the values of blocks that an update took away. */
function forget(values, blocks) {
  const names = new Set(blocks.map((block) => block.block_id));
  for (const name of Object.keys(values)) if (!names.has(name)) delete values[name];
}

/** Note where the reader types, so that an update under their hands moves neither the focus nor the caret. */
function placeOfFocus(node) {
  return { name: node.dataset.actionId, block: node.closest("[data-block-id]")?.dataset.blockId, from: node.selectionStart, to: node.selectionEnd };
}

function giveFocus(body, { name, block, from, to }) {
  const found = body.querySelector(`[data-block-id="${CSS.escape(block ?? "")}"] [data-action-id="${CSS.escape(name ?? "")}"]`);
  found?.focus();
  if (found && from !== null && from !== undefined) found.setSelectionRange(from, to);
}
