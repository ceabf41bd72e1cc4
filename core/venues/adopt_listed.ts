/**
 * Gives a registry the instruments that a session has already defined, under their numbers: a source
 * that is opened anew in the middle of a session must not number them otherwise. Cold.
 */
import { MAX_INSTRUMENTS } from "../base/limits.ts";
import type { InstrumentDirectory } from "../wire/directory.ts";
import type { InstrumentRegistry } from "./instruments.ts";

export function adoptListed(directory: InstrumentDirectory, registry: InstrumentRegistry): void {
  for (let id = 0; id < MAX_INSTRUMENTS; id++) {
    const symbol = directory.symbolOf(id);
    // Numbers are given in order: behind the first that is free, none is used.
    if (symbol === "") return;
    const [tickUnits, lotUnits, scales] = directory.scalesOf(id);
    const priceDecimals = scales & 0xff;
    const lotDecimals = (scales >>> 8) & 0xff;
    const scale = { priceDecimals, tickUnits, lotDecimals, lotUnits };
    registry.adopt({ id, venue: (scales >>> 16) & 0xff, symbol, scale });
  }
}
