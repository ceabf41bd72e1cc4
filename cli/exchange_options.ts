/** The options that say how the simulated exchange behaves: the same for replays and backtests. */
import type { Command } from "commander";
import { barFillsOf, feesOf, impactOf, queueOf } from "../backtest/exchange_texts.ts";
import { fundingOf } from "../backtest/funding_texts.ts";
import { latenciesOf } from "../backtest/latency_texts.ts";
import type { ExchangeModels } from "../core/exchange/venue/models.ts";

export interface ExchangeFlags {
  readonly latency?: string;
  readonly queue?: string;
  readonly fees?: string;
  readonly impact?: string;
  readonly funding?: string;
  readonly barFills?: string;
}

/** What is read where, and the name of each option. */
const MODELS: {
  readonly [K in keyof ExchangeFlags]-?: readonly [
    string,
    (option: string, text: string) => Partial<ExchangeModels>,
  ];
} = {
  latency: ["--latency", latenciesOf],
  queue: ["--queue", (option, text) => ({ queue: queueOf(option, text) })],
  fees: ["--fees", (option, text) => ({ fees: feesOf(option, text) })],
  impact: ["--impact", (option, text) => ({ impact: impactOf(option, text) })],
  funding: ["--funding", (option, text) => ({ funding: fundingOf(option, text) })],
  barFills: ["--bar-fills", (option, text) => ({ bars: barFillsOf(option, text) })],
};

export function addExchangeOptions(command: Command): Command {
  return command
    .option(
      "--latency <times>",
      "2ms, trips.csv, or feed:recorded,order:2ms~0.5,response:trips.csv (default: 2ms each)",
    )
    .option("--queue <model>", "place in the queue on L2: risk-averse, power:2, log")
    .option("--fees <rates>", "venue, none, or maker/taker such as 1/5bps (default: venue)")
    .option(
      "--impact <law>",
      "of what we take: none, or sqrt:VOLUME/VOLATILITY of a day such as sqrt:25000/2% (default: none)",
    )
    .option(
      "--funding <rate>",
      "of perpetuals: none, 0.01%/8h, or rates.csv of time,rate (default: none)",
    )
    .option(
      "--bar-fills <model>",
      "on bars: open or close, half a spread, part of the volume (default: open/1bps/10%)",
    );
}

/** @throws UserError naming the option that is wrong */
export function exchangeModelsOf(flags: ExchangeFlags): Partial<ExchangeModels> {
  let models: Partial<ExchangeModels> = {};
  for (const name of Object.keys(MODELS) as (keyof ExchangeFlags)[]) {
    const text = flags[name];
    const [option, modelOf] = MODELS[name];
    if (text !== undefined) models = { ...models, ...modelOf(`${option} `, text) };
  }
  return models;
}

/** The first of the options that was given, undefined = none was. */
export function givenExchangeOption(flags: ExchangeFlags): string | undefined {
  const names = Object.keys(MODELS) as (keyof ExchangeFlags)[];
  const name = names.find((each) => flags[each] !== undefined);
  return name && MODELS[name][0];
}
