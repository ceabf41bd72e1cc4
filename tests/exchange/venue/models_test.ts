/** Models alone: latencies, queues, fees, impact, funding; figures worked out by hand. */
import assert from "node:assert/strict";
import { UserError } from "../../../core/base/errors.ts";
import { feeRates, feeTable } from "../../../core/exchange/venue/fees/fee_table.ts";
import { Fees } from "../../../core/exchange/venue/fees/fees.ts";
import { FundingSchedule } from "../../../core/exchange/venue/funding.ts";
import { FeedClock } from "../../../core/exchange/venue/latency/feed_clock.ts";
import { latencyModel } from "../../../core/exchange/venue/latency/order_latency.ts";
import { readRoundTrips, recordedTrips } from "../../../core/exchange/venue/latency/round_trips.ts";
import {
  DEFAULT_MODELS,
  type ExchangeModels,
  exchangeModels,
  type QueueChoice,
} from "../../../core/exchange/venue/models.ts";
import { queueModel } from "../../../core/exchange/venue/queue/queue_model.ts";
import { SlotQueue } from "../../../core/exchange/venue/slot_queue.ts";
import { SquareRootImpact } from "../../../core/exchange/venue/square_root_impact.ts";
import {
  VENUE_BINANCE,
  VENUE_BINANCE_COINM,
  VENUE_COINBASE,
  VENUE_NASDAQ,
  VENUE_SHFE,
} from "../../../core/wire/market.ts";
import { BUY, SELL, VenueRig } from "./venue_rig.ts";

function near(actual: number, expected: number, text?: string): void {
  assert.ok(
    Math.abs(actual - expected) < 1e-9 * Math.max(1, Math.abs(expected)),
    text ?? `${actual} ≠ ${expected}`,
  );
}

Deno.test("LognormalLatency has its median and its spread, and repeats by seed", () => {
  const choice = { kind: "lognormal", medianNanos: 1e6, sigma: 0.5 } as const;
  const model = latencyModel(choice, "entry", 7);
  const again = latencyModel(choice, "entry", 7);
  const draws = Array.from({ length: 20_001 }, () => model.nanosAt(0));
  for (const draw of draws) assert.equal(draw, again.nanosAt(0));
  const sorted = draws.toSorted((a, b) => a - b);
  assert.ok(Math.abs(sorted[10_000] / 1e6 - 1) < 0.02, "median");
  const logs = draws.map((draw) => Math.log(draw / 1e6));
  const deviation = Math.sqrt(logs.reduce((sum, log) => sum + log * log, 0) / logs.length);
  assert.ok(Math.abs(deviation - 0.5) < 0.01, `sigma ${deviation}`);
});

Deno.test("RecordedLatency interpolates each leg, and stays as it was beyond the ends", () => {
  const trips = [100, 110, 130, 200, 240, 250];
  const entry = latencyModel({ kind: "recorded", trips }, "entry", 1);
  assert.deepEqual([0, 100, 150, 200, 999, 125].map((at) => entry.nanosAt(at)), [
    10,
    10,
    25,
    40,
    40,
    18,
  ]);
  const response = latencyModel({ kind: "recorded", trips }, "response", 1);
  assert.deepEqual([110, 175, 240].map((at) => response.nanosAt(at)), [20, 15, 10]);
  const back = { kind: "recorded", trips: [100, 90, 130] } as const;
  assert.throws(() => latencyModel(back, "entry", 1), UserError);
});

Deno.test("recordedTrips() tell times of their own, which a session meets whenever it began", () => {
  const text = "sent_nanos,exchange_nanos,received_nanos\n" +
    "1700000000000000100,1700000000000000200,1700000000000000500\n" +
    "1700000001000000000,1700000001000000400,1700000001000000500\n";
  const choice = recordedTrips(text, "trips.csv");
  assert.equal(choice.originMillis, 1_700_000_000_000);
  const entry = latencyModel(choice, "entry", 1, 1_699_999_999_000);
  assert.equal(entry.nanosAt(0), 100, "before the first");
  assert.equal(entry.nanosAt(2e9), 400, "two seconds into the session: the second trip");
  assert.equal(latencyModel(choice, "response", 1, 1_700_000_000_000).nanosAt(0), 300);
});

