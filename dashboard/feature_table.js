// The newest feature vector of one instrument: names, values, which are valid; looked up twice a
// second while somebody looks.

import { make, Table } from "./elements.js";
import { plainText } from "./format.js";

const EVERY_MILLIS = 500;

export class FeatureTable {
  filter = make("input", {
    type: "search",
    placeholder: "filter",
    "aria-label": "Filter features",
  });
  #table = new Table(
    [
      ["feature", ({ name }) => name],
      [
        "value",
        ({ value, isValid }) => isValid ? plainText(value) : "not valid yet",
        ({ isValid }) => isValid ? "" : "quiet",
      ],
    ],
    "No feature of that name.",
    "Features",
  );
  #asked = -Infinity;
  #isAsking = false;

  get element() {
    return this.#table.element;
  }

  async refresh(app, instrumentId, now) {
    if (this.#isAsking || now - this.#asked < EVERY_MILLIS) return;
    this.#asked = now;
    this.#isAsking = true;
    const vector = await app.read(`/v1/instruments/${instrumentId}/features`);
    this.#isAsking = false;
    if (vector === undefined) return;
    const wanted = this.filter.value.trim().toLowerCase();
    this.#table.show(
      vector.names.map((name, i) => ({ name, value: vector.values[i], isValid: vector.mask[i] }))
        .filter(({ name }) => name.includes(wanted)),
    );
  }
}
