/**
 * The market profile of the last ten minutes: at which prices most was traded, and how far they lie
 * from the mid.
 *
 * Hot path: no allocation.
 */
import { defineFamily, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import {
  PRICE_BUCKETS,
  PROFILE_MEMORY_NANOS,
  PROFILE_NANOS,
  VolumeByPrice,
} from "../trades/volume_by_price.ts";

const BPS = 1e4;
const LAST = PRICE_BUCKETS - 1;
/** The value area holds this part of the volume. */
const VALUE_AREA = 0.7;

const SPANS = { window: timeSpan(PROFILE_NANOS), memory: timeSpan(PROFILE_MEMORY_NANOS) };

export class VolumeProfile implements FeatureFamily {
  static readonly definitions = defineFamily(
    "volume_profile",
    "Steidlmayer's market profile, CBOT 1985",
    [
      {
        name: "point_of_control_offset_10m_bps",
        unit: "bps",
        mirrorSum: 0,
        ...SPANS,
        formula: "10⁴ · (C − mid) / mid, C = middle of the price bucket with most volume, the " +
          "lowest of equals; buckets of a power of two of ticks, about 2 bps",
      },
      {
        name: "value_area_centre_offset_10m_bps",
        unit: "bps",
        mirrorSum: 0,
        ...SPANS,
        formula: "10⁴ · ((H + L) / 2 − mid) / mid, value area L to H: grown from C by the larger " +
          "of the two buckets above and the two below until it holds 70 %",
      },
      {
        name: "value_area_width_10m_bps",
        unit: "bps",
        ...SPANS,
        formula: "10⁴ · (H − L) / mid, so the area's high and low are centre ± width / 2",
      },
      {
        name: "point_of_control_share_10m",
        unit: "ratio",
        ...SPANS,
        formula: "volume of C's bucket / volume of the profile",
      },
    ],
  );

  readonly #volume = new VolumeByPrice();
  /** Twice the ticks of the point of control, and of the value area's ends. */
  #doubleControlTicks = NaN;
  #doubleLowTicks = NaN;
  #doubleHighTicks = NaN;
  #share = NaN;
  /** Lots that the value area holds at least. */
  #areaLots = NaN;

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    if (this.#volume.advance(inputs)) this.#measure();
    const { doubleMidTicks } = inputs;
    // Infinite, and so not valid, where the mid is not above 0.
    const scale = BPS / Math.max(doubleMidTicks, 0);
    const doubleCentreTicks = (this.#doubleLowTicks + this.#doubleHighTicks) / 2;
    vector[from] = scale * (this.#doubleControlTicks - doubleMidTicks);
    vector[from + 1] = scale * (doubleCentreTicks - doubleMidTicks);
    vector[from + 2] = scale * (this.#doubleHighTicks - this.#doubleLowTicks);
    vector[from + 3] = this.#share;
    return from + 4;
  }

  #measure(): void {
    const volume = this.#volume;
    const { totals } = volume;
    let sum = 0;
    let mostLots = 0;
    let control = 0;
    let lowest = LAST;
    let highest = 0;
    for (let i = 0; i < PRICE_BUCKETS; i++) {
      const lots = totals[volume.place(i)];
      if (lots === 0) continue;
      lowest = Math.min(lowest, i);
      highest = i;
      sum += lots;
      if (lots > mostLots) {
        mostLots = lots;
        control = i;
      }
    }
    const isKnown = volume.isWarm && sum > 0;
    const { low, widthTicks } = volume;
    this.#share = isKnown ? mostLots / sum : NaN;
    this.#areaLots = VALUE_AREA * sum;
    this.#doubleControlTicks = isKnown ? (2 * (low + control) + 1) * widthTicks - 1 : NaN;
    this.#doubleLowTicks = NaN;
    this.#doubleHighTicks = NaN;
    if (isKnown) this.#growArea(control, lowest, highest);
  }

  /** Both ways at once where the two sides are equal, as in a hole; never past what was traded. */
  #growArea(control: number, lowest: number, highest: number): void {
    const volume = this.#volume;
    const { totals } = volume;
    const areaLots = this.#areaLots;
    let insideLots = totals[volume.place(control)];
    let low = control;
    let high = control;
    while (insideLots < areaLots && (low > lowest || high < highest)) {
      let below = low > lowest ? totals[volume.place(low - 1)] : -1;
      if (low > lowest + 1) below += totals[volume.place(low - 2)];
      let above = high < highest ? totals[volume.place(high + 1)] : -1;
      if (high < highest - 1) above += totals[volume.place(high + 2)];
      if (below >= above) {
        low = Math.max(lowest, low - 2);
        insideLots += below;
      }
      if (above >= below) {
        high = Math.min(highest, high + 2);
        insideLots += above;
      }
    }
    this.#doubleLowTicks = 2 * (volume.low + low) * volume.widthTicks;
    this.#doubleHighTicks = 2 * ((volume.low + high + 1) * volume.widthTicks - 1);
  }
}
