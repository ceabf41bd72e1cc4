/**
 * The bar that is filling: what traded in its time so far.
 *
 * Hot path: no allocation.
 */
import type { FrameInputs } from "../inputs/frame_inputs.ts";

export class FillingBar {
  /** Nothing below means anything before the first trade. */
  hasTraded = false;
  openTicks = 0;
  highTicks = 0;
  lowTicks = 0;
  closeTicks = 0;
  volumeLots = 0;
  /** Σ price × quantity. */
  tickLots = 0;

  /** Adds a frame's trades; there was at least one. */
  add(inputs: FrameInputs): void {
    const { firstTradeTicks, lastTradeTicks } = inputs;
    if (!this.hasTraded) {
      this.hasTraded = true;
      this.openTicks = firstTradeTicks;
      this.highTicks = firstTradeTicks;
      this.lowTicks = firstTradeTicks;
    }
    // Open and close count too: a bar of a careless source may say less for its high.
    this.highTicks = Math.max(
      this.highTicks,
      inputs.highTradeTicks,
      firstTradeTicks,
      lastTradeTicks,
    );
    this.lowTicks = Math.min(this.lowTicks, inputs.lowTradeTicks, firstTradeTicks, lastTradeTicks);
    this.closeTicks = lastTradeTicks;
    this.volumeLots += inputs.buyLots + inputs.sellLots + inputs.unsignedLots;
    this.tickLots += inputs.tradedTickLots;
  }

  clear(): void {
    this.hasTraded = false;
    this.volumeLots = 0;
    this.tickLots = 0;
  }
}
