/**
 * What the decoder keeps for one instrument: its grid and the state of its depth.
 */
import { DecimalScanner } from "../../base/decimal.ts";
import type { Instrument, Scale } from "../instruments.ts";
import type { DepthSync } from "./depth_sync.ts";
import { QuotedDecimal } from "./quoted_decimal.ts";
import { KnownText } from "./record_text.ts";

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
  /** `BTCUSDT"`: what a record says behind `"s":"`. */
  readonly quotedSymbol: KnownText;
  /** The same grids, for the byte parser. */
  readonly quotedPrice: QuotedDecimal;
  readonly quotedQty: QuotedDecimal;
  /** Newest venue time seen; stands in where a record has none. 0 = none yet. */
  venueNanos = 0;
  /** Ids of the newest trade and quote; 0 = none since the connection was made. */
  newestTradeId = 0;
  newestQuoteId = 0;

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
    this.quotedSymbol = new KnownText(`${instrument.symbol}"`);
    this.quotedPrice = new QuotedDecimal(scale.priceDecimals, scale.tickUnits);
    this.quotedQty = new QuotedDecimal(scale.lotDecimals, scale.lotUnits);
    sync.instrumentId = instrument.id;
  }
}
