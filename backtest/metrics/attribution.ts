/**
 * Where the P&L came from. Every fill is worth sign × (last mid − price) × lots at the end of the run;
 * with the mids in between, that is an exact sum, so the parts always add up to the P&L.
 *
 * ```text
 *   spread     sign × (mid at fill − price)                     earned by makers, paid by takers
 *   latency    −sign × (arrival mid − decision mid)             moved away while the order travelled
 *   impact     sign × (mid 1 s later − mid at fill)             adverse selection; one's own impact
 *   inventory  sign × (last mid − mid 1 s later) − latency      what holding it brought, as if it had
 *                                                               been bought when it was decided
 *   fees, funding
 * ```
 *
 * Recorded markets do not answer the strategy, so there "impact" is only what others did.
 */
import { type BacktestResult, MARKOUT_NANOS, NO_MID_TICKS } from "../result.ts";
import { signOf } from "../signs.ts";

/** Of {@link MARKOUT_NANOS}: 1 s. */
const IMPACT_HORIZON = MARKOUT_NANOS.indexOf(1e9);

export interface Attribution {
  readonly spreadQuote: number;
  readonly latencyQuote: number;
  readonly impactQuote: number;
  readonly inventoryQuote: number;
  /** Below 0 = paid. */
  readonly feesQuote: number;
  readonly fundingQuote: number;
  /** Of fills that had no room in the result. */
  readonly unexplainedQuote: number;
  readonly pnlQuote: number;
}

export function attribution({ fills, orders, instruments, totals }: BacktestResult): Attribution {
  const later = fills.laterMidTicks[IMPACT_HORIZON];
  let spreadQuote = 0;
  let latencyQuote = 0;
  let impactQuote = 0;
  let inventoryQuote = 0;
  for (let i = 0; i < fills.count; i++) {
    const { priceUnit, qtyUnit, lastMidTicks } = instruments[fills.instruments[i]];
    const price = fills.priceTicks[i];
    const mid = knownOr(fills.midTicks[i], price);
    const laterMid = knownOr(later[i], lastMidTicks);
    const order = fills.orders[i];
    const decision = order < 0 ? NO_MID_TICKS : orders.decisionMidTicks[order];
    const arrival = order < 0 ? NO_MID_TICKS : orders.arrivalMidTicks[order];
    const isTimed = decision !== NO_MID_TICKS && arrival !== NO_MID_TICKS;
    const delay = isTimed ? arrival - decision : 0;
    const unit = signOf(fills.sides[i]) * fills.qtyLots[i] * priceUnit * qtyUnit;
    spreadQuote += unit * (mid - price);
    latencyQuote -= unit * delay;
    impactQuote += unit * (laterMid - mid);
    inventoryQuote += unit * (lastMidTicks - laterMid + delay);
  }
  const { pnlQuote, fundingQuote } = totals;
  const feesQuote = 0 - totals.feesQuote;
  const explained = spreadQuote + latencyQuote + impactQuote + inventoryQuote + feesQuote +
    fundingQuote;
  return {
    spreadQuote,
    latencyQuote,
    impactQuote,
    inventoryQuote,
    feesQuote,
    fundingQuote,
    unexplainedQuote: fills.leftOut > 0 ? pnlQuote - explained : 0,
    pnlQuote,
  };
}

function knownOr(midTicks: number, otherTicks: number): number {
  return midTicks === NO_MID_TICKS ? otherTicks : midTicks;
}
