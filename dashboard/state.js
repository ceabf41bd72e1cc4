// What is known of the session, as the stream tells it. Views read it when a frame is painted; nothing
// is drawn when a message comes.

import { Series } from "./series.js";

const MOST_TRADES = 200;
const MOST_ORDERS = 300;
const MOST_FILLS = 300;
const MOST_LINES = 1_000;
/** Samples of the chosen instrument's prices: five minutes at twenty a second. */
const PRICE_SAMPLES = 6_000;
const PNL_SAMPLES = 3_600;

export class State {
  status;
  pipeline;
  risk;
  instruments = [];
  /** By instrument. */
  frames = new Map();
  books = new Map();
  predictions = new Map();
  /** Newest first. */
  trades = [];
  /** By order. */
  orders = new Map();
  /** Newest first. */
  fills = [];
  positions = [];
  pnl;
  lines = [];
  /** Of the chosen instrument: seconds, bid, ask, mid, micro-price. */
  prices = new Series(["time", "bid", "ask", "mid", "micro"], PRICE_SAMPLES);
  pnlSeries = new Series(["time", "pnl", "realized", "drawdown"], PNL_SAMPLES);
  instrumentId = 0;
  /** Books of the chosen instrument since the last paint. */
  newBooks = [];

  get instrument() {
    return this.instruments.find(({ instrumentId }) => instrumentId === this.instrumentId);
  }

  choose(instrumentId) {
    if (this.instrumentId === instrumentId) return;
    this.instrumentId = instrumentId;
    this.prices.clear();
    this.newBooks = [];
  }

  /** Takes a message of the stream. */
  take(topic, data, at) {
    switch (topic) {
      case "status":
        this.status = data;
        return;
      case "pipeline":
        this.pipeline = data;
        return;
      case "frames":
        for (const frame of data) this.#frame(frame, at);
        return;
      case "book":
        for (const book of data) {
          this.books.set(book.instrumentId, book);
          if (book.instrumentId === this.instrumentId) this.newBooks.push(book);
        }
        if (this.newBooks.length > 50) this.newBooks.splice(0, this.newBooks.length - 50);
        return;
      case "trades":
        this.trades = [...data.toReversed(), ...this.trades].slice(0, MOST_TRADES);
        return;
      case "predictions":
        for (const prediction of data) this.predictions.set(prediction.instrumentId, prediction);
        return;
      case "orders":
        for (const order of data) this.#order(order);
        return;
      case "fills":
        // Where charts show it: their time is that of this page, like that of the prices.
        for (const fill of data) fill.seenSeconds = at / 1e3;
        this.fills = [...data.toReversed(), ...this.fills].slice(0, MOST_FILLS);
        return;
      case "positions":
        this.positions = data;
        return;
      case "pnl":
        this.pnl = data;
        this.pnlSeries.add(data.at / 1e3, data.pnl, data.realized, -data.drawdown);
        return;
      case "log":
        this.lines.push(...data);
        if (this.lines.length > MOST_LINES) this.lines.splice(0, this.lines.length - MOST_LINES);
        return;
    }
  }

  /** Everything may have changed while nobody listened. */
  forget() {
    this.orders.clear();
    this.fills = [];
    this.trades = [];
    this.newBooks = [];
    this.lines = [];
  }

  openOrders(instrumentId) {
    return [...this.orders.values()].filter((order) =>
      order.open && (instrumentId === undefined || order.instrumentId === instrumentId)
    );
  }

  #frame(frame, at) {
    this.frames.set(frame.instrumentId, frame);
    if (frame.instrumentId !== this.instrumentId || frame.mid === null) return;
    const { bid, ask, mid, microPrice, weightedMid } = frame;
    this.prices.add(at / 1e3, bid, ask, mid, microPrice ?? weightedMid ?? NaN);
  }

  #order(order) {
    this.orders.delete(order.orderId);
    this.orders.set(order.orderId, order);
    if (this.orders.size <= MOST_ORDERS) return;
    for (const [id, { open }] of this.orders) {
      if (this.orders.size <= MOST_ORDERS) return;
      if (!open) this.orders.delete(id);
    }
  }
}
