/** What stands beside the channel? One side pane at a time: a thread, the weather, a search. */

import { fill, h, iconButton } from "../ground/dom.js";
import { store } from "../ground/store.js";
import { t } from "../ground/words.js";

export class Panes {
  /** `onClosed(name)` hears of each pane that the reader closed. */
  constructor(box, { onClosed }) {
    Object.assign(this, { box, onClosed, name: null });
    addEventListener("keydown", (event) => {
      const isElsewhere = event.defaultPrevented || document.querySelector("dialog[open], :popover-open:not(#toasts)");
      if (event.key === "Escape" && this.name && !isElsewhere) this.close();
    });
  }

  /** Open a pane with its title and content; whatever stood there gives way. */
  open(name, title, ...content) {
    this.name = name;
    document.body.dataset.pane = name;
    this.box.hidden = false;
    this.box.setAttribute("aria-label", title);
    this.title = h("h2", { id: "pane-title", tabindex: -1 }, title);
    fill(this.box, h("header.pane-head", null, this.title, iconButton("close", t("close"), () => this.close())), content);
    this.title.focus();
    store.tell("pane", name);
  }

  /** Close what is open; `isQuiet` when the reader goes elsewhere and the focus goes with them. */
  close({ isQuiet = false } = {}) {
    const { name } = this;
    this.name = null;
    this.box.hidden = true;
    delete document.body.dataset.pane;
    store.tell("pane", null);
    if (name && !isQuiet) this.onClosed(name);
  }
}
