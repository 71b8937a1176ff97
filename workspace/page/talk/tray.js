/** What goes along with a message? Files on their way: each with its progress, its alt text, and words when it fails. */

import { fill, h, icon, iconButton } from "../ground/dom.js";
import { t } from "../ground/words.js";
import { sizeOf } from "./files.js";
import { LARGEST, upload } from "./uploading.js";

const MOST = 10;

export class Tray {
  /** `onchange()` is told when files come, go, arrive or fail. */
  constructor({ onchange, most = MOST }) {
    Object.assign(this, { onchange, most, items: [] });
    this.element = h("ul.tray", { "aria-label": t("files"), hidden: true });
  }

  get isEmpty() {
    return !this.items.length;
  }

  /** Take files in; what can't be taken stays out, and the reason is given back in words. */
  add(files) {
    const problems = [];
    for (const file of files) {
      const problem = this.items.length >= this.most ? t("files_most", { n: this.most }) : refusalOf(file);
      if (problem) problems.push(problem);
      else this.items.push(this.begin({ file, alt: "" }));
    }
    this.show();
    return [...new Set(problems)].join(" ");
  }

  begin(item) {
    const leave = new AbortController();
    Object.assign(item, { leave, problem: "", id: null });
    const onProgress = (part) => item.meter?.setAttribute("value", part);
    item.arrival = upload(item.file, { signal: leave.signal, onProgress })
      .then((given) => Object.assign(item, { id: given.id, given }))
      .catch((failure) => Object.assign(item, { problem: failure.message }))
      .finally(() => this.show());
    return item;
  }

  /** Wait until every file has arrived; gives `[{id, alt_text}]`, or fails with words when one did not. */
  async arrived() {
    await Promise.all(this.items.map(({ arrival }) => arrival));
    const failed = this.items.find(({ problem }) => problem);
    if (failed) throw new Error(t("file_failed", { name: failed.file.name, why: failed.problem }));
    return this.items.map(({ id, alt }) => ({ id, alt_text: alt.trim() }));
  }

  drop(item) {
    item.leave.abort();
    if (item.preview) URL.revokeObjectURL(item.preview);
    this.items = this.items.filter((each) => each !== item);
    this.show();
  }

  clear() {
    for (const item of this.items) this.drop(item);
  }

  show() {
    this.element.hidden = this.isEmpty;
    for (const item of this.items) this.tell(item);
    fill(this.element, this.items.map(({ node }) => node));
    this.onchange();
  }

  /** Draw a file once, and then only what became of it: the reader may be writing into it. */
  tell(item) {
    item.node ??= this.chip(item);
    item.node.classList.toggle("is-fault", Boolean(item.problem));
    const retry = () => {
      this.begin(item);
      this.show();
    };
    if (item.problem) fill(item.state, h("p.problem", { role: "alert" }, item.problem), h("button.action", { type: "button", onclick: retry }, t("try_again")));
    else fill(item.state, !item.id && item.meter);
  }

  chip(item) {
    const { file } = item;
    const isImage = file.type.startsWith("image/") && file.type !== "image/svg+xml";
    item.preview = isImage ? URL.createObjectURL(file) : null;
    item.meter = h("progress", { max: 1, value: 0, "aria-label": t("uploading", { name: file.name }) });
    item.state = h("div");
    const alt = isImage && h("input.alt", { type: "text", maxlength: 1000, placeholder: t("alt_text"), "aria-label": t("alt_text_of", { name: file.name }), oninput: (event) => (item.alt = event.target.value) });
    return h("li.chip", null, [
      item.preview ? h("img", { src: item.preview, alt: "" }) : icon("file"),
      h("div.what", null, h("span.name", null, h("bdi", null, file.name)), h("span.hint", null, sizeOf(file.size)), item.state, alt),
      iconButton("close", t("remove_file", { name: file.name }), () => this.drop(item)),
    ]);
  }
}

function refusalOf(file) {
  if (file.size > LARGEST) return t("file_too_large", { name: file.name, size: sizeOf(file.size), most: sizeOf(LARGEST) });
  return file.size ? "" : t("file_empty", { name: file.name });
}
