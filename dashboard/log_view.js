// The tail of the log, filtered as one types.

import { make, panel, setText } from "./elements.js";

const EVERY_MILLIS = 250;

export class LogView {
  static topics = ["log"];
  static allInstruments = true;
  static every = 250;

  #app;
  #filter = make("input", {
    type: "search",
    placeholder: "filter",
    "aria-label": "Filter log lines",
  });
  #text = make("pre.log", { tabindex: "0", "aria-label": "Log" });
  #note = make("p.empty");
  #drawn = -Infinity;

  constructor(app) {
    this.#app = app;
    const log = panel("Log", "w12", "newest last; one JSON object a line");
    log.end.append(this.#filter);
    log.body.append(this.#note, this.#text);
    this.element = make("div.grid", {}, log.panel);
    this.signedIn();
  }

  async signedIn() {
    const answer = await this.#app.read("/v1/logs?limit=500", this.#note);
    this.#note.hidden = this.#note.textContent === "";
    if (answer !== undefined && this.#app.state.lines.length === 0) {
      this.#app.state.lines.push(...answer.lines);
    }
  }

  paint(now) {
    if (now - this.#drawn < EVERY_MILLIS) return;
    this.#drawn = now;
    const wanted = this.#filter.value.trim().toLowerCase();
    const element = this.#text;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 40;
    setText(
      element,
      this.#app.state.lines.filter((line) => line.toLowerCase().includes(wanted)).join("\n") ||
        "Nothing logged yet.",
    );
    if (isAtEnd) element.scrollTop = element.scrollHeight;
  }
}
