/** What `millrace backtest` is asked to do, from its arguments: everything is checked before it begins. */
import type { Command } from "commander";
import { UserError } from "../core/base/errors.ts";
import { parameterValues } from "../core/trading/parameters.ts";
import { loadRiskLimits } from "../core/trading/risk/presets.ts";
import type { StrategyDefinition } from "../core/trading/strategy.ts";
import { isStrategyFile, loadStrategy, strategyRef } from "../core/trading/strategy_loader.ts";
import { type ModelVariant, parseCompare } from "../backtest/compare.ts";
import { ratesOf } from "../backtest/money.ts";
import type { DeskJob, MarketJob } from "../backtest/run_job.ts";
import { parseStrategyChoice } from "../backtest/strategy_choice.ts";
import {
  checkTargets,
  type Given,
  gridOf,
  parseSweep,
  randomSetsOf,
  sweptOf,
} from "../backtest/sweep_plan.ts";
import { parseWalkForward, type WalkForwardPlan } from "../backtest/windows.ts";
import { loadModel } from "../models/model_files.ts";
import { SHIPPED_MODEL } from "../models/shipped.ts";
import { STRATEGIES } from "../strategies/registry.ts";
import { scheduleOf, wholeNumber } from "./arguments.ts";
import { addExchangeOptions, type ExchangeFlags, exchangeModelsOf } from "./exchange_options.ts";
import { addFeatureOptions, type FeatureFlags, featureSettingsOf } from "./feature_options.ts";
import { addInputOptions, type InputFlags, inputOf } from "./input.ts";
import { requireFeatures } from "./strategy_needs.ts";

/** About five seconds on two cores, five minutes of the simulated market. */
const DEFAULT_EVENTS = 400_000;
/** A maker, and two that know nothing. */
const DEFAULT_STRATEGIES = ["micro_price_maker", "buy_and_hold", "random_trader"];
const MOST_WORKERS = 256;
const MOST_CASH = 1e15;
const MEBIBYTE = 1024 ** 2;

