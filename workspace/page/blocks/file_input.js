/** How do files get into a form? They are brought in at once; the form carries Slack's objects of them. */

import { fill, h, icon, iconButton } from "../ground/dom.js";
import { t } from "../ground/words.js";
import { Tray } from "../talk/tray.js";

const MOST = 10;

export function fileInput(element, place) {
  const most = element.max_files ?? MOST;
  let before = place.value?.files ?? [];
  const problem = h("p.problem", { role: "alert" });
  const kept = h("ul.tray");
  const tray = new Tray({ onchange: () => tell(), most });
  const picked = h("input", { type: "file", multiple: most > 1, hidden: true, accept: element.filetypes?.map((each) => `.${each}`).join(",") });
  const add = h("button.action", { type: "button", onclick: () => picked.click(), dataset: { actionId: element.action_id ?? "" } }, icon("add"), t("add_files"));
  const tell = () => {
    const arrived = tray.items.map(({ given }) => given).filter(Boolean);
    const files = [...before, ...arrived];
    const pending = tray.items.length - arrived.length;
    place.keep({ type: element.type, files: files.length ? files : null, ...(pending ? { pending } : {}) });
    add.disabled = before.length + tray.items.length >= most;
    kept.hidden = !before.length;
    fill(kept, before.map((file) => h("li.chip", null, icon("file"), h("div.what", null, h("span.name", null, h("bdi", null, file.name))), iconButton("close", t("remove_file", { name: file.name }), () => drop(file)))));
  };
  const drop = (file) => {
    before = before.filter((each) => each !== file);
    tell();
  };
  const refusal = (file) => !isWanted(file, element.filetypes) && t("file_type", { name: file.name, types: element.filetypes.join(", ") });
  picked.addEventListener("change", () => {
    const files = [...picked.files];
    picked.value = "";
    const refused = files.map(refusal).filter(Boolean);
    fill(problem, [...refused, tray.add(files.filter((file) => !refusal(file)).slice(0, most - before.length))].filter(Boolean).join(" "));
  });
  tell();
  return h("div.file-input", { role: "group", "aria-label": place.label }, add, picked, kept, tray.element, problem);
}

function isWanted({ name }, types) {
  return !types?.length || types.some((type) => name.toLowerCase().endsWith(`.${type.toLowerCase()}`));
}
