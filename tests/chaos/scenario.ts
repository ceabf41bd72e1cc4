/**
 * One scenario of chaos: a session that sends real orders to the practice exchange while sockets are
 * cut, answers are lost, workers die or freeze and somebody presses buttons; all of it from one seed.
 * Afterwards the exchange is asked what is true.
 */
import { Prng } from "../../core/base/prng.ts";
import { DEFAULT_POLICY } from "../../core/gateway/gateway_plan.ts";
import type { Disturbance, SessionJob } from "../../core/supervisor/job.ts";
import { LiveSession } from "../../core/supervisor/live_session.ts";
import { type Placement, planTopology } from "../../core/supervisor/topology.ts";
import { RISK_PRESETS } from "../../core/trading/risk/presets.ts";
import type { TradingReport } from "../../core/trading/trading_report.ts";
import * as control from "../../core/wire/control.ts";
import { STRATEGIES } from "../../strategies/registry.ts";
import { Practice } from "../gateway/practice.ts";

const SYMBOLS = ["BTCUSDT", "ETHUSDT"];
const RUN_MILLIS = 4_000;
/** A busy machine takes its time to start workers. */
const BEGIN_MILLIS = 30_000;
const LOOK_MILLIS = 50;
const CONTROLS = [
  control.CONTROL_PAUSE,
  control.CONTROL_RESUME,
  control.CONTROL_CANCEL_ALL,
  control.CONTROL_FLATTEN,
];
/** What can happen to what, so often and so many times. */
const FAULTS = [
  { kind: "cut", where: "market" },
  { kind: "cut", where: "user" },
  { kind: "drop", where: "market" },
  { kind: "duplicate", where: "market" },
  { kind: "duplicate", where: "user" },
  { kind: "drop", where: "user" },
  { kind: "delay", where: "user", millis: 300 },
  { kind: "corrupt", where: "market" },
  { kind: "timeout", where: "ws-api" },
  { kind: "timeout", where: "rest" },
  { kind: "cut", where: "ws-api" },
  { kind: "error", where: "rest" },
  { kind: "html", where: "rest" },
  { kind: "delay", where: "ws-api", millis: 400 },
] as const;

export interface Scenario {
  readonly seed: number;
  readonly placement: Placement;
  readonly faults: readonly Readonly<Record<string, unknown>>[];
  readonly disturbance: Disturbance | undefined;
}

export interface ScenarioOutcome {
  readonly scenario: Scenario;
  /** What is not as it should be; empty = all is. */
  readonly wrongs: readonly string[];
  readonly orders: number;
  readonly fills: number;
  readonly restarts: number;
  readonly failure: string | undefined;
}

/** Trading has sent something: trouble before that would test nothing. */
async function hasBegun(session: LiveSession): Promise<void> {
  const trading = session.board.role("trading");
  const ended = session.ended.then(() => true);
  for (let waited = 0; waited < BEGIN_MILLIS; waited += LOOK_MILLIS) {
    if (trading.counter("orders") > 0) return;
    if (await Promise.race([ended, delay(LOOK_MILLIS).then(() => false)])) return;
  }
}

/** What happens, from the seed alone. */
export function scenarioOf(seed: number): Scenario {
  const prng = new Prng(seed);
  const placement = prng.nextBelow(2) === 0 ? "fused" : "split";
  const faults = Array.from({ length: prng.nextBelow(4) }, () => {
    const { ...fault } = FAULTS[prng.nextBelow(FAULTS.length)];
    return { ...fault, chance: 0.02 + prng.nextBelow(20) / 100, count: 1 + prng.nextBelow(4) };
  });
  const topology = planTopology({
    placement,
    policy: "park",
    cores: 2,
    recording: false,
    trading: true,
    gateway: true,
  });
  const dies = prng.nextBelow(2) === 0;
  const disturbance = dies
    ? {
      seed,
      dyingPlace: prng.nextBelow(topology.places.length),
      dyingAfterCycles: 300 + prng.nextBelow(3_000),
      dyingTimes: 1,
      freezes: prng.nextBelow(3) === 0,
    }
    : prng.nextBelow(2) === 0
    ? { seed }
    : undefined;
  return { seed, placement, faults, disturbance };
}

