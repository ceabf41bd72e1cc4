// How often the likeliest class came true, by the confidence it was given: on the dashed line,
// confidence is what comes true.

import { Canvas } from "./canvas.js";
import { colour, faded } from "./colours.js";

const INSET = 30;

export class CalibrationChart {
  #canvas;
  #bins = [];

  /** @param height in CSS pixels */
  constructor(height) {
    this.#canvas = new Canvas(
      height,
      "Calibration: how often the likeliest class came true, by confidence",
    );
  }

  get element() {
    return this.#canvas.element;
  }

  /** @param bins [{ from, to, predictions, correct }] */
  show(bins) {
    this.#bins = bins;
    this.draw();
  }

  draw() {
    const context = this.#canvas.begin();
    if (context === undefined) return;
    const width = this.#canvas.width - INSET - 8;
    const height = this.#canvas.height - INSET;
    const x = (share) => INSET + share * width;
    const y = (share) => height - share * (height - 8);
    this.#axes(context, x, y);
    const most = Math.max(1, ...this.#bins.map(({ predictions }) => predictions));
    for (const { from, to, predictions, correct } of this.#bins) {
      if (predictions === 0) continue;
      const top = y(correct / predictions);
      context.fillStyle = faded("accent", 0.15 + 0.75 * predictions / most);
      context.fillRect(x(from) + 1, top, x(to) - x(from) - 2, height - top);
    }
    context.setLineDash([3, 3]);
    context.strokeStyle = colour("quiet");
    context.beginPath();
    context.moveTo(x(0), y(0));
    context.lineTo(x(1), y(1));
    context.stroke();
    context.setLineDash([]);
  }

  #axes(context, x, y) {
    context.strokeStyle = colour("hairline");
    context.fillStyle = colour("quiet");
    context.font = "10px system-ui, sans-serif";
    for (const share of [0, 0.5, 1]) {
      context.beginPath();
      context.moveTo(x(0), y(share));
      context.lineTo(x(1), y(share));
      context.stroke();
      context.textAlign = "right";
      context.fillText(`${share * 100} %`, INSET - 4, y(share) + (share === 1 ? 8 : 3));
      context.textAlign = share === 0 ? "left" : share === 1 ? "right" : "center";
      context.fillText(`${share * 100} %`, x(share), this.#canvas.height - 12);
    }
    context.textAlign = "left";
  }
}
