/**
 * Several venues behind one order, for strategies: the parent is split over books by price, fees, depth
 * and health, the children go out as IOC, and what they do not get is split again, elsewhere where a
 * venue has failed. While nobody knows what became of a child it counts as filled, so the children
 * together never exceed the parent.
 *
 * ```text
 *   strategy ─▶ buy(qty) ─▶ splitOrder ─▶ trader.limit × venues
 *            ◀─ filled ◀── onReport ◀──── rest ─▶ splitOrder, without who refused
 * ```
 */
import { assert } from "../base/assert.ts";
import { TIF_IOC } from "../wire/order.ts";
import {
  REASON_HALTED,
  REASON_NO_ACCESS,
  REASON_NOT_ARRIVED,
  REASON_RATE_LIMIT,
  REASON_STOPPING,
  REPORT_CANCELLED,
  REPORT_EXPIRED,
  REPORT_FILLED,
  REPORT_REJECTED,
} from "../wire/report.ts";
import type { Trader } from "../trading/trader.ts";
import { splitOrder, type SplitPlace } from "./order_split.ts";

/** Refusals that say something of the venue, not of the order. */
const FAILURES = new Set([
  REASON_HALTED,
  REASON_NO_ACCESS,
  REASON_NOT_ARRIVED,
  REASON_RATE_LIMIT,
  REASON_STOPPING,
]);
/** A venue that failed is left out for so long, and then on trial. */
const FAILED_NANOS = 5e9;
const TRIAL_HEALTH = 0.5;
/** Rounds of splitting before what is left is given up. */
const MOST_ROUNDS = 8;

/** What the router needs of a report. */
export interface RoutedReport {
  readonly kind: number;
  readonly orderId: number;
  readonly instrumentId: number;
  readonly reason: number;
  readonly qtyLots: number;
  readonly leavesLots: number;
}

interface Child {
  readonly qtyUnit: number;
  openLots: number;
}

export class OrderRouter {
  readonly #trader: Trader;
  readonly #places: () => readonly SplitPlace[];
  readonly #children = new Map<number, Child>();
  /** By instrument: when the venue may be tried again. */
  readonly #failedUntil = new Map<number, number>();
  #side = 0;
  #limitPrice: number | undefined;
  #left = 0;
  #filled = 0;
  #rounds = 0;

  /** @param places the books as they are now */
  constructor(trader: Trader, places: () => readonly SplitPlace[]) {
    this.#trader = trader;
    this.#places = places;
  }

  /** Base units that are filled of the parent. */
  get filled(): number {
    return this.#filled;
  }

  /** Base units that are on their way, or may be. */
  get open(): number {
    let open = 0;
    for (const { qtyUnit, openLots } of this.#children.values()) open += qtyUnit * openLots;
    return open;
  }

  /** Nothing is on its way; what is not filled by now was not to be had. */
  get isDone(): boolean {
    return this.#children.size === 0;
  }

  /** Begins a parent order; the one before has to be done. @param qty base units */
  begin(side: number, qty: number, limitPrice?: number): void {
    assert(this.isDone, "a router has one parent order at a time");
    this.#side = side;
    this.#limitPrice = limitPrice;
    this.#left = qty;
    this.#filled = 0;
    this.#rounds = 0;
    this.#split();
  }

  /** Takes reports of the strategy's orders; others' are passed over. */
  onReport(report: RoutedReport): void {
    const child = this.#children.get(report.orderId);
    if (child === undefined) return;
    const { kind, reason, instrumentId, qtyLots, leavesLots } = report;
    if (kind === REPORT_FILLED) {
      child.openLots -= qtyLots;
      this.#filled += qtyLots * child.qtyUnit;
      this.#failedUntil.delete(instrumentId);
      if (leavesLots > 0 && child.openLots > 0) return;
    } else if (kind === REPORT_REJECTED || kind === REPORT_CANCELLED || kind === REPORT_EXPIRED) {
      if (FAILURES.has(reason)) {
        this.#failedUntil.set(instrumentId, this.#trader.nowNanos + FAILED_NANOS);
      }
    } else return;
    this.#children.delete(report.orderId);
    this.#left += child.openLots * child.qtyUnit;
    if (this.isDone) this.#split();
  }

  #split(): void {
    if (this.#rounds++ === MOST_ROUNDS) return;
    const places = this.#places().map((place) => ({ ...place, health: this.#healthOf(place) }));
    for (const child of splitOrder(this.#side, this.#left, this.#limitPrice, places)) {
      const { instrumentId, priceTicks, qtyLots } = child;
      const place = places.find((one) => one.instrumentId === instrumentId);
      if (place === undefined) continue;
      const id = this.#trader.limit(instrumentId, this.#side, priceTicks, qtyLots, 0, TIF_IOC);
      if (id <= 0) continue;
      this.#children.set(id, { qtyUnit: place.qtyUnit, openLots: qtyLots });
      this.#left -= qtyLots * place.qtyUnit;
    }
  }

  #healthOf({ instrumentId, health }: SplitPlace): number {
    const until = this.#failedUntil.get(instrumentId);
    if (until === undefined) return health;
    return this.#trader.nowNanos < until ? 0 : health * TRIAL_HEALTH;
  }
}
