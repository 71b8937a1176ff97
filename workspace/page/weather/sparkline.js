/** How did a figure go? A small line with its limit, and the same in words for those who don't see it. */

import { h } from "../ground/dom.js";
import { locale, t } from "../ground/words.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 160;
const HEIGHT = 40;
const MARGIN = 4;
const DAY = 86_400;

const UNITS = {
  percent: (value) => `${number(value, 1)}%`,
  seconds: (value) => `${number(value, 1)}${t("seconds")}`,
  milliseconds: (value) => `${number(value)} ms`,
  usd: (value) => new Intl.NumberFormat(locale(), { style: "currency", currency: "USD" }).format(value),
  score: (value) => number(value, 1),
  count: (value) => number(value),
};

/** Draw a series `{unit, threshold, breaches, points: [[seconds, value or null]]}` under its name. */
export function drawn(name, series) {
  const { unit, threshold, points } = series;
  const title = t(`fig_${name}`) || name.replaceAll("_", " ");
  const last = [...points].reverse().find(([, value]) => value !== null)?.[1] ?? null;
  const isBad = isBreached(last, series);
  const value = last === null ? t("line_no_data") : written(last, unit);
  const state = t(isBad ? "line_breached" : "line_fine");
  const limit = threshold === null ? "" : t("line_limit", { value: written(threshold, unit), state });
  const span = t(points.length > 1 && points[1][0] - points[0][0] >= DAY ? "span_14d" : "span_1h");
  const line = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": t("line_told", { name: title, span, value, limit }), preserveAspectRatio: "none" });
  line.append(...lines(series));
  return h("figure", { class: isBad ? "line is-bad" : "line" }, h("figcaption", null, h("span", null, title), h("b", null, isBad && (series.breaches === "below" ? "▼ " : "▲ "), value)), line);
}

/** Write a value with its unit, in the reader's language. */
export function written(value, unit) {
  return (UNITS[unit] ?? UNITS.count)(value);
}

function number(value, digits = 0) {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
}

function isBreached(value, { threshold, breaches }) {
  if (value === null || threshold === null) return false;
  return breaches === "below" ? value < threshold : value > threshold;
}

/** Make the line, one stroke for each stretch without gaps, and its limit. */
function lines({ threshold, points }) {
  const values = points.map(([, value]) => value).filter((value) => value !== null);
  const all = threshold === null ? values : [...values, threshold];
  const [least, most] = [Math.min(0, ...all) === 0 && Math.max(...all) < 20 ? 0 : Math.min(...all), Math.max(...all)];
  const x = (place) => (place / Math.max(1, points.length - 1)) * WIDTH;
  const y = (value) => HEIGHT - MARGIN - ((value - least) / (most - least || 1)) * (HEIGHT - 2 * MARGIN);
  const drawing = [];
  if (threshold !== null) drawing.push(svg("path", { class: "limit", d: `M0 ${y(threshold)}H${WIDTH}` }));
  if (values.length) drawing.push(svg("path", { class: "course", d: course(points, x, y) }));
  return drawing;
}

function course(points, x, y) {
  let isPenDown = false;
  return points
    .map(([, value], place) => {
      const step = value === null ? "" : `${isPenDown ? "L" : "M"}${x(place).toFixed(1)} ${y(value).toFixed(1)}${isPenDown ? "" : "h.01"}`;
      isPenDown = value !== null;
      return step;
    })
    .join("");
}

function svg(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}
