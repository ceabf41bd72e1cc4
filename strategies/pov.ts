/**
 * POV: a share of what the market trades, as it trades. It knows the volume of a slice only after the
 * slice, so it runs behind by one; own fills count where the venue's feed shows them. What is left at
 * the end is not traded.
 */
import type { FrameView } from "../core/trading/frame_view.ts";
import { numberOf } from "../core/trading/parameters.ts";
import { defineStrategy } from "../core/trading/strategy.ts";
import { followSchedule, type Schedule, SCHEDULE_PARAMETERS } from "./scheduled_execution.ts";

/** As much is done as a share of the volume since the arrival. */
export class ParticipationSchedule implements Schedule {
  readonly isOpenEnded = true;
  readonly #participation: number;
  readonly #totalLots: number;
  #tradedLots = 0;
  #hasArrived = false;

  constructor(participation: number, totalLots: number) {
    this.#participation = participation;
    this.#totalLots = totalLots;
  }

  onFrame(frame: FrameView): void {
    if (this.#hasArrived) this.#tradedLots += frame.tradedLots;
  }

  onArrival(): void {
    this.#hasArrived = true;
  }

  shareAt(): number {
    return this.#participation * this.#tradedLots / this.#totalLots;
  }
}

export const strategy = defineStrategy({
  name: "pov",
  summary: "Trades a parent order as a share of the market's volume.",
  source: "Kissell and Glantz (2003), Optimal Trading Strategies",
  parameters: {
    ...SCHEDULE_PARAMETERS,
    participation: numberOf(0.1, 1e-6, 1, "share of the market's volume"),
    duration_s: numberOf(86_400, 1e-3, 864_000, "seconds after which it gives up"),
    slice_s: numberOf(1, 1e-3, 86_400, "seconds after which the volume is looked at anew"),
  },
  create: (setup) => {
    const { participation, qty_lots } = setup.parameters;
    return followSchedule(setup, () => new ParticipationSchedule(participation, qty_lots));
  },
});
