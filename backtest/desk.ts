/**
 * One strategy with everything of its own: an exchange that only it trades at, limits, account, and a
 * collector that watches. Desks share the market that they are shown, and nothing else.
 */
import { SimulatedExchange } from "../core/exchange/venue/simulated_exchange.ts";
import { parameterValues } from "../core/trading/parameters.ts";
import type { StrategyDefinition } from "../core/trading/strategy.ts";
import { TradingDesk } from "../core/trading/trading_desk.ts";
import type { InstrumentDirectory } from "../core/wire/directory.ts";
import { ResultCollector } from "./collector.ts";
import { feedNanosOf, modelNotes } from "./model_notes.ts";
import type { BacktestResult } from "./result.ts";
import type { DeskJob } from "./run_job.ts";

/** What desks of one run have in common. */
export interface DeskPlace {
  readonly directory: InstrumentDirectory;
  /** Memory of the frames that will be shown. */
  readonly frameWords: Int32Array;
  readonly epochMillis: number;
}

export class Desk {
  readonly job: DeskJob;
  readonly trading: TradingDesk;
  readonly #exchange: SimulatedExchange;
  readonly #collector: ResultCollector;
  readonly #parameters: Readonly<Record<string, number | string>>;

  /** @throws UserError when a parameter or a model cannot be */
  constructor(job: DeskJob, definition: StrategyDefinition, place: DeskPlace) {
    const { limits, capitalQuote, seed } = job;
    const parameters = parameterValues(definition.parameters, job.parameters, definition.name);
    this.job = job;
    this.#parameters = parameters;
    this.#exchange = new SimulatedExchange({ models: job.models, epochMillis: place.epochMillis });
    this.#collector = new ResultCollector({
      directory: place.directory,
      capitalQuote,
      rates: job.rates,
      feedNanos: feedNanosOf(this.#exchange.models),
    });
    this.trading = new TradingDesk({
      plan: {
        strategies: [{ definition, parameters, symbols: undefined, seed }],
        limits: { ...limits, capitalQuote },
      },
      venue: this.#exchange,
      frameWords: place.frameWords,
      observer: this.#collector,
    });
  }

  /** Why the strategy was stopped, of the first instrument where it was. */
  get failure(): string | undefined {
    return this.trading.crew.hosts.find(({ failure }) => failure !== undefined)?.failure;
  }

  /** After the market is over. @param hashes of the stages before */
  result(source: string, epochMillis: number, hashes: Record<string, string>): BacktestResult {
    const { job } = this;
    return this.#collector.finish({
      strategy: job.strategy.slice(job.strategy.lastIndexOf("/") + 1),
      label: job.label,
      parameters: this.#parameters,
      inputs: [source],
      models: modelNotes(this.#exchange.models),
      epochMillis,
      hashes: { ...hashes, trading: this.trading.fold.toString() },
    });
  }
}
