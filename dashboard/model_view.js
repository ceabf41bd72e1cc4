// The served model: what it says of every instrument, and whether its confidence is worth anything.

import { Figures, make, panel, setText, Table } from "./elements.js";
import { CalibrationChart } from "./calibration_chart.js";
import { ModelShelf } from "./model_shelf.js";
import { countText, percentText } from "./format.js";

const EVERY_MILLIS = 1_000;

export class ModelView {
  static topics = ["predictions"];
  static allInstruments = true;
  static every = 250;

  #app;
  #figures = new Figures();
  #note = make("p.note");
  #chart = new CalibrationChart(300);
  #newest = new Table(
    [
      ["instrument", ({ symbol }) => symbol],
      [
        "says",
        ({ said }) => said,
        ({ said }) => said === "up" ? "bid" : said === "down" ? "ask" : "",
      ],
      ["confidence", ({ confidence }) => percentText(confidence)],
      ["probabilities", ({ probabilities }) => probabilities.map((p) => p.toFixed(3)).join(" / ")],
      ["of frame", ({ frameSequence }) => countText(frameSequence)],
      ["time", ({ time }) => time.iso.slice(11, 23)],
    ],
    "No model is served, or nothing is predicted yet.",
    "Newest predictions",
  );
  #shelf;
  #asked = -Infinity;

  constructor(app) {
    this.#app = app;
    this.#shelf = new ModelShelf(app);
    const shelf = panel("All models", "w12", "an alias is of effect for the next session");
    shelf.body.append(this.#shelf.element);
    const quality = panel("The served model", "w12");
    quality.body.append(this.#figures.element, this.#note);
    const chart = panel(
      "Calibration",
      "w5",
      "height: how often the likeliest class came true; width: confidence; darker = more predictions",
    );
    chart.body.append(this.#chart.element);
    const newest = panel("Newest predictions", "w7");
    newest.body.append(this.#newest.element);
    this.element = make("div.grid", {}, quality.panel, chart.panel, newest.panel, shelf.panel);
  }

  paint(now) {
    if (now - this.#asked < EVERY_MILLIS) return;
    this.#asked = now;
    this.#refresh();
    this.#shelf.refresh();
  }

  repaint() {
    this.#chart.draw();
  }

  async #refresh() {
    const quality = await this.#app.read("/v1/predictions");
    if (quality === undefined) return;
    const { model, classes, runs, predictions, resolved, accuracy, baselineAccuracy } = quality;
    this.#figures.show([
      ["model", model ?? "none"],
      ["classes", classes.join(" / ") || "–"],
      ["runs", countText(runs)],
      ["predictions", countText(predictions)],
      ["labels known", countText(resolved)],
      ["accuracy", percentText(accuracy ?? NaN)],
      ["most frequent class", percentText(baselineAccuracy ?? NaN)],
    ]);
    setText(
      this.#note,
      accuracy === null || baselineAccuracy === null
        ? "How good it is shows once labels are known."
        : accuracy > baselineAccuracy
        ? "It is right more often than whoever always says the most frequent class. There are no costs in this."
        : "It is NOT right more often than whoever always says the most frequent class.",
    );
    this.#chart.show(quality.calibration);
    this.#newest.show(quality.newest);
  }
}
