/**
 * What the decoder keeps for one instrument: its grid and the state of its depth.
 */
import { DecimalScanner } from "../../base/decimal.ts";
import type { Instrument, Scale } from "../instruments.ts";
import type { DepthSync } from "./depth_sync.ts";

/** More decimals than the one-pass scan of the byte parser takes. */
const NOT_PLAIN = 99;

export class Lane {
  readonly symbol: string;
  /** False: nobody asked for this symbol, its records are passed over. */
  readonly wanted: boolean;
  readonly sync: DepthSync;
  readonly instrumentId: number;
  readonly scale: Scale;
  /** Where the scale comes from, for messages: "inferred", "of the venue". */
  readonly origin: string;
  readonly price: DecimalScanner;
  readonly qty: DecimalScanner;
  /** Decimals of the grids where they are plain powers of ten; otherwise {@link NOT_PLAIN}. */
  readonly plainPriceDecimals: number;
  readonly plainQtyDecimals: number;
  /** Newest venue time seen; stands in where a record has none. 0 = none yet. */
  venueNanos = 0;

  constructor(instrument: Instrument, wanted: boolean, origin: string, sync: DepthSync) {
    const { scale } = instrument;
    this.symbol = instrument.symbol;
    this.wanted = wanted;
    this.sync = sync;
    this.instrumentId = instrument.id;
    this.scale = scale;
    this.origin = origin;
    this.price = new DecimalScanner(scale.priceDecimals, scale.tickUnits);
    this.qty = new DecimalScanner(scale.lotDecimals, scale.lotUnits);
    this.plainPriceDecimals = scale.tickUnits === 1 ? scale.priceDecimals : NOT_PLAIN;
    this.plainQtyDecimals = scale.lotUnits === 1 ? scale.lotDecimals : NOT_PLAIN;
    sync.instrumentId = instrument.id;
  }
}
