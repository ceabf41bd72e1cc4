/**
 * Almgren and Chriss: the schedule with the least cost + risk aversion × variance, for a price that is
 * a random walk with linear permanent and temporary impact. Of X there is left at time t
 *
 *     x(t) = X · sinh(κ(T − t)) / sinh(κT)
 *
 * A large κT trades early, κT → 0 is TWAP. It lies where impact is not linear (it is nearer to a
 * square root) and where volatility changes during the trade.
 */
import { numberOf } from "../core/trading/parameters.ts";
import { defineStrategy } from "../core/trading/strategy.ts";
import { followSchedule, type Schedule, SCHEDULE_PARAMETERS } from "./scheduled_execution.ts";

/** The market and the trader of the model, in any one set of units. */
export interface ImpactModel {
  /** λ: by how much a unit of variance is worse than a unit of cost. */
  readonly riskAversion: number;
  /** σ: of the price, per √time. */
  readonly volatility: number;
  /** η: of the price, per quantity and time. */
  readonly temporaryImpact: number;
  /** γ: of the price, per quantity. */
  readonly permanentImpact: number;
  /** τ: time of a slice. */
  readonly sliceTime: number;
}

/** κ per unit of time, exact for slices of time τ: 2(cosh κτ − 1) / τ² = λσ² / (η − γτ/2). */
export function almgrenChrissKappa(model: ImpactModel): number {
  const { riskAversion, volatility, temporaryImpact, permanentImpact, sliceTime } = model;
  const impact = temporaryImpact - permanentImpact * sliceTime / 2;
  const squared = riskAversion * volatility ** 2 / impact;
  return Math.acosh(1 + squared * sliceTime ** 2 / 2) / sliceTime;
}

/** Share of the order still to be traded when a share `elapsed` of the time has passed. */
export function almgrenChrissRemaining(elapsed: number, kappaTime: number): number {
  if (elapsed >= 1) return 0;
  if (kappaTime < 1e-6) return 1 - elapsed;
  return Math.sinh(kappaTime * (1 - elapsed)) / Math.sinh(kappaTime);
}

class AlmgrenChrissSchedule implements Schedule {
  readonly #kappaTime: number;

  constructor(kappaTime: number) {
    this.#kappaTime = kappaTime;
  }

  shareAt(endShare: number): number {
    return 1 - almgrenChrissRemaining(endShare, this.#kappaTime);
  }
}

export const strategy = defineStrategy({
  name: "almgren_chriss",
  summary: "Trades a parent order along the schedule that weighs impact against risk.",
  source: "Almgren and Chriss (2000), Optimal Execution of Portfolio Transactions",
  parameters: {
    ...SCHEDULE_PARAMETERS,
    kappa_time: numberOf(3, 0, 100, "κT: urgency; 0 = TWAP, 3 = the example of the paper"),
  },
  create: (setup) =>
    followSchedule(setup, () => new AlmgrenChrissSchedule(setup.parameters.kappa_time)),
});
