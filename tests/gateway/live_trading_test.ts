/** A whole live session with real orders: its workers, its sockets, its keys, its record. */
import assert from "node:assert/strict";
import { DEFAULT_POLICY, type GatewayPlan } from "../../core/gateway/gateway_plan.ts";
import { parseClientOrderId } from "../../core/gateway/client_order_ids.ts";
import type { Disturbance, SessionJob } from "../../core/supervisor/job.ts";
import type { LiveOutcome } from "../../core/supervisor/live_options.ts";
import type { LiveSession } from "../../core/supervisor/live_session.ts";
import type { SessionFolder } from "../../core/supervisor/session_folder.ts";
import { placeOf, planTopology } from "../../core/supervisor/topology.ts";
import { readAccountBoard } from "../../core/trading/account_board.ts";
import type { TradingReport } from "../../core/trading/trading_report.ts";
import {
  CORES,
  delay,
  paperTrading,
  prove,
  removeFolder,
  runLive,
} from "../sessions/session_rig.ts";
import { Practice } from "./practice.ts";

const SESSION = "live0001";

async function tradeLive(
  disturbance: Disturbance | undefined,
  during: (session: LiveSession, practice: Practice) => Promise<void>,
  then: (outcome: LiveOutcome, practice: Practice, folder: SessionFolder) => Promise<void>,
): Promise<void> {
  const practice = await Practice.start({ limits: "off", eventsPerSecond: 2_000 });
  const { restUrl, futuresWsUrl } = practice.exchange;
  const { key, secret } = practice.venue("binance-usdm");
  const gateway: GatewayPlan = {
    venues: [{
      venue: "binance-usdm",
      restUrl,
      streamUrl: futuresWsUrl,
      orderUrl: `${futuresWsUrl}/ws-fapi/v1`,
      keys: { key, secret },
    }],
    session: SESSION,
    policy: { ...DEFAULT_POLICY, reconcileMillis: 500, answerMillis: 500, recvWindowMillis: 600 },
  };
  const job: SessionJob = {
    input: {
      kind: "live",
      venues: [{ venue: "binance-usdm", restUrl, wsUrl: futuresWsUrl, symbols: ["BTCUSDT"] }],
    },
    speed: 0,
    model: undefined,
    schedule: { everyFrames: 64 },
    trading: paperTrading(),
    gateway,
    recordPath: undefined,
    disturbance,
  };
  let outcome: Promise<LiveOutcome> | undefined;
  const folder = await runLive(job, "fused", async (session) => {
    outcome = session.ended;
    await during(session, practice);
    await session.stop();
  }, { mode: "trade", policy: { silentSeconds: 0.6, warmUpSeconds: 0.3, mostRestarts: 3 } });
  try {
    assert.ok(outcome !== undefined);
    await then(await outcome, practice, folder);
    assertNoSecrets(folder.path, [key, secret]);
  } finally {
    await practice.stop();
    removeFolder(folder);
  }
}

async function assertAgreement(outcome: LiveOutcome, practice: Practice): Promise<void> {
  const truth = await practice.state("binance-usdm");
  const log = JSON.stringify(outcome.reports.gateway);
  for (const [name, count] of Object.entries(truth.received)) {
    assert.equal(count, 1, `${name} was sent ${count} times`);
    assert.equal(parseClientOrderId(name)?.session, SESSION);
  }
  assert.ok(truth.fills > 0, "it traded");
  assert.deepEqual(truth.openOrders, [], log);
  const { strategies } = outcome.reports.trading as TradingReport;
  const position = strategies.flatMap(({ accounts }) => accounts)
    .reduce((sum, { position }) => sum + position, 0);
  const [held] = truth.positions;
  assert.ok(Math.abs(Number(held?.amount ?? 0) - position) < 1e-9, `${held?.amount} ${position}`);
}

Deno.test("a live session trades for real, and ends with nothing open and its positions right", () =>
  tradeLive(undefined, async (session) => {
    const gateway = session.board.role("gateway");
    for (let i = 0; i < 400 && gateway.counter("fills") < 20; i++) await delay(20);
  }, async (outcome, practice, folder) => {
    assert.equal(outcome.failure, undefined);
    await assertAgreement(outcome, practice);
    const { verdict, isProved } = await prove(folder, "inline");
    assert.deepEqual(verdict?.difference, undefined);
    assert.ok(isProved, "what trading did can be told again from its record");
  }));

Deno.test("a gateway that dies is replaced, and finds what became of its orders", () => {
  const topology = planTopology({
    ...{ placement: "fused", policy: "park", cores: CORES },
    ...{ recording: true, trading: true, gateway: true },
  });
  const dyingPlace = placeOf(topology, "gateway");
  const disturbance = { seed: 3, dyingPlace, dyingAfterCycles: 1_500, dyingTimes: 1 };
  return tradeLive(disturbance, async (session) => {
    for (let i = 0; i < 600 && session.restarts === 0; i++) await delay(20);
    assert.equal(session.restarts, 1);
    const gateway = session.board.role("gateway");
    for (let i = 0; i < 500 && gateway.counter("isReady") === 0; i++) await delay(20);
    for (let i = 0; i < 500 && readAccountBoard(session.accounts).flags !== 0; i++) await delay(20);
    const before = gateway.counter("fills");
    for (let i = 0; i < 400 && gateway.counter("fills") < before + 10; i++) await delay(20);
    assert.ok(gateway.counter("fills") >= before + 10, "it trades on");
  }, async (outcome, practice) => {
    assert.equal(outcome.failure, undefined);
    await assertAgreement(outcome, practice);
  });
});

/** Neither keys nor what was signed with them are in any file of the session. */
function assertNoSecrets(folder: string, secrets: readonly string[]): void {
  const decoder = new TextDecoder("latin1");
  for (const { name, isFile } of Deno.readDirSync(folder)) {
    if (!isFile) continue;
    const text = decoder.decode(Deno.readFileSync(`${folder}/${name}`));
    for (const secret of secrets) assert.ok(!text.includes(secret.slice(0, 16)), name);
    assert.ok(!text.includes("signature="), name);
  }
}
