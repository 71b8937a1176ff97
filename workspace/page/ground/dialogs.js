/** How is a person asked something that needs an answer? A native dialog: it keeps the focus, and Escape says no. */

import { h } from "./dom.js";
import { t } from "./words.js";

/** Ask yes or no; resolves to true only for yes. */
export function ask({ title, body, yes, no, isDanger = false }) {
  return open(title, h("div.text", null, body), { yes, no, isDanger }, () => true).then(Boolean);
}

/** Ask for a few values; resolves to what `collect()` gives, or null. */
export function askFor({ title, body, yes, collect }) {
  return open(title, body, { yes }, collect);
}

function open(title, body, { yes, no, isDanger }, collect) {
  return new Promise((resolve) => {
    const name = `dialog-${Math.random().toString(36).slice(2)}`;
    let answer = null;
    const confirm = h("button.action", { type: "submit", class: isDanger ? "danger" : "primary" }, yes ?? t("ok"));
    const deny = h("button.action", { type: "button", onclick: () => dialog.close() }, no ?? t("cancel"));
    const form = h("form", { method: "dialog" }, h("h2", { id: name }, title), body, h("footer", null, deny, confirm));
    const dialog = h("dialog.small", { "aria-labelledby": name }, form);
    form.addEventListener("submit", () => {
      answer = collect();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    (body.querySelector?.("input") ?? confirm).focus();
  });
}
