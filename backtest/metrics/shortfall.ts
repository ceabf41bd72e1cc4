/**
 * What execution cost, in basis points of the benchmark and weighted by value; above 0 is a cost.
 *
 * ```text
 *   against arrival    sign × (average price − arrival mid)      the order reached the venue
 *   against decision   sign × (average price − decision mid)     the order was sent
 *   against TWAP/VWAP  of the order's own life, decision to end
 *   shortfall          against decision, plus fees, plus what the unfilled rest missed:
 *                      sign × (mid at the end − decision mid)
 * ```
 *
 * Perold (1988), "The implementation shortfall: paper versus reality". VWAP is of all trades; with
 * none in an order's life, that order has none.
 */
import { type BacktestResult, END_REJECTED, NO_MID_TICKS } from "../result.ts";
import { signOf } from "../signs.ts";

export interface Shortfall {
  readonly orders: number;
  readonly arrivalBps: number | undefined;
  readonly decisionBps: number | undefined;
  readonly twapBps: number | undefined;
  readonly vwapBps: number | undefined;
  readonly feesBps: number | undefined;
  /** In quote currency: execution, fees and what was missed. */
  readonly executionQuote: number;
  readonly feesQuote: number;
  readonly missedQuote: number;
  readonly shortfallQuote: number;
  /** The shortfall over the value ordered. */
  readonly shortfallBps: number | undefined;
}

export function shortfall({ orders, instruments }: BacktestResult): Shortfall {
  const arrival = new Weighted();
  const decision = new Weighted();
  const twap = new Weighted();
  const vwap = new Weighted();
  const fees = new Weighted();
  let count = 0;
  let executionQuote = 0;
  let missedQuote = 0;
  let orderedQuote = 0;
  for (let i = 0; i < orders.count; i++) {
    const decisionTicks = orders.decisionMidTicks[i];
    if (decisionTicks === NO_MID_TICKS || orders.ends[i] === END_REJECTED) continue;
    const { priceUnit, qtyUnit } = instruments[orders.instruments[i]];
    const unit = priceUnit * qtyUnit;
    const sign = signOf(orders.sides[i]);
    const filled = orders.filledLots[i];
    const open = Math.max(0, orders.qtyLots[i] - filled);
    const average = orders.averageTicks[i];
    count++;
    orderedQuote += (filled + open) * decisionTicks * unit;
    missedQuote += sign * open * (orders.endMidTicks[i] - decisionTicks) * unit;
    if (!(filled > 0)) continue;
    executionQuote += sign * filled * (average - decisionTicks) * unit;
    const costs = (benchmark: number) => sign * (average - benchmark) / benchmark * 1e4;
    for (
      const [sum, benchmark] of [
        [arrival, orders.arrivalMidTicks[i]],
        [decision, decisionTicks],
        [twap, orders.twapTicks[i]],
        [vwap, orders.vwapTicks[i]],
      ] as const
    ) if (benchmark > 0) sum.add(filled * average * unit, costs(benchmark));
    fees.addTotal(filled * average * unit, orders.feeQuote[i] * 1e4);
  }
  const feesQuote = fees.total / 1e4;
  const shortfallQuote = executionQuote + feesQuote + missedQuote;
  return {
    orders: count,
    arrivalBps: arrival.mean,
    decisionBps: decision.mean,
    twapBps: twap.mean,
    vwapBps: vwap.mean,
    feesBps: fees.mean,
    executionQuote,
    feesQuote,
    missedQuote,
    shortfallQuote,
    shortfallBps: orderedQuote > 0 ? shortfallQuote / orderedQuote * 1e4 : undefined,
  };
}

class Weighted {
  total = 0;
  #weights = 0;

  add(weight: number, value: number): void {
    this.addTotal(weight, weight * value);
  }

  addTotal(weight: number, total: number): void {
    this.#weights += weight;
    this.total += total;
  }

  get mean(): number | undefined {
    return this.#weights > 0 ? this.total / this.#weights : undefined;
  }
}
