/** Receives rows to learn how large moves are; keeps none of them. */
import { BPS } from "../core/features/inputs/frame_inputs.ts";
import type { RowReceiver } from "./row_agent.ts";
import { ThresholdFit } from "./threshold_fit.ts";

export class FittingReceiver implements RowReceiver {
  readonly fit = new ThresholdFit();

  row(): void {
    this.fit.countRow();
  }

  label(instrumentId: number, moveHalfTicks: number, baseHalfTicks: number): void {
    const moveBps = Math.fround(BPS * moveHalfTicks / baseHalfTicks);
    if (Number.isFinite(moveBps)) this.fit.countMove(instrumentId, moveBps);
  }

  unlabelled(): void {}

  work(): boolean {
    return false;
  }

  close(): void {}

  end(): void {}
}
