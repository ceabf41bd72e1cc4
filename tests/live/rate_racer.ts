/** Takes from a budget as fast as it can, and says how much it got. */
/// <reference lib="deno.worker" />
import { RateBudget } from "../../core/venues/live/rate_budget.ts";
import { VENUE_BINANCE } from "../../core/wire/market.ts";

self.onmessage = ({ data }: MessageEvent<SharedArrayBuffer>) => {
  const budget = new RateBudget(data, VENUE_BINANCE, 50_000);
  let taken = 0;
  while (budget.take(1, 1_700_000_000_000) === 0) taken++;
  self.postMessage(taken);
};
