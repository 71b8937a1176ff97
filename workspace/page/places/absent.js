/** Is the app there? While it is not, the page says what that means for what one does. */

import { fill, icon } from "../ground/dom.js";
import { nameOf, store } from "../ground/store.js";
import { t } from "../ground/words.js";

/** A connection that is only renewed is gone for a moment; that is nobody's concern. */
const PATIENCE = 1500;

/** Show and hide the line as the app goes and comes. */
export function watchApp(line) {
  let timer = 0;
  const show = () => {
    line.hidden = store.app.connected !== false;
    fill(line, ...(line.hidden ? [] : [icon("bolt"), t("app_absent", { name: nameOf(store.app.bot_user_id) })]));
  };
  store.on("app", () => {
    clearTimeout(timer);
    timer = setTimeout(show, store.app.connected ? 0 : PATIENCE);
  });
  show();
}
