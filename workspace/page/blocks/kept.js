/** What had the reader typed into a form before the page was loaded anew? Kept in this tab until the form is closed or accepted. */

import { store } from "../ground/store.js";

const keyOf = (viewId) => `form ${store.me.id} ${viewId}`;

export function keepTyped({ view, values }) {
  try {
    sessionStorage.setItem(keyOf(view.id), JSON.stringify(values));
  } catch {
    // A full store must not keep anybody from typing.
  }
}

/** Give what was typed into a view, laid over what the server has of it; what an update took away meanwhile is left out. */
export function typedInto(view) {
  const values = structuredClone(view.state?.values ?? {});
  const kept = JSON.parse(sessionStorage.getItem(keyOf(view.id)) ?? "{}");
  for (const { block_id: block } of view.blocks) if (kept[block]) values[block] = { ...values[block], ...kept[block] };
  return values;
}

export function forgetTyped(viewId) {
  sessionStorage.removeItem(keyOf(viewId));
}

/** Forget the forms that are not open any more. */
export function forgetAllBut(views) {
  const open = new Set(views.map((view) => keyOf(view.id)));
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(keyOf("")) && !open.has(key)) sessionStorage.removeItem(key);
}
