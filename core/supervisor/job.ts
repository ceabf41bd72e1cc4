/**
 * What a session is asked to do, as plain data that can be posted to workers.
 */
import type { GatewayPlan } from "../gateway/gateway_plan.ts";
import type { FeatureSettings } from "../features/feature_settings.ts";
import type { BarOptions } from "../venues/bars/bar_options.ts";
import type { Format } from "../venues/files/formats.ts";
import type { Scale } from "../venues/instruments.ts";
import type { ModelBytes } from "../inference/loaded_model.ts";
import type { RuntimeChoice } from "../inference/runtime.ts";
import type { ScheduleOptions } from "../inference/schedule.ts";
import type { ExchangeModels } from "../exchange/venue/models.ts";
import type { OpeningPosition } from "../trading/opening_positions.ts";
import type { RiskLimits } from "../trading/risk/limits.ts";
import type { LiveInput } from "../venues/live/live_input.ts";

export type { LiveInput, LiveVenueInput } from "../venues/live/live_input.ts";

/** The seeded simulated market. */
export interface SimulatedInput {
  readonly kind: "simulated";
  readonly seed: number;
  readonly symbols: readonly string[];
  /** Order events over all symbols. */
  readonly events: number;
}

/** Recordings. */
export interface FileInput {
  readonly kind: "files";
  readonly files: readonly { readonly path: string; readonly format: Format }[];
  /** Symbols to let through; undefined = all. */
  readonly symbols: readonly string[] | undefined;
  /** Scales that take precedence, by symbol. */
  readonly scales: readonly (readonly [string, Partial<Scale>])[];
  /** How files of bars are to be read. */
  readonly bars?: BarOptions;
}

/** Where market messages come from. Live venues: see live_input.ts. */
export type MarketInput = SimulatedInput | FileInput | LiveInput;

export interface SessionJob {
  readonly input: MarketInput;
  /** Recording seconds per second, or SPEED_MAX. */
  readonly speed: number;
  /** What is computed for every frame; default all that needs no calibration and no reference. */
  readonly features?: FeatureSettings | undefined;
  /**
   * Books are built from the beginning, but no frame is older than this, ns since the session's
   * epoch: a session that begins in the middle.
   */
  readonly framesFrom?: number | undefined;
  /** The model to serve; undefined = no predictions. */
  readonly model: ModelBytes | undefined;
  readonly schedule: ScheduleOptions;
  /** What evaluates the model; default "auto". */
  readonly runtime?: RuntimeChoice;
  /** Strategies that trade on the simulated exchange; undefined = nobody does. */
  readonly trading?: TradingJob | undefined;
  /** Where real orders go; undefined = to the simulated exchange. */
  readonly gateway?: GatewayPlan | undefined;
  /** Tape to write. */
  readonly recordPath: string | undefined;
  /** Where trading's journal is kept, of a live session that is recorded. */
  readonly journalPath?: string | undefined;
  /** What trading did once, to be proved. */
  readonly proof?: ProofJob | undefined;
  /** For tests only. */
  readonly disturbance: Disturbance | undefined;
}

/** What is to be traded, how, and within which limits. */
export interface TradingJob {
  readonly strategies: readonly StrategyJob[];
  readonly limits: RiskLimits;
  /** What differs from the exchange's default models. */
  readonly models: Partial<ExchangeModels>;
  /** Positions that an earlier session left. */
  readonly opening?: readonly OpeningPosition[] | undefined;
}

/** A recorded session's journal: what came from outside is told again, all of it is compared. */
export interface ProofJob {
  /** Entries of core/wire/journal.ts one behind the other, in shared memory. */
  readonly entries: Int32Array;
  /** Orders went to a venue, whose reports have to be told again. */
  readonly isOutside: boolean;
  /** Entries at this market message or later are not compared; Infinity = all are. */
  readonly untilMarket: number;
  /** The journal was cut off: what follows its last entry is not known. */
  readonly isOpenEnded: boolean;
}

export interface StrategyJob {
  /** A name of the registry, or the address of a user's own file: see strategy_loader.ts. */
  readonly ref: string;
  /** Parameters as given; what is missing has its default. */
  readonly given: Readonly<Record<string, unknown>>;
  /** See PlannedStrategy.symbols. */
  readonly symbols?: readonly string[] | undefined;
  readonly seed: number;
}

/** Trouble on demand: slow workers, a dying worker. */
export interface Disturbance {
  /** Every place dawdles at random, from this seed. */
  readonly seed: number;
  /** This place fails an assertion… */
  readonly dyingPlace?: number;
  /** …after so many duty cycles. */
  readonly dyingAfterCycles?: number;
  /** It comes to a stop instead, and does not come back. */
  readonly freezes?: boolean;
  /** So many workers at the place do so, one after the other; default: all. */
  readonly dyingTimes?: number;
}
