/** `millrace live`: venues over sockets through the whole pipeline, with strategies behind it. */
import type { Command } from "commander";
import { Clock } from "../core/base/clock.ts";
import { EXIT_FAILED, EXIT_INTERRUPTED, EXIT_OK, UserError } from "../core/base/errors.ts";
import { RUNTIMES } from "../core/inference/runtime.ts";
import { WAIT_POLICIES } from "../core/ring/wait.ts";
import { Health } from "../core/supervisor/health.ts";
import type { SessionJob } from "../core/supervisor/job.ts";
import { endRecord, startRecord } from "../core/supervisor/live_record.ts";
import { LiveSession } from "../core/supervisor/live_session.ts";
import {
  createSessionFolder,
  DEFAULT_SESSIONS,
  newSessionId,
  type SessionFolder,
} from "../core/supervisor/session_folder.ts";
import { writeSessionRecord } from "../core/supervisor/session_record.ts";
import type { SessionView } from "../core/supervisor/session_view.ts";
import type { LiveOutcome } from "../core/supervisor/live_options.ts";
import { MILLRACE_VERSION } from "../core/base/version.ts";
import { ACTOR_CLI } from "../core/wire/control.ts";
import { STRATEGIES } from "../strategies/registry.ts";
import { oneOf, scheduleOf } from "./arguments.ts";
import type { ExitCodeSink } from "./exit_code.ts";
import { addFeatureOptions, type FeatureFlags, featureSettingsOf } from "./feature_options.ts";
import { type Continued, continuedFrom } from "./live_continue.ts";
import { LiveSignals } from "./live_signals.ts";
import { endText, figuresOf, startText, statisticsLine } from "./live_text.ts";
import { addVenueOptions, type LiveMarket, liveMarketOf, type VenueFlags } from "./live_venues.ts";
import { MODEL_HELP, servedModel } from "./model_option.ts";
import { addTradeOptions, gatewayPlanOf, type TradeFlags } from "./live_trade.ts";
import { printProblems } from "./problems_text.ts";
import { summarise } from "./replay_summary.ts";
import { renderSummary } from "./replay_text.ts";
import {
  addServeOptions,
  controlOptionsOf,
  type ServeFlags,
  serveSession,
  servingText,
} from "./serve_options.ts";
import { requireTerminal } from "./terminal/require_terminal.ts";
import type { TerminalView } from "./terminal/terminal_view.ts";
import { addTradingOptions, type TradingFlags, tradingJobOf } from "./trading_options.ts";

const STATISTICS_MILLIS = 10_000;
/** What trades where nobody says what should. */
const DEFAULT_STRATEGY = "micro_price_maker:qty_lots=500000,max_position_lots=5000000";
const DEFAULT_RISK = "moderate";
/** Stages that can be the last one. */
const LAST_STAGES = ["ingest", "book", "features", "inference"] as const;
const LIVE_PLACEMENTS = ["auto", "fused", "split"] as const;

const EXAMPLES = `
Examples:
  deno task live --duration 15s                     the practice exchange over real sockets, on paper
  deno task live --venue binance --symbols BTCUSDT,ETHUSDT
  deno task live --venue binance:BTCUSDT --venue kraken:XBT/USD --strategy none
  deno task live --strategy ./mine.ts:size=2 --risk limits.json --out sessions
  deno task live --trade                            orders to the practice exchange, over its sockets
  deno task live --trade --venue binance:BTCUSDT --strategy micro_price_maker --risk conservative
  deno task live --continue sessions/2026-…          go on with an earlier session's positions
  deno task live --only ingest --raw --duration 1min    feeds alone, every frame recorded as received
  deno task live --serve 7077                       API and dashboard at a port of your choice

Without --venue an exchange to practise on is started beside the session, on free ports of this machine:
no keys, no network. Strategies trade on paper: on the simulated exchange inside the trading stage.

Every session has a folder with its tape, its journal, its record and its log;
"deno task replay --verify FOLDER" proves that the recorded decisions come again.

Ctrl-C stops new orders, cancels, flushes and reports. The kill switch: the API, SIGUSR1, a file
KILL in the session's folder, or a limit of loss. Once thrown it stays.

Exit codes: 0 done; 1 a worker died for good, or the kill switch was thrown; 2 bad option;
130 interrupted.`;

