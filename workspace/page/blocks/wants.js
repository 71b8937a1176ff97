/** Is a form filled in? What Slack's own clients ask for before the app hears of it, in the reader's words. */

import { t } from "../ground/words.js";

const ADDRESS = /^https?:\/\/[^\s/]+\S*$/i;
const MAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
const LONGEST = 3000;

/** Give `{block_id: sentence}` for each input that is not as it must be. */
export function shortcomings({ view, values }) {
  const found = {};
  for (const block of view.blocks) {
    if (block.type !== "input") continue;
    const value = values[block.block_id]?.[block.element.action_id] ?? {};
    const problem = value.pending ? t("want_upload") : lackOf(block, value);
    if (problem) found[block.block_id] = problem;
  }
  return found;
}

function lackOf({ optional, element }, { type, pending, ...value }) {
  const filled = Object.values(value).find((each) => each !== null && each !== undefined && each !== "" && each.length !== 0);
  if (filled === undefined || (typeof filled === "string" && !filled.trim())) return optional ? "" : t("must_fill");
  return WANTS[element.type]?.(element, filled) ?? "";
}

function lengthWanted({ min_length: least = 0, max_length: most = LONGEST }, text) {
  if (text.length < least) return t("want_longer", { least, n: text.length });
  return text.length > most ? t("want_shorter", { most, n: text.length }) : "";
}

function numberWanted({ is_decimal_allowed: isDecimal, min_value: least, max_value: most }, text) {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return t("want_number");
  if (!isDecimal && text.includes(".")) return t("want_whole");
  if (least !== undefined && Number(text) < Number(least)) return t("want_more", { least });
  return most !== undefined && Number(text) > Number(most) ? t("want_less", { most }) : "";
}

const WANTS = {
  plain_text_input: lengthWanted,
  number_input: numberWanted,
  email_text_input: (_, text) => (MAIL.test(text) ? "" : t("want_email")),
  url_text_input: (_, text) => (ADDRESS.test(text) ? "" : t("want_address")),
};
