/**
 * What venues charge whom they do not know: the first tier of their published tables, without
 * discounts for volume or for paying in a token of their own.
 *
 * Assumes that rates stand still and that every fill is charged alone. Lies for members with tiers
 * (who pay less, or are paid), about minimum charges, taxes, clearing and regulatory fees, and about
 * SHFE's rates for positions closed on their day.
 */
import {
  VENUE_BARS,
  VENUE_BINANCE,
  VENUE_BINANCE_COINM,
  VENUE_BINANCE_USDM,
  VENUE_COINBASE,
  VENUE_NAMES,
  VENUE_NASDAQ,
  VENUE_SHFE,
  VENUE_SIMULATED,
} from "../../../wire/market.ts";
import type { FeeRates } from "../models.ts";

const NONE: FeeRates = {
  makerBps: 0,
  takerBps: 0,
  makerPerUnit: 0,
  takerPerUnit: 0,
  multiplier: 1,
  inverseQuote: 0,
};

const BY_VENUE = new Map<number, FeeRates>([
  [VENUE_SIMULATED, { ...NONE, makerBps: 2, takerBps: 5 }],
  [VENUE_BINANCE, { ...NONE, makerBps: 10, takerBps: 10 }],
  [VENUE_BINANCE_USDM, { ...NONE, makerBps: 2, takerBps: 5 }],
  // A contract is worth 100 USD of bitcoin or 10 USD of another coin; the fee's rate is the same.
  [VENUE_BINANCE_COINM, { ...NONE, makerBps: 2, takerBps: 5, inverseQuote: 10 }],
  [VENUE_COINBASE, { ...NONE, makerBps: 40, takerBps: 60 }],
  // Equity 7, section 118: standard rates for displayed liquidity, a share.
  [VENUE_NASDAQ, { ...NONE, makerPerUnit: -0.002, takerPerUnit: 0.003 }],
  // Steel bars: one ten-thousandth of the turnover, 10 t a contract.
  [VENUE_SHFE, { ...NONE, makerBps: 1, takerBps: 1, multiplier: 10 }],
  // Nobody knows which market the bars are of: as dear as the dearest of the liquid ones.
  [VENUE_BARS, { ...NONE, makerBps: 10, takerBps: 10 }],
]);

const BITCOIN_CONTRACT_QUOTE = 100;

/** A venue's rates. @param given what differs from the table */
export function feeRates(venue: number, symbol: string, given: Partial<FeeRates>): FeeRates {
  const table = BY_VENUE.get(venue) ?? NONE;
  const bitcoin = venue === VENUE_BINANCE_COINM && symbol.toUpperCase().startsWith("BTC");
  const rates = bitcoin ? { ...table, inverseQuote: BITCOIN_CONTRACT_QUOTE } : table;
  return { ...rates, ...given };
}

/** Names and first-tier rates of all venues, for reports. */
export function feeTable(): readonly (readonly [string, FeeRates])[] {
  return [...BY_VENUE].map(([venue, rates]) => [VENUE_NAMES[venue], rates] as const);
}
