/** All that is measured of one symbol, frame by frame, and what it comes to. */
import type { SymbolCalibration } from "../core/features/calibration.ts";
import { Levels } from "../core/features/inputs/levels.ts";
import {
  askLevelsOf,
  bidLevelsOf,
  EVENT_SNAPSHOT,
  eventOf,
  F_HEAD,
  F_PRICE_UNIT,
  F_QTY_UNIT,
  F_RECV_NANOS,
} from "../core/wire/frame.ts";
import { FlowCovariance } from "./flow_covariance.ts";
import { ForecastCheck, type ForecastReport } from "./forecast_check.ts";
import { type MicroPriceSolution, solveMicroPrice } from "./micro_price.ts";
import { MicroPriceCounts } from "./micro_price_counts.ts";
import { ImpactRegression, type ImpactReport } from "./impact_regression.ts";

/** With fewer, chances are guesses. */
const LEAST_STEPS = 1_000;
const LEAST_MOVES = 100;

export interface SymbolReport {
  readonly frames: number;
  /** Why it is not in the calibration; undefined = it is. */
  readonly leftOut?: string | undefined;
  /** Steps between frames that the micro-price's chain was counted from, and those that moved the mid. */
  readonly steps: number;
  readonly moves: number;
  /** Steps that began at a spread of 1 tick, 2 ticks …; the last number holds all wider ones. */
  readonly stepsBySpread: readonly number[];
  /** Of the chain: groups of spreads × buckets of imbalance. */
  readonly states: number;
  /** Terms of the sum G*. */
  readonly terms: number;
  /** Windows behind the flow's component, and the share of its variance that it explains. */
  readonly flowWindows: number;
  readonly explainedShare: number;
  /** On the last part of the data, by a table made from what came before; undefined = too little. */
  readonly forecast: ForecastReport | undefined;
  readonly impact: ImpactReport;
}

export interface SymbolOutcome {
  /** undefined = the symbol is left out. */
  readonly calibration: SymbolCalibration | undefined;
  readonly report: SymbolReport;
}

export class SymbolCalibrator {
  readonly #horizonFrames: number;
  readonly #levels = new Levels();
  readonly #counts = new MicroPriceCounts();
  readonly #flows = new FlowCovariance();
  readonly #impact = new ImpactRegression();
  #check: ForecastCheck | undefined;
  #isHeldOut = false;
  #frames = 0;
  /** Of the frame before; NaN = there is none to compare with. */
  #priceUnit = NaN;
  #qtyUnit = NaN;
  #nowNanos = -Infinity;

  /** @param horizonFrames how far ahead forecasts are checked */
  constructor(horizonFrames: number) {
    this.#horizonFrames = horizonFrames;
  }

  /** Another recording follows. */
  restart(): void {
    this.#priceUnit = NaN;
    this.#nowNanos = -Infinity;
    this.#counts.breakOff();
    this.#flows.breakOff();
    this.#check?.breakOff();
  }

  /**
   * Takes the next frame.
   * @param isHeldOut the frame belongs to the last part, on which forecasts are checked
   */
  observe(words: Int32Array, doubles: Float64Array, at: number, isHeldOut: boolean): void {
    const doubleAt = at >> 1;
    const head = words[at + F_HEAD];
    const priceUnit = doubles[doubleAt + F_PRICE_UNIT];
    const qtyUnit = doubles[doubleAt + F_QTY_UNIT];
    const hasSameScale = priceUnit === this.#priceUnit && qtyUnit === this.#qtyUnit;
    const isComparable = hasSameScale && (eventOf(head) & EVENT_SNAPSHOT) === 0;
    this.#priceUnit = priceUnit;
    this.#qtyUnit = qtyUnit;
    this.#nowNanos = Math.max(this.#nowNanos, doubles[doubleAt + F_RECV_NANOS]);
    this.#frames++;
    if (isHeldOut && !this.#isHeldOut) this.#startCheck();
    if (!isComparable) this.#counts.breakOff();
    if (!hasSameScale) this.#check?.breakOff();
    const levels = this.#levels;
    levels.load(words, doubles, at, isComparable);
    this.#check?.observe(levels);
    this.#counts.observe(levels);
    this.#flows.observe(levels, bidLevelsOf(head) + askLevelsOf(head));
    const midHalfTicks = levels.bidTicks[0] + levels.askTicks[0];
    this.#impact.observe(this.#nowNanos, midHalfTicks, levels.flowLots[0], isComparable);
  }

  /** To be asked once, at the end. */
  outcome(): SymbolOutcome {
    const solution = this.#solve();
    const flow = this.#flows.report();
    const report: SymbolReport = {
      frames: this.#frames,
      leftOut: this.#whyLeftOut(solution !== undefined, flow !== undefined),
      steps: this.#counts.steps,
      moves: this.#counts.moves,
      stepsBySpread: this.#counts.stepsBySpread(),
      states: solution?.firstMoveTicks.length ?? 0,
      terms: solution?.terms ?? 0,
      flowWindows: flow?.windows ?? 0,
      explainedShare: flow?.explainedShare ?? 0,
      forecast: this.#check?.report(),
      impact: this.#impact.report(),
    };
    const calibration = solution === undefined || flow === undefined
      ? undefined
      : { microPrice: solution.table, flowLoadings: flow.loadings };
    return { calibration, report };
  }

  #startCheck(): void {
    this.#isHeldOut = true;
    const solution = this.#solve();
    if (solution !== undefined) {
      this.#check = new ForecastCheck(solution.table, this.#horizonFrames);
    }
  }

  #solve(): MicroPriceSolution | undefined {
    const { steps, moves } = this.#counts;
    if (steps < LEAST_STEPS || moves < LEAST_MOVES) return undefined;
    return solveMicroPrice(this.#counts.chain());
  }

  #whyLeftOut(isSolved: boolean, hasFlow: boolean): string | undefined {
    const { steps, moves } = this.#counts;
    if (steps < LEAST_STEPS) return `${steps} steps between frames, ${LEAST_STEPS} are needed`;
    if (moves < LEAST_MOVES) return `the mid moved ${moves} times, ${LEAST_MOVES} are needed`;
    if (!isSolved) return "its imbalance keeps to one side, so the micro-price has no limit";
    return hasFlow ? undefined : "no order flow";
  }
}