interface LiveFlags extends VenueFlags, FeatureFlags, TradingFlags, TradeFlags, ServeFlags {
  readonly out: string;
  readonly record: boolean;
  readonly raw?: boolean;
  readonly continue?: string;
  readonly only?: string;
  readonly model: string;
  readonly runtime: string;
  readonly predictEvery: string;
  readonly placement: string;
  readonly wait: string;
  readonly tui?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addLive(program: Command, exit: ExitCodeSink): void {
  const command = program.command("live")
    .description("Trade on venues over sockets: on paper, recorded, provable afterwards.");
  addServeOptions(addTradeOptions(addTradingOptions(addFeatureOptions(addVenueOptions(command)))))
    .option("--no-serve", "no API")
    .option("--out <folder>", "where sessions are kept", DEFAULT_SESSIONS)
    .option("--no-record", "keep nothing")
    .option("--continue <session>", "go on with an earlier session's positions, on paper")
    .option("--raw", "record every frame of the venues as received, too")
    .option("--only <stage>", `end the pipeline behind a stage: ${LAST_STAGES.join(", ")}`)
    .option("--model <folder>", MODEL_HELP, "shipped")
    .option("--runtime <name>", `what evaluates the model: ${RUNTIMES.join(", ")}`, "auto")
    .option("--predict-every <n>", "frames (64) or event time (100ms) between predictions", "64")
    .option("--placement <where>", LIVE_PLACEMENTS.join(", "), "auto")
    .option("--wait <how>", `what idle workers do: auto, ${WAIT_POLICIES.join(", ")}`, "auto")
    .option("--tui", "watch it on this terminal")
    .option("--json", "print one JSON object at the end instead of text")
    .option("--quiet", "no lines of figures")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: LiveFlags) => exit(await live(flags)));
}

/** @returns the exit code */
async function live(flags: LiveFlags): Promise<number> {
  if (flags.tui === true) requireTerminal();
  const only = flags.only === undefined ? undefined : oneOf("--only", flags.only, LAST_STAGES);
  const control = controlOptionsOf(flags.serve === undefined ? { ...flags, serve: "0" } : flags);
  const { continued, ...options } = await optionsOf(flags, only);
  const folder = flags.record ? createSessionFolder(flags.out) : undefined;
  const rawPath = flags.raw === true && folder !== undefined
    ? `${folder.path}/raw.jsonl`
    : undefined;
  const market = await liveMarketOf(flags, rawPath);
  try {
    const gateway = gatewayPlanOf(flags, market, options.trading, folder?.id ?? newSessionId());
    const job: SessionJob = { ...options, input: market.input, gateway };
    const session = await startSession(flags, job, market, folder, only);
    const recorded = startRecord(session, {
      job,
      modelFrom: flags.model,
      version: MILLRACE_VERSION,
      continues: continued?.id ?? null,
    });
    if (folder !== undefined) writeSessionRecord(folder, recorded);
    const server = control === undefined ? undefined : await serveSession(control, session, job);
    const watch = server && servingText(server).replaceAll(/^watch it at /gm, "");
    if (flags.json !== true) console.log(startText(session, watch));
    const signals = new LiveSignals(session);
    const terminal = flags.tui === true ? await showTerminal(session, server?.url) : undefined;
    const figures = showFigures(session, {
      ...flags,
      quiet: flags.quiet === true || flags.tui === true,
    });
    const outcome = await session.ended;
    terminal?.close();
    figures.close();
    signals.close();
    await server?.close();
    const record = endRecord(recorded, session, outcome);
    if (folder !== undefined) writeSessionRecord(folder, record);
    report(flags, session, outcome, signals.isInterrupted);
    if (signals.isInterrupted) return EXIT_INTERRUPTED;
    if (outcome.failure instanceof UserError) throw outcome.failure;
    return outcome.failure === undefined && !outcome.isKilled ? EXIT_OK : EXIT_FAILED;
  } finally {
    await market.practice?.stop();
  }
}

async function showTerminal(session: LiveSession, where?: string): Promise<TerminalView> {
  const { TerminalView } = await import("./terminal/terminal_view.ts");
  return new TerminalView(session, () => session.stop(ACTOR_CLI), where);
}

