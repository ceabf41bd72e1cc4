/** The kill switch at a venue: what is open there is cancelled within a second, whoever is stuck. */
import assert from "node:assert/strict";
import { DEFAULT_POLICY } from "../../core/gateway/gateway_plan.ts";
import type { Disturbance, SessionJob } from "../../core/supervisor/job.ts";
import { LiveSession } from "../../core/supervisor/live_session.ts";
import { placeOf, planTopology } from "../../core/supervisor/topology.ts";
import { NO_LIMITS } from "../../core/trading/risk/limits.ts";
import { ACTOR_API, CONTROL_KILL } from "../../core/wire/control.ts";
import { STRATEGIES } from "../../strategies/registry.ts";
import { Practice } from "../gateway/practice.ts";
import { fixture, strategyJob } from "../trading/trading_session.ts";
import { CORES, delay } from "./session_rig.ts";

const NEVER = 1_000_000;

/**
 * One order rests at the exchange; then something is stuck, and the switch is thrown.
 * @returns seconds until the exchange had no open order of ours
 */
async function killed(
  after: number,
  disturbance: Disturbance | undefined,
  before: (practice: Practice, session: LiveSession) => Promise<void>,
): Promise<number> {
  const practice = await Practice.start({ limits: "off" });
  const { restUrl, streamUrl, orderUrl, key, secret } = practice.venue("binance", true);
  const job: SessionJob = {
    input: {
      kind: "live",
      venues: [{ venue: "binance", restUrl, wsUrl: streamUrl, symbols: ["BTCUSDT"] }],
    },
    speed: 0,
    model: undefined,
    schedule: { everyFrames: 64 },
    trading: {
      strategies: [strategyJob(fixture("looper"), { given: { after, lots: 100_000 } })],
      limits: NO_LIMITS,
      models: {},
    },
    gateway: {
      venues: [{ venue: "binance", restUrl, streamUrl, orderUrl, keys: { key, secret } }],
      session: "killtest",
      policy: { ...DEFAULT_POLICY, openings: "apart" },
    },
    recordPath: undefined,
    disturbance,
  };
  const session = await LiveSession.start({
    topology: { placement: "split", policy: "park", cores: CORES },
    job,
    mode: "trade",
    source: "practice",
    strategies: STRATEGIES,
  });
  try {
    for (let i = 0; (await practice.state("binance")).openOrders.length === 0; i++) {
      assert.ok(i < 400, `an order rests at the exchange: ${session.logLines().join("\n")}`);
      await delay(25);
    }
    await before(practice, session);
    const started = performance.now();
    session.send({ kind: CONTROL_KILL, actor: ACTOR_API });
    for (;;) {
      const { openOrders } = await practice.state("binance");
      const seconds = (performance.now() - started) / 1_000;
      if (openOrders.length === 0) return seconds;
      assert.ok(seconds < 10, `the order is cancelled: ${session.logLines().join("\n")}`);
      await delay(10);
    }
  } finally {
    await practice.calm();
    await session.stop();
    await session.ended;
    await practice.stop();
  }
}

/** Waits until a stage's heart stands still. */
async function stuck(session: LiveSession, role: "trading" | "gateway"): Promise<void> {
  const board = session.board.role(role);
  for (let last = -1, times = 0; times < 6;) {
    await delay(50);
    times = board.heartbeat === last ? times + 1 : 0;
    last = board.heartbeat;
  }
}

function report(what: string, seconds: number, most: number): void {
  assert.ok(seconds < most, `${what}: ${seconds.toFixed(3)} s, wanted below ${most}`);
}

Deno.test("a kill cancels at the venue when all is well", async () => {
  report("well", await killed(NEVER, undefined, () => Promise.resolve()), 1);
});

Deno.test("a kill cancels at the venue within a second when the strategy never comes back", async () => {
  report("looping", await killed(3, undefined, (_, session) => stuck(session, "trading")), 1);
});

Deno.test("a kill cancels at the venue when answers of the order socket are late", async () => {
  const slow = (practice: Practice) =>
    practice.fault({ kind: "delay", where: "ws-api", millis: 500 }).then(() => {});
  report("late answers", await killed(NEVER, undefined, slow), 1.5);
});

Deno.test("a kill cancels at the venue when the gateway is stuck: another one takes its place", async () => {
  const topology = planTopology({
    placement: "split",
    policy: "park",
    cores: CORES,
    recording: false,
    trading: true,
    gateway: true,
  });
  const disturbance = {
    seed: 1,
    dyingPlace: placeOf(topology, "gateway"),
    dyingAfterCycles: 900,
    dyingTimes: 1,
    freezes: true,
  };
  const seconds = await killed(NEVER, disturbance, (_, session) => stuck(session, "gateway"));
  report("frozen gateway", seconds, 3);
});
