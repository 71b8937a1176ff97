/** How is a moment written for this reader? In their language and their time zone. */

import { store } from "./store.js";
import { locale, t } from "./words.js";

const made = new Map();

/** Turn Slack's `ts` into a Date; the digits after the point only order messages. */
export function momentOf(ts) {
  return new Date(Number.parseFloat(ts) * 1000);
}

export function clock(ts) {
  return format(momentOf(ts), { hour: "2-digit", minute: "2-digit", hour12: false });
}

export function fullMoment(ts) {
  return format(momentOf(ts), { dateStyle: "full", timeStyle: "medium" });
}

/** Name the day of a moment as a key that compares equal within one day of the reader. */
export function dayKey(ts) {
  return format(momentOf(ts), { year: "numeric", month: "2-digit", day: "2-digit" });
}

export function dayName(ts) {
  const near = nearDay(momentOf(ts));
  return near || format(momentOf(ts), { weekday: "long", month: "long", day: "numeric" });
}

/** Write how long ago something was, in the largest fitting unit. */
export function ago(ts) {
  const seconds = Math.round(momentOf(ts).getTime() / 1000 - Date.now() / 1000);
  const [unit, size] = [["day", 86400], ["hour", 3600], ["minute", 60]].find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

const TOKENS = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit", hour12: false },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false },
};

/** Write a date as Slack's `<!date^…>` asks; an unknown token stays as it is. */
export function slackDate(seconds, pattern) {
  const moment = new Date(Number(seconds) * 1000);
  return pattern.replace(/\{(\w+)\}/g, (whole, token) => {
    if (token === "ago") return ago(seconds);
    if (token.endsWith("_pretty")) return nearDay(moment).toLowerCase() || format(moment, TOKENS[token.replace("_pretty", "")] ?? TOKENS.date);
    return TOKENS[token] ? format(moment, TOKENS[token]) : whole;
  });
}

function nearDay(moment) {
  const day = (when) => format(when, { year: "numeric", month: "2-digit", day: "2-digit" });
  if (day(moment) === day(new Date())) return t("today");
  if (day(moment) === day(new Date(Date.now() - 86_400_000))) return t("yesterday");
  return "";
}

function format(moment, options) {
  const zone = store.me.tz || undefined;
  const key = JSON.stringify([locale(), zone, options]);
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(locale(), { ...options, timeZone: zone }));
  return made.get(key).format(moment);
}
