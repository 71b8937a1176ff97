/** How is each interactive element of Block Kit drawn, and what does it tell the server when it is used? */

import { ask } from "../ground/dialogs.js";
import { h, icon, iconButton, safeUrl } from "../ground/dom.js";
import { openMenu } from "../ground/popover.js";
import { store } from "../ground/store.js";
import { toast } from "../ground/toast.js";
import { t } from "../ground/words.js";
import { emoji, plainOf, textOf } from "../text/rich.js";
import { fileInput } from "./file_input.js";
import { number, picker, richText, text, toLocalMoment, toSeconds } from "./inputs.js";
import { among, channelOption, makeSelect, optionsOf, ownOptions, personOption, toOption } from "./select.js";

const ANSWER_MAY_TAKE = 1500;

/**
 * Draw one element.
 *
 * `place` is `{label, value, keep(value), send(payload), suggest(typed)}`: what the element is called, the part of the state it had,
 * how to keep a new one, how to tell the app (a promise), and how to ask it for options. Values have Slack's own field names.
 */
export function drawElement(element, place) {
  const make = ELEMENTS[element.type];
  if (!make) return h("span.unknown", null, t("unknown_element", { type: element.type }));
  const shown = make(element, { ...place, use: (doing) => use(shown, element, doing) });
  if (element.focus_on_load) shown.dataset.focus = "";
  return shown;
}

function button(element, place) {
  const url = element.url && safeUrl(element.url);
  const props = { class: element.style ?? null, "aria-label": element.accessibility_label, dataset: { actionId: element.action_id ?? "" } };
  if (url) {
    const tell = () => place.send({ value: element.value }).catch(() => {});
    return h("a.action", { ...props, href: url, target: "_blank", rel: "noopener noreferrer", onclick: tell }, textOf(element.text), icon("link"));
  }
  const shown = h("button.action", { ...props, type: "button" }, textOf(element.text));
  shown.addEventListener("click", () => use(shown, element, () => place.send({ value: element.value })));
  return shown;
}

/** Ask for confirmation if the element wants it, then do; meanwhile the control is busy and can't be used twice. */
async function use(control, element, doing) {
  if (control.getAttribute("aria-disabled") === "true") return false;
  if (element.confirm && !(await ask(confirmationOf(element.confirm)))) return false;
  // `disabled` would throw the keyboard's focus away, and the answer may well keep this button.
  control.setAttribute("aria-disabled", "true");
  control.classList.add("is-busy");
  try {
    await doing();
  } catch {
    // Whoever sends has told the reader why; the control only becomes usable again.
  } finally {
    control.removeAttribute("aria-disabled");
    // The server only took it in; the app's answer redraws the message, or this mark goes by itself.
    setTimeout(() => control.classList.remove("is-busy"), ANSWER_MAY_TAKE);
  }
  return true;
}

function confirmationOf({ title, text, confirm, deny, style }) {
  return { title: textOf(title), body: textOf(text), yes: textOf(confirm), no: textOf(deny), isDanger: style === "danger" };
}

function overflow(element, place) {
  const control = h("button.icon-button.overflow", { type: "button", "aria-haspopup": "menu", "aria-label": place.label || "…", dataset: { actionId: element.action_id ?? "" } }, icon("more"));
  const pick = (option) => () => {
    if (option.url && safeUrl(option.url)) window.open(safeUrl(option.url), "_blank", "noopener");
    use(control, element, () => place.send({ selected_option: option }));
  };
  const items = (element.options ?? []).map((option) => ({ label: plainOf(option.text), hint: option.description && plainOf(option.description), run: pick(option) }));
  control.addEventListener("click", () => openMenu(control, items, place.label || "…"));
  return control;
}

function workflowButton(element) {
  const props = { type: "button", class: element.style ?? null, "aria-label": element.accessibility_label, onclick: () => toast(t("workflow_none")) };
  return h("button.action", props, icon("bolt"), textOf(element.text));
}

function feedbackButtons(element, place) {
  const one = (given, picture) => {
    const label = given.accessibility_label ?? plainOf(given.text);
    const shown = h("button.action.quiet", { type: "button", "aria-label": label, title: plainOf(given.text), dataset: { actionId: element.action_id ?? "" } }, emoji(picture), textOf(given.text));
    shown.addEventListener("click", () => use(shown, element, () => place.send({ value: given.value })));
    return shown;
  };
  return h("span.feedback", null, element.positive_button && one(element.positive_button, "+1"), element.negative_button && one(element.negative_button, "-1"));
}

