/** How does one type into a form: text, numbers, addresses, dates and times? */

import { h } from "../ground/dom.js";
import { t } from "../ground/words.js";
import { plainOf } from "../text/rich.js";

/** Make the drawer of a text input: one line, many lines, number, e-mail or address; `tidy` brings what was typed into shape. */
export function text(type, { field = "value", toShown = (value) => value, toSlack = (value) => value, rows = 4, more = {} } = {}) {
  return (element, place) => {
    const isLong = element.multiline || field === "rich_text_value";
    const before = place.value ? place.value[field] : element.initial_value;
    const control = h(isLong ? "textarea" : "input", {
      ...more,
      type: isLong ? null : type,
      rows: isLong ? rows : null,
      placeholder: plainOf(element.placeholder),
      value: toShown(before ?? "") ?? "",
      "aria-label": place.isLabelled ? null : place.label,
      dataset: { actionId: element.action_id ?? "" },
    });
    const payload = () => ({ [field]: control.value ? toSlack(control.value) : null });
    const wanted = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
    control.addEventListener("input", (event) => {
      place.keep({ type: element.type, ...payload() });
      if (wanted.includes("on_character_entered") && !event.isComposing) place.send(payload()).catch(() => {});
    });
    control.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || isLong) return;
      if (!wanted.includes("on_enter_pressed") || !place.dispatches) return;
      // Otherwise Enter in a one-line field sends the whole form.
      event.preventDefault();
      place.send(payload()).catch(() => {});
    });
    place.keep({ type: element.type, ...payload() });
    return control;
  };
}

/** A number may come from a Japanese keyboard: full-width digits are digits. */
export const number = text("text", { toSlack: (typed) => typed.normalize("NFKC").trim().replace(/^[−ー]/, "-"), more: { inputmode: "decimal" } });

/** Formatted text is typed plainly here, a line for a line; the app gets it as Slack would send it. */
export const richText = text("text", {
  field: "rich_text_value",
  rows: 6,
  toShown: (value) => (value?.elements ?? []).map(plainly).join("\n"),
  toSlack: (typed) => ({ type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text: typed }] }] }),
});

function plainly({ text: words, url, name, elements = [] }) {
  return words ?? url ?? (name ? `:${name}:` : elements.map(plainly).join(""));
}

/** Make the drawer of the pickers that browsers have themselves: `field` is Slack's name of the value. */
export function picker(type, field, initial, { toShown = (value) => value, toSlack = (value) => value } = {}) {
  return (element, place) => {
    const before = place.value ? place.value[field] : element[initial];
    const label = place.label || plainOf(element.placeholder) || t(type === "time" ? "time" : "date");
    const control = h("input.picker", { type, "aria-label": label, value: before ? toShown(before) : "", dataset: { actionId: element.action_id ?? "" } });
    const payload = () => ({ [field]: control.value ? toSlack(control.value) : null });
    place.keep({ type: element.type, ...payload() });
    control.addEventListener("change", () => {
      place.keep({ type: element.type, ...payload() });
      place.use(() => place.send(payload()));
    });
    return control;
  };
}

export function toLocalMoment(seconds) {
  const moment = new Date(seconds * 1000);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function toSeconds(local) {
  return Math.floor(new Date(local).getTime() / 1000);
}
