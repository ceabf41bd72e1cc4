/** What the trading stage is asked to do: strategies with their parameters, and limits. */
import type { OpeningPosition } from "./opening_positions.ts";
import type { ParameterSchema, ParameterValues } from "./parameters.ts";
import type { RiskLimits } from "./risk/limits.ts";
import type { StrategyDefinition } from "./strategy.ts";

export interface PlannedStrategy {
  readonly definition: StrategyDefinition;
  readonly parameters: ParameterValues<ParameterSchema>;
  /**
   * Instruments that one instance trades together, by symbol, upper case. undefined = an instance for
   * every instrument, each begun at its instrument's first frame.
   */
  readonly symbols: readonly string[] | undefined;
  readonly seed: number;
}

export interface TradingPlan {
  readonly strategies: readonly PlannedStrategy[];
  readonly limits: RiskLimits;
  /** What an earlier session left. */
  readonly opening?: readonly OpeningPosition[] | undefined;
}
