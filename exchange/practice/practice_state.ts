/**
 * The truth, for tests to compare with what a client believes: orders, positions and balances of every
 * key, how often an order was received under each client id, and sums that trading must not change.
 */
import type { Account } from "../accounts/account.ts";
import { entryE8 } from "../accounts/entry_price.ts";
import { amountText, e8Text } from "../listing/fixed.ts";
import { orderJson as futuresOrder } from "../rest/futures_order_json.ts";
import { orderJson as spotOrder } from "../rest/spot_order_json.ts";
import { signedLotsText } from "../streams/futures_user_texts.ts";
import type { Venue } from "../venue.ts";

export function stateOf(venue: Venue, apiKey: string | null): unknown {
  const accounts = [...venue.accounts.values()]
    .filter((account) => apiKey === null || account.apiKey === apiKey);
  return {
    accounts: accounts.map((account) => accountJson(venue, account)),
    sums: Object.fromEntries(venue.assets.map((asset) => [asset, sumsOf(venue, asset)])),
    markets: [...venue.markets.values()].map(({ listing, updateId, tape, book }) => ({
      symbol: listing.symbol,
      updateId,
      trades: tape.nextId - 1,
      orders: book.orderCount,
    })),
  };
}

function accountJson(venue: Venue, account: Account): unknown {
  const orderJson = venue.isSpot ? spotOrder : futuresOrder;
  return {
    apiKey: account.apiKey,
    balances: Object.fromEntries(
      [...account.balances].map(([asset, { free, locked }]) => [
        asset,
        { free: amountText(free), locked: amountText(locked) },
      ]),
    ),
    positions: [...account.positions.values()].filter(({ lots }) => lots !== 0)
      .map((position) => ({
        symbol: position.listing.symbol,
        amount: signedLotsText(position),
        entryPrice: e8Text(entryE8(position)),
        realized: amountText(position.realizedE8),
      })),
    openOrders: [...account.openOrders.values()].map(orderJson),
    orders: [...account.orders.values()].map(orderJson),
    fills: account.fills.length,
    received: Object.fromEntries(account.received),
  };
}

/**
 * What all accounts, the flow behind the book and the till of fees have of an asset, positions counted
 * at what they cost. Trading moves it about and never changes it.
 */
export function sumsOf(venue: Venue, asset: string): Record<string, string> {
  let accounts = 0n;
  for (const account of venue.accounts.values()) {
    const { free, locked } = account.balance(asset);
    accounts += free + locked;
    for (const { listing, lots, costE8 } of account.positions.values()) {
      if (listing.quote === asset) accounts += lots > 0 ? -costE8 : costE8;
    }
  }
  const house = venue.ledger.house.amountE8(asset);
  const fees = venue.ledger.till.amountE8(asset);
  return {
    accounts: amountText(accounts),
    house: amountText(house),
    fees: amountText(fees),
    total: amountText(accounts + house + fees),
  };
}
