/** How is a message, a modal or a Home of Block Kit drawn? Each block by its type, in the order given. */

import { h, icon, link, safeUrl } from "../ground/dom.js";
import { t } from "../ground/words.js";
import { markdownOf, plainOf, richText, tableOf, textOf } from "../text/rich.js";
import { drawElement } from "./elements.js";

/**
 * Draw blocks.
 *
 * `surface` tells what surrounds them: `values` (the state, `{block_id: {action_id: value}}`, filled here), `click(blockId, element, payload)`
 * and `suggest(blockId, element, typed)`, both promises; `problems` (`{block_id: sentence}`) are shown at their inputs.
 */
export function drawBlocks(blocks, surface) {
  return (blocks ?? []).map((block, index) => {
    const draw = BLOCKS[block.type];
    const shown = draw ? draw({ block_id: `block-${index}`, ...block }, surface) : h("p.block.unknown", null, t("unknown_block", { type: block.type }));
    if (shown) Object.assign(shown.dataset, { block: block.type, blockId: block.block_id ?? "" });
    return shown;
  });
}

/** Make the place of one element: where its value is kept and whom it tells. */
function placeOf(block, element, surface, { label = "", isInput = false } = {}) {
  const values = (surface.values[block.block_id] ??= {});
  const dispatches = !isInput || Boolean(block.dispatch_action);
  const keep = (value) => {
    values[element.action_id] = value;
    surface.kept?.();
  };
  return {
    label,
    isLabelled: isInput,
    dispatches,
    value: values[element.action_id],
    keep,
    send: (payload) => (dispatches ? surface.click(block.block_id, element, payload) : Promise.resolve()),
    suggest: (typed) => surface.suggest(block.block_id, element, typed),
  };
}

function element(block, item, surface, label) {
  return drawElement(item, placeOf(block, item, surface, { label: label || plainOf(item.placeholder) }));
}

function section(block, surface) {
  const fields = block.fields?.length ? h("div.fields", null, block.fields.map((field) => h("div.text", null, textOf(field)))) : null;
  const text = block.text && h("div.text", { dir: "auto" }, textOf(block.text));
  const accessory = block.accessory && h("div.accessory", null, element(block, block.accessory, surface, block.text && plainOf(block.text).slice(0, 80)));
  return h("div.block.section", null, h("div.main", null, text, fields), accessory);
}

function context(block) {
  const items = block.elements.map((item) =>
    item.type === "image" ? h("img.inline", { src: safeUrl(item.image_url ?? "") ?? "", alt: item.alt_text ?? "" }) : h("span.text", null, textOf(item)),
  );
  return h("div.block.context", null, items);
}

/** Where a picture can't be loaded, its description must do. */
function pictureOf(address, alt = "") {
  const shown = h("img", { src: safeUrl(address) ?? "", alt });
  shown.addEventListener("error", () => shown.replaceWith(h("span.unknown", null, alt || address)));
  return shown;
}

function image(block) {
  const address = block.image_url ?? block.slack_file?.url ?? (block.slack_file?.id ? `/_workspace/files/${block.slack_file.id}/image` : "");
  const shown = pictureOf(address, block.alt_text);
  const title = block.title && h("figcaption", null, textOf(block.title));
  return h("figure.block.image", null, title, link(address, shown));
}

let inputs = 0;

function input(block, surface) {
  const id = `input-${(inputs += 1)}`;
  const label = plainOf(block.label);
  const control = drawElement(block.element, placeOf(block, block.element, surface, { label, isInput: true }));
  const hint = block.hint && h("p.hint", { id: `${id}-hint` }, textOf(block.hint));
  const problem = h("p.problem", { id: `${id}-problem`, role: "alert" }, surface.problems?.[block.block_id]);
  control.id = id;
  control.setAttribute("aria-describedby", `${id}-problem${hint ? ` ${id}-hint` : ""}`);
  if (surface.problems?.[block.block_id]) {
    control.dataset.invalid = "";
    // Buttons and groups have no such attribute; their words below say it.
    if (control.matches("input, textarea, [role=radiogroup]")) control.setAttribute("aria-invalid", "true");
  }
  if (!block.optional && control.matches("input, textarea")) control.setAttribute("aria-required", "true");
  const mark = block.optional ? h("span.optional", null, surface.optionalWord) : null;
  return h("div.block.input", null, h("label", { for: id }, label, mark), control, hint, problem);
}

