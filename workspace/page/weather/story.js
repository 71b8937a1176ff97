/** Which stories play by themselves, and where is the one that plays? A list in the panel, and a line at the head of the page. */

import { read, send } from "../ground/api.js";
import { fill, h } from "../ground/dom.js";
import { attempt, toast } from "../ground/toast.js";
import { locale, t } from "../ground/words.js";

const words = (said) => said?.[locale().slice(0, 2)] ?? said?.en ?? "";

export class Story {
  /** `line` is the place at the head of the page where a playing story is followed. */
  constructor(line) {
    this.line = line;
    this.stories = [];
    this.now = null;
    this.list = h("ul.stories");
    this.element = h("details.story-box", null, h("summary", null, t("scenarios")), this.list);
  }

  async open() {
    const told = await attempt(read("scenario"));
    if (!told) return;
    this.stories = told.scenarios;
    this.take(told.now);
  }

  /** Take in where a story is; null when none plays. */
  take(now) {
    if (now?.ended) {
      const title = words(now.title);
      toast(now.failed ? t("scenario_failed", { title, why: now.failed }) : t("scenario_ended", { title }), Boolean(now.failed));
    }
    this.now = now?.ended ? null : now;
    this.showLine();
    this.showList();
  }

  showLine() {
    this.line.hidden = !this.now;
    if (!this.now) return fill(this.line);
    const { title, step, steps, says } = this.now;
    const where = t("scenario_playing", { title: words(title), step, steps });
    return fill(this.line, h("span.says", null, words(says)), h("span.where", null, where), this.button(t("scenario_stop"), { stop: true }));
  }

  showList() {
    const focused = document.activeElement?.dataset?.story;
    const rows = this.stories.map(({ name, title, description }) => {
      const isPlaying = this.now?.name === name;
      const button = isPlaying ? this.button(t("scenario_stop"), { stop: true }) : this.button(t("scenario_play"), { name });
      button.dataset.story = name;
      button.setAttribute("aria-label", `${button.textContent}: ${words(title)}`);
      return h("li", { class: isPlaying ? "is-playing" : null }, h("div", null, h("b", null, words(title)), h("p.hint", null, words(description))), button);
    });
    fill(this.list, rows);
    if (focused) this.list.querySelector(`[data-story="${CSS.escape(focused)}"]`)?.focus();
  }

  button(label, wish) {
    return h("button.action", { type: "button", onclick: () => attempt(send("scenario", wish)) }, label);
  }
}
