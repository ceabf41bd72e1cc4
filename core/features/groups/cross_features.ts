/**
 * The cross group: the instrument beside a chosen reference. The group of the reference itself has no
 * features; it tells the others of its frames.
 *
 * ```text
 *   frames of the reference ─▶ Reference ─▶ families of every other instrument
 * ```
 *
 * Hot path: no allocation.
 */
import { LeadLag } from "../families/lead_lag.ts";
import { ReferenceMarket } from "../families/reference_market.ts";
import { RelativeReturn } from "../families/relative_return.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import type { Reference } from "../inputs/reference.ts";
import type { InstrumentContext } from "../instrument_features.ts";

export class CrossFeatures implements FeatureFamily {
  static readonly definitions = [
    ...ReferenceMarket.definitions,
    ...LeadLag.definitions,
    ...RelativeReturn.definitions,
  ];

  readonly #reference: Reference;
  readonly #families: CrossFamilies | undefined;

  constructor({ settings, reference }: InstrumentContext) {
    this.#reference = reference;
    this.#families = settings.referenceSymbol === undefined
      ? undefined
      : new CrossFamilies(reference);
  }

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    if (this.#reference.inputs === inputs) this.#reference.push(inputs);
    else this.#families?.update(inputs, vector, from);
    return from + CrossFeatures.definitions.length;
  }
}

/** Made only where there may be a reference. */
class CrossFamilies {
  readonly #referenceMarket: ReferenceMarket;
  readonly #leadLag: LeadLag;
  readonly #relativeReturn: RelativeReturn;

  constructor(reference: Reference) {
    this.#referenceMarket = new ReferenceMarket(reference);
    this.#leadLag = new LeadLag(reference);
    this.#relativeReturn = new RelativeReturn(this.#referenceMarket, this.#leadLag);
  }

  update(inputs: FrameInputs, vector: Float32Array, from: number): void {
    let next = from;
    next = this.#referenceMarket.update(inputs, vector, next);
    next = this.#leadLag.update(inputs, vector, next);
    this.#relativeReturn.update(inputs, vector, next);
  }
}
