/** A live session outlives its workers, over real sockets: whoever dies or stops is replaced. */
import assert from "node:assert/strict";
import type { LiveOutcome } from "../../core/supervisor/live_options.ts";
import type { LiveSession } from "../../core/supervisor/live_session.ts";
import type { Disturbance, SessionJob } from "../../core/supervisor/job.ts";
import type { RestartPolicy } from "../../core/supervisor/restart_policy.ts";
import { type Placement, placeOf, planTopology } from "../../core/supervisor/topology.ts";
import type { Role } from "../../core/telemetry/counters.ts";
import { readAccountBoard } from "../../core/trading/account_board.ts";
import type { TradingReport } from "../../core/trading/trading_report.ts";
import { ACTOR_API, CONTROL_KILL } from "../../core/wire/control.ts";
import { spawnExchange } from "../../exchange/spawn_exchange.ts";
import { fixture, strategyJob } from "../trading/trading_session.ts";
import { CORES, delay, paperTrading, prove, removeFolder, runLive } from "./session_rig.ts";

const QUICK: Partial<RestartPolicy> = { silentSeconds: 0.6, warmUpSeconds: 0.3, mostRestarts: 3 };

interface Lived {
  readonly outcome: LiveOutcome;
  readonly session: LiveSession;
}

/** Runs a paper session on the practice exchange. */
async function live(
  placement: Placement,
  disturbance: Disturbance | undefined,
  during: (session: LiveSession) => Promise<void>,
  changes: Partial<SessionJob> = {},
  then: (folder: Parameters<typeof prove>[0]) => Promise<void> = () => Promise.resolve(),
  policy: Partial<RestartPolicy> = QUICK,
): Promise<Lived> {
  const exchange = await spawnExchange({ eventsPerSecond: 4_000, limits: "off" });
  const { restUrl, spotWsUrl: wsUrl } = exchange;
  const job: SessionJob = {
    input: {
      kind: "live",
      venues: [{ venue: "binance", restUrl, wsUrl, symbols: ["BTCUSDT", "ETHUSDT"] }],
    },
    speed: 0,
    model: undefined,
    schedule: { everyFrames: 64 },
    trading: paperTrading(),
    recordPath: undefined,
    disturbance,
    ...changes,
  };
  let held: LiveSession | undefined;
  const folder = await runLive(job, placement, async (session) => {
    held = session;
    await during(session);
    await session.stop();
  }, { policy });
  await exchange.stop();
  await then(folder);
  removeFolder(folder);
  assert.ok(held !== undefined);
  return { session: held, outcome: await held.ended };
}

function placeFor(placement: Placement, role: Role): number {
  const topology = planTopology({
    placement,
    policy: "park",
    cores: CORES,
    recording: true,
    trading: true,
  });
  return placeOf(topology, role);
}

/** Waits until something holds. */
async function until(what: string, holds: () => boolean, seconds = 30): Promise<void> {
  for (let i = 0; i < seconds * 50; i++) {
    if (holds()) return;
    await delay(20);
  }
  throw new Error(`${what}: not within ${seconds} s`);
}

async function untilTradingAgain(session: LiveSession, restarts: number): Promise<void> {
  await until("a restart", () => session.restarts >= restarts);
  await until("fresh again", () => !session.isHeld);
  const trading = session.board.role("trading");
  const before = trading.counter("frames");
  await until("frames again", () => trading.counter("frames") > before + 50);
  await until("released", () => readAccountBoard(session.accounts).flags === 0);
  const { hosts } = readAccountBoard(session.accounts);
  assert.ok(hosts.length > 0);
}

const DEATHS: readonly (readonly [Placement, Role, boolean])[] = [
  ["fused", "ingest", false],
  ["fused", "trading", true],
  ["split", "book", false],
  ["split", "features", true],
  ["split", "trading", false],
  ["split", "recorder", false],
];

for (const [placement, role, freezes] of DEATHS) {
  const how = freezes ? "is stuck" : "dies";
  Deno.test(`${placement}: the worker of ${role} ${how} and is replaced, the session goes on`, async () => {
    const dyingPlace = placeFor(placement, role);
    const disturbance = { seed: 1, dyingPlace, dyingAfterCycles: 1_200, dyingTimes: 1, freezes };
    const { session, outcome } = await live(
      placement,
      disturbance,
      (session) => untilTradingAgain(session, 1),
      {},
      async (folder) => {
        if (role === "recorder") return;
        const { verdict, isProved, limits } = await prove(folder, "inline");
        assert.deepEqual(verdict?.difference, undefined);
        assert.ok(isProved);
        assert.ok(limits.length > 0);
        assert.ok((verdict?.compared ?? 0) > 0);
      },
    );
    assert.equal(outcome.failure, undefined);
    const book = session.board.role("book");
    assert.equal(book.counter("mismatches"), 0);
    assert.ok(book.counter("compared") > 0);
    const lines = session.logLines().join("\n");
    assert.match(lines, /is replaced/);
    assert.match(lines, /trading goes on/);
  });
}

