/**
 * VWAP: as much is done as of the interval's volume has traded, by a curve that is either a formula
 * or learnt from the frames before: volume so far / (volume so far + volume expected from earlier
 * days at these times, or at the average rate).
 */
import { NANOS_PER_SECOND } from "../core/base/units.ts";
import type { FrameView } from "../core/trading/frame_view.ts";
import { choiceOf, numberOf } from "../core/trading/parameters.ts";
import { defineStrategy } from "../core/trading/strategy.ts";
import { followSchedule, type Schedule, SCHEDULE_PARAMETERS } from "./scheduled_execution.ts";
import { parabolicVolumeShare, VolumeCurve } from "./volume_curve.ts";

class ParabolicSchedule implements Schedule {
  readonly #depth: number;

  constructor(depth: number) {
    this.#depth = depth;
  }

  shareAt(endShare: number): number {
    return parabolicVolumeShare(endShare, this.#depth);
  }
}

/** Follows the volume that has traded and the volume to be expected. */
export class LearntVolumeSchedule implements Schedule {
  readonly #curve = new VolumeCurve();
  readonly #durationNanos: number;
  #arrivalNanos = -1;
  #tradedLots = 0;

  constructor(durationNanos: number) {
    this.#durationNanos = durationNanos;
  }

  onHistory(frame: FrameView): void {
    this.#curve.observe(frame.nowNanos, frame.tradedLots);
  }

  onFrame(frame: FrameView): void {
    this.#curve.observe(frame.nowNanos, frame.tradedLots);
    if (this.#arrivalNanos >= 0) this.#tradedLots += frame.tradedLots;
  }

  onArrival(nowNanos: number): void {
    this.#arrivalNanos = nowNanos;
  }

  shareAt(endShare: number, nowNanos: number): number {
    const sliceEndNanos = this.#arrivalNanos + endShare * this.#durationNanos;
    const endNanos = this.#arrivalNanos + this.#durationNanos;
    const bySliceEnd = this.#tradedLots + this.#curve.expectedLots(nowNanos, sliceEndNanos);
    const byEnd = bySliceEnd + this.#curve.expectedLots(sliceEndNanos, endNanos);
    return byEnd > 0 ? bySliceEnd / byEnd : endShare;
  }
}

export const strategy = defineStrategy({
  name: "vwap",
  summary: "Trades a parent order in step with the market's volume.",
  source: "Konishi (2002), Optimal Slice of a VWAP Trade; Białkowski, Darolles and Le Fol (2008)",
  parameters: {
    ...SCHEDULE_PARAMETERS,
    curve: choiceOf(["learnt", "parabola"], "volume learnt from earlier frames, or a formula"),
    depth: numberOf(0.5, 0, 1, "of the parabola: 0 = flat, 1 = no volume in the middle"),
  },
  learns: true,
  create: (setup) => {
    const { curve, depth, duration_s } = setup.parameters;
    return followSchedule(
      setup,
      () =>
        curve === "learnt"
          ? new LearntVolumeSchedule(duration_s * NANOS_PER_SECOND)
          : new ParabolicSchedule(depth),
    );
  },
});
