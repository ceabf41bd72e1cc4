/**
 * What the decoder keeps for one Kraken pair: its grid, its book, and the venue's checksum of it.
 */
import { crc32 } from "node:zlib";
import { DecimalScanner } from "../../base/decimal.ts";
import { checksumShare } from "../../wire/checksum.ts";
import type { Instrument, Scale } from "../instruments.ts";
import { BookSide } from "./book_side.ts";

/** Levels a side that the venue's checksum is over. */
export const CHECKSUM_LEVELS = 10;
/** Of a book whose depth is not known: the deepest that can be subscribed. */
const DEEPEST = 1_000;

export class KrakenLane {
  readonly symbol: string;
  /** False: nobody asked for this pair, its records are passed over. */
  readonly wanted: boolean;
  readonly instrumentId: number;
  readonly scale: Scale;
  /** Where the scale comes from, for messages. */
  readonly origin: string;
  readonly price: DecimalScanner;
  readonly qty: DecimalScanner;
  readonly bids = new BookSide(true);
  readonly asks = new BookSide(false);
  /** Levels a side that were subscribed. */
  depth = DEEPEST;
  /** Digits that the venue writes behind the point, v1: its checksum is over what it writes. */
  priceDigits: number;
  qtyDigits: number;
  /** A snapshot came, and nothing is missing since. */
  isLive = false;
  /** The connection whose snapshot the book stands on. */
  owner: object | undefined = undefined;
  /** Id (v2) or time (v1) of the newest trade; 0 = none since the connection was made. */
  newestTrade = 0;

  constructor(instrument: Instrument, wanted: boolean, origin: string) {
    const { scale } = instrument;
    this.symbol = instrument.symbol;
    this.wanted = wanted;
    this.instrumentId = instrument.id;
    this.scale = scale;
    this.origin = origin;
    this.price = new DecimalScanner(scale.priceDecimals, scale.tickUnits);
    this.qty = new DecimalScanner(scale.lotDecimals, scale.lotUnits);
    this.priceDigits = scale.priceDecimals;
    this.qtyDigits = scale.lotDecimals;
  }

  /**
   * The venue's checksum of the book: CRC-32 over the digits of price and quantity, without point and
   * leading zeros, of the ten lowest asks and then the ten highest bids.
   */
  checksum(): number {
    const { scale } = this;
    const priceZeros = "0".repeat(Math.max(0, this.priceDigits - scale.priceDecimals));
    const qtyZeros = "0".repeat(Math.max(0, this.qtyDigits - scale.lotDecimals));
    let digits = "";
    for (const side of [this.asks, this.bids]) {
      for (let i = 0; i < side.count && i < CHECKSUM_LEVELS; i++) {
        digits += side.priceTicks[i] * scale.tickUnits + priceZeros;
        digits += side.qtyLots[i] * scale.lotUnits + qtyZeros;
      }
    }
    return crc32(digits);
  }

  /** The same levels hashed as the book stage hashes its own: see wire/checksum.ts. */
  wireChecksum(): number {
    const { asks, bids } = this;
    let sum = 0;
    for (let i = 0; i < CHECKSUM_LEVELS; i++) {
      sum += i < asks.count
        ? checksumShare(2 * i, asks.priceTicks[i], asks.qtyLots[i])
        : checksumShare(2 * i, 0, 0);
      sum += i < bids.count
        ? checksumShare(2 * i + 1, bids.priceTicks[i], bids.qtyLots[i])
        : checksumShare(2 * i + 1, 0, 0);
    }
    return sum | 0;
  }
}
