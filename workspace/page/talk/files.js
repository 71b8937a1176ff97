/** What does a file in a message look like? An image as itself, everything else by its name and size. */

import { h, icon, link } from "../ground/dom.js";
import { t } from "../ground/words.js";
import { showLarge } from "./lightbox.js";

const PICTURE = /\.(png|jpe?g|gif|webp)$/i;

export function drawFiles(files) {
  if (!files?.length) return null;
  const images = files.filter(isImage).map((file) => ({ address: addressOf(file), alt: altOf(file), name: nameOf(file) }));
  return h("div.files", null, files.map((file) => (isImage(file) ? picture(file, images) : paper(file))));
}

function picture(file, images) {
  const shown = h("img", { src: addressOf(file), alt: altOf(file), loading: "lazy", decoding: "async" });
  const open = () => showLarge(images, images.findIndex(({ address }) => address === addressOf(file)));
  const button = h("button.picture", { type: "button", "aria-label": t("enlarge", { name: altOf(file) }), onclick: open }, shown);
  // What can't be shown is still a file that can be fetched.
  shown.addEventListener("error", () => button.replaceWith(paper(file)));
  return h("figure.image", null, h("figcaption", null, nameOf(file)), button);
}

function paper(file) {
  return h("div.file", null, icon("file"), h("div", null, link(addressOf(file), h("bdi", null, nameOf(file))), h("span.hint", null, sizeOf(file.size))));
}

function isImage(file) {
  return /^image\/(png|jpeg|gif|webp)$/.test(file.mimetype ?? "") || PICTURE.test(file.name ?? "");
}

function addressOf(file) {
  return file.page_url ?? `/_workspace/files/${encodeURIComponent(file.id)}/${encodeURIComponent(file.name ?? file.id)}`;
}

function nameOf(file) {
  return file.title || file.name || file.id;
}

function altOf(file) {
  return file.alt_txt || nameOf(file);
}

/** Write a number of bytes for people. */
export function sizeOf(bytes = 0) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
