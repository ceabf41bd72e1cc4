/** The options by which a replay trades: strategies, limits, the exchange's models. */
import type { Command } from "commander";
import { parseStrategyChoice } from "../backtest/strategy_choice.ts";
import { UserError } from "../core/base/errors.ts";
import type { FeatureSettings } from "../core/features/feature_settings.ts";
import type { StrategyJob, TradingJob } from "../core/supervisor/job.ts";
import { parameterValues } from "../core/trading/parameters.ts";
import { loadRiskLimits, RISK_PRESETS } from "../core/trading/risk/presets.ts";
import { loadStrategy, strategyRef } from "../core/trading/strategy_loader.ts";
import { STRATEGIES } from "../strategies/registry.ts";
import { symbolsOf } from "./arguments.ts";
import {
  addExchangeOptions,
  type ExchangeFlags,
  exchangeModelsOf,
  givenExchangeOption,
} from "./exchange_options.ts";
import { requireFeatures } from "./strategy_needs.ts";

export interface TradingFlags extends ExchangeFlags {
  readonly strategy: readonly string[];
  readonly risk?: string;
}

/** Adds the options; none of them does anything without `--strategy`. */
export function addTradingOptions(command: Command): Command {
  const collect = (value: string, all: readonly string[]) => [...all, value];
  const presets = Object.keys(RISK_PRESETS).join(", ");
  const trading = command
    .option(
      "--strategy <name[:a=1,…]>",
      "trade on the simulated exchange: registry name or file; NAME@A+B trades A and B together",
      collect,
      [],
    )
    .option("--risk <limits>", `${presets}, or a JSON file (default: conservative)`);
  return addExchangeOptions(trading);
}

/**
 * @returns undefined when nobody trades
 * @throws UserError naming the option, strategy, parameter or limit that is wrong
 */
export async function tradingJobOf(
  flags: TradingFlags,
  seed: number,
  settings: FeatureSettings,
): Promise<TradingJob | undefined> {
  if (flags.strategy.length === 0) {
    const idle = flags.risk === undefined ? givenExchangeOption(flags) : "--risk";
    if (idle === undefined) return undefined;
    throw new UserError(`${idle}: says how to trade, but nothing is traded; add --strategy NAME`);
  }
  const strategies: StrategyJob[] = [];
  for (const [i, text] of flags.strategy.entries()) {
    strategies.push(await strategyOf(text, seed + i, settings));
  }
  return {
    strategies,
    limits: await loadRiskLimits(flags.risk ?? "conservative"),
    models: { seed, ...exchangeModelsOf(flags) },
  };
}

/** Loaded once here, so that what is wrong with it is said before anything runs. */
async function strategyOf(
  text: string,
  seed: number,
  settings: FeatureSettings,
): Promise<StrategyJob> {
  const { ref, given } = parseStrategyChoice("--strategy", text);
  const [, name, together] = /^(.*)@([^@/\\]+)$/.exec(ref) ?? [text, ref, undefined];
  const address = strategyRef(name, Deno.cwd());
  const definition = await loadStrategy(address, STRATEGIES);
  parameterValues(definition.parameters, given, `--strategy ${definition.name}`);
  requireFeatures(definition, settings);
  const symbols = together === undefined ? undefined : symbolsOf(together.replaceAll("+", ","));
  return { ref: address, given, symbols, seed };
}
