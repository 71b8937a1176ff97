/** What is the weather over one part of the world? Its skies to choose from, its lines, its figures. */

import { send } from "../ground/api.js";
import { fill, h } from "../ground/dom.js";
import { attempt } from "../ground/toast.js";
import { t } from "../ground/words.js";
import { drawn, written } from "./sparkline.js";

const PERCENT = /_rate$/;
const SECONDS = /time/;

export class Part {
  /** Draw a part by its name and its skies, the first of which is fair; `onTurned` hears what the server says then. */
  constructor(name, skies, { onTurned }) {
    this.radios = new Map();
    const choices = skies.map((sky, index) => {
      const choose = async () => onTurned(await attempt(send("weather", { [name]: sky })));
      const radio = h("input", { type: "radio", name: `sky-${name}`, value: sky, onchange: choose });
      this.radios.set(sky, radio);
      return h("label", { class: index ? "sky" : "sky is-fair" }, radio, h("span", null, t(`sky_${sky}`) || sky.replaceAll("_", " ")));
    });
    this.lines = h("div.lines");
    this.figures = h("dl");
    const details = h("details.figures", null, h("summary", null, t("weather_figures")), this.figures);
    this.element = h("fieldset", null, h("legend", null, t(`weather_${name}`)), h("div.skies", null, choices), this.lines, details);
  }

  /** Show the state that is; what is being pointed at or focused stays where it is. */
  show({ weather, mode, figures = {}, series = {} }) {
    const radio = this.radios.get(weather ?? mode);
    if (radio) radio.checked = true;
    fill(this.lines, Object.entries(series).map(([name, one]) => drawn(name, one)));
    const { window: _span, ...told } = figures;
    fill(this.figures, Object.entries(told).map(([name, value]) => row(name, value)));
  }
}

function row(name, value) {
  const isBad = Array.isArray(value) && value.length > 0;
  return h("div", { class: isBad ? "is-bad" : null }, h("dt", null, t(`fig_${name}`) || name.replaceAll("_", " ")), h("dd", null, said(name, value)));
}

function said(name, value) {
  if (Array.isArray(value)) return value.length ? value.join(", ") : t("none");
  if (typeof value !== "number") return value ?? "–";
  const unit = (PERCENT.test(name) && "percent") || (SECONDS.test(name) && "seconds") || (name.includes("mean") && "score") || "count";
  return written(value, unit);
}