Deno.test("readRoundTrips() reads a file and names the line that is wrong", () => {
  const head = "sent_nanos,exchange_nanos,received_nanos\n";
  const text = `${head}1700000000000000100,1700000000000000200,1700000000000000300\n`;
  assert.deepEqual(readRoundTrips(text, 1_700_000_000_000, "trips.csv"), [100, 200, 300]);
  for (const line of ["1,2", "1,2,x", "3,2,4", "1,3,2", "1.5,2,3", "-1,2,3"]) {
    const bad = () => readRoundTrips(`${text}${line}\n`, 0, "trips.csv");
    assert.throws(
      bad,
      (error) => error instanceof UserError && error.message.startsWith("trips.csv:3: "),
    );
  }
  assert.throws(() => readRoundTrips("a,b\n", 0, "trips.csv"), /trips\.csv:1/);
  assert.throws(() => readRoundTrips(head, 0, "trips.csv"), /no round trip/);
});

Deno.test("FeedClock goes by the model and never back", () => {
  const message = new Float64Array(8);
  const read = (clock: FeedClock, exch: number, recv: number) => {
    message[1] = exch;
    message[2] = recv;
    clock.read(message, 0, true);
    return clock.nowNanos;
  };
  const constant = new FeedClock({ kind: "constant", nanos: 30 }, 1);
  assert.deepEqual([read(constant, 0, 100), read(constant, 0, 110)], [70, 80]);
  constant.advanceTo(200);
  assert.equal(constant.nowNanos, 170);
  assert.equal(read(constant, 0, 150), 170, "never back");
  const recorded = new FeedClock({ kind: "recorded", offsetNanos: -5 }, 1);
  assert.deepEqual(
    [read(recorded, 90, 100), read(recorded, 130, 110)],
    [85, 110],
    "not in the future",
  );
});

Deno.test("queue models share a decrease as published", () => {
  const after = (choice: QueueChoice, ahead: number, traded: number, old: number, left: number) => {
    const aheadLots = new Float64Array([0, ahead]);
    queueModel(choice).moveUp(aheadLots, new Float64Array([0, traded]), 1, old, left);
    return aheadLots[1];
  };
  const averse: QueueChoice = { kind: "risk-averse" };
  assert.equal(after(averse, 60, 0, 100, 80), 60);
  assert.equal(after(averse, 60, 0, 100, 40), 40);
  // A = 60, B = 40, d = 20; n = 1: p = 0.4, A' = 60 − 12 = 48.
  const linear: QueueChoice = { kind: "power", n: 1, form: "back-over-sum" };
  near(after(linear, 60, 0, 100, 80), 48);
  // n = 2: p = 1600 / 5200, A' = 60 − 20 × 3600 / 5200.
  near(after({ ...linear, n: 2 }, 60, 0, 100, 80), 60 - 20 * 3600 / 5200);
  // p = 1600 / 10000.
  near(after({ kind: "power", n: 2, form: "back-over-total" }, 60, 0, 100, 80), 60 - 0.84 * 20);
  // p = 1 − 0.6².
  near(after({ kind: "power", n: 2, form: "one-minus-front" }, 60, 0, 100, 80), 60 - 0.36 * 20);
  const log: QueueChoice = { kind: "log", form: "back-over-sum" };
  const p = Math.log(41) / (Math.log(41) + Math.log(61));
  near(after(log, 60, 0, 100, 80), 60 - (1 - p) * 20);
  near(
    after({ ...log, form: "back-over-total" }, 60, 0, 100, 80),
    60 - (1 - Math.log(41) / Math.log(101)) * 20,
  );
  // Trades explain 15 of the 20: 5 are shared.
  near(after(linear, 60, 15, 100, 80), 57);
  assert.equal(after(linear, 60, 30, 100, 80), 60, "more traded than left: others joined");
  // B = 10 cannot give p·d: n = 0.01, p ≈ ½, d = 60: A' = 90 − 30 + (10 − 30).
  const half = 10 ** 0.01 / (10 ** 0.01 + 90 ** 0.01);
  near(after({ ...linear, n: 0.01 }, 90, 0, 100, 40), 90 - (1 - half) * 60 + 10 - half * 60);
  assert.equal(after(linear, 0, 0, 100, 50), 0);
  assert.equal(after(linear, 100, 0, 100, 70), 70, "nobody behind");
  assert.equal(after(linear, 50, 0, 100, 0), 0);
});

