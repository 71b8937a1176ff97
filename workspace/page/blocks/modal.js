/** How does a modal of the app live on the page? Opened, changed and stacked as the server says; typed values survive changes. */

import { act } from "../ground/api.js";
import { drawBlocks } from "./blocks.js";
import { fill, h, iconButton } from "../ground/dom.js";
import { plainOf, textOf } from "../text/rich.js";
import { attempt } from "../ground/toast.js";
import { t } from "../ground/words.js";

export class Modals {
  constructor() {
    this.stack = [];
    this.title = h("h2", { id: "modal-title" });
    this.body = h("div.modal-body", { tabindex: -1 });
    this.no = h("button.action", { type: "button", onclick: () => this.close() });
    this.yes = h("button.action.primary", { type: "submit" });
    const header = h("header", null, this.title, iconButton("close", t("close"), () => this.close()));
    const form = h("form", { novalidate: true, onsubmit: (event) => this.submit(event) }, header, this.body, h("footer", null, this.no, this.yes));
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
    if (at >= 0) Object.assign(this.stack[at], { view, problems: {} });
    else if (depth > this.stack.length && this.stack.length) this.stack.push({ view, values: {}, problems: {} });
    else this.stack = [{ view, values: {}, problems: {} }];
    this.show(at < 0);
  }

  /** Show the views that the server has open for the person: after a reload, or when some event was missed. */
  restore(views) {
    const known = (view) => this.stack.find((each) => each.view.id === view.id);
    const isSame = views.length === this.stack.length && views.every((view) => known(view)?.view.hash === view.hash);
    this.stack = views.map((view) => ({ values: structuredClone(view.state?.values ?? {}), problems: {}, ...known(view), view }));
    if (!isSame) this.show(true);
  }

  takeErrors({ view_id: id, errors }) {
    if (this.top?.view.id !== id) return;
    this.top.problems = errors;
    this.show(false);
    this.body.querySelector("[aria-invalid=true]")?.focus();
  }

  takeClosed({ view_id: id }) {
    this.stack = id ? this.stack.filter((each) => each.view.id !== id) : [];
    this.show(true);
  }

  show(isNew) {
    const { top } = this;
    this.busy(false);
    if (!top) {
      if (this.dialog.open) this.dialog.close();
      return;
    }
    const { view } = top;
    const focused = !isNew && this.body.contains(document.activeElement) ? document.activeElement.dataset.actionId : null;
    forget(top.values, view.blocks);
    fill(this.title, textOf(view.title));
    fill(this.body, drawBlocks(view.blocks, this.surface(top)));
    fill(this.no, textOf(view.close), view.close ? null : t("close"));
    fill(this.yes, textOf(view.submit));
    this.yes.hidden = !view.submit;
    if (!this.dialog.open) this.dialog.showModal();
    if (focused) this.body.querySelector(`[data-action-id="${CSS.escape(focused)}"]`)?.focus();
    else if (isNew) (this.body.querySelector("input, textarea, button.select") ?? this.body).focus();
  }

  surface(frame) {
    const at = { container: "view", view_id: frame.view.id };
    return {
      values: frame.values,
      problems: frame.problems,
      optionalWord: ` (${t("optional")})`,
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
    if (!top?.view.submit || this.yes.getAttribute("aria-disabled")) return;
    const missing = emptyOnes(top);
    if (Object.keys(missing).length) return void this.takeErrors({ view_id: top.view.id, errors: missing });
    this.busy(true);
    // The answer comes as an event: errors, another view, or the end of this one.
    const sent = await attempt(act("submit", { view_id: top.view.id, state: { values: onlyInputs(top) } }));
    if (!sent) this.busy(false);
  }

  busy(isBusy) {
    if (isBusy) this.yes.setAttribute("aria-disabled", "true");
    else this.yes.removeAttribute("aria-disabled");
    this.yes.classList.toggle("is-busy", isBusy);
  }

  async close() {
    const { top } = this;
    if (!top) return;
    // The page does not wait: a modal must close also when nobody answers any more.
    this.takeClosed({ view_id: top.view.id });
    await attempt(act("close", { view_id: top.view.id }));
  }
}

/** Name the inputs that must be filled and are not, as Slack's own clients do before they ask the app. */
function emptyOnes({ view, values }) {
  const missing = {};
  for (const block of view.blocks) {
    if (block.type !== "input" || block.optional) continue;
    const { type, ...value } = values[block.block_id]?.[block.element.action_id] ?? {};
    const isFilled = Object.values(value).some((each) => each !== null && each !== undefined && each !== "" && each.length !== 0);
    if (!isFilled) missing[block.block_id] = t("must_fill", { label: plainOf(block.label) });
  }
  return missing;
}

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
