/**
 * What the exchange does with commands: looks at them, refuses them with a reason, or lets them take,
 * rest and wait.
 *
 * ```text
 *   NEW      refused: REJECTED     else ACCEPTED, then FILLED …, then rests, or what is left is CANCELLED
 *   MODIFY   refused: CANCEL_REJECTED     else MODIFIED; less at the same price keeps its place
 *   CANCEL   refused: CANCEL_REJECTED     else CANCELLED
 * ```
 *
 * A stop order waits until a trade reaches its price, then enters as a market or limit order, after
 * the group that set it off; at once if the newest trade is already there.
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS, SIDE_ASK } from "../../base/units.ts";
import {
  C_INSTRUMENT,
  C_KIND,
  C_ORDER_ID,
  C_PRICE,
  C_QTY,
  C_STRATEGY,
  COMMAND_CANCEL,
  COMMAND_CANCEL_ALL,
  COMMAND_MODIFY,
  COMMAND_NEW,
  ORDER_FLAG_POST_ONLY,
  ORDER_FLAG_REDUCE_ONLY,
  TIF_FOK,
  TIF_IOC,
  TYPE_STOP,
} from "../../wire/order.ts";
import {
  REASON_BAD_ORDER,
  REASON_BAD_QUANTITY,
  REASON_BY_TRADER,
  REASON_BY_VENUE,
  REASON_HALTED,
  REASON_NO_LIQUIDITY,
  REASON_NONE,
  REASON_NOT_FILLABLE,
  REASON_TOO_LATE,
  REASON_UNKNOWN_INSTRUMENT,
  REASON_UNKNOWN_ORDER,
  REASON_WOULD_INCREASE,
  REASON_WOULD_TAKE,
  REPORT_ACCEPTED,
  REPORT_CANCEL_REJECTED,
  REPORT_MODIFIED,
  REPORT_REJECTED,
} from "../../wire/report.ts";
import type { Execution } from "./execution.ts";
import type { Making } from "./making.ts";
import { LIST_NEXT_BAR, LIST_STOPS, LISTS, type OwnOrders } from "./own_orders.ts";
import { newRefusal, openOrder } from "./new_order.ts";
import type { Taking } from "./taking.ts";
import type { VenueInstrument } from "./venue_instrument.ts";

export class OrderEntry {
  readonly #execution: Execution;
  readonly #orders: OwnOrders;
  readonly #making: Making;
  readonly #taking: Taking;
  readonly #instruments: readonly (VenueInstrument | undefined)[];
  /** Ids up to here have been seen: what is not open of them is over. */
  readonly #lastId = new Float64Array(1);

  constructor(
    execution: Execution,
    making: Making,
    taking: Taking,
    instruments: readonly (VenueInstrument | undefined)[],
  ) {
    this.#execution = execution;
    this.#orders = execution.orders;
    this.#making = making;
    this.#taking = taking;
    this.#instruments = instruments;
  }

  /** Carries out the command at word `at`. */
  handle(words: Int32Array, doubles: Float64Array, at: number): void {
    switch (words[at + C_KIND] & 0xff) {
      case COMMAND_NEW:
        return this.#new(words, doubles, at);
      case COMMAND_MODIFY:
        return this.#modify(words, doubles, at);
      case COMMAND_CANCEL:
        return this.#cancel(words, doubles, at);
      case COMMAND_CANCEL_ALL:
        return this.#cancelAll(words, at);
      default:
        return this.#refuse(REPORT_REJECTED, words, doubles, at, REASON_BAD_ORDER);
    }
  }

  /** After a group: stop orders that its trades set off. */
  trigger(instrument: VenueInstrument): void {
    if (instrument.highTicks === NO_PRICE_TICKS) return;
    const orders = this.#orders;
    for (let order = orders.first(instrument.id, LIST_STOPS); order !== 0;) {
      const next = orders.next(order);
      if (instrument.reached(orders.side[order], orders.stopTicks[order])) {
        orders.leave(order);
        this.#enter(instrument, order);
        // What it did may have ended the next one as well: begin again, those triggered are gone.
        order = orders.first(instrument.id, LIST_STOPS);
      } else {
        order = next;
      }
    }
    instrument.highTicks = NO_PRICE_TICKS;
    instrument.lowTicks = NO_PRICE_TICKS;
  }

  /** Cancels all orders of an instrument, whose prices are about to mean something else. */
  endAll(instrument: number): void {
    for (let list = 0; list < LISTS; list++) {
      this.#cancelList(instrument, list, -1, REASON_BY_VENUE);
    }
  }

  #new(words: Int32Array, doubles: Float64Array, at: number): void {
    const instrument = this.#instruments[words[at + C_INSTRUMENT]];
    const reason = instrument === undefined
      ? REASON_UNKNOWN_INSTRUMENT
      : newRefusal(instrument, this.#orders, words, doubles, at);
    if (instrument === undefined || reason !== REASON_NONE) {
      return this.#refuse(REPORT_REJECTED, words, doubles, at, reason);
    }
    const order = openOrder(this.#orders, words, doubles, at);
    const id = this.#orders.id[order];
    if (id > this.#lastId[0]) this.#lastId[0] = id;
    const late = this.#lateRefusal(instrument, order);
    if (late !== REASON_NONE) {
      this.#orders.close(order);
      return this.#refuse(REPORT_REJECTED, words, doubles, at, late);
    }
    const { desk } = this.#execution;
    const lots = this.#orders.leavesLots[order];
    desk.tell(REPORT_ACCEPTED, instrument.id, id, REASON_NONE, lots, lots);
    if (this.#orders.type[order] >= TYPE_STOP && !this.#isSetOff(instrument, order)) {
      this.#orders.wait(order, LIST_STOPS);
    } else {
      this.#enter(instrument, order);
    }
    this.#execution.settle(instrument.id);
  }

  /** Why an order is refused for what it would do now; a stop order is asked when it is set off. */
  #lateRefusal(instrument: VenueInstrument, order: number): number {
    const orders = this.#orders;
    if (!(orders.expireNanos[order] > this.#execution.desk.nowNanos)) return REASON_TOO_LATE;
    const reduceOnly = (orders.flags[order] & ORDER_FLAG_REDUCE_ONLY) !== 0;
    if (reduceOnly) {
      this.#execution.noteReduceOnly();
      if (this.#execution.reducibleLots(instrument.id, orders.side[order]) === 0) {
        return REASON_WOULD_INCREASE;
      }
    }
    return orders.type[order] >= TYPE_STOP ? REASON_NONE : this.#entryRefusal(instrument, order);
  }

  #entryRefusal(instrument: VenueInstrument, order: number): number {
    if (instrument.hasBars) return REASON_NONE;
    const orders = this.#orders;
    const limit = orders.priceTicks[order];
    const takes = this.#taking.wouldTake(instrument, orders.side[order], limit);
    if (takes && (orders.flags[order] & ORDER_FLAG_POST_ONLY) !== 0) return REASON_WOULD_TAKE;
    if (!takes && limit === NO_PRICE_TICKS) return REASON_NO_LIQUIDITY;
    const whole = orders.timeInForce[order] === TIF_FOK;
    if (whole && !this.#taking.canFill(instrument, order, limit)) return REASON_NOT_FILLABLE;
    return REASON_NONE;
  }

  /** A stop order's price may be behind us when it comes. */
  #isSetOff(instrument: VenueInstrument, order: number): boolean {
    const last = instrument.lastTradeTicks;
    if (last === NO_PRICE_TICKS) return false;
    const stop = this.#orders.stopTicks[order];
    return this.#orders.side[order] === SIDE_ASK ? last <= stop : last >= stop;
  }

  /** An order takes part from now on. */
  #enter(instrument: VenueInstrument, order: number): void {
    const orders = this.#orders;
    if (instrument.hasBars) return orders.wait(order, LIST_NEXT_BAR);
    if (orders.type[order] >= TYPE_STOP) {
      const reason = this.#entryRefusal(instrument, order);
      if (reason !== REASON_NONE) return this.#execution.cancel(order, reason);
    }
    this.#takeAndRest(instrument, order);
  }

  #takeAndRest(instrument: VenueInstrument, order: number): void {
    const orders = this.#orders;
    const limit = orders.priceTicks[order];
    if (!this.#taking.take(instrument, order, limit)) return;
    const tif = orders.timeInForce[order];
    if (limit === NO_PRICE_TICKS || tif === TIF_IOC || tif === TIF_FOK) {
      return this.#execution.cancel(order, REASON_NO_LIQUIDITY);
    }
    this.#making.rest(instrument, order);
  }

  #modify(words: Int32Array, doubles: Float64Array, at: number): void {
    const orders = this.#orders;
    const order = orders.index.find(doubles[(at >> 1) + C_ORDER_ID]);
    if (order === 0) return this.#refuseUnknown(words, doubles, at);
    const instrument = this.#instruments[orders.instrument[order]];
    if (instrument === undefined || !orders.isResting(order)) {
      return this.#refuse(REPORT_CANCEL_REJECTED, words, doubles, at, REASON_BAD_ORDER);
    }
    const price = words[at + C_PRICE];
    const totalLots = doubles[(at >> 1) + C_QTY];
    const filledLots = orders.totalLots[order] - orders.leavesLots[order];
    const reason = this.#modifyRefusal(instrument, order, price, totalLots);
    if (reason !== REASON_NONE) {
      return this.#refuse(REPORT_CANCEL_REJECTED, words, doubles, at, reason);
    }
    if (totalLots <= filledLots) return this.#execution.cancel(order, REASON_BY_TRADER);
    const leavesLots = totalLots - filledLots;
    const keepsPlace = price === orders.priceTicks[order] && leavesLots <= orders.leavesLots[order];
    orders.totalLots[order] = totalLots;
    orders.leavesLots[order] = leavesLots;
    orders.priceTicks[order] = keepsPlace ? orders.priceTicks[order] : price;
    this.#execution.desk.tell(
      REPORT_MODIFIED,
      instrument.id,
      orders.id[order],
      REASON_NONE,
      totalLots,
      leavesLots,
    );
    if (keepsPlace) {
      orders.shownLots[order] = Math.min(orders.shownLots[order], leavesLots);
      return;
    }
    orders.leave(order);
    if (instrument.hasBars) orders.wait(order, LIST_NEXT_BAR);
    else this.#takeAndRest(instrument, order);
    this.#execution.settle(instrument.id);
  }

  #modifyRefusal(
    instrument: VenueInstrument,
    order: number,
    priceTicks: number,
    totalLots: number,
  ): number {
    if (instrument.halted) return REASON_HALTED;
    if (!(totalLots > 0)) return REASON_BAD_QUANTITY;
    const { filters } = instrument;
    const reason = filters.priceRefusal(priceTicks) ||
      filters.quantityRefusal(totalLots, priceTicks);
    if (reason !== REASON_NONE) return reason;
    const postOnly = (this.#orders.flags[order] & ORDER_FLAG_POST_ONLY) !== 0;
    const moves = priceTicks !== this.#orders.priceTicks[order];
    const takes = postOnly && moves && !instrument.hasBars &&
      this.#taking.wouldTake(instrument, this.#orders.side[order], priceTicks);
    return takes ? REASON_WOULD_TAKE : REASON_NONE;
  }

  #cancel(words: Int32Array, doubles: Float64Array, at: number): void {
    const order = this.#orders.index.find(doubles[(at >> 1) + C_ORDER_ID]);
    if (order === 0) return this.#refuseUnknown(words, doubles, at);
    this.#execution.cancel(order, REASON_BY_TRADER);
  }

  /** @remarks of the strategy that asks; strategyId −1 = of all */
  #cancelAll(words: Int32Array, at: number): void {
    const wanted = words[at + C_INSTRUMENT];
    const strategy = words[at + C_STRATEGY];
    const from = wanted < 0 ? 0 : wanted;
    const to = wanted < 0 ? this.#instruments.length : wanted + 1;
    for (let id = from; id < to; id++) {
      if (this.#instruments[id] === undefined) continue;
      for (let list = 0; list < LISTS; list++) {
        this.#cancelList(id, list, strategy, REASON_BY_TRADER);
      }
    }
  }

  #cancelList(instrument: number, list: number, strategy: number, reason: number): void {
    const orders = this.#orders;
    for (let order = orders.first(instrument, list); order !== 0;) {
      const next = orders.next(order);
      if (strategy < 0 || orders.strategy[order] === strategy) {
        this.#execution.cancel(order, reason);
      }
      order = next;
    }
  }

  #refuseUnknown(words: Int32Array, doubles: Float64Array, at: number): void {
    const id = doubles[(at >> 1) + C_ORDER_ID];
    const reason = id >= 1 && id <= this.#lastId[0] ? REASON_TOO_LATE : REASON_UNKNOWN_ORDER;
    this.#refuse(REPORT_CANCEL_REJECTED, words, doubles, at, reason);
  }

  #refuse(
    kind: number,
    words: Int32Array,
    doubles: Float64Array,
    at: number,
    reason: number,
  ): void {
    const id = doubles[(at >> 1) + C_ORDER_ID];
    const order = this.#orders.index.find(id);
    const leavesLots = kind === REPORT_CANCEL_REJECTED ? this.#orders.leavesLots[order] : 0;
    this.#execution.desk.tell(kind, words[at + C_INSTRUMENT], id, reason, 0, leavesLots);
  }
}
