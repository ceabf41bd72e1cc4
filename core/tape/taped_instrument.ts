/** Reads instruments back from the messages that define them. Cold: once an instrument. */
import {
  AT_INSTRUMENT,
  AT_LOT_UNITS,
  AT_SCALES,
  AT_SYMBOL,
  AT_TICK_UNITS,
  SYMBOL_BYTES,
  VENUE_NAMES,
} from "../wire/market.ts";
import type { Instrument } from "../venues/instruments.ts";

/** @returns undefined when the message defines nothing that can be */
export function decodeInstrument(words: Int32Array, at: number): Instrument | undefined {
  const scales = words[at + AT_SCALES];
  const venue = (scales >>> 16) & 0xff;
  const symbol = decodeSymbol(words, at, scales >>> 24);
  const scale = {
    priceDecimals: scales & 0xff,
    tickUnits: words[at + AT_TICK_UNITS],
    lotDecimals: (scales >>> 8) & 0xff,
    lotUnits: words[at + AT_LOT_UNITS],
  };
  if (symbol === undefined || VENUE_NAMES[venue] === undefined) return undefined;
  if (scale.tickUnits <= 0 || scale.lotUnits <= 0) return undefined;
  return { id: words[at + AT_INSTRUMENT], venue, symbol, scale };
}

function decodeSymbol(words: Int32Array, at: number, length: number): string | undefined {
  if (length === 0 || length > SYMBOL_BYTES) return undefined;
  let symbol = "";
  for (let i = 0; i < length; i++) {
    const code = (words[at + AT_SYMBOL + (i >> 2)] >>> (8 * (i & 3))) & 0xff;
    if (code <= 0x20 || code >= 0x7f) return undefined;
    symbol += String.fromCharCode(code);
  }
  return symbol;
}
