/**
 * Where Binance's spot and futures interfaces differ: paths, weights, words of orders, events of the
 * user stream. All else is one adapter.
 */
import type { Holdings, NewOrder, VenueOrder, VenueTrade } from "../order_venue.ts";
import type { VenueFields } from "../venue_json.ts";
import type { VenueInstrument } from "../venue_instrument.ts";

/** One thing that can be asked. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  /** The WebSocket API's name for it, where it has one. */
  readonly socketMethod?: string;
  /** Of the limit by address. */
  readonly weight: number;
  /** Orders count against limits of their own; cancels may use what is kept for them. */
  readonly kind: "order" | "cancel" | "query";
}

export type Params = Readonly<Record<string, string>>;

/** What a user event says. */
export interface UserEvent {
  readonly symbol: string;
  /** Reads the order in the instrument's units. */
  readonly orderOf: (instrument: VenueInstrument) => VenueOrder;
}

export interface Dialect {
  readonly name: "binance" | "binance-usdm";
  /** VENUE_* */
  readonly code: number;
  readonly isMargined: boolean;
  readonly changesInPlace: boolean;
  readonly weightPerMinute: number;
  readonly place: Operation;
  readonly cancel: Operation;
  readonly change: Operation | undefined;
  readonly lookUp: Operation;
  readonly openOrders: Operation;
  readonly trades: Operation;
  readonly account: Operation;
  readonly countdown: Operation | undefined;
  readonly timePath: string;
  readonly infoPath: string;
  readonly pricePath: string;
  readonly listenKeyPath: string;
  /** The words of an order. */
  placeParams(order: NewOrder): Params;
  /** An order as answered to whoever placed, cancelled, changed or looked it up. */
  orderOf(instrument: VenueInstrument, fields: VenueFields): VenueOrder;
  tradeOf(instrument: VenueInstrument, fields: VenueFields): VenueTrade;
  holdingsOf(fields: VenueFields): Holdings;
  /** undefined = the event tells of no order. */
  eventOf(fields: VenueFields): UserEvent | undefined;
}
