/** What can be pasted and dropped into a conversation? Files of every kind; long texts only after a question. */

import { h } from "../ground/dom.js";
import { t } from "../ground/words.js";
import { LIMIT } from "./length.js";

/** Let a composer take what is pasted into its field. */
export function giveHands(composer) {
  composer.field.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const text = event.clipboardData?.getData("text/plain") ?? "";
    // A copied table comes as text and as its picture: the text is meant.
    if (files.length && !text) composer.attach(files.map(named));
    else if (isTooMuch(composer.field, text)) composer.length.hold(text);
    else return;
    event.preventDefault();
  });
  composer.field.addEventListener("beforeinput", (event) => {
    const text = event.inputType === "insertFromDrop" ? (event.data ?? event.dataTransfer?.getData("text/plain") ?? "") : "";
    if (!isTooMuch(composer.field, text)) return;
    event.preventDefault();
    composer.length.hold(text);
  });
}

function isTooMuch({ value, selectionStart, selectionEnd }, text) {
  return value.length - (selectionEnd - selectionStart) + text.length > LIMIT;
}

/** A picture from the clipboard is always called image.png: several need names that differ. */
function named(file, index) {
  return index && file.name === "image.png" ? new File([file], `image-${index + 1}.png`, { type: file.type }) : file;
}

/** Let files be dropped anywhere on a conversation; while they hover it says where they go. */
export function takeDrops(place, composer) {
  const sign = h("div.drop-here", null, h("span", null, t("drop_here")));
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files") && composer.element.isConnected;
  place.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    place.append(sign);
  });
  place.addEventListener("dragleave", (event) => {
    if (!place.contains(event.relatedTarget)) sign.remove();
  });
  place.addEventListener("drop", (event) => {
    sign.remove();
    if (!hasFiles(event)) return;
    event.preventDefault();
    composer.attach([...event.dataTransfer.files]);
  });
}
