/** One run: a pass over the market with its desks, and what they left behind. */
import { Desk } from "./desk.ts";
import { DesksAgent } from "./desks_agent.ts";
import { loadStrategy } from "../core/trading/strategy_loader.ts";
import { STRATEGIES } from "../strategies/registry.ts";
import type { RunProgress } from "./pool_messages.ts";
import type { DeskOutcome, MarketJob, RunJob, RunOutcome } from "./run_job.ts";
import { type MarketOutcome, runMarket } from "./run_market.ts";
import { trialFigures } from "./trial_figures.ts";

export interface RunHooks {
  readonly signal?: AbortSignal | undefined;
  readonly progress?: RunProgress | undefined;
}

/** @throws UserError when the input, a strategy or one of its parameters cannot be used */
export async function runDesks(
  market: MarketJob,
  job: RunJob,
  { signal, progress }: RunHooks = {},
): Promise<RunOutcome> {
  const definitions = await Promise.all(
    job.desks.map(({ strategy }) => loadStrategy(strategy, STRATEGIES)),
  );
  const learns = definitions.some((definition) => definition.learns === true);
  const historyFromNanos = learns ? job.historyFromNanos : undefined;
  let agent: DesksAgent | undefined;
  const outcome = await runMarket({
    market,
    window: job.window,
    historyFromNanos,
    signal,
    onWatch: (board) => {
      if (progress !== undefined) progress.share = board.role("ingest").counter("progress");
    },
    behindInference: (ends) => {
      const place = () => ({
        directory: ends.directory,
        frameWords: ends.frames.words,
        epochMillis: ends.market.epochMillis,
      });
      agent = new DesksAgent({
        market: ends.market,
        frames: ends.frames,
        book: ends.board.role("book"),
        open: () => job.desks.map((desk, i) => new Desk(desk, definitions[i], place())),
        fromNanos: job.window?.fromNanos ?? -Infinity,
        historyFromNanos: historyFromNanos ?? Infinity,
        progress,
      });
      return agent;
    },
  });
  const { ingest, interrupted } = outcome;
  const failure = ingest.failure === undefined
    ? []
    : [{ isNote: false, where: ingest.source, text: ingest.failure, count: 1 }];
  return {
    desks: (agent?.desks ?? []).map((desk) => outcomeOf(desk, outcome, job.detail)),
    source: ingest.source,
    problems: [...ingest.problems, ...failure],
    messages: agent?.messages ?? 0,
    frames: agent?.framesShown ?? 0,
    interrupted,
  };
}

function outcomeOf(
  desk: Desk,
  { ingest, board }: MarketOutcome,
  detail: RunJob["detail"],
): DeskOutcome {
  const hashes = {
    ingest: board.role("ingest").hash,
    book: board.role("book").hash,
    features: board.role("features").hash,
    inference: board.role("inference").hash,
  };
  const result = desk.result(ingest.source, ingest.epochMillis, hashes);
  return {
    label: desk.job.label,
    figures: trialFigures(result),
    result: detail === "full" ? result : undefined,
    failure: desk.failure,
  };
}
