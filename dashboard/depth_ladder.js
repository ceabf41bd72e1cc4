// The ten best levels a side: price in the middle, size as a bar, own orders marked.

import { make, setText } from "./elements.js";
import { priceText, quantityText, ticksText } from "./format.js";

const LEVELS = 10;

export class DepthLadder {
  #asks = [];
  #bids = [];
  #spread = make("td", { colspan: "3" });

  constructor() {
    const body = make("tbody");
    for (let i = LEVELS - 1; i >= 0; i--) body.append(this.#row("ask", this.#asks, i));
    body.append(make("tr.middle", {}, this.#spread));
    for (let i = 0; i < LEVELS; i++) body.append(this.#row("bid", this.#bids, i));
    const head = make(
      "tr",
      {},
      ...["price", "size", "own"].map((text) => make("th", { scope: "col" }, text)),
    );
    this.element = make("table.ladder", { "aria-label": "Depth" }, make("thead", {}, head), body);
  }

  /**
   * @param book {{ bids: [price, size][], asks: [price, size][] }} best first
   * @param instrument {{ priceDecimals, qtyDecimals, tick }}
   * @param own open orders of this instrument: [{ side, price, open }]
   */
  show(book, instrument, own) {
    const sizes = [...book.bids, ...book.asks].map(([, size]) => size);
    const largest = Math.max(...sizes, 0);
    this.#side(
      this.#asks,
      book.asks,
      largest,
      instrument,
      own.filter(({ side }) => side === "ask"),
    );
    this.#side(
      this.#bids,
      book.bids,
      largest,
      instrument,
      own.filter(({ side }) => side === "bid"),
    );
    const [bid] = book.bids;
    const [ask] = book.asks;
    if (bid === undefined || ask === undefined) return setText(this.#spread, "one side is empty");
    const spread = ask[0] - bid[0];
    const mid = (ask[0] + bid[0]) / 2;
    const { tick, priceDecimals } = instrument;
    setText(
      this.#spread,
      `mid ${priceText(mid, priceDecimals + 1)} · spread ${ticksText(spread / tick)}, ` +
        `${(spread / mid * 1e4).toFixed(2)} bps`,
    );
  }

  #row(side, rows, index) {
    const price = make(`span.${side}`);
    const size = make("span");
    const own = make("span.own");
    const bar = make("i.bar");
    rows[index] = { price, size, own, bar };
    return make(
      `tr.${side}`,
      {},
      make("td.text", {}, price),
      make("td", {}, bar, size),
      make("td", {}, own),
    );
  }

  #side(rows, levels, largest, { priceDecimals, qtyDecimals }, own) {
    rows.forEach((row, i) => {
      const level = levels[i];
      setText(row.price, level === undefined ? "" : priceText(level[0], priceDecimals));
      setText(row.size, level === undefined ? "" : quantityText(level[1], qtyDecimals));
      const share = level === undefined || largest === 0 ? 0 : level[1] / largest;
      row.bar.style.width = `${(share * 100).toFixed(1)}%`;
      row.bar.style.right = "0";
      const mine = level === undefined
        ? []
        : own.filter(({ price }) => Math.abs(price - level[0]) < 1e-9);
      const open = mine.reduce((sum, order) => sum + order.open, 0);
      setText(row.own, open === 0 ? "" : quantityText(open, qtyDecimals));
    });
  }
}
