// Histograms of latency, a row a hop, on one logarithmic axis of time.

import { Canvas } from "./canvas.js";
import { colour, faded } from "./colours.js";
import { durationText } from "./format.js";

const HEIGHT = 260;
const NAME = 76;
const FOOT = 20;
/** Decades of nanoseconds: 100 ns to 10 s. */
const FIRST_DECADE = 2;
const LAST_DECADE = 10;

export class LatencyChart {
  #canvas = new Canvas(HEIGHT, "Latency histograms by hop");

  get element() {
    return this.#canvas.element;
  }

  /** @param hops [{ name, buckets: [{ belowNanos, count }] }] */
  show(hops) {
    const context = this.#canvas.begin();
    if (context === undefined) return;
    const width = this.#canvas.width - NAME - 8;
    const place = (nanos) => {
      const decade = Math.log10(Math.max(nanos, 1));
      return NAME +
        width * Math.min(1, Math.max(0, (decade - FIRST_DECADE) / (LAST_DECADE - FIRST_DECADE)));
    };
    this.#axis(context, place);
    const rowHeight = (HEIGHT - FOOT) / Math.max(1, hops.length);
    hops.forEach(({ name, buckets }, i) =>
      this.#row(context, name, buckets, i * rowHeight, rowHeight, place)
    );
  }

  #axis(context, place) {
    context.font = "10px system-ui, sans-serif";
    context.strokeStyle = colour("hairline");
    context.fillStyle = colour("quiet");
    for (let decade = FIRST_DECADE; decade <= LAST_DECADE; decade++) {
      const x = place(10 ** decade);
      context.beginPath();
      context.moveTo(x, 0);
      context.lineTo(x, HEIGHT - FOOT);
      context.stroke();
      context.textAlign = decade === LAST_DECADE ? "right" : "center";
      context.fillText(durationText(10 ** decade).replace(/\.0+ /, " "), x, HEIGHT - 6);
    }
    context.textAlign = "left";
  }

  #row(context, name, buckets, top, height, place) {
    const most = Math.max(1, ...buckets.map(({ count }) => count));
    context.fillStyle = colour("ink");
    context.fillText(name, 4, top + height / 2 + 4);
    context.fillStyle = faded("accent", 0.75);
    let fromNanos = 1;
    for (const { belowNanos, count } of buckets) {
      if (count > 0) {
        const x = place(fromNanos);
        const bar = (height - 8) * count / most;
        context.fillRect(x, top + height - 2 - bar, Math.max(1, place(belowNanos) - x - 0.5), bar);
      }
      fromNanos = belowNanos;
    }
  }
}
