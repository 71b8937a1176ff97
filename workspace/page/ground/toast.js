/** How is something said that belongs to no place on the page? A line at the edge, read aloud, gone after a while. */

import { h, iconButton } from "./dom.js";
import { t } from "./words.js";

const READING_TIME = 9000;

/** Say it; a fault stays a bit longer and is told at once to screen readers. */
export function toast(text, isFault = false) {
  const box = document.getElementById("toasts");
  const line = h(isFault ? "div.toast.is-fault" : "div.toast", { role: isFault ? "alert" : "status" }, h("span", null, text));
  line.append(iconButton("close", t("close"), () => line.remove()));
  // The box is a popover so that it lies above open dialogs; showing it again brings it to the front.
  box.append(line);
  if (box.matches(":popover-open")) box.hidePopover();
  box.showPopover();
  setTimeout(() => {
    line.remove();
    if (!box.children.length && box.matches(":popover-open")) box.hidePopover();
  }, isFault ? READING_TIME * 1.5 : READING_TIME);
}

/** Wait for something the person asked for; on a refusal say why and give null. */
export async function attempt(promise) {
  try {
    return await promise;
  } catch (failure) {
    toast(failure.message, true);
    return null;
  }
}
