/**
 * Brings orders to where they are wanted: sends, cancels, changes and looks up, one request about an
 * order at a time (and one cancel beside it), each outcome taken for what it is.
 *
 * ```text
 *   sent ─▶ done ───────▶ the venue's word decides
 *        ─▶ refused ────▶ rejected
 *        ─▶ unknown ────▶ looked up until the venue knows it, or must have had it long ago
 *                         ╰─▶ not there after all: rejected; never sent again
 *   unwanted ─▶ cancelled again and again until the venue says how it ended
 * ```
 */
import {
  REASON_BY_VENUE,
  REASON_NOT_ARRIVED,
  REASON_RATE_LIMIT,
  REASON_TOO_LATE,
} from "../wire/report.ts";
import type { GatewayCounters } from "./gateway_counters.ts";
import type { OrderKeeper } from "./order_keeper.ts";
import { type OrderVenue, type Outcome, VenueTrouble } from "./order_venue.ts";
import { pauseMillis } from "./pause.ts";
import {
  WORKING_ENDING,
  WORKING_OPEN,
  WORKING_SENT,
  WORKING_UNKNOWN,
  type WorkingOrder,
} from "./working_order.ts";

/** The venue has to say so often that it does not know an order, after all could have arrived. */
const MISSES_BELIEVED = 2;

export interface OrderPursuitOptions {
  readonly venue: OrderVenue;
  readonly keeper: OrderKeeper;
  readonly counters: GatewayCounters;
  readonly nowMillis: () => number;
  /** Called with the time from a request to its answer. */
  readonly onRoundTrip: (millis: number) => void;
  readonly note: (text: string) => void;
  /** An order had ended, and nobody had told us. */
  readonly onUnheard: () => void;
}

export class OrderPursuit {
  readonly #options: OrderPursuitOptions;

  constructor(options: OrderPursuitOptions) {
    this.#options = options;
  }

  /** Sends an order, or its next generation. The request leaves before this returns. */
  async send(order: WorkingOrder): Promise<void> {
    const { venue, keeper, counters, nowMillis, onRoundTrip } = this.#options;
    counters.add("orders");
    order.isBusy = true;
    order.sentMillis = nowMillis();
    const { wanted, clientId, priceTicks } = order;
    const qtyLots = (order.changes[0]?.qtyLots ?? order.qtyLots) - order.earlierLots;
    const price = order.isChanging ? order.changes[0]?.priceTicks ?? priceTicks : priceTicks;
    const outcome = await venue.send({ ...wanted, clientId, priceTicks: price, qtyLots });
    order.isBusy = false;
    if (outcome.kind !== "unknown") onRoundTrip(nowMillis() - order.sentMillis);
    if (order.isOver) return;
    switch (outcome.kind) {
      case "done":
        if (outcome.order !== undefined) keeper.apply(order, outcome.order);
        else keeper.accept(order);
        break;
      case "refused":
        this.#note(`${order.clientId}: ${outcome.text}`);
        // The stream may have told of it before: then somebody is wrong, and a look decides.
        if (order.state === WORKING_SENT) keeper.reject(order, outcome.reason);
        else this.#lookSoon(order);
        break;
      case "limited":
        counters.add("rateLimited");
        counters.add("heldBack");
        if (order.state === WORKING_SENT) keeper.reject(order, REASON_RATE_LIMIT);
        else this.#lookSoon(order);
        break;
      default:
        this.#unknown(order, outcome);
        keeper.unknown(order);
        this.#lookSoon(order);
    }
    if (order.isUnwanted && !order.isOver) order.dueAt(nowMillis());
  }