function iconOnly(element, place) {
  const label = element.accessibility_label ?? plainOf(element.text);
  const shown = iconButton(element.icon === "trash" ? "trash" : "more", label, () => use(shown, element, () => place.send({ value: element.value })), { "data-action-id": element.action_id ?? "" });
  return shown;
}

function change(element, place, payload) {
  place.keep({ type: element.type, ...payload });
  return place.send(payload).catch(() => {});
}

const RAW = { one: "selected_option", many: "selected_options" };
const OWN = {
  users: { one: "selected_user", many: "selected_users", initial: "initial_user", toOption: personOption },
  channels: { one: "selected_channel", many: "selected_channels", initial: "initial_channel", toOption: channelOption },
  conversations: { one: "selected_conversation", many: "selected_conversations", initial: "initial_conversation", toOption: channelOption },
};

/** Make the drawer of one of the ten select types. */
function select(kind, isMany) {
  const own = OWN[kind];
  const field = (own ?? RAW)[isMany ? "many" : "one"];
  const initial = `${own?.initial ?? "initial_option"}${isMany ? "s" : ""}`;
  return (element, place) => {
    const here = element.default_to_current_conversation && store.channel ? (isMany ? [store.channel] : store.channel) : undefined;
    const before = place.value ? place.value[field] : (element[initial] ?? here);
    const chosen = [before ?? []].flat().map((each) => (own ? own.toOption(each) : toOption(each)));
    const start = isMany ? chosen.map((option) => (own ? option.id : option.raw)) : (before ?? null);
    place.keep({ type: element.type, [field]: start });
    const asked = kind === "external" && (async (typed) => optionsOf(await place.suggest(typed)));
    const control = makeSelect({
      label: place.label,
      placeholder: plainOf(element.placeholder),
      load: asked || among(own ? ownOptions(kind, element.filter) : optionsOf(element)),
      least: kind === "external" ? (element.min_query_length ?? 3) : 0,
      chosen,
      most: isMany ? (element.max_selected_items ?? Infinity) : 1,
      onchange: (picked) => {
        const values = picked.map((option) => (own ? option.id : option.raw));
        use(control, element, () => change(element, place, { [field]: isMany ? values : (values[0] ?? null) }));
      },
    });
    control.dataset.actionId = element.action_id ?? "";
    return control;
  };
}

let groups = 0;

/** Make the drawer of checkboxes or radio buttons. */
function boxes(type, field, initial) {
  return (element, place) => {
    const before = [(place.value ? place.value[field] : element[initial]) ?? []].flat().map((option) => option.value);
    const name = `group-${(groups += 1)}`;
    const group = h("div.boxes", { role: type === "radio" ? "radiogroup" : "group", "aria-label": place.label, dataset: { actionId: element.action_id ?? "" } });
    const picked = () => element.options.filter((_, index) => group.querySelectorAll("input")[index].checked);
    const payload = () => ({ [field]: type === "radio" ? (picked()[0] ?? null) : picked() });
    for (const option of element.options) {
      const box = h("input", { type, name, checked: before.includes(option.value) });
      box.addEventListener("change", () => use(group, element, () => change(element, place, payload())));
      group.append(h("label", null, box, h("span", null, textOf(option.text), option.description && h("span.hint", null, textOf(option.description)))));
    }
    place.keep({ type: element.type, ...payload() });
    return group;
  };
}

const ELEMENTS = {
  button,
  overflow,
  image: (element) => h("img.thumb", { src: safeUrl(element.image_url ?? element.slack_file?.url ?? "") ?? "", alt: element.alt_text ?? "" }),
  static_select: select("static", false),
  multi_static_select: select("static", true),
  external_select: select("external", false),
  multi_external_select: select("external", true),
  users_select: select("users", false),
  multi_users_select: select("users", true),
  channels_select: select("channels", false),
  multi_channels_select: select("channels", true),
  conversations_select: select("conversations", false),
  multi_conversations_select: select("conversations", true),
  datepicker: picker("date", "selected_date", "initial_date"),
  timepicker: picker("time", "selected_time", "initial_time"),
  datetimepicker: picker("datetime-local", "selected_date_time", "initial_date_time", { toShown: toLocalMoment, toSlack: toSeconds }),
  checkboxes: boxes("checkbox", "selected_options", "initial_options"),
  radio_buttons: boxes("radio", "selected_option", "initial_option"),
  plain_text_input: text("text"),
  number_input: number,
  email_text_input: text("email"),
  url_text_input: text("url"),
  rich_text_input: richText,
  file_input: fileInput,
  workflow_button: workflowButton,
  feedback_buttons: feedbackButtons,
  icon_button: iconOnly,
};
