/** What does the app show on its own page? The Home tab beside its messages, drawn from what the app published. */

import { drawBlocks } from "../blocks/blocks.js";
import { act } from "../ground/api.js";
import { fill, h } from "../ground/dom.js";
import { nameOf, otherIn, store } from "../ground/store.js";
import { attempt } from "../ground/toast.js";
import { t } from "../ground/words.js";

export class Home {
  /** `tabs` is the place of the two tabs, `body` that of the view. */
  constructor(tabs, body) {
    Object.assign(this, { tabs, body, view: store.home.view ?? null, values: {}, channel: null });
    store.on("here", () => this.enter());
    store.on("app", () => this.isShown && this.draw());
    this.enter();
  }

  get isShown() {
    return document.body.dataset.tab === "home";
  }

  /** The reader went somewhere: an app's conversation begins with its Home, as in Slack. */
  enter() {
    const { here } = store;
    const isApp = Boolean(here?.is_im && store.home.enabled && otherIn(here) === store.app.bot_user_id);
    this.tabs.hidden = !isApp;
    if (!isApp) return void this.choose(null);
    if (this.channel !== here.id) this.choose(store.thread ? "messages" : "home");
    this.channel = here.id;
    return undefined;
  }

  async choose(tab) {
    if (!tab) {
      this.channel = null;
      delete document.body.dataset.tab;
      return;
    }
    document.body.dataset.tab = tab;
    this.drawTabs(tab);
    if (tab === "home") this.draw();
    const opened = await attempt(act("open_home", { tab }));
    if (opened?.view && this.isShown) this.take({ view: opened.view });
  }

  drawTabs(tab) {
    const each = ["home", "messages"].map((name) =>
      h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-selected": String(name === tab), "aria-controls": name === "home" ? "home" : "messages", onclick: () => this.choose(name) }, t(`tab_${name}`)),
    );
    fill(this.tabs, each);
  }

  /** Take in what the app published. */
  take({ view }) {
    if (view.hash === this.view?.hash && this.body.childElementCount) return;
    this.view = view;
    const names = new Set(view.blocks.map((block) => block.block_id));
    for (const name of Object.keys(this.values)) if (!names.has(name)) delete this.values[name];
    if (this.isShown) this.draw();
  }

  draw() {
    const name = nameOf(store.app.bot_user_id);
    const empty = t(store.app.connected === false ? "home_absent" : "home_empty", { name });
    fill(this.body, this.view ? h("div.home-view", null, drawBlocks(this.view.blocks, this.surface())) : h("p.note", { role: "status" }, empty));
  }

  surface() {
    const { view, values } = this;
    const at = { container: "view", view_id: view.id };
    return {
      values,
      problems: {},
      kept: () => {},
      click: async (blockId, element, payload) => {
        const done = await attempt(act("click", { ...at, block_id: blockId, action_id: element.action_id, type: element.type, state: { values }, ...payload }));
        if (done === null) throw new Error("refused, and said so");
      },
      suggest: (blockId, element, value) => act("suggest", { ...at, block_id: blockId, action_id: element.action_id, value }),
    };
  }
}