export interface BacktestFlags extends InputFlags, FeatureFlags, ExchangeFlags {
  readonly strategy: readonly string[];
  readonly sweep: readonly string[];
  readonly random?: string;
  readonly walkForward?: string;
  readonly compare: readonly string[];
  readonly model: string;
  readonly predictEvery: string;
  readonly risk: string;
  readonly cash?: string;
  readonly rate: readonly string[];
  readonly workers?: string;
  readonly memory: string;
  readonly out: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** A strategy with the parameter sets that it is tried with. */
export interface Entrant {
  readonly definition: StrategyDefinition;
  /** One, unless swept. */
  readonly desks: readonly DeskJob[];
}

export interface BacktestPlan {
  readonly market: Omit<MarketJob, "memory">;
  readonly entrants: readonly Entrant[];
  readonly isSweep: boolean;
  readonly walkForward: WalkForwardPlan | undefined;
  readonly variants: readonly ModelVariant[];
  readonly strategyFiles: readonly string[];
  readonly riskName: string;
  readonly workers: number;
  readonly memoryBytes: number;
  readonly out: string;
}

export function addBacktestOptions(command: Command): Command {
  const collect = (value: string, all: readonly string[]) => [...all, value];
  const traded = addFeatureOptions(addInputOptions(command, DEFAULT_EVENTS))
    .option(
      "--strategy <name[:a=1,…]>",
      "registry name or file, with parameters; repeatable (default: a maker and two baselines)",
      collect,
      [],
    )
    .option(
      "--sweep <param=values>",
      "try 1,2,5 or 1..10/1; repeatable, all combinations",
      collect,
      [],
    )
    .option("--random <n>", "that many random sets from the swept ranges instead of all")
    .option("--walk-forward <lengths>", "choose on train, report on test: train=2min,test=1min")
    .option(
      "--compare <model=values>",
      "what-if: latency=0ms,10ms, queue=…, fees=…, impact=…, funding=…",
      collect,
      [],
    )
    .option(
      "--model <folder>",
      "model whose probabilities frames carry: none, shipped, a folder",
      "none",
    )
    .option("--predict-every <n>", "frames (64) or event time (100ms) between predictions", "64")
    .option("--risk <limits>", "conservative, moderate, none, or a JSON file", "moderate")
    .option(
      "--cash <amount>",
      "what each strategy begins with, quote (default: the limits' capital)",
    );
  return addExchangeOptions(traded)
    .option("--rate <currency=worth>", "of other currencies in the run's: BTC=60000", collect, [])
    .option("--workers <n>", "threads for passes over the market (default: one a core)")
    .option("--memory <MiB>", "room for the market, read once for all passes", "1024")
    .option("--out <folder>", "tear sheet, result.json, orders.csv, fills.csv", "out/backtest")
    .option("--json", "print one JSON object instead of the summary")
    .option("--quiet", "no progress");
}

/** @throws UserError naming the option, strategy or parameter that is wrong */
export async function backtestPlanOf(
  files: readonly string[],
  flags: BacktestFlags,
): Promise<BacktestPlan> {
  const variants = flags.compare.flatMap(parseCompare);
  const walkForward = flags.walkForward === undefined
    ? undefined
    : parseWalkForward(flags.walkForward);
  const isSweep = flags.sweep.length > 0;
  if (variants.length > 0 && (isSweep || walkForward !== undefined)) {
    throw new UserError(
      "--compare: compares one parameter set; leave --sweep and --walk-forward out",
    );
  }
  if (flags.random !== undefined && !isSweep) {
    throw new UserError("--random: draws from the ranges of --sweep, such as --sweep size=1..10");
  }
  const input = await inputOf(files, flags);
  const settings = await featureSettingsOf(flags, input);
  const entrants = await entrantsOf(flags);
  for (const { definition } of entrants) requireFeatures(definition, settings);
  return {
    market: {
      input,
      settings,
      model: flags.model === "none"
        ? undefined
        : await loadModel(flags.model === "shipped" ? SHIPPED_MODEL : flags.model),
      schedule: scheduleOf(flags.predictEvery),
    },
    entrants,
    isSweep,
    walkForward,
    variants,
    strategyFiles: entrants.map(({ desks }) => desks[0].strategy).filter(isStrategyFile),
    riskName: flags.risk,
    workers: flags.workers === undefined
      ? navigator.hardwareConcurrency
      : wholeNumber("--workers", flags.workers, 1, MOST_WORKERS),
    memoryBytes: MEBIBYTE * wholeNumber("--memory", flags.memory, 0, 1024 ** 2),
    out: flags.out.replace(/\/+$/, "") || "/",
  };
}

async function entrantsOf(flags: BacktestFlags): Promise<Entrant[]> {
  const limits = await loadRiskLimits(flags.risk);
  const seed = wholeNumber("--seed", flags.seed, 0, 0xffff_ffff);
  const rates = ratesOf(flags.rate);
  const capitalQuote = flags.cash === undefined ? limits.capitalQuote : cashOf(flags.cash);
  const models = { seed, ...exchangeModelsOf(flags) };
  const texts = flags.strategy.length > 0 ? flags.strategy : DEFAULT_STRATEGIES;
  const chosen = [];
  for (const text of texts) {
    const { ref, given } = parseStrategyChoice("--strategy", text);
    const address = strategyRef(ref, Deno.cwd());
    const definition = await loadStrategy(address, STRATEGIES);
    parameterValues(definition.parameters, given, `--strategy ${definition.name}`);
    chosen.push({ address, definition, given });
  }
  const swept = flags.sweep.map(parseSweep);
  checkTargets(swept, chosen.map(({ definition }) => definition));
  const labels = new Set<string>();
  return chosen.map(({ address, definition, given }) => {
    const own = sweptOf(swept, definition);
    const sets = setsOf(own, flags.random, seed, definition);
    const desks = sets.map((set): DeskJob => {
      const all = { ...given, ...set };
      const parameters = parameterValues(definition.parameters, all, `--sweep ${definition.name}`);
      const label = unique(labels, labelOf(definition.name, swept.length > 0 ? set : given));
      return { label, strategy: address, parameters, models, limits, capitalQuote, rates, seed };
    });
    return { definition, desks };
  });
}

function setsOf(
  own: ReturnType<typeof sweptOf>,
  random: string | undefined,
  seed: number,
  { parameters }: StrategyDefinition,
): Given[] {
  if (random === undefined || own.length === 0) return gridOf(own);
  return randomSetsOf(own, wholeNumber("--random", random, 1, 100_000), seed, parameters);
}

function cashOf(text: string): number {
  const cash = Number(text.replaceAll("_", ""));
  if (text.trim() !== "" && cash > 0 && cash <= MOST_CASH) return cash;
  throw new UserError(`--cash ${text}: must be an amount above 0, in quote currency`);
}

function labelOf(name: string, given: Given): string {
  const parts = Object.entries(given).map(([parameter, value]) => `${parameter} ${value}`);
  return [name, parts.join(", ")].filter((part) => part !== "").join(" ");
}

function unique(labels: Set<string>, label: string): string {
  let name = label;
  for (let i = 2; labels.has(name); i++) name = `${label} #${i}`;
  labels.add(name);
  return name;
}
