/** What is the bot living through? A drawer of switches for the pretend world around it, and the figures it makes. */

import { read } from "../ground/api.js";
import { fill, h } from "../ground/dom.js";
import { attempt } from "../ground/toast.js";
import { t } from "../ground/words.js";
import { Part } from "./part.js";
import { Troubles } from "./troubles.js";

/** The parts of the world, in the order in which they are shown. */
const PARTS = ["liveness", "aws", "slack"];
const LOOK_EVERY = 5000;

export class WeatherPanel {
  constructor(story) {
    this.story = story;
    this.parts = new Map();
    this.body = h("div.weather");
    this.troubles = new Troubles();
    this.element = h("div.pane-body", null, h("p.note", null, t("weather_intro")), this.body);
  }

  async open() {
    clearInterval(this.timer);
    this.timer = setInterval(() => (this.body.checkVisibility() ? this.look() : clearInterval(this.timer)), LOOK_EVERY);
    await Promise.all([this.refresh(), this.story.open()]);
  }

  async refresh() {
    this.show(await attempt(read("weather")));
  }

  /** Look again quietly: the figures move by themselves. */
  async look() {
    this.show(await read("weather").catch(() => null));
  }

  /** Show what the server says; parts that this workspace does not have are left out. */
  show(weather) {
    if (!weather || !this.body.isConnected) return;
    if (!this.parts.size) this.build(weather);
    for (const [name, part] of this.parts) if (weather[name]) part.show(weather[name]);
    this.troubles.show(weather.slack ?? {});
  }

  build(weather) {
    for (const name of PARTS) if (weather[name]) this.parts.set(name, new Part(name, weather[name].options, { onTurned: (turned) => this.show(turned) }));
    fill(this.body, this.story.element, [...this.parts.values()].map((part) => part.element), this.troubles.element);
  }
}
