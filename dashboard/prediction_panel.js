// What the model says now, and whether its confidence has been worth what it claims.

import { CalibrationChart } from "./calibration_chart.js";
import { Figures, make, setText } from "./elements.js";
import { countText, percentText } from "./format.js";

const EVERY_MILLIS = 2_000;
const BARS = ["down", "flat", "up"];

export class PredictionPanel {
  #figures = new Figures();
  #bars = make("div");
  #rows = [];
  #chart = new CalibrationChart(150);
  #note = make("p.note");
  #asked = -Infinity;

  constructor() {
    this.element = make(
      "div",
      {},
      this.#bars,
      this.#figures.element,
      this.#chart.element,
      this.#note,
    );
  }

  show(newest, frame, app, now) {
    const probabilities = newest?.probabilities ?? frame?.prediction?.probabilities ?? [];
    this.#showBars(probabilities);
    if (now - this.#asked > EVERY_MILLIS) {
      this.#asked = now;
      this.#refresh(app);
    }
  }

  rebuild() {
    this.#chart.draw();
  }

  async #refresh(app) {
    const quality = await app.read("/v1/predictions");
    if (quality === undefined) return;
    this.#chart.show(quality.calibration);
    this.#figures.show([
      ["model", quality.model ?? "none"],
      ["predictions", countText(quality.predictions)],
      ["accuracy", percentText(quality.accuracy ?? NaN)],
      ["most frequent class", percentText(quality.baselineAccuracy ?? NaN)],
    ]);
    setText(
      this.#note,
      quality.resolved === 0
        ? "No label is known yet."
        : `${countText(quality.resolved)} labels known; on the line, confidence is what comes true`,
    );
  }

  #showBars(probabilities) {
    while (this.#rows.length < probabilities.length) {
      const name = make(
        "span.label.quiet",
        {},
        BARS[this.#rows.length] ?? `class ${this.#rows.length}`,
      );
      const value = make("span");
      const bar = make("i");
      const meter = make("div.meter", {}, bar);
      this.#rows.push({ value, bar });
      this.#bars.append(make("div", {}, name, " ", value, meter));
    }
    probabilities.forEach((share, i) => {
      setText(this.#rows[i].value, percentText(share));
      this.#rows[i].bar.style.width = `${(share * 100).toFixed(1)}%`;
    });
  }
}
