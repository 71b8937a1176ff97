/** What is the bot living through? A drawer of switches for the pretend world around it, and the figures it makes. */

import { read, send } from "../ground/api.js";
import { fill, h } from "../ground/dom.js";
import { attempt } from "../ground/toast.js";
import { locale, t } from "../ground/words.js";

/** The skies of each part of the world, if the server does not list its own; the first is fair. */
const SKIES = {
  liveness: ["healthy", "low_success", "errors", "slow", "silent"],
  aws: ["fine", "throttled", "failing", "slow"],
  slack: ["fine", "rate_limited", "failing", "hanging"],
};

const LOOK_EVERY = 5000;

export class WeatherPanel {
  constructor() {
    this.body = h("div.weather");
    this.element = h("div.pane-body", null, h("p.note", null, t("weather_intro")), this.body);
  }

  async open() {
    clearInterval(this.timer);
    this.timer = setInterval(() => (this.body.checkVisibility() ? this.look() : clearInterval(this.timer)), LOOK_EVERY);
    await this.refresh();
  }

  async refresh() {
    const weather = await attempt(read("weather"));
    if (weather) this.show(weather);
  }

  /** Look again quietly: the figures move by themselves. */
  async look() {
    const weather = await read("weather").catch(() => null);
    if (weather) this.show(weather);
  }

  /** Draw what the server says; parts that this workspace does not have are left out. */
  show(weather) {
    if (!this.body.isConnected) return;
    const focused = document.activeElement?.closest?.(".weather") ? document.activeElement.value : null;
    const parts = Object.keys(SKIES).filter((part) => weather[part]);
    fill(this.body, parts.map((part) => this.part(part, weather[part])));
    if (focused) this.body.querySelector(`input[value="${CSS.escape(focused)}"]`)?.focus();
  }

  part(name, { options, figures, ...state }) {
    const now = state.weather ?? state.mode;
    const skies = options?.length ? options.map((each) => each.name ?? each) : SKIES[name];
    const choices = skies.map((sky, index) => {
      const choose = async () => {
        const answer = await attempt(send("weather", { [name]: sky }));
        if (answer) await this.refresh();
      };
      const box = h("input", { type: "radio", name: `sky-${name}`, value: sky, checked: sky === now, onchange: choose });
      return h("label", { class: index ? "sky" : "sky is-fair" }, box, h("span", null, t(`sky_${sky}`) || sky.replaceAll("_", " ")));
    });
    return h("fieldset", null, h("legend", null, t(`weather_${name}`)), h("div.skies", null, choices), figures && figuresOf(figures));
  }
}

/** Draw the figures that the server gives, whatever they are; those that the page has words for are in the reader's language. */
function figuresOf({ window: span, ...figures }) {
  const rows = Object.entries(figures).map(([name, value]) => {
    const isBad = Array.isArray(value) && value.length > 0;
    return h("div", { class: isBad ? "is-bad" : null }, h("dt", null, t(`fig_${name}`) || name.replaceAll("_", " ")), h("dd", null, written(name, value)));
  });
  return rows.length ? h("div.figures", null, h("h3", null, span === "1h" || !span ? t("weather_figures") : span), h("dl", null, rows)) : null;
}

function written(name, value) {
  if (Array.isArray(value)) return value.length ? value.join(", ") : t("none");
  if (typeof value !== "number") return value ?? "–";
  const unit = (name.endsWith("_rate") && "%") || (name.includes("time") && t("seconds")) || "";
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(value) + unit;
}
