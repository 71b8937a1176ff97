/** How does something small open beside a control? One popover and one kind of menu for the whole page. */

import { fill, h, icon } from "./dom.js";

const GAP = 4;

/** Open `content` beside `anchor`; Escape and a click elsewhere close it. Gives back a function that closes it. */
export function openBeside(anchor, content, { role = "dialog", label = "", above = false, onclose } = {}) {
  const box = h("div.popover", { popover: "auto", role, "aria-label": label }, content);
  // Inside an open dialog everything outside it is inert, so the popover must live in the same one.
  (anchor.closest("dialog") ?? document.body).append(box);
  box.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    const isInside = box.contains(document.activeElement) || document.activeElement === document.body;
    box.remove();
    if (isInside) anchor.focus();
    onclose?.();
  });
  anchor.setAttribute("aria-expanded", "true");
  box.showPopover();
  place(box, anchor.getBoundingClientRect(), above);
  return () => box.isConnected && box.hidePopover();
}

/**
 * Open a menu of `{label, run, icon?, isDanger?, hint?, key?, isChosen?}`; null makes a line between.
 * Arrow keys move, Enter chooses.
 */
export function openMenu(anchor, items, label) {
  const buttons = items.map((item) => {
    if (!item) return h("hr");
    const choose = () => {
      close();
      item.run();
    };
    const props = { type: "button", role: "menuitem", class: item.isDanger ? "is-danger" : null, tabindex: -1, onclick: choose };
    const hint = item.hint && h("span.hint", null, item.hint);
    const shown = h("button", props, item.icon && icon(item.icon), h("span.label", null, item.label, hint), item.key && h("kbd", { "aria-hidden": "true" }, item.key), item.isChosen && icon("check"));
    return shown;
  });
  const menu = h("div.menu", { onkeydown: (event) => moveFocus(event, menu.querySelectorAll("button")) }, buttons);
  const close = openBeside(anchor, menu, { role: "menu", label });
  menu.querySelector("button")?.focus();
}

/** Move the focus within a list of controls with the arrow keys, Home and End. */
export function moveFocus(event, controls) {
  const list = [...controls];
  const at = list.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at < 0 ? list.length - 1 : at - 1, Home: 0, End: list.length - 1 }[event.key];
  if (next === undefined || !list.length) return;
  event.preventDefault();
  list[(next + list.length) % list.length].focus();
}

/** Show a list of choices under a text field; the field keeps the focus, so that typing goes on. */
export class ChoiceList {
  constructor(field, { label, onchoose }) {
    Object.assign(this, { field, onchoose, choices: [], at: -1 });
    this.list = h("div.choices", { role: "listbox", id: `choices-${Math.random().toString(36).slice(2)}`, "aria-label": label, hidden: true });
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    // A text of many lines may not be a combobox; it points at its choices all the same.
    if (field.matches("input")) field.setAttribute("role", "combobox");
  }

  /** Show choices `{label, hint?, mark?, isChosen?, group?}`; `first` says whether the first is already pointed at. */
  show(choices, { first = true } = {}) {
    this.choices = choices;
    this.list.hidden = !choices.length;
    let group;
    fill(
      this.list,
      choices.map((choice, index) => {
        const head = choice.group && choice.group !== group ? h("div.group", { role: "presentation" }, choice.group) : null;
        group = choice.group;
        return [head, this.option(choice, index)];
      }),
    );
    if (this.field.matches("input")) this.field.setAttribute("aria-expanded", String(choices.length > 0));
    this.pointAt(first && choices.length ? 0 : -1);
  }

  option(choice, index) {
    const props = {
      role: "option",
      id: `${this.list.id}-${index}`,
      "aria-selected": String(Boolean(choice.isChosen)),
      // The field must not lose the focus to the mouse.
      onmousedown: (event) => event.preventDefault(),
      onclick: () => this.onchoose(choice),
    };
    const hint = choice.hint && h("span.hint", null, choice.hint);
    return h("div.choice", props, choice.mark && h("span.mark", null, choice.mark), h("span.label", null, choice.label, hint), choice.isChosen && icon("check"));
  }

  pointAt(index) {
    this.at = index;
    const options = this.list.querySelectorAll("[role=option]");
    for (const [each, option] of options.entries()) option.classList.toggle("is-at", each === index);
    options[index]?.scrollIntoView({ block: "nearest" });
    if (options[index]) this.field.setAttribute("aria-activedescendant", options[index].id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  /** Take a key of the field; true when the list used it. */
  takeKey(event) {
    const count = this.choices.length;
    if (!count || event.isComposing) return false;
    if (event.key === "ArrowDown") this.pointAt((this.at + 1) % count);
    else if (event.key === "ArrowUp") this.pointAt((this.at + count - 1) % count);
    else if ((event.key === "Enter" || event.key === "Tab") && this.at >= 0 && !event.shiftKey) this.onchoose(this.choices[this.at]);
    else return false;
    event.preventDefault();
    return true;
  }
}

function place(box, anchor, above) {
  const { offsetWidth: width, offsetHeight: height } = box;
  const under = anchor.bottom + GAP;
  const over = anchor.top - GAP - height;
  const fitsUnder = under + height <= innerHeight - GAP;
  const top = (above || !fitsUnder) && over >= GAP ? over : Math.min(under, innerHeight - height - GAP);
  box.style.top = `${Math.max(GAP, top)}px`;
  box.style.left = `${Math.max(GAP, Math.min(anchor.left, innerWidth - width - 2 * GAP))}px`;
  box.style.minWidth = `${Math.min(anchor.width, 480)}px`;
}
