/** How does the page talk with the workspace's server? Plain JSON, and one stream of what happens. */

import { t } from "./words.js";

/** The server understood and said no; the message is a sentence for people. */
export class Refused extends Error {
  constructor(answer) {
    super(t(`refused_${answer.error}`) || answer.sentence || answer.error || t("refused_no_answer"));
    this.code = answer.error;
  }
}

let person = new URLSearchParams(location.search).get("as") ?? "";

/** Act and read as this person from now on. */
export function become(id) {
  person = id;
}

/** Read from the server; `Refused` when it says no or does not answer. */
export async function read(path, params = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries({ as: person, ...params })) if (value) query.set(key, value);
  return answered(fetch(`/_workspace/${path}?${query}`, { cache: "no-store" }));
}

/** Do something as the person: `act("post", {channel, text})`. */
export function act(doing, details = {}) {
  return send("act", { as: person, do: doing, ...details });
}

/** Post JSON to one of the server's addresses. */
export function send(path, body) {
  return answered(
    fetch(`/_workspace/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

async function answered(request) {
  let answer;
  try {
    answer = await (await request).json();
  } catch {
    throw new Refused({ error: "no_answer" });
  }
  if (answer.ok === false) throw new Refused(answer);
  return answer;
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

/**
 * Follow what happens in the workspace, over broken connections too.
 * `onConnected(again)` is called at each connection: whoever listens must read anew what was missed when `again`.
 */
export class Stream {
  constructor({ onEvent, onConnected, onLost }) {
    Object.assign(this, { onEvent, onConnected, onLost, wait: FIRST_WAIT, again: false, socket: null, retry: 0 });
  }

  open() {
    this.close();
    // A WebSocket and no event stream: of those a browser opens six to one server at most, and the seventh tab would wait.
    const socket = new WebSocket(`/_workspace/stream?as=${encodeURIComponent(person)}`);
    this.socket = socket;
    socket.onopen = () => {
      this.wait = FIRST_WAIT;
      this.onConnected(this.again);
      this.again = true;
    };
    socket.onmessage = (event) => this.onEvent(JSON.parse(event.data));
    socket.onclose = () => {
      if (socket !== this.socket) return;
      this.onLost();
      this.retry = setTimeout(() => this.open(), this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    };
  }

  close() {
    clearTimeout(this.retry);
    const { socket } = this;
    this.socket = null;
    socket?.close();
  }
}
