/** TWAP: the same quantity in every slice of time. */
import { defineStrategy } from "../core/trading/strategy.ts";
import { followSchedule, type Schedule, SCHEDULE_PARAMETERS } from "./scheduled_execution.ts";

/** As much is done as time has passed. */
export class EvenSchedule implements Schedule {
  shareAt(endShare: number): number {
    return endShare;
  }
}

export const strategy = defineStrategy({
  name: "twap",
  summary: "Trades a parent order evenly over time.",
  source: "Berkowitz, Logue and Noser (1988), The Total Cost of Transactions on the NYSE",
  parameters: SCHEDULE_PARAMETERS,
  create: (setup) => followSchedule(setup, () => new EvenSchedule()),
});
