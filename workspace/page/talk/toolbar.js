/** Where does one reach what can be done with a message? A toolbar that goes to the message under the pointer or with the focus. */

import { h, iconButton } from "../ground/dom.js";
import { openMenu } from "../ground/popover.js";
import { t } from "../ground/words.js";
import { doingsWith, menuOf } from "./doings.js";
import { giveKeys } from "./keys.js";
import { pickEmoji } from "./picker.js";

/** Let every message of a list have the toolbar and its keys; `composer` is where its own messages are edited. */
export function giveToolbar(list, composer) {
  const bar = h("div.toolbar", { role: "toolbar", "aria-label": t("message_menu") });
  const come = (event) => {
    const article = event.target.closest?.("article.message:not(.is-system)");
    const message = article && list.messages.get(article.dataset.ts);
    // While one of its menus is open the toolbar stays where it is.
    if (!message || bar.parentNode === article || bar.querySelector("[aria-expanded=true]")) return;
    bar.replaceChildren(...buttons(message, list, composer));
    article.append(bar);
  };
  list.box.addEventListener("pointerover", come);
  list.box.addEventListener("focusin", come);
  list.box.addEventListener("pointerleave", () => !bar.querySelector("[aria-expanded=true]") && !bar.contains(document.activeElement) && bar.remove());
  giveKeys(list, composer, bar);
}

function buttons(message, list, composer) {
  const can = doingsWith(message, list, composer);
  if (can.dismiss) return [iconButton("close", t("dismiss"), can.dismiss)];
  const react = can.react && iconButton("smile", t("add_reaction"), () => pickEmoji(react, can.react), { "aria-haspopup": "dialog", "data-does": "react" });
  const reply = can.reply && iconButton("thread", t("reply"), can.reply);
  const more = iconButton("more", t("message_menu"), () => openMenu(more, menuOf(message, list, composer), t("message_menu")), { "aria-haspopup": "menu" });
  return [react, reply, more].filter(Boolean);
}
