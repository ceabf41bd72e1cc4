/** What the trading stage tells when the run is over: plain data, for programs and for people. */
import type { JournalVerdict } from "./journal/journal_comparison.ts";
import type { AccountSummary } from "./positions/portfolio.ts";
import { reasonName } from "./risk/reasons.ts";
import type { StrategyHost } from "./strategy_host.ts";
import type { TradingDesk } from "./trading_desk.ts";

/** A strategy's trading in one instrument. */
export interface TradedAccount extends AccountSummary {
  readonly symbol: string;
  readonly venue: string;
  /** Of all amounts. */
  readonly currency: string;
  /** Positions in base units and prices as people write them. */
  readonly position: number;
  readonly averagePrice: number;
  readonly markPrice: number;
  readonly turnover: number;
}

export interface StrategyReport {
  readonly name: string;
  /** Position of the strategy in the plan. */
  readonly planned: number;
  /** Why it was stopped; null = it ran to the end. */
  readonly failure: string | null;
  readonly calls: number;
  /** Of the machine, not of the market: differs from run to run. */
  readonly slowestCallNanos: number;
  /** Requests that the gate refused and orders that the venue rejected, by reason. */
  readonly refused: Readonly<Record<string, number>>;
  readonly rejected: Readonly<Record<string, number>>;
  readonly accounts: readonly TradedAccount[];
}

export interface TradingReport {
  /** Of all commands and reports, in order. */
  readonly hash: string;
  readonly strategies: readonly StrategyReport[];
  /** By currency, after fees and funding. */
  readonly pnl: Readonly<Record<string, number>>;
  readonly fees: Readonly<Record<string, number>>;
  readonly orders: number;
  readonly modifies: number;
  readonly cancels: number;
  readonly fills: number;
  readonly openOrders: number;
  readonly oddReports: number;
  /** Why the kill switch was thrown; null = it was not. */
  readonly killed: string | null;
  /** Positions that the gate closed, by reason. */
  readonly exits: Readonly<Record<string, number>>;
  /** Days that ended early, for what they had lost. */
  readonly haltedDays: number;
  /** Strategies whose instruments never came. */
  readonly neverBegun: readonly string[];
  /** Of a session that was proved. */
  readonly verdict?: JournalVerdict;
}

export function tradingReport(desk: TradingDesk): TradingReport {
  const { gate, orders, reports, crew, losses } = desk;
  const strategies = crew.hosts.map((host) => strategyReport(desk, host));
  const pnl: Record<string, number> = {};
  const fees: Record<string, number> = {};
  for (const { currency, pnlQuote, feesQuote } of strategies.flatMap(({ accounts }) => accounts)) {
    pnl[currency] = (pnl[currency] ?? 0) + pnlQuote;
    fees[currency] = (fees[currency] ?? 0) + feesQuote;
  }
  return {
    hash: desk.fold.toString(),
    strategies,
    pnl,
    fees,
    orders: gate.sentOrders,
    modifies: gate.sentModifies,
    cancels: gate.sentCancels,
    fills: reports.fills,
    openOrders: orders.openOrders,
    oddReports: orders.oddReports + reports.strayReports,
    killed: gate.killedFor === 0 ? null : reasonName(gate.killedFor),
    exits: Object.fromEntries(
      [...gate.exits.counts].map(([code, count]) => [reasonName(code), count]),
    ),
    haltedDays: losses.haltedDays,
    neverBegun: crew.neverBegun(),
  };
}

function strategyReport(desk: TradingDesk, host: StrategyHost): StrategyReport {
  const { gate, reports, portfolio } = desk;
  const accounts: TradedAccount[] = [];
  for (let account = 0; account < portfolio.accounts; account++) {
    if (portfolio.strategyOf(account) === host.id) accounts.push(accountReport(desk, account));
  }
  return {
    name: host.name,
    planned: host.planned,
    failure: host.failure ?? null,
    calls: host.calls,
    slowestCallNanos: host.slowestCallNanos,
    refused: gate.refusals.byName(host.id),
    rejected: reports.venueRejects.byName(host.id),
    accounts,
  };
}

function accountReport({ portfolio, instruments }: TradingDesk, account: number): TradedAccount {
  const id = portfolio.instrumentOf(account);
  const instrument = instruments.get(id);
  const { priceUnit = 1, qtyUnit = 1, symbol = "", venue = "" } = instrument ?? {};
  const summary = portfolio.summary(account);
  return {
    symbol,
    venue,
    currency: instruments.currencies[instruments.currencyOf(id)],
    position: summary.positionLots * qtyUnit,
    averagePrice: summary.averagePriceTicks * priceUnit,
    markPrice: instruments.markTicks(id) * priceUnit,
    turnover: (summary.boughtLots + summary.soldLots) * qtyUnit,
    ...summary,
  };
}
