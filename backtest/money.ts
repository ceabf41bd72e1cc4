/**
 * What a backtest's amounts are in. Instruments that are paid in another currency are converted at a
 * rate that was named, or the run ends: amounts of different currencies are never added up.
 *
 * A rate holds for the whole run. The lie: gains in the other currency are not exposed to it.
 */
import { UserError } from "../core/base/errors.ts";
import { feeRates } from "../core/exchange/venue/fees/fee_table.ts";
import { quoteCurrencyOf, UNKNOWN_CURRENCY } from "../core/trading/positions/quote_currency.ts";
import { VENUE_NAMES } from "../core/wire/market.ts";

/** By currency: what one of it is worth in the currency of the run. */
export type Rates = Readonly<Record<string, number>>;

const MOST_RATE = 1e12;

export class Money {
  /** Of the first instrument that no rate is named for; undefined = there was none yet. */
  currency: string | undefined = undefined;
  readonly rates: Rates;

  constructor(rates: Rates) {
    this.rates = rates;
  }

  /**
   * What one of the instrument's currency is worth in that of the run.
   * @throws UserError when nobody said, or when its amounts are not linear in price
   */
  rateOf(symbol: string, venue: string): number {
    const currency = quoteCurrencyOf(symbol, venue);
    const code = VENUE_NAMES.findIndex((name) => name === venue);
    if (feeRates(code, symbol, {}).inverseQuote > 0) {
      throw new UserError(
        `${symbol} is an inverse contract, paid in ${currency}: backtests measure linear ones ` +
          "only; replay --strategy trades it and has its P&L",
      );
    }
    const rate = this.rates[currency];
    if (rate !== undefined) return rate;
    this.currency ??= currency;
    if (this.currency === currency) return 1;
    throw new UserError(
      `${symbol} is paid in ${currencyText(currency)}, others in ${currencyText(this.currency)}: ` +
        `say what it is worth with --rate ${currency}=…, or choose instruments with --symbols`,
    );
  }
}

/** "--rate BTC=60000", any number of them. @throws UserError */
export function ratesOf(texts: readonly string[]): Rates {
  const rates: Record<string, number> = {};
  for (const text of texts) {
    const match = /^([A-Za-z]{2,10})=(\d+(?:\.\d+)?(?:e-?\d+)?)$/.exec(text.trim());
    const rate = Number(match?.[2]);
    if (match === null || !(rate > 0 && rate <= MOST_RATE)) {
      throw new UserError(
        `--rate ${text}: must be a currency and what one of it is worth in the run's: BTC=60000`,
      );
    }
    rates[match[1] === UNKNOWN_CURRENCY ? match[1] : match[1].toUpperCase()] = rate;
  }
  return rates;
}

/** What the amounts of a result are, for people. */
export function moneyText({ currency, rates }: Pick<Money, "currency" | "rates">): string {
  const named = currency === undefined ? "one currency" : currencyText(currency);
  const converted = Object.entries(rates).map(([other, rate]) => `1 ${other} counts as ${rate}`);
  return [`All money is ${named}`, ...converted].join("; ") + ".";
}

function currencyText(currency: string): string {
  return currency === UNKNOWN_CURRENCY ? "one quote currency, which no name tells" : currency;
}
