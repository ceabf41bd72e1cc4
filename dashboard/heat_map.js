// The book over time: a column a sample, a row a tick, the colour says how much rests there.

import { Canvas } from "./canvas.js";
import { colour } from "./colours.js";
import { priceText } from "./format.js";

/** Columns of the full width: the first minutes fill it sooner. */
const LEAST_COLUMNS = 60;
const MOST_COLUMNS = 480;
const AXIS = 72;
const HEIGHT = 300;
/** Rows shown around the middle at the least and at the most. */
const LEAST_ROWS = 24;
const MOST_ROWS = 120;

export class HeatMap {
  #canvas = new Canvas(HEIGHT, "Book over time: how much rests at which price");
  #samples = [];

  get element() {
    return this.#canvas.element;
  }

  clear() {
    this.#samples = [];
  }

  /** @param book {{ bids, asks }} [price, size] best first */
  add(book, tick) {
    const ticks = (levels) => levels.map(([price, size]) => [Math.round(price / tick), size]);
    this.#samples.push({ bids: ticks(book.bids), asks: ticks(book.asks) });
    if (this.#samples.length > MOST_COLUMNS) this.#samples.shift();
  }

  draw({ tick, priceDecimals }) {
    const context = this.#canvas.begin();
    const newest = this.#samples.at(-1);
    if (context === undefined || newest === undefined) return;
    const window = this.#window();
    if (window === undefined) return;
    const { low, rows, largest } = window;
    const width = this.#canvas.width - AXIS;
    const columns = Math.max(LEAST_COLUMNS, this.#samples.length);
    const columnWidth = width / columns;
    const rowHeight = HEIGHT / rows;
    const from = columns - this.#samples.length;
    const paint = (levels, fill, x) => {
      context.fillStyle = fill;
      for (const [price, size] of levels) {
        const row = price - low;
        if (row < 0 || row >= rows) continue;
        context.globalAlpha = 0.08 + 0.92 * Math.log1p(size) / largest;
        context.fillRect(
          x,
          HEIGHT - (row + 1) * rowHeight,
          columnWidth + 0.6,
          Math.max(rowHeight, 1),
        );
      }
    };
    const bid = colour("bid");
    const ask = colour("ask");
    this.#samples.forEach((sample, i) => {
      const x = (from + i) * columnWidth;
      paint(sample.bids, bid, x);
      paint(sample.asks, ask, x);
    });
    context.globalAlpha = 1;
    this.#axis(context, low, rows, tick, priceDecimals, width);
  }

  /** The range of prices that the samples' touch moved in, and the largest size. */
  #window() {
    let low = Infinity;
    let high = -Infinity;
    let largest = 0;
    for (const { bids, asks } of this.#samples) {
      if (bids.length === 0 || asks.length === 0) continue;
      low = Math.min(low, bids[Math.min(bids.length - 1, 4)][0]);
      high = Math.max(high, asks[Math.min(asks.length - 1, 4)][0]);
      for (const [, size] of bids) largest = Math.max(largest, size);
      for (const [, size] of asks) largest = Math.max(largest, size);
    }
    if (!(high > low)) return undefined;
    const wanted = Math.min(MOST_ROWS, Math.max(LEAST_ROWS, high - low + 1));
    const newest = this.#samples.at(-1);
    const centre = wanted < high - low + 1
      ? Math.round((newest.bids[0][0] + newest.asks[0][0]) / 2)
      : Math.round((low + high) / 2);
    return { low: centre - (wanted >> 1), rows: wanted, largest: Math.log1p(largest) || 1 };
  }

  #axis(context, low, rows, tick, decimals, width) {
    context.fillStyle = colour("quiet");
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "middle";
    const step = Math.ceil(rows / 8);
    for (let row = Math.floor(step / 2); row < rows; row += step) {
      const y = HEIGHT - (row + 0.5) * HEIGHT / rows;
      context.fillText(priceText((low + row) * tick, decimals), width + 6, y);
    }
  }
}
