// Bid, ask and micro-price over time, with own orders as lines and own fills as triangles.

import { colour } from "./colours.js";
import { priceText } from "./format.js";
import { LineChart } from "./line_chart.js";

const HEIGHT = 420;
const MARK = 5;

export class PriceChart {
  /** Seconds shown, and what to call it. */
  static spans = [[60, "1 min"], [300, "5 min"], [1_800, "30 min"]];

  span = PriceChart.spans[0][0];
  #decimals = 2;
  #fills = [];
  #orders = [];
  #chart = new LineChart({
    label: "Price over time",
    height: HEIGHT,
    axisText: (value) => priceText(value, this.#decimals),
    lines: [
      { label: "bid", colour: "bid", text: (value) => priceText(value, this.#decimals) },
      { label: "ask", colour: "ask", text: (value) => priceText(value, this.#decimals) },
      {
        label: "micro-price",
        colour: "ink",
        width: 1,
        dash: [4, 3],
        text: (value) => priceText(value, this.#decimals + 2),
      },
    ],
    draw: (plot, context) => this.#draw(plot, context),
  });

  get element() {
    return this.#chart.element;
  }

  show(state, { instrumentId, priceDecimals }, orders) {
    this.#decimals = priceDecimals;
    this.#orders = orders;
    this.#fills = state.fills.filter((fill) => fill.instrumentId === instrumentId);
    const now = state.prices.last(0);
    const [time, bid, ask, , micro] = state.prices.columns(now - this.span);
    if (time.length > 1) this.#chart.show([time, bid, ask, micro]);
  }

  rebuild() {
    this.#chart.rebuild();
  }

  close() {
    this.#chart.close();
  }

  #draw(plot, context) {
    const { left, top, width, height } = plot.bbox;
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    context.setLineDash([2, 4]);
    for (const { side, price } of this.#orders) {
      if (price === null) continue;
      const y = Math.round(plot.valToPos(price, "y", true)) + 0.5;
      context.strokeStyle = colour(side === "buy" ? "bid" : "ask");
      context.beginPath();
      context.moveTo(left, y);
      context.lineTo(left + width, y);
      context.stroke();
    }
    for (const { side, price, seenSeconds } of this.#fills) {
      if (seenSeconds === undefined) continue;
      const x = plot.valToPos(seenSeconds, "x", true);
      const y = plot.valToPos(price, "y", true);
      const size = MARK * (devicePixelRatio || 1) * (side === "buy" ? 1 : -1);
      context.fillStyle = colour(side === "buy" ? "bid" : "ask");
      context.strokeStyle = colour("panel");
      context.setLineDash([]);
      context.beginPath();
      context.moveTo(x, y - size);
      context.lineTo(x + size, y + size);
      context.lineTo(x - size, y + size);
      context.closePath();
      context.fill();
      context.stroke();
    }
    context.restore();
  }
}
