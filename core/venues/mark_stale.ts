/**
 * Tells the stages behind that books are not known any more: a source begins anew over instruments
 * that an earlier one had defined. Cold.
 */
import { FLAG_LAST, STATUS_GAP } from "../wire/market.ts";
import type { InstrumentRegistry } from "./instruments.ts";
import type { MarketWriter } from "./market_writer.ts";

/** @param venues VENUE_* codes whose instruments are meant */
export function markStale(
  instruments: InstrumentRegistry,
  venues: ReadonlySet<number>,
  recvNanos: number,
  writer: MarketWriter,
): void {
  for (const { id, venue } of instruments.list()) {
    if (!venues.has(venue)) continue;
    writer.begin(id, recvNanos, recvNanos, 0);
    writer.status(STATUS_GAP, 0, 0, FLAG_LAST);
  }
}
