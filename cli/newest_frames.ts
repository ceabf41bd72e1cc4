/** The newest frame of each instrument that is still in the frame ring: the pipeline's last word. */
import { FRAME_RING_SLOTS } from "../core/base/limits.ts";
import { mapRing } from "../core/ring/layout.ts";
import type { Instrument } from "../core/venues/instruments.ts";
import {
  askLevelsOf,
  bidLevelsOf,
  F_ASK_LOTS,
  F_ASK_TICKS,
  F_BID_LOTS,
  F_BID_TICKS,
  F_CLASSES,
  F_FEATURES,
  F_FRAME_SEQUENCE,
  F_HEAD,
  F_INSTRUMENT,
  F_MASK,
  F_PRICE_UNIT,
  F_PROBABILITIES,
  F_QTY_UNIT,
} from "../core/wire/frame.ts";

export interface FrameSnapshot {
  readonly symbol: string;
  readonly frameSequence: number;
  readonly bid: { readonly price: number; readonly size: number };
  readonly ask: { readonly price: number; readonly size: number };
  readonly priceDecimals: number;
  /** Features that are warm, by name. */
  readonly features: Readonly<Record<string, number>>;
  /** Probabilities of down, flat, up; empty before the first prediction. */
  readonly probabilities: readonly number[];
}

/**
 * @param frames the frame ring's memory, after the session
 * @param table the feature table, in frame order
 * @returns in order of instrument
 */
export function newestFrames(
  frames: SharedArrayBuffer,
  instruments: readonly Instrument[],
  table: readonly { readonly name: string }[],
): FrameSnapshot[] {
  const { words, doubles, wordsPerSlot } = mapRing(frames);
  const newest = new Map<number, number>();
  for (let slot = 0; slot < FRAME_RING_SLOTS; slot++) {
    const at = slot * wordsPerSlot;
    if (bidLevelsOf(words[at + F_HEAD]) === 0 || askLevelsOf(words[at + F_HEAD]) === 0) continue;
    const known = newest.get(words[at + F_INSTRUMENT]);
    const sequence = doubles[(at >> 1) + F_FRAME_SEQUENCE];
    if (known === undefined || sequence > doubles[(known >> 1) + F_FRAME_SEQUENCE]) {
      newest.set(words[at + F_INSTRUMENT], at);
    }
  }
  return instruments.flatMap((instrument) => {
    const at = newest.get(instrument.id);
    return at === undefined ? [] : [snapshotAt(words, doubles, at, instrument, table)];
  });
}

function snapshotAt(
  words: Int32Array,
  doubles: Float64Array,
  at: number,
  { symbol, scale }: Instrument,
  table: readonly { readonly name: string }[],
): FrameSnapshot {
  const d = at >> 1;
  const priceUnit = doubles[d + F_PRICE_UNIT];
  const qtyUnit = doubles[d + F_QTY_UNIT];
  const isWarm = (i: number) => (words[at + F_MASK + (i >> 5)] >>> (i & 31) & 1) === 1;
  return {
    symbol,
    frameSequence: doubles[d + F_FRAME_SEQUENCE],
    bid: {
      price: words[at + F_BID_TICKS] * priceUnit,
      size: doubles[d + F_BID_LOTS] * qtyUnit,
    },
    ask: {
      price: words[at + F_ASK_TICKS] * priceUnit,
      size: doubles[d + F_ASK_LOTS] * qtyUnit,
    },
    priceDecimals: scale.priceDecimals,
    features: Object.fromEntries(
      table.flatMap(({ name }, i) => isWarm(i) ? [[name, doubles[d + F_FEATURES + i]]] : []),
    ),
    probabilities: [
      ...doubles.subarray(d + F_PROBABILITIES, d + F_PROBABILITIES + words[at + F_CLASSES]),
    ],
  };
}
