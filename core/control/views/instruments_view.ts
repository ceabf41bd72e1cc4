/** Instruments as the API shows them. */
import type { Instrument } from "../contract/market.ts";
import type { SessionTap } from "../tap/session_tap.ts";
import { STALE_MILLIS } from "./alarms_view.ts";

export function instrumentsView(tap: SessionTap): Instrument[] {
  return Array.from({ length: tap.instrumentCount }, (_, instrumentId) => {
    const known = tap.instruments.of(instrumentId);
    const frame = tap.frames.get(instrumentId);
    const silentMillis = tap.silentMillis(frame);
    return {
      instrumentId,
      symbol: known.symbol,
      venue: known.venue,
      tickSize: known.tickUnits / known.priceDivisor,
      lotSize: known.lotUnits / known.qtyDivisor,
      priceDecimals: known.priceDecimals,
      qtyDecimals: known.lotDecimals,
      frames: frame?.seen ?? 0,
      silentMillis,
      stale: silentMillis === null || silentMillis > STALE_MILLIS,
    };
  });
}