  /** Asks the venue to cancel it, unless such a request is on its way. */
  async cancel(order: WorkingOrder): Promise<void> {
    const { venue, keeper, counters, nowMillis } = this.#options;
    if (order.isCancelling || order.isOver) return;
    counters.add("cancels");
    order.isCancelling = true;
    const outcome = await venue.cancel(order.name);
    order.isCancelling = false;
    if (order.isOver) return;
    const now = nowMillis();
    switch (outcome.kind) {
      case "done":
        if (outcome.order !== undefined) keeper.apply(order, outcome.order);
        else this.#lookSoon(order);
        if (!order.isOver) order.dueAt(now + pauseMillis(order.tries++));
        return;
      case "gone":
        order.needsLook = true;
        order.dueAt(now + (order.tries === 0 ? 0 : pauseMillis(order.tries)));
        return;
      case "refused":
        this.#note(`cancel ${order.clientId}: ${outcome.text}`);
        keeper.refuseCancel(order, outcome.reason);
        if (order.isChanging && !venue.changesInPlace) keeper.refuseChange(order, outcome.reason);
        order.needsLook = true;
        order.dueAt(now + pauseMillis(order.tries++));
        return;
      case "limited":
        counters.add("rateLimited");
        order.dueAt(now + Math.max(outcome.waitMillis, pauseMillis(order.tries++)));
        return;
      case "unknown":
        this.#unknown(order, outcome);
        order.needsLook = true;
        order.dueAt(now + pauseMillis(order.tries++));
    }
  }

  /** Sees to an order whose time has come. */
  async tend(order: WorkingOrder): Promise<void> {
    order.dueMillis = Infinity;
    if (order.isOver || order.isBusy) return;
    if (order.needsTrades && order.missingLots > 0) return await this.#fetchTrades(order);
    if (order.needsLook || order.state === WORKING_ENDING) return await this.#look(order);
    const makesRoom = order.isChanging && !this.#options.venue.changesInPlace &&
      order.state === WORKING_OPEN;
    if (order.isUnwanted || makesRoom) return await this.cancel(order);
    if (order.state === WORKING_UNKNOWN) return await this.#look(order);
    if (order.changes.length > 0 && !order.isChanging) await this.change(order);
  }

  /** Makes the oldest wanted change, in place or by taking the order's place. */
  async change(order: WorkingOrder): Promise<void> {
    const { venue, keeper, counters, nowMillis } = this.#options;
    const [wanted] = order.changes;
    if (wanted === undefined || order.isChanging || order.isBusy) return;
    if (order.state !== WORKING_OPEN) {
      order.dueAt(nowMillis() + pauseMillis(order.tries));
      return;
    }
    counters.add("modifies");
    order.isChanging = true;
    if (!venue.changesInPlace) return await this.cancel(order);
    order.isBusy = true;
    order.sentMillis = nowMillis();
    const outcome = await venue.change(order.name, wanted.priceTicks, wanted.qtyLots);
    order.isBusy = false;
    if (order.isOver) return;
    // The stream may have told of it already.
    const isOpen = order.changes[0] === wanted;
    switch (outcome.kind) {
      case "done":
        if (isOpen) keeper.changed(order, outcome.order?.exchMillis);
        if (outcome.order !== undefined) keeper.apply(order, outcome.order);
        break;
      case "refused":
        this.#note(`change ${order.clientId}: ${outcome.text}`);
        if (isOpen) keeper.refuseChange(order, outcome.reason);
        break;
      case "limited":
        counters.add("rateLimited");
        if (isOpen) keeper.refuseChange(order, REASON_RATE_LIMIT);
        break;
      case "gone":
        if (isOpen) keeper.refuseChange(order, REASON_TOO_LATE);
        this.#lookSoon(order);
        break;
      case "unknown":
        this.#unknown(order, outcome);
        this.#lookSoon(order);
    }
    if (order.isUnwanted || order.changes.length > 0) order.dueAt(nowMillis());
  }

