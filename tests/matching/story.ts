/** What a command did, told in words. */
import { NO_PRICE_TICKS } from "../../core/base/units.ts";
import * as kinds from "../../core/matching/match_events.ts";
import type { MatchingEngine } from "../../core/matching/matching_engine.ts";
import { OrderRequest } from "../../core/matching/order_request.ts";

const WORDS: Readonly<Record<number, string>> = {
  [kinds.MATCH_FILL]: "fill",
  [kinds.MATCH_REST]: "rest",
  [kinds.MATCH_CANCEL]: "cancel",
  [kinds.MATCH_REJECT]: "reject",
  [kinds.MATCH_WAIT]: "wait",
  [kinds.MATCH_TRIGGER]: "trigger",
  [kinds.MATCH_REDUCE]: "reduce",
  [kinds.MATCH_REFILL]: "refill",
};

/** "fill 2 100 5 by 4": kind, id, price, lots; then the taker, and the code unless it is 0. */
export function storyOf({ events }: MatchingEngine): string[] {
  return Array.from({ length: events.count }, (_, i) => {
    const price = events.priceTicks(i) === NO_PRICE_TICKS ? "any" : events.priceTicks(i);
    const taker = events.kind(i) === kinds.MATCH_FILL ? ` by ${events.takerLow(i)}` : "";
    const code = events.code(i) === 0 ? "" : ` code ${events.code(i)}`;
    return `${WORDS[events.kind(i)]} ${events.idLow(i)} ${price} ${
      events.qtyLots(i)
    }${taker}${code}`;
  });
}

export function requestOf(wishes: Partial<OrderRequest>): OrderRequest {
  return Object.assign(new OrderRequest(), wishes);
}