export async function runScenario(scenario: Scenario): Promise<ScenarioOutcome> {
  const { seed, faults } = scenario;
  const practice = await Practice.start({
    symbols: SYMBOLS,
    seed,
    eventsPerSecond: 1_500,
    limits: "off",
  });
  try {
    const before = await practice.state("binance");
    const session = await start(scenario, practice);
    const prng = new Prng(seed + 1);
    await hasBegun(session);
    for (const fault of faults) await practice.fault(fault);
    for (let passed = 0; passed < RUN_MILLIS;) {
      const millis = 100 + prng.nextBelow(900);
      await Promise.race([delay(millis), session.ended]);
      passed += millis;
      if (prng.nextBelow(3) > 0) continue;
      session.send({
        kind: CONTROLS[prng.nextBelow(CONTROLS.length)],
        actor: control.ACTOR_API,
      });
    }
    await practice.calm();
    // Whatever was lost is found by the next comparison with the venue.
    await Promise.race([delay(3_000), session.ended]);
    await session.stop();
    const outcome = await session.ended;
    await delay(100);
    const after = await practice.state("binance");
    const report = outcome.reports.trading as TradingReport | undefined;
    return {
      scenario,
      wrongs: wrongsOf(before, after, report),
      orders: Object.keys(after.received).length,
      fills: after.fills,
      restarts: outcome.restarts,
      failure: outcome.failure?.message,
    };
  } finally {
    await practice.stop();
  }
}

type Account = Awaited<ReturnType<Practice["state"]>>;

/** The exchange's truth against ours. */
function wrongsOf(before: Account, after: Account, report: TradingReport | undefined): string[] {
  const wrongs: string[] = [];
  if (after.openOrders.length > 0) wrongs.push(`${after.openOrders.length} orders are still open`);
  const twice = Object.entries(after.received).filter(([, count]) => count > 1);
  for (const [name, count] of twice) wrongs.push(`order ${name} was received ${count} times`);
  if (report === undefined) return wrongs;
  if (report.openOrders > 0) wrongs.push(`${report.openOrders} orders are open for us`);
  for (const symbol of SYMBOLS) {
    const coin = symbol.slice(0, -"USDT".length);
    const moved = heldOf(after, coin) - heldOf(before, coin);
    const ours = report.strategies.flatMap(({ accounts }) => accounts)
      .filter((account) => account.symbol === symbol)
      .reduce((sum, { position }) => sum + position, 0);
    if (Math.abs(moved - ours) > 1e-7) {
      wrongs.push(`${symbol}: the exchange has ${moved.toFixed(8)}, we have ${ours.toFixed(8)}`);
    }
  }
  return wrongs;
}

function heldOf({ balances }: Account, coin: string): number {
  const { free = "0", locked = "0" } = balances[coin] ?? {};
  return Number(free) + Number(locked);
}

function start(scenario: Scenario, practice: Practice): Promise<LiveSession> {
  const { seed, placement, disturbance } = scenario;
  const { restUrl, streamUrl, orderUrl, key, secret } = practice.venue("binance", true);
  const job: SessionJob = {
    input: {
      kind: "live",
      venues: [{
        venue: "binance",
        restUrl,
        wsUrl: streamUrl,
        symbols: SYMBOLS,
        limits: { firstBackoffMillis: 50, maxBackoffMillis: 400 },
      }],
    },
    speed: 0,
    model: undefined,
    schedule: { everyFrames: 64 },
    trading: {
      strategies: [{
        ref: "micro_price_maker",
        given: { qty_lots: 500_000, max_position_lots: 5_000_000, half_spread_ticks: 1 },
        seed,
      }],
      limits: RISK_PRESETS.moderate,
      models: {},
    },
    gateway: {
      venues: [{ venue: "binance", restUrl, streamUrl, orderUrl, keys: { key, secret } }],
      session: seed.toString(36).padStart(8, "0"),
      policy: {
        ...DEFAULT_POLICY,
        openings: "apart",
        reconcileMillis: 500,
        answerMillis: 800,
        disconnectMillis: 1_500,
      },
    },
    recordPath: undefined,
    disturbance,
  };
  return LiveSession.start({
    topology: { placement, policy: "park", cores: 2 },
    job,
    mode: "trade",
    source: `chaos ${seed}`,
    strategies: STRATEGIES,
    policy: { silentSeconds: 0.8, edgeSilentSeconds: 1.5, warmUpSeconds: 0.3 },
  });
}

function delay(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
