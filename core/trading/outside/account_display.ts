/**
 * Shows what a desk holds on the account board: at once when something has changed, otherwise often
 * enough for whoever looks on.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_MILLI, SIDE_ASK, SIDE_BID } from "../../base/units.ts";
import {
  ACCOUNT_AT,
  type AccountBoardWriter,
  GATE_HELD,
  GATE_PAUSED,
  GATE_REDUCE_ONLY,
  HOST_AT,
  HOST_FAILED,
  HOST_RUNNING,
  HOST_STOPPED,
  ORDER_AT,
} from "../account_board.ts";
import type { StrategyHost } from "../strategy_host.ts";
import type { TradingDesk } from "../trading_desk.ts";

/** Marks move all the time; nobody reads them more often. */
const EVERY_NANOS = 20 * NANOS_PER_MILLI;

export class AccountDisplay {
  readonly #board: AccountBoardWriter;
  /** When it was shown last, and how much had happened by then. */
  readonly #shown = new Float64Array([-Infinity, -1]);

  constructor(board: AccountBoardWriter) {
    this.#board = board;
  }

  /** @param controls taken so far */
  show(desk: TradingDesk, nowNanos: number, controls: number): void {
    const { gate, reports } = desk;
    const happened = gate.sentOrders + gate.sentModifies + gate.sentCancels + reports.taken +
      controls;
    const isNews = happened !== this.#shown[1];
    if (!isNews && nowNanos - this.#shown[0] < EVERY_NANOS) return;
    this.#shown[0] = nowNanos;
    this.#shown[1] = happened;
    this.#write(desk);
  }

  #write(desk: TradingDesk): void {
    const { gate, crew, portfolio, time, orders } = desk;
    const { lastId } = orders;
    const flags = (gate.isPaused ? GATE_PAUSED : 0) | (gate.isReduceOnly ? GATE_REDUCE_ONLY : 0) |
      (gate.isHeld ? GATE_HELD : 0);
    this.#board.begin(gate.killedFor, flags, time.cell[0], crew.hosts.length, lastId);
    for (let i = 0; i < portfolio.accounts; i++) this.#account(desk, i);
    for (let i = 0; i < crew.hosts.length; i++) this.#host(crew.hosts[i]);
    this.#board.end();
  }

  #account({ portfolio, orders, instruments }: TradingDesk, account: number): void {
    const at = this.#board.account();
    if (at >= 0) {
      const { words, doubles } = this.#board;
      const d = at >> 1;
      const instrumentId = portfolio.instrumentOf(account);
      const value = instruments.pointValueOf(instrumentId);
      const realizedQuote = portfolio.realizedPoints(account) * value;
      words[at + ACCOUNT_AT.strategyId] = portfolio.strategyOf(account);
      words[at + ACCOUNT_AT.instrumentId] = instrumentId;
      doubles[d + ACCOUNT_AT.positionLots] = portfolio.positionLots(account);
      doubles[d + ACCOUNT_AT.averagePriceTicks] = portfolio.averagePriceTicks(account);
      doubles[d + ACCOUNT_AT.markTicks] = instruments.markTicks(instrumentId);
      doubles[d + ACCOUNT_AT.realizedQuote] = realizedQuote;
      doubles[d + ACCOUNT_AT.unrealizedQuote] = portfolio.unrealizedPoints(account) * value;
      doubles[d + ACCOUNT_AT.feesQuote] = portfolio.feesQuote(account);
      doubles[d + ACCOUNT_AT.pnlQuote] = portfolio.pnlQuote(account);
      doubles[d + ACCOUNT_AT.openBidLots] = orders.openLots(account, SIDE_BID);
      doubles[d + ACCOUNT_AT.openAskLots] = orders.openLots(account, SIDE_ASK);
      doubles[d + ACCOUNT_AT.fills] = portfolio.fillsOf(account);
    }
    for (let row = orders.firstOpen(account); row >= 0; row = orders.nextOpen(row)) {
      const to = this.#board.order();
      if (to < 0) return;
      const { words, doubles } = this.#board;
      words[to + ORDER_AT.strategyId] = portfolio.strategyOf(account);
      words[to + ORDER_AT.instrumentId] = portfolio.instrumentOf(account);
      doubles[(to >> 1) + ORDER_AT.orderId] = orders.idOf(row);
      words[to + ORDER_AT.sideState] = orders.sideOf(row) | (orders.stateOf(row) << 8);
      words[to + ORDER_AT.priceTicks] = orders.priceTicksOf(row);
      doubles[(to >> 1) + ORDER_AT.qtyLots] = orders.qtyLotsOf(row);
      doubles[(to >> 1) + ORDER_AT.filledLots] = orders.filledLotsOf(row);
    }
  }

  #host(host: StrategyHost): void {
    const at = this.#board.host();
    if (at < 0) return;
    const { words, doubles } = this.#board;
    const { failure } = host;
    words[at + HOST_AT.planned] = host.planned;
    words[at + HOST_AT.state] = failure !== undefined
      ? HOST_FAILED
      : host.isRunning
      ? HOST_RUNNING
      : HOST_STOPPED;
    words[at + HOST_AT.instrumentId] = host.instruments[0];
    words[at + HOST_AT.instruments] = host.instruments.length;
    doubles[(at >> 1) + HOST_AT.calls] = host.calls;
    doubles[(at >> 1) + HOST_AT.slowestCallNanos] = host.slowestCallNanos;
    this.#board.failure(at, failure ?? "");
  }
}
