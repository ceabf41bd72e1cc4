// What the strategies hold, owe and have earned, what they may do, and how to stop them.

import { post } from "./api.js";
import { Figures, make, panel, Table } from "./elements.js";
import { moneyText, plainText, priceText, quantityText } from "./format.js";
import { LineChart } from "./line_chart.js";
import { RiskPanel } from "./risk_panel.js";
import { StrategyPanel } from "./strategy_panel.js";

const TABLE_MILLIS = 250;
const CHART_MILLIS = 1_000;
const SLOW_MILLIS = 2_000;

export class TradingView {
  static topics = ["orders", "fills", "positions", "pnl"];
  static allInstruments = true;
  static every = 100;

  #app;
  #figures = new Figures();
  #gate = make("p.empty", {}, "");
  #chart = new LineChart({
    label: "P&L over time",
    height: 220,
    axisText: moneyText,
    lines: [
      { label: "P&L", colour: "accent", fill: true, text: moneyText },
      { label: "realized", colour: "second", width: 1, text: moneyText },
      { label: "drawdown", colour: "ask", width: 1, text: moneyText },
    ],
  });
  #positions = new Table(
    [
      ["strategy", ({ strategy, strategyId }) => strategy ?? `strategy ${strategyId}`],
      ["symbol", ({ symbol }) => symbol, undefined, "text"],
      [
        "position",
        ({ qty }) => quantityText(qty),
        ({ qty }) => qty > 0 ? "bid" : qty < 0 ? "ask" : "",
      ],
      ["average", (row) => priceText(row.averagePrice ?? NaN, this.#decimals(row))],
      ["mark", (row) => priceText(row.markPrice ?? NaN, this.#decimals(row))],
      ["notional", ({ notional }) => moneyText(notional)],
      ["realized", ({ realized }) => moneyText(realized)],
      ["unrealized", ({ unrealized }) => moneyText(unrealized)],
      ["fees", ({ fees }) => moneyText(fees)],
      ["P&L", ({ pnl }) => moneyText(pnl), ({ pnl }) => pnl < 0 ? "loss" : "gain"],
      ["fills", ({ fills }) => fills],
    ],
    "No position yet.",
    "Positions",
  );
  #orders = new Table(
    [
      ["order", ({ orderId }) => orderId],
      [
        "strategy",
        ({ strategy, strategyId }) => strategy ?? `strategy ${strategyId}`,
        undefined,
        "text",
      ],
      ["symbol", ({ symbol }) => symbol, undefined, "text"],
      ["side", ({ side }) => side, ({ side }) => side === "buy" ? "bid" : "ask"],
      ["price", (row) => row.price === null ? "market" : priceText(row.price, this.#decimals(row))],
      ["size", ({ qty }) => quantityText(qty)],
      ["filled", ({ filledQty }) => quantityText(filledQty)],
      ["state", ({ state, reason }) => reason === null ? state : `${state}: ${reason}`],
    ],
    "No order yet.",
    "Orders",
  );
  #fills = new Table(
    [
      ["time", ({ time }) => time.iso.slice(11, 23)],
      ["symbol", ({ symbol }) => symbol, undefined, "text"],
      ["side", ({ side }) => side, ({ side }) => side === "buy" ? "bid" : "ask"],
      ["price", (row) => priceText(row.price, this.#decimals(row))],
      ["size", ({ qty }) => quantityText(qty)],
      ["fee", ({ fee }) => plainText(fee)],
      ["", ({ maker }) => maker ? "maker" : "taker"],
      [
        "slippage",
        ({ slippageBps }) => slippageBps === null ? "–" : `${slippageBps.toFixed(2)} bps`,
      ],
    ],
    "No fill yet.",
    "Fills",
  );
  #risk = new RiskPanel();
  #strategies;
  #drawn = { table: 0, chart: 0, slow: -Infinity };

  constructor(app) {
    this.#app = app;
    this.#strategies = new StrategyPanel(app);
    const strategies = panel("Strategies", "w12", "other parameters make a strategy anew");
    strategies.body.append(this.#strategies.element);
    const pnl = panel("P&L", "w8", "all strategies, after fees; drawdown below zero");
    pnl.body.append(this.#figures.element, this.#chart.element);
    const risk = panel("Risk", "w4");
    risk.body.append(this.#controls(), this.#risk.element);
    const positions = panel("Positions", "w12");
    positions.body.append(this.#positions.element);
    const orders = panel("Orders", "w7", "open ones first");
    orders.body.append(this.#orders.element);
    const fills = panel("Fills", "w5", "slippage: worse than the mid when the order was sent");
    fills.body.append(this.#fills.element);
    this.element = make("div.grid", {}, this.#gate);
    this.#gate.classList.add("w12");
    for (const part of [pnl, risk, positions, orders, fills, strategies]) {
      this.element.append(part.panel);
    }
    this.#learn();
  }

  /** There is a token now, or the connection is new. */
  signedIn() {
    this.#learn();
  }

  paint(now) {
    const { state } = this.#app;
    if (now - this.#drawn.table > TABLE_MILLIS) {
      this.#drawn.table = now;
      this.#positions.show(state.positions);
      const all = [...state.orders.values()].reverse();
      this.#orders.show(
        [...all.filter(({ open }) => open), ...all.filter(({ open }) => !open)].slice(0, 60),
      );
      this.#fills.show(state.fills.slice(0, 60));
      this.#showPnl(state.pnl);
    }
    if (now - this.#drawn.chart > CHART_MILLIS) {
      this.#drawn.chart = now;
      const columns = state.pnlSeries.columns();
      if (columns[0].length > 1) this.#chart.show(columns);
    }
    if (now - this.#drawn.slow > SLOW_MILLIS) {
      this.#drawn.slow = now;
      this.#refresh();
    }
  }

  repaint() {
    this.#chart.rebuild();
  }

  close() {
    this.#chart.close();
  }

  async #refresh() {
    const risk = await this.#app.read("/v1/risk", this.#gate);
    this.#gate.hidden = this.#gate.textContent === "";
    if (risk !== undefined) this.#risk.show(risk);
    this.#strategies.refresh();
  }

  /** What was before this page listened. */
  async #learn() {
    const { state } = this.#app;
    const [orders, fills, pnl] = await Promise.all([
      this.#app.read("/v1/orders?state=all&limit=100"),
      this.#app.read("/v1/fills?limit=100"),
      this.#app.read("/v1/pnl"),
    ]);
    for (const order of (orders?.items ?? []).toReversed()) {
      if (!state.orders.has(order.orderId)) state.orders.set(order.orderId, order);
    }
    if (state.fills.length === 0) state.fills = fills?.items ?? [];
    if (pnl === undefined || pnl.points.length <= state.pnlSeries.length) return;
    state.pnlSeries.clear();
    for (const point of pnl.points) {
      state.pnlSeries.add(point.at / 1e3, point.pnl, point.realized, -point.drawdown);
    }
  }

  #showPnl(pnl) {
    if (pnl === undefined) return;
    this.#figures.show([
      ["P&L", moneyText(pnl.pnl), pnl.pnl < 0 ? "loss" : "gain"],
      ["realized", moneyText(pnl.realized)],
      ["unrealized", moneyText(pnl.unrealized)],
      ["fees", moneyText(pnl.fees)],
      ["drawdown", moneyText(pnl.drawdown)],
      ["gross exposure", moneyText(pnl.gross)],
    ]);
  }

  #controls() {
    const row = make("div.row");
    const button = (text, told, path) =>
      make("button.plain", {
        type: "button",
        click: () => this.#app.change(told, () => post(path, { because: "dashboard" })),
      }, text);
    row.append(
      button("Pause", "paused: only what reduces is let out", "/v1/risk/pause"),
      button("Resume", "resumed", "/v1/risk/resume"),
      button("Flatten", "flattening: orders cancelled, positions closed", "/v1/risk/flatten"),
      button("Cancel all", "cancelling all orders", "/v1/risk/cancel-all"),
      button("Rearm", "rearmed after the kill", "/v1/risk/rearm"),
    );
    row.style.flexWrap = "wrap";
    return row;
  }

  #decimals({ instrumentId }) {
    const found = this.#app.state.instruments.find((one) => one.instrumentId === instrumentId);
    return found?.priceDecimals ?? 2;
  }
}
