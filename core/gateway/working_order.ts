/**
 * An order between the trading stage, which knows it by its number, and a venue, which knows it by a
 * name. Two counts keep fills honest:
 *
 * ```text
 *   toldLots     executed, as the venue's newest word on the order says     only grows
 *   bookedLots   fills passed on to trading, each once by its trade id      only grows
 *
 *   booked < told  →  fills are missing: they are looked up
 *   over           →  only once booked = told, so no fill comes behind the end
 * ```
 *
 * A generation is the order under one name: where a venue cannot change an order, it is cancelled, and
 * what is left of it is sent again under its next name once nothing of the old one can fill any more.
 */
import type { NewOrder, OrderName, OrderStatus } from "./order_venue.ts";
import type { VenueInstrument } from "./venue_instrument.ts";

/** Sent, no answer yet. */
export const WORKING_SENT = 0;
/** The venue has it. */
export const WORKING_OPEN = 1;
/** Nobody knows: it is looked up until somebody does. */
export const WORKING_UNKNOWN = 2;
/** The venue says that it is over, but not all of its fills are here. */
export const WORKING_ENDING = 3;
export const WORKING_OVER = 4;

/** A modification that trading waits for. */
export interface WantedChange {
  readonly priceTicks: number;
  /** The new total. */
  readonly qtyLots: number;
}

export class WorkingOrder {
  readonly orderId: number;
  readonly instrument: VenueInstrument;
  /** As it was wanted first; price and quantity below are as they are now. */
  readonly wanted: NewOrder;
  state = WORKING_SENT;
  clientId: string;
  /** All that it ever had. */
  readonly names: string[];
  venueOrderId = "";
  generation = 0;
  priceTicks: number;
  /** Total over all generations, as trading knows it. */
  qtyLots: number;
  bookedLots = 0;
  /** Booked by the generations before. */
  earlierLots = 0;
  /** Executed of this generation. */
  toldLots = 0;
  /** How the venue says that it ended. */
  end: OrderStatus | undefined;
  endReason = 0;
  endMillis = 0;
  /** Trading was told that the venue has it. */
  isAccepted = false;
  /** It is to be over: cancelled as often as it takes. */
  isUnwanted = false;
  /** Trading waits for the answer to a cancel. */
  owesCancel = false;
  /** Modifications that trading waits for, oldest first. */
  readonly changes: WantedChange[] = [];
  /** The oldest of them is on its way. */
  isChanging = false;
  /** Its next generation is on its way, and makes the change. */
  isReplacing = false;
  /** A look at the venue is due, for whatever reason. */
  needsLook = false;
  /** The venue does not list it as open, and has not said how it ended. */
  isUnheard = false;
  /** Its fills are to be looked up. */
  needsTrades = false;
  /** A request about it is on its way: one at a time, and one cancel beside it. */
  isBusy = false;
  isCancelling = false;
  /** When to see to it next, ms of the wall clock. */
  dueMillis = Infinity;
  /** Tries in vain, for the pause before the next. */
  tries = 0;
  /** Times that the venue did not know it, after it must have. */
  misses = 0;
  /** When the newest request that could change it was sent. */
  sentMillis = 0;
  /** When a GTD order is to be cancelled by us; Infinity = the venue does it. */
  expireMillis = Infinity;
  /** Why we want it over: told as expiry rather than as a cancel. */
  isExpiring = false;

  constructor(orderId: number, order: NewOrder) {
    this.orderId = orderId;
    this.wanted = order;
    this.instrument = order.instrument;
    this.clientId = order.clientId;
    this.names = [order.clientId];
    this.priceTicks = order.priceTicks;
    this.qtyLots = order.qtyLots;
  }

  get name(): OrderName {
    const { instrument, clientId, venueOrderId, wanted: { side } } = this;
    return { instrument, clientId, venueOrderId, side };
  }

  get isOver(): boolean {
    return this.state === WORKING_OVER;
  }

  /** What may still fill, as trading counts. */
  get leavesLots(): number {
    return Math.max(0, this.qtyLots - this.bookedLots);
  }

  /** Fills that the venue told of and that are not booked. */
  get missingLots(): number {
    return this.toldLots - (this.bookedLots - this.earlierLots);
  }

  /** Asks to be seen to at this time, or earlier if that was asked before. */
  dueAt(millis: number): void {
    if (millis < this.dueMillis) this.dueMillis = millis;
  }
}
