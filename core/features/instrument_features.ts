/**
 * The features of one instrument: its groups, and the history they keep. Groups are called one by
 * one, and call their families one by one, rather than in a loop over an array, because each call
 * then has one target and can be compiled in place.
 *
 * Hot path: no allocation.
 */
import * as frameLayout from "../wire/frame.ts";
import type { FeatureSettings } from "./feature_settings.ts";
import { BarFeatures } from "./groups/bar_features.ts";
import { CoreFeatures } from "./groups/core_features.ts";
import { CrossFeatures } from "./groups/cross_features.ts";
import { MicroFeatures } from "./groups/micro_features.ts";
import { FrameInputs } from "./inputs/frame_inputs.ts";
import type { Reference } from "./inputs/reference.ts";
import { AT_BARS, AT_CORE, AT_CROSS, AT_MICRO, FEATURES, featuresEnd } from "./table.ts";
import { FeatureVector } from "./vector.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { F_PRICE_UNIT, F_QTY_UNIT } = frameLayout;

/** The best price of a side, in quote currency, and its quantity, in base currency. */
export interface QuoteSnapshot {
  readonly price: number;
  readonly size: number;
}

/** A bar in quote and base currency. */
export interface BarSnapshot {
  readonly seconds: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** An instrument as of its newest frame, as plain data. */
export interface FeatureSnapshot {
  readonly instrumentId: number;
  /** The best bid and offer; null on a bar, which has no book. */
  readonly bid: QuoteSnapshot | null;
  readonly ask: QuoteSnapshot | null;
  /** null on a book. */
  readonly bar: BarSnapshot | null;
  /** Features that are warm and defined, by name. */
  readonly values: Readonly<Record<string, number>>;
}

/** What an instrument's features need to know besides its frames. */
export interface InstrumentContext {
  readonly settings: FeatureSettings;
  /** Upper case, as its venue writes it. */
  readonly symbol: string;
  /** The instrument that others are compared with. */
  readonly reference: Reference;
  /** The session's epoch: whole milliseconds since 1970, a midnight in UTC. */
  readonly epochMillis: number;
}

export class InstrumentFeatures {
  readonly #inputs = new FrameInputs();
  readonly #vector: FeatureVector;
  readonly #core: CoreFeatures | undefined;
  readonly #micro: MicroFeatures | undefined;
  readonly #bars: BarFeatures | undefined;
  readonly #cross: CrossFeatures | undefined;
  readonly #priceUnit: number;
  readonly #qtyUnit: number;

  /** @param at word index of the instrument's first frame, whose scale this history is in */
  constructor(context: InstrumentContext, doubles: Float64Array, at: number) {
    const { groups } = context.settings;
    this.#vector = new FeatureVector(featuresEnd(groups), AT_BARS, AT_CROSS);
    this.#core = groups.includes("core") ? new CoreFeatures() : undefined;
    this.#micro = groups.includes("micro") ? new MicroFeatures(context) : undefined;
    this.#bars = groups.includes("bars") ? new BarFeatures() : undefined;
    this.#cross = groups.includes("cross") ? new CrossFeatures(context) : undefined;
    context.reference.meet(context.symbol, this.#inputs);
    this.#priceUnit = doubles[(at >> 1) + F_PRICE_UNIT];
    this.#qtyUnit = doubles[(at >> 1) + F_QTY_UNIT];
  }

  /** False when ticks or lots changed their size, so that nothing before compares. */
  hasScaleOf(doubles: Float64Array, at: number): boolean {
    return doubles[(at >> 1) + F_PRICE_UNIT] === this.#priceUnit &&
      doubles[(at >> 1) + F_QTY_UNIT] === this.#qtyUnit;
  }

  /** Takes the frame at word index `at` into account and writes its features into it. */
  update(words: Int32Array, doubles: Float64Array, at: number): void {
    const inputs = this.#inputs;
    const { values } = this.#vector;
    inputs.load(words, doubles, at);
    this.#core?.update(inputs, values, AT_CORE);
    this.#micro?.update(inputs, values, AT_MICRO);
    this.#bars?.update(inputs, values, AT_BARS);
    this.#cross?.update(inputs, values, AT_CROSS);
    this.#vector.store(words, at, this.#bars !== undefined && this.#bars.hasNewBar);
  }

  /** The newest frame's best bid and offer or bar, and what was computed from it. Cold. */
  snapshot(instrumentId: number): FeatureSnapshot {
    const { barSeconds, levels } = this.#inputs;
    const { values } = this.#vector;
    const isBar = barSeconds > 0;
    return {
      instrumentId,
      bid: isBar ? null : this.#quoteOf(levels.bidTicks[0], levels.bidLots[0]),
      ask: isBar ? null : this.#quoteOf(levels.askTicks[0], levels.askLots[0]),
      bar: isBar ? this.#barOf(barSeconds) : null,
      values: Object.fromEntries(
        FEATURES.flatMap(({ name }, i) => Number.isFinite(values[i]) ? [[name, values[i]]] : []),
      ),
    };
  }

  #quoteOf(ticks: number, lots: number): QuoteSnapshot {
    return { price: ticks * this.#priceUnit, size: lots * this.#qtyUnit };
  }

  #barOf(seconds: number): BarSnapshot {
    const { firstTradeTicks, highTradeTicks, lowTradeTicks, lastTradeTicks } = this.#inputs;
    return {
      seconds,
      open: firstTradeTicks * this.#priceUnit,
      high: highTradeTicks * this.#priceUnit,
      low: lowTradeTicks * this.#priceUnit,
      close: lastTradeTicks * this.#priceUnit,
      volume: this.#inputs.unsignedLots * this.#qtyUnit,
    };
  }
}
