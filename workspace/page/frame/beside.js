/** Who are the two that one looks at side by side? Two frames of the page, each as somebody of its own. */

import { h } from "../ground/dom.js";
import { speak, t } from "../ground/words.js";

const asked = new URLSearchParams(location.search);

async function start() {
  speak();
  const { people } = await (await fetch("/_workspace/boot")).json();
  const humans = people.filter((person) => !person.is_bot);
  const frames = ["left", "right"].map((side, place) => {
    const person = humans.find((one) => one.id === asked.get(side)) ?? humans[place];
    const channel = asked.get("channel");
    const address = new URLSearchParams({ as: person.id, ...(channel ? { channel } : {}) });
    return h("iframe", { src: `/?${address}`, title: t("page_of", { name: person.real_name }) });
  });
  document.title = t("beside_title");
  document.body.append(...frames);
}

start();
