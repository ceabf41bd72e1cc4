// The market of one instrument: price, book, book over time, trades, features, predictions.

import { DepthLadder } from "./depth_ladder.js";
import { choice, Figures, make, panel, Table } from "./elements.js";
import { FeatureTable } from "./feature_table.js";
import { clockText, durationText, priceText, quantityText, rateText, ticksText } from "./format.js";
import { HeatMap } from "./heat_map.js";
import { PredictionPanel } from "./prediction_panel.js";
import { PriceChart } from "./price_chart.js";

/** How often parts are drawn that cost more than a few microseconds. */
const CHART_MILLIS = 100;
const HEAT_MILLIS = 250;
const TABLE_MILLIS = 200;

export class MarketView {
  static topics = ["frames", "book", "trades", "predictions", "orders", "fills", "positions"];
  static every = 50;

  #app;
  #picker = make("select", { "aria-label": "Instrument", change: () => this.#pick() });
  #figures = new Figures();
  #price = new PriceChart();
  #ladder = new DepthLadder();
  #heat = new HeatMap();
  #trades = new Table(
    [
      ["time", ({ time }) => time.iso.slice(11, 23)],
      ["price", (trade) => priceText(trade.price, this.#decimals()), ({ side }) => sideClass(side)],
      ["size", ({ qty }) => quantityText(qty)],
    ],
    "No trade yet.",
    "Trades",
  );
  #features = new FeatureTable();
  #prediction = new PredictionPanel();
  #drawn = { chart: 0, heat: 0, table: 0 };
  #sampled;

  constructor(app) {
    this.#app = app;
    const price = panel("Price", "w8", "bid, ask, micro-price, own fills");
    price.end.append(choice("Time shown", PriceChart.spans, PriceChart.spans[0][0], (seconds) => {
      this.#price.span = seconds;
    }));
    price.body.append(this.#price.element);
    const ladder = panel("Depth", "w4");
    ladder.body.append(this.#ladder.element);
    const heat = panel(
      "Book over time",
      "w8",
      "ten levels a side; the stronger, the more rests there",
    );
    heat.body.append(this.#heat.element);
    const trades = panel("Trades", "w4", "of one frame and side together");
    trades.body.append(this.#trades.element);
    const features = panel("Features", "w8");
    features.end.append(this.#features.filter);
    features.body.append(this.#features.element);
    const prediction = panel("Prediction", "w4");
    prediction.body.append(this.#prediction.element);
    const head = make("section.panel.w12", { "aria-label": "Instrument" });
    const row = make("div.row");
    row.append(this.#picker, this.#figures.element);
    head.append(row);
    this.element = make("div.grid", {}, head);
    for (const part of [price, ladder, heat, trades, features, prediction]) {
      this.element.append(part.panel);
    }
  }

  paint(now) {
    const { state } = this.#app;
    this.#showPicker();
    const { instrument } = state;
    if (instrument === undefined) return;
    const frame = state.frames.get(instrument.instrumentId);
    const book = state.books.get(instrument.instrumentId);
    const own = state.openOrders(instrument.instrumentId);
    if (frame !== undefined) this.#showFigures(frame, instrument);
    if (book !== undefined) this.#showBook(book, instrument, own);
    if (now - this.#drawn.chart > CHART_MILLIS) {
      this.#drawn.chart = now;
      this.#price.show(state, instrument, own);
    }
    if (now - this.#drawn.heat > HEAT_MILLIS) {
      this.#drawn.heat = now;
      const newest = state.newBooks.at(-1);
      if (newest !== undefined) this.#heat.add(plain(newest), instrument.tickSize);
      state.newBooks.length = 0;
      this.#heat.draw({ tick: instrument.tickSize, priceDecimals: instrument.priceDecimals });
    }
    if (now - this.#drawn.table > TABLE_MILLIS) {
      this.#drawn.table = now;
      const { instrumentId } = instrument;
      const trades = state.trades.filter((trade) => trade.instrumentId === instrumentId);
      this.#trades.show(trades.slice(0, 24));
      this.#prediction.show(state.predictions.get(instrumentId), frame, this.#app, now);
      this.#features.refresh(this.#app, instrumentId, now);
    }
  }

  repaint() {
    this.#price.rebuild();
    this.#prediction.rebuild();
  }

  close() {
    this.#price.close();
  }

  #decimals() {
    return this.#app.state.instrument?.priceDecimals ?? 2;
  }

  #pick() {
    this.#heat.clear();
    this.#app.choose(Number(this.#picker.value));
  }

  #showPicker() {
    const { instruments, instrumentId } = this.#app.state;
    const list = instruments.map(({ instrumentId, symbol, venue }) =>
      `${instrumentId} ${symbol} ${venue}`
    )
      .join();
    if (this.#sampled === list) return;
    this.#sampled = list;
    this.#picker.replaceChildren(
      ...instruments.map(({ instrumentId: id, symbol, venue }) =>
        make("option", { value: id, selected: id === instrumentId }, `${symbol} · ${venue}`)
      ),
    );
  }

  #showFigures(frame, { priceDecimals, tickSize }) {
    const { status } = this.#app.state;
    this.#figures.show([
      ["bid", priceText(frame.bid ?? NaN, priceDecimals), "bid"],
      ["ask", priceText(frame.ask ?? NaN, priceDecimals), "ask"],
      ["spread", frame.spread === null ? "–" : ticksText(frame.spread / tickSize)],
      [
        frame.microPrice === null ? "weighted mid" : "micro-price",
        priceText(frame.microPrice ?? frame.weightedMid ?? NaN, priceDecimals + 2),
      ],
      ["last trade", priceText(frame.lastPrice ?? NaN, priceDecimals)],
      ["frames", rateText(status?.rates.frames ?? NaN)],
      ["ingest → inference", durationText(frame.latencyNanos.total)],
      ["received", clockText(Date.parse(frame.recvTime.iso))],
    ]);
  }

  #showBook(book, { priceDecimals, qtyDecimals, tickSize }, own) {
    this.#ladder.show(
      plain(book),
      { priceDecimals, qtyDecimals, tick: tickSize },
      own.map(({ side, price, qty, filledQty }) => ({
        side: side === "buy" ? "bid" : "ask",
        price: price ?? NaN,
        open: qty - filledQty,
      })),
    );
  }
}

function plain({ bids, asks }) {
  const pairs = (levels) => levels.map(({ price, qty }) => [price, qty]);
  return { bids: pairs(bids), asks: pairs(asks) };
}

function sideClass(side) {
  return side === "buy" ? "bid" : side === "sell" ? "ask" : "";
}
