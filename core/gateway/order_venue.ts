/**
 * A venue as the gateway sees it, whichever it is and however it is spoken to: requests with an
 * outcome that is honest about what is not known, and what the venue tells by itself.
 *
 * ```text
 *   VenueDesk ── send · cancel · change ──▶ OrderVenue ──▶ REST | order socket
 *             ── lookUp · tradesOf · … ───▶
 *             ◀── onOrder · onFunding ────── OrderVenue ◀── user data stream
 * ```
 *
 * An adapter never sends a request again by itself, unless the venue said that it did not take it.
 */
import type { Grid } from "../wire/directory.ts";
import type { VenueInstrument } from "./venue_instrument.ts";

/** How an order stands at the venue. */
export type OrderStatus = "open" | "filled" | "cancelled" | "expired" | "rejected";

/** A fill as the venue booked it. */
export interface VenueTrade {
  /** Unique among the instrument's; a text, because some venues' are longer than a double. */
  readonly tradeId: string;
  readonly priceTicks: number;
  readonly qtyLots: number;
  /** What was charged, in feeAsset; below 0 = a rebate. */
  readonly fee: number;
  readonly feeAsset: string;
  readonly isMaker: boolean;
  /** Milliseconds since 1970. */
  readonly exchMillis: number;
  /** Set where trades of several orders come together. */
  readonly venueOrderId?: string;
  /** SIDE_*; set where trades of several orders come together. */
  readonly side?: number;
}

/** An order as the venue told it, at some moment. */
export interface VenueOrder {
  readonly instrument: VenueInstrument;
  readonly clientId: string;
  readonly venueOrderId: string;
  readonly side: number;
  readonly status: OrderStatus;
  /** NO_PRICE_TICKS = it has none. */
  readonly priceTicks: number;
  /** All of it. */
  readonly qtyLots: number;
  /** Of it, executed: only ever grows. */
  readonly filledLots: number;
  /** Milliseconds since 1970. */
  readonly exchMillis: number;
  /** Fills that were told along with it; never a promise that there are no others. */
  readonly trades: readonly VenueTrade[];
  /** Why it is over, REASON_*. */
  readonly reason: number;
}

/** What is to be placed. */
export interface NewOrder {
  readonly instrument: VenueInstrument;
  readonly clientId: string;
  readonly side: number;
  readonly type: number;
  readonly timeInForce: number;
  readonly selfTrade: number;
  readonly flags: number;
  readonly priceTicks: number;
  readonly stopTicks: number;
  readonly qtyLots: number;
  readonly displayLots: number;
  /** GTD: milliseconds since 1970; 0 = none. */
  readonly expireMillis: number;
}

/** How an order is named in a request. */
export interface OrderName {
  readonly instrument: VenueInstrument;
  readonly clientId: string;
  /** Empty before the venue told it. */
  readonly venueOrderId: string;
  /** SIDE_*: some venues want it again. */
  readonly side: number;
}

/** What became of a request. */
export type Outcome =
  /** The venue did it; `order` is the order after it, where the venue told that. */
  | { readonly kind: "done"; readonly order: VenueOrder | undefined }
  /** The venue did not do it and will not. */
  | { readonly kind: "refused"; readonly reason: number; readonly text: string }
  /** There is no such order to cancel or change: it is over, or not there yet. */
  | { readonly kind: "gone" }
  /** The venue's limits are used up: it did not do it. */
  | { readonly kind: "limited"; readonly waitMillis: number }
  /** Nobody knows. */
  | { readonly kind: "unknown"; readonly text: string };

/** A query failed: nothing is known, ask again later. */
export class VenueTrouble extends Error {
  override readonly name = "VenueTrouble";
  /** Not before so many milliseconds from now. */
  readonly waitMillis: number;
  /** REASON_NO_ACCESS and the like, where the venue said why; 0 = it did not. */
  readonly reason: number;

  constructor(message: string, waitMillis = 0, reason = 0) {
    super(message);
    this.waitMillis = waitMillis;
    this.reason = reason;
  }
}

/** What the venue holds for us. */
export interface Holdings {
  /** Base units of spot assets, or signed positions of contracts, by symbol. */
  readonly positions: ReadonlyMap<string, { readonly units: number; readonly entryPrice: number }>;
  /** Cash by asset, what orders have reserved included. */
  readonly cash: ReadonlyMap<string, number>;
}

/** What a venue tells by itself. */
export interface VenueListener {
  onOrder(order: VenueOrder): void;
  /** The user stream is there again (what was missed has to be looked up), or is lost. */
  onStream(isUp: boolean): void;
  /** Something that a person should read, at most once a minute the same. */
  onTrouble(text: string): void;
  /** How many milliseconds the venue's clock is ahead of ours; told at every estimate. */
  onClock(offsetMillis: number, isCorrection: boolean): void;
}

export interface OrderVenue {
  /** One of TRADE_VENUES. */
  readonly name: string;
  /** Positions are contracts: they come from nothing, have an entry price, and may be below 0. */
  readonly isMargined: boolean;
  /** An order's price can be changed in place, without a new name. */
  readonly changesInPlace: boolean;
  /** Longest time after which a request that was on its way can still arrive. */
  readonly settleMillis: number;

  /** Connects: the clock, the instruments' rules, the user stream. May be called again. */
  open(listener: VenueListener): Promise<void>;
  /**
   * Takes up an instrument, once open. Ticks and lots are those of the session.
   * @returns undefined = the venue does not trade it
   */
  define(id: number, symbol: string, tick: Grid, lot: Grid): VenueInstrument | undefined;
  send(order: NewOrder): Promise<Outcome>;
  cancel(order: OrderName): Promise<Outcome>;
  /** @param qtyLots the new total. Where {@link changesInPlace} only. */
  change(order: OrderName, priceTicks: number, qtyLots: number): Promise<Outcome>;
  /** undefined = the venue knows no such order now. @throws VenueTrouble */
  lookUp(order: OrderName): Promise<VenueOrder | undefined>;
  /** All fills of an order. @throws VenueTrouble */
  tradesOf(order: OrderName): Promise<readonly VenueTrade[]>;
  /** All open orders in an instrument, others' too. @throws VenueTrouble */
  openOrders(instrument: VenueInstrument): Promise<readonly VenueOrder[]>;
  /** @throws VenueTrouble */
  holdings(): Promise<Holdings>;
  /** Price of one unit of an asset in another; undefined = there is no such market. */
  rateOf(asset: string, quote: string): Promise<number | undefined>;
  /**
   * Tells the venue to cancel an instrument's orders unless it hears of us again within so long;
   * 0 = call that off. Does nothing where the venue has no such switch.
   */
  holdAlive(instrument: VenueInstrument, millis: number): Promise<void>;
  /** The user stream kept something from us: opens another. */
  renewStream(why: string): void;
  /** Keeps streams and keys alive: called with every cycle. */
  tend(): void;
  close(): Promise<void>;
}
