/**
 * How an order for an asset is split over venues that trade it: the levels of all books are taken in
 * the order of what they cost after fees, none beyond what a venue may still be sent.
 *
 * ```text
 *   venue A  100.00 × 3   100.02 × 5     fee 10 bps        effective 100.10, 100.12
 *   venue B  100.05 × 4                  fee  2 bps        effective 100.07     ◀ first
 * ```
 *
 * Quantities are in base units, because lots differ; every child is whole lots of its venue, so what is
 * smaller than a lot stays behind.
 */
import { SIDE_BID } from "../base/units.ts";

export interface SplitLevel {
  readonly priceTicks: number;
  readonly qtyLots: number;
}

/** A venue's side of the market that an order would take. */
export interface SplitPlace {
  readonly instrumentId: number;
  readonly priceUnit: number;
  readonly qtyUnit: number;
  /** Best first. */
  readonly levels: readonly SplitLevel[];
  readonly takerFeeBps: number;
  /** The most that may be sent there now. */
  readonly maxLots: number;
  /** 1 = well; below that its prices count as dearer; 0 = nothing is sent there. */
  readonly health: number;
}

export interface SplitChild {
  readonly instrumentId: number;
  /** The worst price that is needed. */
  readonly priceTicks: number;
  readonly qtyLots: number;
}

/** What a venue in poor health has to be better by, bps. */
const POOR_HEALTH_BPS = 20;

interface Offer {
  readonly place: SplitPlace;
  readonly level: SplitLevel;
  readonly cost: number;
}

/**
 * @param qty base units
 * @param limitPrice no worse than this; undefined = any price that is there
 */
export function splitOrder(
  side: number,
  qty: number,
  limitPrice: number | undefined,
  places: readonly SplitPlace[],
): SplitChild[] {
  const sign = side === SIDE_BID ? 1 : -1;
  const offers: Offer[] = [];
  for (const place of places) {
    if (!(place.health > 0)) continue;
    const dearerBps = place.takerFeeBps + (1 - Math.min(place.health, 1)) * POOR_HEALTH_BPS;
    for (const level of place.levels) {
      const price = level.priceTicks * place.priceUnit;
      if (limitPrice !== undefined && sign * price > sign * limitPrice) break;
      offers.push({ place, level, cost: sign * price * (1 + sign * dearerBps / 1e4) });
    }
  }
  // Of a venue the better level comes first, whatever rounding does to costs.
  offers.sort((a, b) => a.cost - b.cost);
  const children = new Map<SplitPlace, { priceTicks: number; qtyLots: number }>();
  let left = qty;
  for (const { place, level } of offers) {
    const child = children.get(place) ?? { priceTicks: level.priceTicks, qtyLots: 0 };
    const room = Math.max(0, place.maxLots - child.qtyLots);
    // A count of lots that is whole but for rounding is whole.
    const wanted = Math.floor(left / place.qtyUnit + 1e-6);
    const lots = Math.floor(Math.min(level.qtyLots, room, wanted));
    if (lots <= 0) continue;
    child.qtyLots += lots;
    child.priceTicks = sign > 0
      ? Math.max(child.priceTicks, level.priceTicks)
      : Math.min(child.priceTicks, level.priceTicks);
    children.set(place, child);
    left -= lots * place.qtyUnit;
  }
  return [...children].map(([{ instrumentId }, child]) => ({ instrumentId, ...child }));
}
