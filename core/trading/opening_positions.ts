/**
 * Positions that a session goes on with, from the one before: in units that people write, because ticks
 * and lots may have changed since. An account takes its own when its strategy begins.
 *
 * Cold.
 */
import type { TradingDesk } from "./trading_desk.ts";
import type { TradingReport } from "./trading_report.ts";

export interface OpeningPosition {
  /** Position of the strategy in the plan. */
  readonly planned: number;
  readonly symbol: string;
  readonly venue: string;
  /** Base units, above 0 = long, and what they cost on average. */
  readonly position: number;
  readonly averagePrice: number;
  /** Before fees. */
  readonly realizedQuote: number;
  readonly feesQuote: number;
  readonly fills: number;
}

/** What a session left, for the next. */
export function openingPositions({ strategies }: TradingReport): OpeningPosition[] {
  return strategies.flatMap(({ planned, accounts }) =>
    accounts.filter(({ fills, position }) => fills > 0 || position !== 0).map((account) => {
      const { symbol, venue, position, averagePrice, realizedQuote, feesQuote, fills } = account;
      return { planned, symbol, venue, position, averagePrice, realizedQuote, feesQuote, fills };
    })
  );
}

export class OpeningPositions {
  readonly #left: Set<OpeningPosition>;

  constructor(positions: readonly OpeningPosition[]) {
    this.#left = new Set(positions);
  }

  /** Gives accounts opened since the last call what is theirs. */
  restore({ portfolio, crew, instruments }: TradingDesk, fromAccount: number): void {
    for (let account = fromAccount; account < portfolio.accounts; account++) {
      const instrument = instruments.get(portfolio.instrumentOf(account));
      const { planned } = crew.hosts[portfolio.strategyOf(account)];
      const own = [...this.#left].find((each) =>
        each.planned === planned && each.symbol === instrument?.symbol &&
        each.venue === instrument.venue
      );
      if (own === undefined || instrument === undefined) continue;
      this.#left.delete(own);
      const { position, averagePrice, realizedQuote, feesQuote, fills } = own;
      const { priceUnit, qtyUnit } = instrument;
      const lots = Math.round(position / qtyUnit);
      portfolio.restore(account, lots, averagePrice / priceUnit, realizedQuote, feesQuote, fills);
    }
  }
}
