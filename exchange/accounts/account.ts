/**
 * One client's account at one venue: balances of the spot venue, or a wallet and positions of the
 * futures venue, and the orders under it.
 */
import type { Listing } from "../listing/listing.ts";
import type { ClientOrder, OrderFill } from "./client_order.ts";

export interface Balance {
  free: bigint;
  locked: bigint;
}

/** A position in one-way mode. */
export interface Position {
  readonly listing: Listing;
  /** Above 0 bought, below 0 sold short. */
  lots: number;
  /** What the lots were worth when they were opened; never negative. */
  costE8: bigint;
  realizedE8: bigint;
  leverage: number;
  marginType: "cross" | "isolated";
  updatedMillis: number;
}

export const DEFAULT_LEVERAGE = 20;
/** More than any test sends; a day of a busy client would otherwise be kept. */
const KEPT_CLIENT_IDS = 200_000;

export class Account {
  /** As the engines know it. */
  readonly number: number;
  readonly apiKey: string;
  readonly balances = new Map<string, Balance>();
  readonly positions = new Map<string, Position>();
  /** By id, in order of acceptance. */
  readonly openOrders = new Map<number, ClientOrder>();
  /** Open and closed ones that can still be asked for, by id. */
  readonly orders = new Map<number, ClientOrder>();
  /** The newest order under each of the client's ids, by symbol. */
  readonly byClientId = new Map<string, ClientOrder>();
  /** The latest fills, oldest first. */
  readonly fills: OrderFill[] = [];
  /** When all orders of a symbol are cancelled unless the client says that it is there. */
  readonly countdowns = new Map<string, number>();
  /** Orders received under each client's id, refused ones too: for the practice state. */
  readonly received = new Map<string, number>();
  updatedMillis: number;

  constructor(number: number, apiKey: string, nowMillis: number) {
    this.number = number;
    this.apiKey = apiKey;
    this.updatedMillis = nowMillis;
  }

  /** An order was received under a client's id, whatever comes of it. */
  noteReceived(clientOrderId: string): void {
    const { received } = this;
    received.set(clientOrderId, (received.get(clientOrderId) ?? 0) + 1);
    if (received.size <= KEPT_CLIENT_IDS) return;
    const [oldest] = received.keys();
    received.delete(oldest);
  }

  balance(asset: string): Balance {
    let balance = this.balances.get(asset);
    if (balance === undefined) {
      balance = { free: 0n, locked: 0n };
      this.balances.set(asset, balance);
    }
    return balance;
  }

  position(listing: Listing): Position {
    let position = this.positions.get(listing.symbol);
    if (position === undefined) {
      position = {
        listing,
        lots: 0,
        costE8: 0n,
        realizedE8: 0n,
        leverage: DEFAULT_LEVERAGE,
        marginType: "cross",
        updatedMillis: 0,
      };
      this.positions.set(listing.symbol, position);
    }
    return position;
  }

  openOrdersOf(symbol: string | undefined): ClientOrder[] {
    const open = [...this.openOrders.values()];
    return symbol === undefined
      ? open
      : open.filter(({ ticket }) => ticket.market.listing.symbol === symbol);
  }
}
