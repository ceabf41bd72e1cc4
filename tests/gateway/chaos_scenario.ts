/**
 * One scenario of chaos: a session trades at random on the practice exchange while answers get lost,
 * connections are cut, messages are dropped, doubled and turned round, and clocks are off. Afterwards
 * everything must agree: see agreement.ts. What happens follows from a seed; when it happens does not.
 */
import { Prng } from "../../core/base/prng.ts";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { ORDER_FLAG_POST_ONLY, TIF_FOK, TIF_GTC, TIF_IOC } from "../../core/wire/order.ts";
import { assertAgrees } from "./agreement.ts";
import { GatewayRig } from "./gateway_rig.ts";
import type { Practice, PracticeVenue } from "./practice.ts";

type Fault = Readonly<Record<string, string | number>>;

const STEPS = 24;
const LONGEST_PAUSE_MILLIS = 25;
const VENUES: readonly PracticeVenue[] = ["binance", "binance-usdm"];
/** Longer than an answer is waited for: see QUICK_POLICY. */
const TOO_LATE_MILLIS = 700;

/** What happens to requests; chances are drawn. */
const REQUEST_FAULTS: readonly Fault[] = [
  { kind: "timeout", millis: TOO_LATE_MILLIS },
  { kind: "stall", millis: TOO_LATE_MILLIS },
  { kind: "cut" },
  { kind: "drop" },
  { kind: "delay", millis: 60 },
  { kind: "error", code: 503 },
  { kind: "error", code: 500 },
  { kind: "html" },
  { kind: "redirect" },
  { kind: "reject", code: -1001 },
  { kind: "reject", code: -1007 },
];
const STREAM_FAULTS: readonly Fault[] = [
  { kind: "cut" },
  { kind: "close" },
  { kind: "drop" },
  { kind: "duplicate" },
  { kind: "reorder" },
  { kind: "delay", millis: 80 },
  { kind: "stall", millis: 400 },
];

export interface ScenarioOutcome {
  readonly seed: number;
  readonly text: string;
  readonly counters: Readonly<Record<string, number>>;
}

/** @throws AssertionError naming the seed and what was said, when something does not agree */
export async function runScenario(
  practice: Practice,
  seed: number,
  account: number,
): Promise<ScenarioOutcome> {
  const random = new Prng(seed);
  const venue = VENUES[random.nextBelow(2)];
  const isFast = random.nextBelow(2) === 1;
  const symbol = await practice.symbol(venue);
  const session = `c${(seed >>> 0).toString(36).padStart(7, "0")}`;
  const rig = new GatewayRig({
    venues: [practice.venue(venue, isFast, account)],
    symbols: [symbol],
    session,
  });
  await rig.start();
  const faults = drawFaults(random, isFast);
  const text = `${venue}${isFast ? " socket" : ""} ${faults.map(nameOf).join(" ") || "calm"}`;
  try {
    for (const fault of faults) await practice.fault(fault);
    const offset = random.nextBelow(8) === 0 ? (random.nextBelow(2) * 2 - 1) * 5_000 : 0;
    if (offset !== 0) await practice.fault({ kind: "clock", millis: offset });
    for (let step = 0; step < STEPS; step++) {
      act(rig, random, symbol.bidTicks, venue);
      if (random.nextBelow(24) === 0) await practice.disconnect();
      if (random.nextBelow(40) === 0) await practice.expireListenKeys();
      await pause(random.nextBelow(LONGEST_PAUSE_MILLIS));
      rig.take();
    }
    await practice.calm();
    if (random.nextBelow(3) === 0) rig.board.requestCancelAll();
    else rig.trader.cancelAll(-1);
    await rig.settled(20_000);
    await assertAgrees(rig, practice, venue, account);
    await rig.stop();
    const counters = rig.board.role("gateway").toRecord();
    return { seed, text, counters };
  } catch (thrown) {
    const open = [...rig.agent.desks[0].ledger.open].map((order) => ({ ...order, instrument: 0 }));
    throw new Error(
      `seed ${seed} (${text}): ${thrown instanceof Error ? thrown.message : thrown}\n` +
        JSON.stringify({ open, counters: rig.board.role("gateway").toRecord() }),
      { cause: thrown },
    );
  } finally {
    await practice.calm();
  }
}

function drawFaults(random: Prng, isFast: boolean): Fault[] {
  const faults: Fault[] = [];
  const chance = () => 0.05 + 0.3 * random.nextUnit();
  const places = isFast ? ["ws-api", "ws-api", "rest"] : ["rest", "rest"];
  for (const where of places) {
    if (random.nextBelow(4) === 0) continue;
    const fault = REQUEST_FAULTS[random.nextBelow(REQUEST_FAULTS.length)];
    faults.push({ ...fault, where, chance: chance() });
  }
  for (let i = random.nextBelow(3); i > 0; i--) {
    const fault = STREAM_FAULTS[random.nextBelow(STREAM_FAULTS.length)];
    faults.push({ ...fault, where: "user", chance: chance() });
  }
  return faults;
}

function act(rig: GatewayRig, random: Prng, bidTicks: number, venue: PracticeVenue): void {
  const { trader, desk } = rig;
  const lots = (venue === "binance" ? 50 : 3) * (1 + random.nextBelow(20));
  const side = random.nextBelow(2) === 0 ? SIDE_BID : SIDE_ASK;
  const away = side === SIDE_BID ? -1 : 1;
  const near = bidTicks + away * (random.nextBelow(40) - 12);
  const far = bidTicks + away * (200 + random.nextBelow(400));
  const open: number[] = [];
  for (let id = 1; id <= desk.orders.lastId; id++) if (trader.leavesLots(id) > 0) open.push(id);
  const some = open[random.nextBelow(open.length)] ?? 1;
  switch (random.nextBelow(10)) {
    case 0:
      trader.market(0, side, lots);
      break;
    case 1:
      trader.limit(0, side, near, lots, 0, random.nextBelow(2) === 0 ? TIF_IOC : TIF_FOK);
      break;
    case 2:
      trader.limit(0, side, near, lots, ORDER_FLAG_POST_ONLY);
      break;
    case 3:
    case 4:
      trader.cancel(some);
      break;
    case 5:
      trader.modify(some, random.nextBelow(2) === 0 ? near : far, lots);
      break;
    case 6:
      if (random.nextBelow(6) === 0) trader.cancelAll(0);
      break;
    case 7:
      trader.limit(0, side, far, lots);
      break;
    default:
      trader.limit(0, side, near, lots, 0, TIF_GTC);
  }
}

function nameOf({ kind, where, code = "" }: Fault): string {
  return `${where}:${kind}${code}`;
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
