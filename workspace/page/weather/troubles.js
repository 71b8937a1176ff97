/** Which single faults can Slack be asked for? A click each, and a word on what comes of it. */

import { send } from "../ground/api.js";
import { fill, h } from "../ground/dom.js";
import { attempt } from "../ground/toast.js";
import { t } from "../ground/words.js";

const TROUBLES = [
  { do: "disconnect" },
  { do: "drop_socket" },
  { do: "drop_next_ack" },
  { do: "duplicate_next" },
  { do: "expire_next_trigger" },
  { do: "fail_next", status: 500 },
  { do: "lose_next_reply" },
];

export class Troubles {
  constructor() {
    this.told = h("p.note", { role: "status" });
    this.tiers = h("input", { type: "checkbox", onchange: () => attempt(send("weather", { rate_tiers: this.tiers.checked })) });
    const buttons = TROUBLES.map((trouble) => h("button.action", { type: "button", onclick: () => this.ask(trouble) }, t(`trouble_${trouble.do}`)));
    this.element = h("section.troubles", null, h("label.check", null, this.tiers, t("rate_tiers")), h("h3", null, t("troubles")), h("div.choices", null, buttons), this.told);
  }

  show({ rate_tiers: isStrict }) {
    this.tiers.checked = Boolean(isStrict);
  }

  async ask(trouble) {
    const what = t(`trouble_${trouble.do}`);
    const answer = await attempt(send("slack/trouble", trouble));
    if (answer) fill(this.told, t(answer.at_once ? "trouble_done" : "trouble_waits", { what }));
  }
}
