/**
 * What is known of a feature besides its value. The lists of definitions in families/ are the only
 * place where features are named; the vector's order, its documentation and the manifests of models
 * all come from them. A name is stable for ever: a feature whose meaning changes gets a new name.
 */

/** Units of values; a name ends in its unit, where there is one. */
export type FeatureUnit =
  | "ticks"
  | "bps"
  | "quote"
  | "lots"
  | "lots_per_tick"
  | "ticks_per_lot"
  /** For each million of quote currency traded. */
  | "bps_per_million"
  | "lots_per_s"
  /** Multiples of the average depth: comparable between instruments. */
  | "depths"
  | "per_s"
  | "ms"
  /** Of an index between 0 and 100. */
  | "points"
  /** A plain number, mostly between −1 and 1. */
  | "ratio";

/** A stretch of an instrument's history, in its frames or in event time; 0 = not counted in that. */
export interface Span {
  readonly events: number;
  readonly nanos: number;
}

/** What a feature may be told beforehand (feature_settings.ts), and is never valid without. */
export type FeatureNeed = "calibration" | "reference";

export interface FeatureDefinition {
  readonly name: string;
  readonly family: string;
  readonly unit: FeatureUnit;
  /** How far back the value looks. */
  readonly window: Span;
  /** Frames (this one included) and time since the first frame after which it is valid. */
  readonly warmUp: Span;
  /** What came before this makes no difference any more, to the last bit of the value. */
  readonly memory: Span;
  /** undefined = frames are all it needs. */
  readonly needs: FeatureNeed | undefined;
  /**
   * Of features with a direction: their value plus that for the mirrored market (bids and asks,
   * buyers and sellers change places), so 0 for a signed one, 100 for an RSI. undefined = a mirrored
   * market has the same value, or for bid_…, ask_…, buy_… and sell_… that of the other side.
   */
  readonly mirrorSum: number | undefined;
  readonly formula: string;
  /** Where the formula is defined. */
  readonly source: string;
}

/** The newest frame only. */
const NO_SPAN: Span = { events: 0, nanos: 0 };

export function eventSpan(events: number): Span {
  return { events, nanos: 0 };
}

export function timeSpan(nanos: number): Span {
  return { events: 0, nanos };
}

/** One row of a family's list: what it leaves out is taken from the family, or is {@link NO_SPAN}. */
export type FeatureRow =
  & Pick<FeatureDefinition, "name" | "unit" | "formula">
  & Partial<
    Pick<FeatureDefinition, "window" | "warmUp" | "memory" | "needs" | "mirrorSum" | "source">
  >;

/** Completes the rows of one family. */
export function defineFamily(
  family: string,
  source: string,
  rows: readonly FeatureRow[],
): readonly FeatureDefinition[] {
  return rows.map((row) => ({
    name: row.name,
    family,
    unit: row.unit,
    window: row.window ?? NO_SPAN,
    warmUp: row.warmUp ?? row.window ?? NO_SPAN,
    memory: row.memory ?? row.warmUp ?? row.window ?? NO_SPAN,
    needs: row.needs,
    mirrorSum: row.mirrorSum,
    formula: row.formula,
    source: row.source ?? source,
  }));
}