function table(block) {
  const settings = block.column_settings ?? [];
  const cell = (content, index) => ({ align: settings[index]?.align, children: cellOf(content) });
  const shown = tableOf((block.rows ?? []).map((row) => row.map(cell)));
  shown.classList.add("block");
  return block.caption ? h("figure.block", null, h("figcaption", null, block.caption), shown) : shown;
}

function cellOf(content) {
  if (content.type === "rich_text") return richText(content.elements);
  return content.type === "raw_number" ? String(content.text ?? content.value) : textOf(content);
}

/** A video plays where it comes from; here stand its picture and the way there. */
function video(block) {
  const thumb = pictureOf(block.thumbnail_url, block.alt_text);
  const source = [block.provider_name, block.author_name].filter(Boolean).join(" · ");
  const title = link(block.title_url ?? block.video_url, textOf(block.title));
  return h("figure.block.video", null, source && h("p.hint", null, source), title, block.description && h("p.text", null, textOf(block.description)), link(block.video_url, thumb));
}

function card(block, surface) {
  const line = (name, text) => text && h(`div.text.${name}`, null, textOf(text));
  const actions = block.actions?.length && h("div.actions", null, block.actions.map((item) => element(block, item, surface)));
  return h("div.block.card", null, line("title", block.title), line("hint", block.subtitle), line("body", block.body), line("hint", block.subtext), actions);
}

function container(block, surface) {
  const inner = drawBlocks(block.child_blocks ?? block.elements, surface);
  if (!block.is_collapsible) return h("div.block.card", null, block.title && h("div.text.title", null, textOf(block.title)), inner);
  return h("details.block.card", { open: !block.default_collapsed }, h("summary", null, block.title ? textOf(block.title) : t("details")), inner);
}

function remoteFile(block) {
  return h("div.block.file", null, icon("file"), h("span.hint", null, t("remote_file", { name: block.external_id ?? "" })));
}

const BLOCKS = {
  section,
  context,
  image,
  input,
  table,
  header: (block) => h("p.block.header", { role: "heading", "aria-level": 3 }, textOf(block.text)),
  divider: () => h("hr.block"),
  actions: (block, surface) => h("div.block.actions", null, block.elements.map((item) => element(block, item, surface))),
  rich_text: (block) => h("div.block.text", null, richText(block.elements)),
  markdown: (block) => h("div.block.text.markdown", null, markdownOf(block.text)),
  file: remoteFile,
  video,
  card,
  container,
  carousel: (block, surface) => h("div.block.carousel", { tabindex: 0, role: "group", "aria-label": t("cards") }, drawBlocks(block.elements, surface)),
  data_table: table,
  alert: (block) => h(`div.block.text.alert.is-${["success", "warning", "error"].includes(block.level) ? block.level : "info"}`, { role: "note" }, textOf(block.text)),
  context_actions: (block, surface) => h("div.block.actions", null, block.elements.map((item) => element(block, item, surface))),
};

/** Draw the older attachments: a bar of colour beside text, fields or blocks. */
export function drawAttachments(attachments, surface) {
  return (attachments ?? []).map((attachment) => {
    const fields = attachment.fields?.map((field) => h("div.text", null, h("strong", null, field.title), h("br"), textOf(field.value)));
    const title = attachment.title && h("p.title", null, attachment.title_link ? link(attachment.title_link, attachment.title) : attachment.title);
    const hasBody = attachment.blocks || attachment.text || title || fields;
    const bar = h("div.attachment", null, [
      attachment.pretext && h("div.text", null, textOf(attachment.pretext)),
      title,
      h("div.text", null, textOf(attachment.text ?? (hasBody ? "" : attachment.fallback))),
      fields && h("div.fields", null, fields),
      drawBlocks(attachment.blocks, surface),
      attachment.image_url && image(attachment),
      attachment.footer && h("div.block.context", null, textOf(attachment.footer)),
    ]);
    const colour = { good: "#2a7a4b", warning: "#b7791f", danger: "#b3261e" }[attachment.color] ?? attachment.color;
    if (colour) bar.style.borderColor = colour.startsWith("#") ? colour : `#${colour}`;
    return bar;
  });
}
