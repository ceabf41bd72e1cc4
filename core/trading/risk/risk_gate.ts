/**
 * The risk gate: the only way out. It checks what strategies ask for, enters orders in the table,
 * writes the commands, and closes positions by itself when a limit of loss is reached.
 *
 * ```text
 *   strategy ─▶ trader ─▶ │ well-formed? killed? exiting? market? size? rates? exposure? │ ─▶ command
 *                         │            no: −REASON_*, counted, nothing is sent           │
 * ```
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND } from "../../base/units.ts";
import { REASON_NONE, REASON_TOO_LATE, REASON_UNKNOWN_ORDER } from "../../wire/report.ts";
import type { EventTime } from "../event_time.ts";
import type { TradingObserver } from "../execution_venue.ts";
import type { InstrumentTable } from "../instrument_table.ts";
import { isOpen, ORDER_CANCEL_PENDING } from "../orders/order_states.ts";
import type { OrderTable } from "../orders/order_table.ts";
import type { Portfolio } from "../positions/portfolio.ts";
import type { OrderRequest } from "../trader.ts";
import type { CommandWriter } from "./command_writer.ts";
import type { RiskLimits } from "./limits.ts";
import { PositionExits } from "./position_exits.ts";
import { PreTrade } from "./pre_trade.ts";
import { RateWindow } from "./rate_window.ts";
import {
  RISK_CANCEL_RATE,
  RISK_DAILY_LOSS,
  RISK_EXITING,
  RISK_HELD,
  RISK_KILLED,
  RISK_ORDER_RATE,
  RISK_PAUSED,
  RISK_REDUCE_ONLY,
  RISK_STOPPED,
  RISK_TRADE_INTERVAL,
  RISK_TRADES_A_MINUTE,
} from "./reasons.ts";
import { Refusals } from "./refusals.ts";

export interface RiskGateOptions {
  readonly limits: RiskLimits;
  readonly instruments: InstrumentTable;
  readonly orders: OrderTable;
  readonly portfolio: Portfolio;
  readonly commands: CommandWriter;
  readonly time: EventTime;
  readonly observer?: TradingObserver | undefined;
}

/** What the gate keeps of a strategy. */
interface StrategyPace {
  readonly trades: RateWindow;
  readonly interval: RateWindow;
  stopped: boolean;
}

export class RiskGate {
  readonly refusals: Refusals;
  /** Orders, modifications and cancels let out. */
  sentOrders = 0;
  sentModifies = 0;
  sentCancels = 0;
  readonly exits: PositionExits;
  /** RISK_* that the kill switch was thrown for; 0 = it is off. */
  killedFor = 0;
  /** Only what reduces is let out, until somebody says otherwise. */
  isPaused = false;
  /** Nothing is let out but cancels: a stage is being replaced. */
  isHeld = false;
  readonly #options: RiskGateOptions;
  readonly #checks: PreTrade;
  readonly #orderRate: RateWindow;
  readonly #cancelRate: RateWindow;
  readonly #paces: StrategyPace[] = [];
  /** By currency: the day is over for it. */
  readonly #halted = new Uint8Array(256);
  #reduceOnly: boolean;

  constructor(options: RiskGateOptions) {
    const { limits, instruments, orders, portfolio, time } = options;
    this.#options = options;
    this.refusals = new Refusals(options.observer);
    this.exits = new PositionExits(options);
    this.#checks = new PreTrade(limits, instruments, orders, portfolio, time);
    this.#orderRate = new RateWindow(time, limits.maxOrdersPerSecond, NANOS_PER_SECOND);
    this.#cancelRate = new RateWindow(time, limits.maxCancelsPerSecond, NANOS_PER_SECOND);
    this.#reduceOnly = limits.reduceOnly;
  }