Deno.test("fees follow each venue's way of charging", () => {
  const fees = (venue: number, symbol = "BTCUSD_PERP", given = {}) =>
    new Fees(feeRates(venue, symbol, given), 0.01, 1);
  near(fees(VENUE_BINANCE).feeQuote(10_000, 3, true), 3 * 100 * 0.001);
  near(fees(VENUE_COINBASE).feeQuote(10_000, 3, false), 3 * 100 * 0.006);
  near(fees(VENUE_COINBASE).feeQuote(10_000, 3, true), 3 * 100 * 0.004);
  near(
    fees(VENUE_BINANCE_COINM).feeQuote(6_000_000, 3, false),
    3 * 100 / 60_000 * 0.0005,
    "100 USD a contract, paid in bitcoin",
  );
  near(
    fees(VENUE_BINANCE_COINM, "ETHUSD_PERP").feeQuote(250_000, 3, false),
    3 * 10 / 2_500 * 0.0005,
    "10 USD, paid in ether",
  );
  near(fees(VENUE_NASDAQ).feeQuote(10_000, 300, false), 0.9);
  near(fees(VENUE_NASDAQ).feeQuote(10_000, 300, true), -0.6, "a rebate");
  near(fees(VENUE_SHFE).feeQuote(295_000, 2, true), 2 * 10 * 2_950 * 0.0001);
  near(fees(VENUE_BINANCE, "", { makerBps: -1 }).feeQuote(10_000, 1, true), -0.01);
  assert.equal(feeTable().length, 8);
});

Deno.test("SquareRootImpact charges later taking in the same direction, and forgets", () => {
  const law = { kind: "square-root", y: 1, dailyVolatility: 0.04, halfLifeNanos: 100 } as const;
  const impact = new SquareRootImpact({ ...law, dailyUnits: 1e3 }, 0.001);
  assert.equal(impact.ticks(BUY, 10_000, 0), 0);
  impact.took(BUY, 10_000, 0);
  assert.equal(impact.ticks(BUY, 10_000, 0), 40, "0.04 × √(1/100) × 10,000");
  assert.equal(impact.ticks(BUY, 10_000, 200), 20, "a quarter of the lots is left");
  assert.equal(impact.ticks(SELL, 10_000, 0), 0);
  const rig = new VenueRig({
    impact: {
      kind: "square-root",
      y: 1,
      dailyVolatility: 0.01,
      dailyUnits: 100,
      halfLifeNanos: 1e9,
    },
  });
  rig.book([], [1_000, 50]);
  rig.market(1, BUY, 4);
  rig.market(2, BUY, 1);
  rig.limit(3, BUY, 1_002, 1);
  assert.deepEqual(rig.told(), [
    "1 accepted",
    "1 filled 4@1000 taker",
    "2 accepted",
    "2 filled 1@1002 taker",
    "3 accepted",
  ], "0.01 × √(4/100) × 1,000 = 2; then 2.2, rounded up, passes the limit");
});

