/**
 * What the decoder keeps for one Coinbase product: its grid, and whether its book is known.
 */
import { DecimalScanner } from "../../base/decimal.ts";
import type { Instrument, Scale } from "../instruments.ts";

export class CoinbaseLane {
  readonly symbol: string;
  /** False: nobody asked for this product, its records are passed over. */
  readonly wanted: boolean;
  readonly instrumentId: number;
  readonly scale: Scale;
  /** Where the scale comes from, for messages. */
  readonly origin: string;
  readonly price: DecimalScanner;
  readonly qty: DecimalScanner;
  /** A snapshot came, and nothing is missing since. */
  isLive = false;
  /**
   * The connection whose snapshot the book stands on: while two of them tell the same, only this
   * one's updates count.
   */
  owner: object | undefined = undefined;
  /** Id of the newest trade; 0 = none since the connection was made. */
  newestTradeId = 0;

  constructor(instrument: Instrument, wanted: boolean, origin: string) {
    const { scale } = instrument;
    this.symbol = instrument.symbol;
    this.wanted = wanted;
    this.instrumentId = instrument.id;
    this.scale = scale;
    this.origin = origin;
    this.price = new DecimalScanner(scale.priceDecimals, scale.tickUnits);
    this.qty = new DecimalScanner(scale.lotDecimals, scale.lotUnits);
  }
}
