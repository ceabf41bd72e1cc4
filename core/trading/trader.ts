/** What a strategy can do and see of its own trading. Nothing here allocates. */

/** Identifies an order for the rest of the session; above 0. A negative one is −REASON_*. */
export type OrderId = number;

export interface Trader {
  /** Event time of what is being handled, ns since the session's epoch. */
  readonly nowNanos: number;

  /**
   * Sends a limit order.
   * @param flags ORDER_FLAG_* bits
   * @param timeInForce TIF_*
   * @returns its id, or −REASON_* when the risk gate refused it: nothing was sent then
   */
  limit(
    instrumentId: number,
    side: number,
    priceTicks: number,
    qtyLots: number,
    flags?: number,
    timeInForce?: number,
  ): OrderId;

  /** Sends a market order. @returns as {@link limit} */
  market(instrumentId: number, side: number, qtyLots: number, flags?: number): OrderId;

  /** Sends any order of core/wire/order.ts. @returns as {@link limit} */
  submit(order: Readonly<OrderRequest>): OrderId;

  /** Asks for a new price and total quantity. @returns 0, or −REASON_* when refused here */
  modify(orderId: OrderId, priceTicks: number, qtyLots: number): number;

  /** Asks to cancel. @returns 0, or −REASON_* when there is no such open order of this strategy */
  cancel(orderId: OrderId): number;

  /** Asks to cancel all orders of this strategy; of one instrument, or −1 = of all. */
  cancelAll(instrumentId: number): void;

  /** Calls onTimer every so often from now on, at multiples since the epoch; 0 = never again. */
  setTimer(everyNanos: number): void;

  /** Lots held by this strategy: above 0 = long. */
  positionLots(instrumentId: number): number;

  /** Average price of the position in ticks; 0 when flat. */
  averagePriceTicks(instrumentId: number): number;

  /** Realized and unrealized P&L of this strategy after fees, in quote currency. */
  pnlQuote(instrumentId: number): number;

  /** Lots of this strategy's open orders on a side, those on their way included. */
  openLots(instrumentId: number, side: number): number;

  /** Lots of an order still open; 0 when it is over or unknown. */
  leavesLots(orderId: OrderId): number;
}

/** An order with everything that can be said of one; see core/wire/order.ts. */
export interface OrderRequest {
  instrumentId: number;
  side: number;
  type: number;
  timeInForce: number;
  selfTrade: number;
  flags: number;
  /** NO_PRICE_TICKS = none. */
  priceTicks: number;
  stopTicks: number;
  qtyLots: number;
  /** Shown at a time; 0 = all. */
  displayLots: number;
  /** TIF_GTD: event time; 0 = none. */
  expireNanos: number;
}