Deno.test("FundingSchedule is due at hours of the day, at the newest rate", () => {
  const hour = 3_600_000;
  const day = 1_700_006_400_000;
  const choice = { kind: "perpetual", firstMillis: 0, everyMillis: 8 * hour } as const;
  const plain = new FundingSchedule({ ...choice, rate: 0.0001 }, day + 7 * hour);
  assert.equal(plain.nextNanos, hour * 1e6);
  assert.equal(plain.take(), 0.0001);
  assert.equal(plain.nextNanos, 9 * hour * 1e6);
  const rates = [day + 9 * hour, 0.2, day + 17 * hour, 0.3];
  const history = new FundingSchedule({ ...choice, rate: rates }, day + 7 * hour);
  assert.deepEqual([history.take(), history.take(), history.take()], [0, 0.2, 0.3]);
  assert.equal(
    new FundingSchedule({ ...choice, rate: 1 }, day).nextNanos,
    0,
    "due at the epoch itself",
  );
  assert.equal(new FundingSchedule({ kind: "none" }, day).nextNanos, Infinity);
});

Deno.test("funding is reported at its time, for a lot of a long position", () => {
  const rig = new VenueRig({
    funding: { kind: "perpetual", firstMillis: 1, everyMillis: 1, rate: 0.01 },
  });
  rig.book([99, 1], [102, 1]);
  rig.at(1_000_500);
  const [report, ...more] = rig.reports();
  assert.equal(more.length, 0);
  assert.equal(report.kind, "funding");
  assert.equal(report.exchNanos, 1_000_000);
  near(report.fee, 0.01 * 1.005);
  rig.exchange.advanceTo(Infinity);
});

Deno.test("SlotQueue keeps order through growth, and never lets later ones arrive earlier", () => {
  const queue = new SlotQueue();
  for (let i = 0; i < 40; i++) queue.push(i);
  for (let i = 0; i < 40; i++) queue.pop();
  for (let i = 0; i < 200; i++) {
    const at = queue.push(i % 2 === 0 ? 1_000 + i : 0);
    queue.words[at + 3] = i;
  }
  for (let i = 0; i < 200; i++) {
    assert.equal(queue.words[queue.front + 3], i);
    assert.equal(queue.nextNanos, 1_000 + i - i % 2);
    queue.pop();
  }
  assert.equal(queue.nextNanos, Infinity);
});

Deno.test("exchangeModels() is plain data, and says which figure cannot be", () => {
  assert.deepEqual(JSON.parse(JSON.stringify(exchangeModels())), DEFAULT_MODELS);
  const bad: [unknown, RegExp][] = [
    [{ feed: { kind: "constant", nanos: -1 } }, /feed\.nanos is -1, must be a number from 0/],
    [{ entry: { kind: "lognormal", medianNanos: 1, sigma: NaN } }, /entry\.sigma/],
    [{ response: { kind: "fast" } }, /response\.kind/],
    [{ entry: { kind: "recorded", trips: [1, 2] } }, /entry\.trips/],
    [{ queue: { kind: "fifo" } }, /queue\.kind is "fifo", must be risk-averse, power, log/],
    [{ queue: { kind: "log", form: "one-minus-front" } }, /queue\.form/],
    [{ queue: { kind: "power", n: 0, form: "back-over-sum" } }, /queue\.n/],
    [{ fees: { makerBps: "2" } }, /fees\.makerBps/],
    [{ filters: { ...DEFAULT_MODELS.filters, lotStep: 0 } }, /filters\.lotStep/],
    [{ impact: { kind: "linear" } }, /impact\.kind/],
    [{ funding: { kind: "perpetual", firstMillis: 0, everyMillis: 0, rate: 0 } }, /everyMillis/],
    [{ bars: { marketAt: "middle", halfSpreadBps: 1, participation: 1 } }, /marketAt/],
    [{ seed: 0.5 }, /seed/],
  ];
  for (const [models, message] of bad) {
    assert.throws(
      () => exchangeModels(models as Partial<ExchangeModels>),
      (error) => error instanceof UserError && message.test(error.message),
      String(message),
    );
  }
});