function startSession(
  flags: LiveFlags,
  job: SessionJob,
  market: LiveMarket,
  folder: SessionFolder | undefined,
  only: typeof LAST_STAGES[number] | undefined,
): Promise<LiveSession> {
  const { trading, schedule, runtime } = job;
  const mode: SessionView["trading"] = trading === undefined
    ? "none"
    : job.gateway === undefined
    ? "paper"
    : "trade";
  const placement = oneOf("--placement", flags.placement, LIVE_PLACEMENTS);
  return LiveSession.start({
    topology: {
      placement: only !== undefined ? "split" : placement,
      policy: oneOf("--wait", flags.wait, ["auto", ...WAIT_POLICIES]),
      cores: navigator.hardwareConcurrency,
      upTo: only,
    },
    job,
    mode,
    source: market.source,
    folder,
    strategies: STRATEGIES,
    modelName: job.model?.manifest.name,
    configuration: { venues: market.input.venues, trading, schedule, runtime },
  });
}

/** @throws UserError naming the option that is wrong */
async function optionsOf(
  flags: LiveFlags,
  only: string | undefined,
): Promise<Omit<SessionJob, "input"> & { readonly continued: Continued | undefined }> {
  const features = await featureSettingsOf(flags, { kind: "live", venues: [] });
  const isServed = flags.model !== "none" && (only === undefined || only === "inference");
  const schedule = scheduleOf(flags.predictEvery);
  const runtime = oneOf("--runtime", flags.runtime, RUNTIMES);
  const trading = only === undefined ? await tradingOf(flags, features) : undefined;
  if (flags.continue !== undefined && flags.trade === true) {
    throw new UserError("--continue: is for paper; at a venue its truth counts: --openings adopt");
  }
  const continued = flags.continue === undefined
    ? undefined
    : await continuedFrom(flags.continue, flags.out, trading);
  return {
    speed: 0,
    features,
    continued,
    trading: trading && { ...trading, opening: continued?.opening },
    model: isServed ? await servedModel(flags.model) : undefined,
    runtime,
    schedule,
    recordPath: undefined,
    disturbance: undefined,
  };
}

function tradingOf(
  flags: LiveFlags,
  features: NonNullable<SessionJob["features"]>,
): ReturnType<typeof tradingJobOf> {
  const { strategy } = flags;
  if (strategy.length === 1 && strategy[0] === "none") {
    return tradingJobOf({ ...flags, strategy: [] }, 1, features);
  }
  const chosen = strategy.length > 0 ? flags : {
    ...flags,
    strategy: [DEFAULT_STRATEGY],
    risk: flags.risk ?? DEFAULT_RISK,
  };
  return tradingJobOf(chosen, 1, features);
}

/** A line of figures every ten seconds, and health in the log. */
function showFigures(session: LiveSession, flags: LiveFlags): { close(): void } {
  const clock = new Clock();
  const started = clock.nowNanos();
  const health = new Health(session, session.log);
  let before = figuresOf(session, started);
  const line = () => {
    const now = figuresOf(session, clock.nowNanos());
    const text = statisticsLine(session, started, before, now);
    session.log.write("info", "statistics", { ...now, text });
    if (flags.quiet !== true && flags.json !== true) console.log(text);
    before = now;
  };
  const timer = setInterval(line, STATISTICS_MILLIS);
  return {
    close: () => {
      clearInterval(timer);
      health.close();
    },
  };
}

function report(
  flags: LiveFlags,
  session: LiveSession,
  outcome: LiveOutcome,
  interrupted: boolean,
): void {
  const { topology, board, frames, job, source } = session;
  const cores = navigator.hardwareConcurrency;
  const summary = {
    ...summarise(job, { ...outcome, topology, board, frames, interrupted }, cores),
    source,
    // Not the pace of a recording: venues have their own.
    speed: 1,
    session: session.id,
    folder: session.folder,
    restarts: outcome.restarts,
    failure: outcome.failure?.message ?? null,
  };
  if (flags.json) return console.log(JSON.stringify(summary, undefined, 2));
  const killed = summary.trading?.killed ?? null;
  const end = endText(outcome.restarts, killed, outcome.failure?.message);
  console.log(`\n${renderSummary(summary, "live")}${end === "" ? "" : `\n${end}`}`);
  if (session.folder !== undefined) {
    console.log(`\nprove it    deno task replay --verify ${session.folder}`);
  }
  printProblems(summary.problems);
}
