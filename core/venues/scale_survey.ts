/**
 * Infers tick and lot sizes where a recording does not say them, from the numbers in it.
 *
 * - Ticks: after {@link ENOUGH_VALUES} different prices the grid is as fine as the finest of them:
 *   venues pad with zeros, so 61837.64000000 has two decimals. A thousand levels of a snapshot hit
 *   every decimal there is. After fewer prices the written digits count, zeros and all: too fine a
 *   tick is harmless, too coarse a one refuses good records.
 * - Lots: always as fine as written, because books hold old orders finer than today's lot size.
 * - In both cases prices must fit an Int32 with room to rise, and quantities stay exact.
 *
 * Cold.
 */
import { decimalsOf, MAX_DECIMALS } from "../base/decimal.ts";
import type { Scale } from "./instruments.ts";

/** A scale and where it comes from, for messages: "inferred", "of the venue", "given". */
export interface KnownScale {
  readonly scale: Scale;
  readonly origin: string;
}

/** Scales that are known before the first record is decoded. */
export type ScaleFinder = (symbol: string) => KnownScale | undefined;

/** Different prices that make the finest of them trustworthy. */
export const ENOUGH_VALUES = 64;
/** A price may still rise this many times over. */
const PRICE_HEADROOM = 8;
const MAX_TICKS = 0x7fff_ffff;
/** A quantity may still grow a thousand times over. */
const QTY_HEADROOM = 1_024;

/** What was seen of one kind of number of one symbol. */
export class GridSurvey {
  readonly #seen = new Set<string>();
  #significant = 0;
  /** Most digits written after the point, zeros and all; −1 = nothing seen. */
  #written = -1;
  #largest = 0;

  see(text: unknown): void {
    if (typeof text !== "string") return;
    const bytes = new TextEncoder().encode(text);
    const significant = decimalsOf(bytes, 0, bytes.length);
    if (significant < 0 || significant > MAX_DECIMALS) return;
    this.#written = Math.max(this.#written, (text.split(".")[1] ?? "").length);
    if (Number(text) === 0) return;
    if (this.#seen.size < ENOUGH_VALUES) this.#seen.add(text);
    this.#significant = Math.max(this.#significant, significant);
    this.#largest = Math.max(this.#largest, Number(text));
  }

  get isSure(): boolean {
    return this.#seen.size >= ENOUGH_VALUES;
  }

  /** Decimals such that the largest value times 10^decimals stays below `limit`. */
  decimalsBelow(limit: number, asWritten: boolean): number | undefined {
    if (this.#written < 0) return undefined;
    let decimals = Math.min(asWritten ? this.#written : this.#significant, MAX_DECIMALS);
    while (decimals >= 0 && this.#largest * 10 ** decimals >= limit) decimals--;
    return decimals >= 0 ? decimals : undefined;
  }
}

/** The prices and quantities of one symbol. */
export class SymbolSurvey {
  readonly price = new GridSurvey();
  readonly qty = new GridSurvey();

  /** The inferred scale; undefined when no price or no quantity was seen. */
  scale(): Scale | undefined {
    const priceDecimals = this.price.decimalsBelow(MAX_TICKS / PRICE_HEADROOM, !this.price.isSure);
    const lotDecimals = this.qty.decimalsBelow(Number.MAX_SAFE_INTEGER / QTY_HEADROOM, true);
    if (priceDecimals === undefined || lotDecimals === undefined) return undefined;
    return { priceDecimals, tickUnits: 1, lotDecimals, lotUnits: 1 };
  }
}
