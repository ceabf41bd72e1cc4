// The risk gate: its state, and how much of every limit is left.

import { make, setClass, setText, Table } from "./elements.js";
import { percentText, plainText } from "./format.js";

const LITTLE = 0.25;

export class RiskPanel {
  #state = make("p");
  #limits = make("div");
  #rows = new Map();
  #refused = new Table(
    [["refused", ({ reason }) => reason], ["times", ({ count }) => count]],
    "Nothing was refused.",
    "Refused by the risk gate",
  );

  constructor() {
    this.element = make("div", {}, this.#state, this.#limits, this.#refused.element);
  }

  show({ state, killedBecause, headroom, refused }) {
    setText(
      this.#state,
      killedBecause === null
        ? `The gate is ${state}.`
        : `The kill switch is thrown: ${killedBecause}.`,
    );
    setClass(this.#state, state === "open" ? "good" : state === "killed" ? "bad" : "warn");
    for (const limit of headroom) this.#row(limit);
    this.#refused.show(
      Object.entries(refused).map(([reason, count]) => ({ reason, count }))
        .sort((a, b) => b.count - a.count),
    );
  }

  #row({ limit, value, most, headroom }) {
    let row = this.#rows.get(limit);
    if (row === undefined) {
      row = { text: make("span"), meter: make("div.meter"), bar: make("i") };
      row.meter.append(row.bar);
      this.#rows.set(limit, row);
      this.#limits.append(
        make("div", {}, make("span.quiet", {}, `${limit} `), row.text, row.meter),
      );
    }
    const used = Math.min(1, Math.max(0, 1 - headroom));
    setText(row.text, `${plainText(value)} of ${plainText(most)}, ${percentText(used, 0)} used`);
    setClass(row.meter, headroom <= 0 ? "meter bad" : headroom < LITTLE ? "meter warn" : "meter");
    row.bar.style.width = `${(used * 100).toFixed(1)}%`;
  }
}
