/**
 * The gateway's orders at one venue, found by number and by every name they ever had, and the trades
 * that are booked. Orders that are over are kept for a while, because streams repeat themselves.
 */
import { WORKING_UNKNOWN, WorkingOrder } from "./working_order.ts";
import type { NewOrder } from "./order_venue.ts";

/** Orders that are over and still known. */
const KEPT_OVER = 4_096;
/** Trade ids of an instrument that are remembered: a venue repeats the newest, if any. */
const KEPT_TRADES = 16_384;

export class OrderLedger {
  readonly #byId = new Map<number, WorkingOrder>();
  readonly #byName = new Map<string, WorkingOrder>();
  readonly #open = new Set<WorkingOrder>();
  readonly #over: WorkingOrder[] = [];
  /** By instrument: newest last. */
  readonly #trades = new Map<number, Set<string>>();
  /** Counts what is booked, so that a comparison can see whether something came between. */
  version = 0;

  /** Orders that may still fill. */
  get open(): ReadonlySet<WorkingOrder> {
    return this.#open;
  }

  get unknown(): number {
    let count = 0;
    for (const order of this.#open) if (order.state === WORKING_UNKNOWN) count++;
    return count;
  }

  add(orderId: number, wanted: NewOrder): WorkingOrder {
    const order = new WorkingOrder(orderId, wanted);
    this.#byId.set(orderId, order);
    this.#byName.set(order.clientId, order);
    this.#open.add(order);
    this.version++;
    return order;
  }

  /** The order goes on under another name. */
  rename(order: WorkingOrder, clientId: string): void {
    order.clientId = clientId;
    order.names.push(clientId);
    this.#byName.set(clientId, order);
  }

  find(orderId: number): WorkingOrder | undefined {
    return this.#byId.get(orderId);
  }

  named(clientId: string): WorkingOrder | undefined {
    return this.#byName.get(clientId);
  }

  /** The order cannot fill any more. */
  end(order: WorkingOrder): void {
    this.version++;
    this.#open.delete(order);
    this.#over.push(order);
    if (this.#over.length <= KEPT_OVER) return;
    const forgotten = this.#over.shift();
    if (forgotten === undefined) return;
    this.#byId.delete(forgotten.orderId);
    for (const name of forgotten.names) this.#byName.delete(name);
  }

  /** Books a trade. @returns false when it is booked already */
  book(instrumentId: number, tradeId: string): boolean {
    let trades = this.#trades.get(instrumentId);
    if (trades === undefined) this.#trades.set(instrumentId, trades = new Set());
    if (trades.has(tradeId)) return false;
    trades.add(tradeId);
    this.version++;
    if (trades.size > KEPT_TRADES) {
      for (const oldest of trades) {
        trades.delete(oldest);
        break;
      }
    }
    return true;
  }
}
