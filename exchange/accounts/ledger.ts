/**
 * Who pays whom. One ledger a venue: it decides whether an account can afford an order, and books
 * fills. Nothing is made or lost: what an account pays goes to the other account, to the house (the
 * simulated flow has no account of its own) or to the till that fees go to.
 */
import type { ApiError } from "../rest/api_error.ts";
import type { Account } from "./account.ts";
import type { ClientOrder } from "./client_order.ts";
import type { TapedTrade } from "../market/trade_tape.ts";

export interface FillCost {
  readonly feeE8: bigint;
  readonly feeAsset: string;
  readonly profitE8: bigint;
}

export interface Ledger {
  /** Sets aside what an order may cost. @returns why it cannot be afforded */
  reserve(order: ClientOrder): ApiError | undefined;
  /** Books a fill. */
  settle(order: ClientOrder, trade: TapedTrade, isMaker: boolean): FillCost;
  /** Frees what is still set aside for an order that has ended, or for lots that are taken off it. */
  release(order: ClientOrder, lots: number): void;
}

export interface FeeRates {
  readonly makerBps: number;
  readonly takerBps: number;
}

/** What the simulated flow and the venue have, by asset: everybody's sum is constant. */
export class House {
  readonly #amounts = new Map<string, bigint>();

  take(asset: string, e8: bigint): void {
    this.#amounts.set(asset, (this.#amounts.get(asset) ?? 0n) + e8);
  }

  amountE8(asset: string): bigint {
    return this.#amounts.get(asset) ?? 0n;
  }

  entries(): [asset: string, e8: bigint][] {
    return [...this.#amounts];
  }
}

/** Every account's part in an asset, for the practice state. */
export function totalE8(accounts: Iterable<Account>, asset: string): bigint {
  let total = 0n;
  for (const { balances } of accounts) {
    const balance = balances.get(asset);
    if (balance !== undefined) total += balance.free + balance.locked;
  }
  return total;
}
