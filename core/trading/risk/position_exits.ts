/**
 * Positions that the gate is closing by itself: a market order for all of it, and another one where
 * that was not enough, until the position is flat.
 *
 * The orders are the strategy's in every report, though it did not ask for them. They pass no check:
 * what makes a position smaller is never held up.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND, NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../base/units.ts";
import { TIF_IOC, TYPE_MARKET } from "../../wire/order.ts";
import type { EventTime } from "../event_time.ts";
import type { InstrumentTable } from "../instrument_table.ts";
import { isOpen } from "../orders/order_states.ts";
import type { OrderTable } from "../orders/order_table.ts";
import type { Portfolio } from "../positions/portfolio.ts";
import type { OrderRequest } from "../trader.ts";
import type { CommandWriter } from "./command_writer.ts";

/** Until another order is sent to close a position that the last one did not close. */
const RETRY_NANOS = NANOS_PER_SECOND;

export interface PositionExitsOptions {
  readonly instruments: InstrumentTable;
  readonly orders: OrderTable;
  readonly portfolio: Portfolio;
  readonly commands: CommandWriter;
  readonly time: EventTime;
}

interface Exit {
  /** RISK_* that the account is being closed for; 0 = it is not. */
  reason: number;
  orderId: number;
  sentNanos: number;
}

export class PositionExits {
  /** By RISK_* code: how often positions were closed for it. */
  readonly counts = new Map<number, number>();
  readonly #options: PositionExitsOptions;
  /** By account. */
  readonly #exits: Exit[] = [];
  readonly #order: OrderRequest = {
    instrumentId: 0,
    side: SIDE_BID,
    type: TYPE_MARKET,
    timeInForce: TIF_IOC,
    selfTrade: 0,
    flags: 0,
    priceTicks: NO_PRICE_TICKS,
    stopTicks: NO_PRICE_TICKS,
    qtyLots: 0,
    displayLots: 0,
    expireNanos: 0,
  };

  constructor(options: PositionExitsOptions) {
    this.#options = options;
  }

  /** Makes room for an account. Cold. */
  addAccount(): void {
    this.#exits.push({ reason: 0, orderId: 0, sentNanos: -Infinity });
  }

  isExiting(account: number): boolean {
    return this.#exits[account].reason !== 0;
  }

  /** Begins to close; the account's open orders must be cancelled by the caller. */
  begin(account: number, reason: number): void {
    this.#exits[account].reason = reason;
    if (this.#options.portfolio.positionLots(account) === 0) return;
    this.counts.set(reason, (this.counts.get(reason) ?? 0) + 1);
  }

  /**
   * Goes on closing.
   * @param forEver the account stays closed, so that what fills late is closed as well
   * @returns whether an order was sent
   */
  pursue(account: number, forEver: boolean): boolean {
    const exit = this.#exits[account];
    if (exit.reason === 0) return false;
    const { orders, portfolio, instruments, time, commands } = this.#options;
    const position = portfolio.positionLots(account);
    if (position === 0) {
      if (orders.firstOpen(account) < 0 && !forEver) exit.reason = 0;
      return false;
    }
    const row = exit.orderId === 0 ? -1 : orders.find(exit.orderId);
    const isOut = row >= 0 && isOpen(orders.stateOf(row));
    const instrumentId = portfolio.instrumentOf(account);
    if (isOut || time.cell[0] - exit.sentNanos < RETRY_NANOS) return false;
    if (!instruments.hasMarket(instrumentId)) return false;
    const order = this.#order;
    order.instrumentId = instrumentId;
    order.side = position > 0 ? SIDE_ASK : SIDE_BID;
    order.qtyLots = Math.abs(position);
    orders.add(account, order.side, NO_PRICE_TICKS, order.qtyLots);
    exit.orderId = orders.lastId;
    exit.sentNanos = time.cell[0];
    commands.order(exit.orderId, portfolio.strategyOf(account), order);
    return true;
  }
}