  /** Makes room for a strategy. Cold. */
  addStrategy(): void {
    const { limits, time } = this.#options;
    const { maxTradesPerMinute, minTradeSeconds } = limits;
    this.#paces.push({
      trades: new RateWindow(time, maxTradesPerMinute, 60 * NANOS_PER_SECOND),
      interval: new RateWindow(
        time,
        minTradeSeconds === null ? null : 1,
        (minTradeSeconds ?? 0) * NANOS_PER_SECOND,
      ),
      stopped: false,
    });
  }

  /** Makes room for an account. Cold. */
  addAccount(): void {
    this.exits.addAccount();
  }

  /** Checks an order and sends it. @returns its id, or −REASON_* */
  submit(account: number, order: OrderRequest): number {
    const { orders, portfolio } = this.#options;
    const strategyId = portfolio.strategyOf(account);
    const { side, priceTicks, qtyLots } = order;
    const reason = this.#reasonAgainst(account, order);
    if (reason !== REASON_NONE) {
      this.refusals.add(strategyId, reason);
      return -reason;
    }
    if (!this.#checks.reduces(account, side, qtyLots)) this.#countTrade(strategyId);
    this.#orderRate.add();
    orders.add(account, side, priceTicks, qtyLots);
    const id = orders.lastId;
    this.#options.commands.order(id, strategyId, order);
    this.sentOrders++;
    return id;
  }

  /** Checks a modification and sends it. @returns 0, or −REASON_* */
  modify(strategyId: number, orderId: number, priceTicks: number, qtyLots: number): number {
    const { orders, portfolio, commands } = this.#options;
    const row = this.#openRow(strategyId, orderId);
    if (row < 0) return this.#refuse(strategyId, -row);
    if (orders.stateOf(row) === ORDER_CANCEL_PENDING) {
      return this.#refuse(strategyId, REASON_TOO_LATE);
    }
    const reason = this.#reasonAgainstChange(row, priceTicks, qtyLots);
    if (reason !== REASON_NONE) return this.#refuse(strategyId, reason);
    const instrumentId = portfolio.instrumentOf(orders.accountOf(row));
    this.#orderRate.add();
    orders.askModify(row, priceTicks, qtyLots);
    commands.modify(orderId, strategyId, instrumentId, priceTicks, qtyLots);
    this.sentModifies++;
    return 0;
  }

  /** Sends a cancel; nothing when one is on its way. @returns 0, or −REASON_* */
  cancel(strategyId: number, orderId: number): number {
    const row = this.#openRow(strategyId, orderId);
    if (row < 0) return this.#refuse(strategyId, -row);
    if (this.#options.orders.stateOf(row) === ORDER_CANCEL_PENDING) return 0;
    if (this.#cancelRate.isFull()) {
      return this.#refuse(strategyId, RISK_CANCEL_RATE);
    }
    this.#sendCancel(row);
    return 0;
  }

  /** Cancels all open orders of an account; never refused. */
  cancelAccount(account: number): void {
    const { orders } = this.#options;
    for (let row = orders.firstOpen(account); row >= 0; row = orders.nextOpen(row)) {
      if (orders.stateOf(row) !== ORDER_CANCEL_PENDING) this.#sendCancel(row);
    }
  }

  /** Lets nothing more of a strategy out, and cancels what is open. */
  stopStrategy(strategyId: number): void {
    this.#paces[strategyId].stopped = true;
    const { portfolio } = this.#options;
    for (let account = 0; account < portfolio.accounts; account++) {
      if (portfolio.strategyOf(account) === strategyId) this.cancelAccount(account);
    }
  }

  /** Lets a strategy that was stopped trade again. */
  startStrategy(strategyId: number): void {
    this.#paces[strategyId].stopped = false;
  }

  /** Throws the kill switch; it stays thrown until {@link rearm}. */
  kill(reason: number): void {
    if (this.killedFor !== 0) return;
    this.killedFor = reason;
    const { portfolio, limits } = this.#options;
    for (let account = 0; account < portfolio.accounts; account++) {
      if (limits.flattenOnKill) this.exit(account, reason);
      else this.cancelAccount(account);
    }
  }

  /** Ends a kill; positions that it began to close are still closed. */
  rearm(): void {
    this.killedFor = 0;
  }

  get isReduceOnly(): boolean {
    return this.#reduceOnly;
  }

  /** From now on only what reduces is let out; or no longer so. */
  setReduceOnly(isOn: boolean): void {
    this.#reduceOnly = isOn;
  }

  /** Ends the day for a currency, or begins the next. Ending it cancels what is open. */
  haltDay(currency: number, isOver: boolean): void {
    this.#halted[currency] = isOver ? 1 : 0;
    if (!isOver) return;
    const { portfolio, instruments } = this.#options;
    for (let account = 0; account < portfolio.accounts; account++) {
      if (instruments.currencyOf(portfolio.instrumentOf(account)) === currency) {
        this.cancelAccount(account);
      }
    }
  }

  /** Cancels an account's orders and begins to close its position. */
  exit(account: number, reason: number): void {
    if (this.exits.isExiting(account)) return;
    this.cancelAccount(account);
    this.exits.begin(account, reason);
    this.pursueExit(account);
  }

  /** Sends what is needed to close a position, again where it was not enough. */
  pursueExit(account: number): void {
    if (this.isHeld) return;
    const isForEver = this.killedFor !== 0;
    if (this.exits.pursue(account, isForEver)) this.sentOrders++;
  }

  #reasonAgainst(account: number, order: OrderRequest): number {
    const { portfolio } = this.#options;
    const { side, priceTicks, qtyLots } = order;
    const checks = this.#checks;
    const malformed = checks.wellFormed(order);
    if (malformed !== REASON_NONE) return malformed;
    const reduces = checks.reduces(account, side, qtyLots);
    const mode = this.#modeAgainst(account, reduces);
    if (mode !== REASON_NONE) return mode;
    const market = checks.market(portfolio.instrumentOf(account));
    if (market !== REASON_NONE) return market;
    const single = checks.order(account, side, priceTicks, qtyLots, order.flags, reduces);
    if (single !== REASON_NONE) return single;
    if (this.#orderRate.isFull()) return RISK_ORDER_RATE;
    if (reduces) return REASON_NONE;
    const pace = this.#paceAgainst(portfolio.strategyOf(account));
    if (pace !== REASON_NONE) return pace;
    return checks.holdings(account, side, qtyLots);
  }

  #reasonAgainstChange(row: number, priceTicks: number, qtyLots: number): number {
    const { orders, portfolio } = this.#options;
    const checks = this.#checks;
    const malformed = checks.wellFormedChange(priceTicks, qtyLots);
    if (malformed !== REASON_NONE) return malformed;
    const account = orders.accountOf(row);
    const side = orders.sideOf(row);
    const addedLots = Math.max(0, qtyLots - orders.filledLotsOf(row) - orders.reservedLotsOf(row));
    const reduces = checks.reduces(account, side, addedLots);
    const mode = this.#modeAgainst(account, reduces);
    if (mode !== REASON_NONE) return mode;
    const market = checks.market(portfolio.instrumentOf(account));
    if (market !== REASON_NONE) return market;
    const single = checks.order(account, side, priceTicks, qtyLots, 0, true);
    if (single !== REASON_NONE) return single;
    if (this.#orderRate.isFull()) return RISK_ORDER_RATE;
    if (reduces || addedLots === 0) return REASON_NONE;
    return checks.holdings(account, side, addedLots);
  }

  #modeAgainst(account: number, reduces: boolean): number {
    const { portfolio, instruments } = this.#options;
    if (this.#paces[portfolio.strategyOf(account)].stopped) return RISK_STOPPED;
    if (this.killedFor !== 0) return RISK_KILLED;
    if (this.isHeld) return RISK_HELD;
    if (this.exits.isExiting(account)) return RISK_EXITING;
    if (reduces) return REASON_NONE;
    if (this.isPaused) return RISK_PAUSED;
    if (this.#reduceOnly) return RISK_REDUCE_ONLY;
    const currency = instruments.currencyOf(portfolio.instrumentOf(account));
    return this.#halted[currency] === 1 ? RISK_DAILY_LOSS : REASON_NONE;
  }

  #paceAgainst(strategyId: number): number {
    const { trades, interval } = this.#paces[strategyId];
    if (interval.isFull()) return RISK_TRADE_INTERVAL;
    return trades.isFull() ? RISK_TRADES_A_MINUTE : REASON_NONE;
  }

  #countTrade(strategyId: number): void {
    const { trades, interval } = this.#paces[strategyId];
    trades.add();
    interval.add();
  }

  /** @returns the row of a strategy's own open order, or −REASON_* */
  #openRow(strategyId: number, orderId: number): number {
    const { orders, portfolio } = this.#options;
    const row = orders.find(orderId);
    if (row < 0 || portfolio.strategyOf(orders.accountOf(row)) !== strategyId) {
      return -REASON_UNKNOWN_ORDER;
    }
    return isOpen(orders.stateOf(row)) ? row : -REASON_TOO_LATE;
  }

  #refuse(strategyId: number, reason: number): number {
    this.refusals.add(strategyId, reason);
    return -reason;
  }

  #sendCancel(row: number): void {
    const { orders, portfolio, commands } = this.#options;
    const account = orders.accountOf(row);
    orders.askCancel(row);
    this.#cancelRate.add();
    commands.cancel(
      orders.idOf(row),
      portfolio.strategyOf(account),
      portfolio.instrumentOf(account),
    );
    this.sentCancels++;
  }
}
