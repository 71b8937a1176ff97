/** How is a picture seen as large as the window allows? In a dialog; arrow keys go to the other pictures of the message. */

import { fill, h, iconButton } from "../ground/dom.js";
import { t } from "../ground/words.js";

/** Show one of `images`, `{address, alt, name}`, the others beside it. */
export function showLarge(images, first = 0) {
  let at = Math.max(0, first);
  const title = h("h2", { id: "lightbox-title" });
  const place = h("div.stage");
  const count = h("span.hint", { role: "status" });
  const original = h("a.action", { target: "_blank", rel: "noopener noreferrer" }, t("open_original"));
  const close = iconButton("close", t("close"), () => dialog.close());
  const step = (by) => iconButton(by < 0 ? "back" : "forward", t(by < 0 ? "previous" : "next"), () => go(by), { hidden: images.length < 2 });
  const dialog = h("dialog.lightbox", { "aria-labelledby": "lightbox-title" }, h("header", null, title, count, step(-1), step(1), original, close), place);
  const show = () => {
    const { address, alt, name } = images[at];
    fill(title, h("bdi", null, name));
    fill(place, h("img", { src: address, alt }));
    fill(count, images.length > 1 ? `${at + 1} / ${images.length}` : null);
    original.href = address;
  };
  const go = (by) => {
    at = (at + by + images.length) % images.length;
    show();
  };
  dialog.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by && images.length > 1) go(by);
  });
  dialog.addEventListener("click", (event) => (event.target === dialog || event.target === place) && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  show();
  dialog.showModal();
  close.focus();
}
