/** What runs are asked to do and what comes back, as plain data that can be posted to workers. */
import type { ExchangeModels } from "../core/exchange/venue/models.ts";
import type { FeatureSettings } from "../core/features/feature_settings.ts";
import type { ModelBytes } from "../core/inference/loaded_model.ts";
import type { ScheduleOptions } from "../core/inference/schedule.ts";
import type { FileInput, SimulatedInput } from "../core/supervisor/job.ts";
import type { RiskLimits } from "../core/trading/risk/limits.ts";
import type { Problem } from "../core/venues/problems.ts";
import type { MarketMemory } from "./market_memory.ts";
import type { BacktestResult } from "./result.ts";
import type { TrialFigures } from "./trial_figures.ts";
import type { TimeRange } from "./windows.ts";

/** The market and what is computed of it: the same for all runs of a command. */
export interface MarketJob {
  readonly input: SimulatedInput | FileInput;
  /** The input as it was read once before; undefined = it is read again. */
  readonly memory: MarketMemory | undefined;
  readonly settings: FeatureSettings;
  /** undefined = frames without predictions. */
  readonly model: ModelBytes | undefined;
  readonly schedule: ScheduleOptions;
}

/** A strategy with an account, orders and limits of its own: desks of one run never meet. */
export interface DeskJob {
  /** Tells it from those beside it. */
  readonly label: string;
  /** A name of the registry, or a file's address. */
  readonly strategy: string;
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly models: Partial<ExchangeModels>;
  readonly limits: RiskLimits;
  readonly capitalQuote: number;
  /** What other currencies are worth in that of the first instrument; default: none is named. */
  readonly rates?: Readonly<Record<string, number>> | undefined;
  readonly seed: number;
}

/** One pass over the market, with any number of desks behind it. */
export interface RunJob {
  readonly desks: readonly DeskJob[];
  /** Strategies see nothing before and nothing after; undefined = all. */
  readonly window: TimeRange | undefined;
  /** From here to the window strategies that learn may do so; default: they see nothing before it. */
  readonly historyFromNanos?: number | undefined;
  /** Of a thousand trials nobody reads the fills: only their figures come back. */
  readonly detail: "full" | "figures";
}

/** How one desk fared. A strategy that throws has a result up to then. */
export interface DeskOutcome {
  readonly label: string;
  /** undefined = it never came to an end. */
  readonly figures: TrialFigures | undefined;
  /** With full detail only. */
  readonly result: BacktestResult | undefined;
  /** Why the strategy was stopped; undefined = it was not. */
  readonly failure: string | undefined;
}

export interface RunOutcome {
  /** In the order of the job's. */
  readonly desks: readonly DeskOutcome[];
  readonly source: string;
  /** What was wrong with the input. */
  readonly problems: readonly Problem[];
  readonly messages: number;
  readonly frames: number;
  readonly interrupted: boolean;
}