  async #look(order: WorkingOrder): Promise<void> {
    const { venue, keeper, counters, nowMillis } = this.#options;
    counters.add("lookups");
    order.isBusy = true;
    const { clientId } = order;
    try {
      const seen = await venue.lookUp(order.name);
      order.isBusy = false;
      if (order.isOver || order.clientId !== clientId) return;
      order.needsLook = false;
      if (seen === undefined) this.#missed(order);
      else {
        if (order.isUnheard && seen.status !== "open") this.#options.onUnheard();
        order.isUnheard = false;
        keeper.apply(order, seen);
        this.#afterLook(order);
      }
    } catch (thrown) {
      order.isBusy = false;
      this.#later(order, thrown);
    }
    if (!order.isOver && order.isUnwanted) order.dueAt(nowMillis() + pauseMillis(order.tries++));
  }

  /** The venue has it as it was told; what was wanted beside that may still be on its way. */
  #afterLook(order: WorkingOrder): void {
    const { keeper, nowMillis } = this.#options;
    if (order.isOver) return;
    if (order.isChanging && !order.isBusy && order.state === WORKING_OPEN) {
      if (!this.#options.venue.changesInPlace) {
        // The cancel that makes room for the next generation has not worked: once more.
        if (order.venueOrderId !== "") void this.cancel(order);
      } else if (this.#isSettled(order)) keeper.refuseChange(order, REASON_NOT_ARRIVED);
      else {
        order.needsLook = true;
        order.dueAt(nowMillis() + pauseMillis(order.tries++));
      }
    } else if (order.state === WORKING_ENDING) {
      order.dueAt(nowMillis() + pauseMillis(order.tries++));
    }
  }

  /** The venue does not know it: only to be believed once everything must have arrived. */
  #missed(order: WorkingOrder): void {
    const { keeper, counters, nowMillis } = this.#options;
    order.needsLook = !order.isUnwanted;
    if (!this.#isSettled(order) || ++order.misses < MISSES_BELIEVED) {
      order.dueAt(nowMillis() + pauseMillis(order.tries++));
      return;
    }
    if (order.venueOrderId === "" && order.bookedLots === order.earlierLots) {
      counters.add("notArrived");
      keeper.reject(order, REASON_NOT_ARRIVED);
      return;
    }
    // It was there: venues forget orders that ended without a fill.
    order.end = "cancelled";
    order.endReason = REASON_BY_VENUE;
    order.endMillis = nowMillis();
    order.state = WORKING_ENDING;
    keeper.settle(order);
  }

  async #fetchTrades(order: WorkingOrder): Promise<void> {
    const { venue, keeper, counters, nowMillis } = this.#options;
    counters.add("lookups");
    order.isBusy = true;
    try {
      const trades = await venue.tradesOf(order.name);
      order.isBusy = false;
      for (const trade of trades) keeper.book(order, trade);
      keeper.settle(order);
      if (!order.isOver && order.missingLots > 0) {
        order.dueAt(nowMillis() + pauseMillis(order.tries++));
      }
    } catch (thrown) {
      order.isBusy = false;
      this.#later(order, thrown);
    }
  }

  #isSettled(order: WorkingOrder): boolean {
    const { venue, nowMillis } = this.#options;
    return nowMillis() > order.sentMillis + venue.settleMillis;
  }

  #lookSoon(order: WorkingOrder): void {
    order.needsLook = true;
    order.dueAt(this.#options.nowMillis() + pauseMillis(order.tries++));
  }

  #unknown(order: WorkingOrder, outcome: Outcome): void {
    this.#options.counters.add("unknown");
    const text = outcome.kind === "unknown" ? outcome.text : "the answer made no sense";
    this.#note(`${order.clientId}: outcome unknown (${text}), looking it up`);
  }

  #later(order: WorkingOrder, thrown: unknown): void {
    const { counters, nowMillis } = this.#options;
    if (!(thrown instanceof VenueTrouble)) throw thrown;
    counters.add("troubles");
    this.#note(`${order.clientId}: ${thrown.message}`);
    order.dueAt(nowMillis() + Math.max(thrown.waitMillis, pauseMillis(order.tries++)));
  }

  #note(text: string): void {
    this.#options.note(text);
  }
}
