/**
 * Writes commands: into a slot of its own, from there to the venue and to whoever observes, and into
 * the stage's state hash. Only the risk gate holds one.
 *
 * Hot path: no allocation.
 */
import type { Fold } from "../../base/fold.ts";
import { NO_PRICE_TICKS } from "../../base/units.ts";
import {
  C_DISPLAY,
  C_EXPIRE,
  C_INSTRUMENT,
  C_KIND,
  C_ORDER_ID,
  C_PRICE,
  C_QTY,
  C_SENT_NANOS,
  C_SIDE,
  C_STOP,
  C_STRATEGY,
  COMMAND_CANCEL,
  COMMAND_MODIFY,
  COMMAND_NEW,
  COMMAND_WORDS,
  packCommand,
  packOrder,
} from "../../wire/order.ts";
import type { EventTime } from "../event_time.ts";
import type { ExecutionVenue, TradingObserver } from "../execution_venue.ts";
import type { OrderRequest } from "../trader.ts";

export class CommandWriter {
  readonly #words = new Int32Array(COMMAND_WORDS);
  readonly #doubles = new Float64Array(this.#words.buffer);
  readonly #venue: ExecutionVenue;
  readonly #observer: TradingObserver | undefined;
  readonly #fold: Fold;
  readonly #time: EventTime;

  constructor(
    venue: ExecutionVenue,
    observer: TradingObserver | undefined,
    fold: Fold,
    time: EventTime,
  ) {
    this.#time = time;
    this.#venue = venue;
    this.#observer = observer;
    this.#fold = fold;
  }

  order(orderId: number, strategyId: number, order: OrderRequest): void {
    const words = this.#words;
    const doubles = this.#doubles;
    this.#head(packCommand(COMMAND_NEW, order.flags), order.instrumentId, orderId);
    words[C_SIDE] = packOrder(order.side, order.type, order.timeInForce, order.selfTrade);
    words[C_STRATEGY] = strategyId;
    words[C_PRICE] = order.priceTicks;
    words[C_STOP] = order.stopTicks;
    doubles[C_QTY] = order.qtyLots;
    doubles[C_DISPLAY] = order.displayLots;
    doubles[C_EXPIRE] = order.expireNanos;
    this.#send();
  }

  modify(
    orderId: number,
    strategyId: number,
    instrumentId: number,
    priceTicks: number,
    qtyLots: number,
  ): void {
    this.#head(packCommand(COMMAND_MODIFY, 0), instrumentId, orderId);
    this.#words[C_STRATEGY] = strategyId;
    this.#words[C_PRICE] = priceTicks;
    this.#doubles[C_QTY] = qtyLots;
    this.#send();
  }

  cancel(orderId: number, strategyId: number, instrumentId: number): void {
    this.#head(packCommand(COMMAND_CANCEL, 0), instrumentId, orderId);
    this.#words[C_STRATEGY] = strategyId;
    this.#send();
  }

  /** What all commands have, and nothing else. */
  #head(kind: number, instrumentId: number, orderId: number): void {
    const words = this.#words;
    words.fill(0);
    words[C_KIND] = kind;
    words[C_INSTRUMENT] = instrumentId;
    words[C_PRICE] = NO_PRICE_TICKS;
    words[C_STOP] = NO_PRICE_TICKS;
    this.#doubles[C_ORDER_ID] = orderId;
    this.#doubles[C_SENT_NANOS] = this.#time.cell[0];
  }

  #send(): void {
    this.#fold.words(this.#words, 0, COMMAND_WORDS);
    this.#venue.onCommand(this.#words, this.#doubles, 0);
    this.#observer?.onCommand?.(this.#words, this.#doubles, 0);
  }
}
