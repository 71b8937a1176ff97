/** How does one choose from many, with the keyboard and by typing? One control for all of Slack's select menus. */

import { fill, h, icon } from "../ground/dom.js";
import { ChoiceList, openBeside } from "../ground/popover.js";
import { plainOf } from "../text/rich.js";
import { channelName, nameOf, otherIn, store } from "../ground/store.js";
import { t } from "../ground/words.js";

/**
 * Make a select.
 *
 * `load(typed)` gives (a promise of) options `{id, label, hint?, group?, option?}`; `chosen` are the options chosen already;
 * `onchange(chosen)` is told each change; `most` is how many may be chosen (1 closes the list at once); `least` is how much must be typed.
 */
export function makeSelect({ label, placeholder, load, chosen = [], most = 1, least = 0, onchange }) {
  let picked = chosen;
  const shown = h("span.value");
  const button = h("button.select", { type: "button", "aria-haspopup": "listbox", "aria-expanded": "false", onclick: () => open() }, shown, icon("down"));

  const show = () => {
    const names = picked.map((option) => option.label).join(", ");
    fill(shown, names || placeholder || t("choose"));
    shown.classList.toggle("is-empty", !names);
    button.setAttribute("aria-label", [label, names || placeholder || t("choose")].filter(Boolean).join(": "));
  };

  const choose = (option) => {
    const isOn = picked.some((each) => each.id === option.id);
    if (most === 1) picked = [option];
    else if (isOn) picked = picked.filter((each) => each.id !== option.id);
    else if (picked.length < most) picked = [...picked, option];
    show();
    onchange(picked);
  };

  const open = () => {
    const field = h("input.search", { type: "text", placeholder: t("search_options"), "aria-label": label || t("search_options"), autocomplete: "off" });
    const note = h("p.note", { role: "status" });
    const list = new ChoiceList(field, {
      label: label || t("choose"),
      onchoose: (choice) => {
        choose(choice.option);
        if (most === 1) close();
        else refresh();
      },
    });
    let asked = 0;
    const refresh = async () => {
      const turn = (asked += 1);
      const typed = field.value.trim();
      if (typed.length < least) return list.show([]) ?? fill(note, t("type_more", { n: least }));
      fill(note, t("looking"));
      const options = await load(typed).catch((failure) => fill(note, failure.message) && null);
      // Answers may come out of order: only the last question counts.
      if (turn !== asked || !options) return null;
      fill(note, options.length ? null : t("nothing_found"));
      return list.show(options.map((option) => ({ ...option, option, isChosen: picked.some((each) => each.id === option.id) })));
    };
    field.addEventListener("input", refresh);
    field.addEventListener("keydown", (event) => list.takeKey(event));
    const close = openBeside(button, h("div.select-list", null, field, list.list, note), { label: label || t("choose") });
    field.focus();
    refresh();
  };

  show();
  return button;
}

/** Turn Slack's option objects and groups into ours. */
export function optionsOf({ options, option_groups: groups }) {
  const flat = (list, group) => (list ?? []).map((option) => toOption(option, group));
  return groups?.length ? groups.flatMap((group) => flat(group.options, plainOf(group.label))) : flat(options);
}

export function toOption(option, group) {
  return { id: option.value, label: plainOf(option.text), hint: option.description && plainOf(option.description), group, raw: option };
}

/** Keep the options that contain what was typed. */
export function among(options) {
  return async (typed) => {
    const wanted = typed.toLowerCase();
    return options.filter((option) => `${option.label} ${option.hint ?? ""}`.toLowerCase().includes(wanted)).slice(0, 100);
  };
}

export function personOption(id) {
  const person = store.people.get(id);
  return { id, label: nameOf(id), hint: person?.title || person?.real_name };
}

export function channelOption(id) {
  const channel = store.channels.get(id);
  return { id, label: channel?.is_im ? channelName(channel) : `#${channelName(channel) || id}`, hint: channel?.topic };
}

/** Give the options of the selects that Slack fills by itself: people, channels, conversations; `filter` is Slack's. */
export function ownOptions(kind, filter = {}) {
  if (kind === "users") return [...store.people.keys()].map(personOption);
  const kinds = kind === "channels" ? ["public"] : filter.include;
  const channels = [...store.channels.values()].filter((channel) => (!kinds || kinds.includes(kindOf(channel))) && !(filter.exclude_bot_users && isWithBot(channel)));
  return channels.map((channel) => channelOption(channel.id));
}

function kindOf(channel) {
  if (channel.is_im) return "im";
  return channel.is_mpim ? "mpim" : channel.is_private ? "private" : "public";
}

function isWithBot(channel) {
  return channel.is_im && store.people.get(otherIn(channel))?.is_bot;
}