Deno.test("positions and the kill switch outlive the worker that trades", async () => {
  const dyingPlace = placeFor("split", "trading");
  const disturbance = { seed: 1, dyingPlace, dyingAfterCycles: 4_000, dyingTimes: 1 };
  const { outcome } = await live("split", disturbance, async (session) => {
    const held = () => {
      const { accounts, hosts } = readAccountBoard(session.accounts);
      // Instances are numbered as instruments come: another order is another number.
      return accounts.map(({ instrumentId, fills, feesQuote, strategyId }) => ({
        instrumentId,
        planned: hosts[strategyId].planned,
        fills,
        feesQuote,
      }));
    };
    let before = held();
    while (session.restarts === 0) {
      before = held();
      await delay(1);
    }
    assert.ok(before.some(({ fills }) => fills > 0), "something was traded before");
    await untilTradingAgain(session, 1);
    const after = held();
    for (const account of before) {
      const again = after.find(({ instrumentId, planned }) =>
        instrumentId === account.instrumentId && planned === account.planned
      );
      assert.ok(again !== undefined && again.fills >= account.fills);
      assert.ok(again.feesQuote >= account.feesQuote - 1e-9);
    }
    session.send({ kind: CONTROL_KILL, actor: ACTOR_API });
    await until("killed", () => readAccountBoard(session.accounts).killedFor !== 0, 1);
  });
  assert.ok(outcome.isKilled);
});

Deno.test("a worker that dies again and again ends the session safely", async () => {
  const dyingPlace = placeFor("split", "features");
  const disturbance = { seed: 1, dyingPlace, dyingAfterCycles: 60 };
  const { outcome, session } = await live("split", disturbance, async (session) => {
    await session.ended;
  });
  assert.match(outcome.failure?.message ?? "", /3_features died: this worker was told to die/);
  assert.equal(session.places().find(({ name }) => name === "3_features")?.restarts, 3);
  assert.ok(outcome.isKilled);
});

Deno.test("a worker whose heap grows too large is replaced", async () => {
  const leaks = { ...QUICK, maxHeapBytes: 1, mostRestarts: 1 };
  const { outcome, session } = await live(
    "fused",
    undefined,
    async (session) => {
      await until("a restart", () => session.restarts > 0);
      await session.ended;
    },
    {},
    undefined,
    leaks,
  );
  assert.match(session.logLines().join("\n"), /is replaced.*its heap is above/);
  assert.match(outcome.failure?.message ?? "", /its heap is above/, "all are above one byte");
});

Deno.test("a worker that comes back after it was replaced does no more", async () => {
  const trading = paperTrading({
    strategies: [strategyJob(fixture("sleeper"), { given: { at: 300, millis: 2_500 } })],
  });
  const { outcome, session } = await live("split", undefined, async (session) => {
    await untilTradingAgain(session, 1);
    const before = session.board.role("trading");
    // By now the first one has come back.
    await delay(3_000);
    assert.ok(before.counter("frames") <= session.board.role("inference").counter("frames"));
    const { accounts, hosts } = readAccountBoard(session.accounts);
    assert.equal(hosts.length, 2);
    assert.ok(accounts.some(({ fills }) => fills > 0));
  }, { trading });
  assert.equal(outcome.failure, undefined);
  assert.equal(outcome.restarts, 2, "trading, and ingest with it");
  const { orders, report } = {
    orders: session.board.role("trading").counter("orders"),
    report: outcome.reports.trading as TradingReport,
  };
  assert.equal(report.orders, orders, "one stage has counted, not two");
});

Deno.test("the kill switch works within a second when a strategy never comes back", async () => {
  const trading = paperTrading({ strategies: [strategyJob(fixture("looper"))] });
  const policy = { trading };
  let seconds = Infinity;
  const { outcome } = await live("split", undefined, async (session) => {
    await until("an order", () => session.board.role("trading").counter("orders") > 0);
    const beat = () => session.board.role("trading").heartbeat;
    let last = -1;
    await until("stuck", () => last === (last = beat()) && last > 0);
    const started = performance.now();
    session.send({ kind: CONTROL_KILL, actor: ACTOR_API });
    await until(
      "its end",
      () => session.logLines().some((line) => line.includes("does not answer")),
    );
    seconds = (performance.now() - started) / 1_000;
    await session.ended;
  }, policy);
  assert.ok(seconds < 1, `${seconds} s`);
  assert.match(outcome.failure?.message ?? "", /did not answer the kill switch/);
});
