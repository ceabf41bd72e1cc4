/** Queues at the touch: one frame at a time by hand, whole histories against a slow twin. */
import assert from "node:assert/strict";
import { QueueDynamics } from "../../../core/features/families/queue_dynamics.ts";
import { type Level, randomFrames, type TestFrame } from "../frames.ts";
import { runFamily, type Values } from "./run_family.ts";
import { assertValues, decayedSum, eventTimes, finite } from "./twin_parts.ts";

const DECAY_NANOS = 3e9;

interface QueueEvents {
  readonly arrived: number;
  readonly cancelled: number;
  readonly executed: number;
}

/** One side's touch: higher price is better; absent below every other. */
function touchOf(levels: readonly Level[], sign: number): { price: number; lots: number } {
  return levels.length === 0
    ? { price: -Infinity, lots: 0 }
    : { price: sign * levels[0][0], lots: levels[0][1] };
}

/** Lots executed against a side in frame n: trades inside the spread took nothing from it. */
function executedIn(history: readonly TestFrame[], n: number, side: "bid" | "ask"): number {
  const frame = history[n];
  const { buyTrades = 0, sellTrades = 0, buyLots = 0, sellLots = 0 } = frame;
  const sign = side === "bid" ? 1 : -1;
  const isBid = side === "bid";
  const worst = isBid
    ? frame.lowTradeTicks ?? (sellTrades > 0 ? frame.bids[0]?.[0] : frame.asks[0]?.[0])
    : frame.highTradeTicks ?? (buyTrades > 0 ? frame.asks[0]?.[0] : frame.bids[0]?.[0]);
  if (worst === undefined) return isBid ? sellLots : 0;
  const [now, before] = [n, n - 1].map((i) => {
    const shown = history[i];
    return shown === undefined ? -Infinity : touchOf(isBid ? shown.bids : shown.asks, sign).price;
  });
  if (sign * worst > Math.max(now, before)) return 0;
  return isBid ? sellLots : buyLots;
}

/** What happened to a side's best queue in frame n, from the definition. */
function eventsIn(history: readonly TestFrame[], n: number, side: "bid" | "ask"): QueueEvents {
  const executed = executedIn(history, n, side);
  const frame = history[n];
  if (n === 0 || frame.snapshot || frame.tradesOnly) return { arrived: 0, cancelled: 0, executed };
  // Executions count from the last frame on that changed the book.
  let taken = executed;
  for (let i = n - 1; i > 0 && history[i].tradesOnly && !history[i].snapshot; i--) {
    taken += executedIn(history, i, side);
  }
  const sign = side === "bid" ? 1 : -1;
  const is = touchOf(side === "bid" ? frame.bids : frame.asks, sign);
  const was = touchOf(side === "bid" ? history[n - 1].bids : history[n - 1].asks, sign);
  if (is.price > was.price) return { arrived: is.lots, cancelled: 0, executed };
  if (is.price < was.price) {
    return { arrived: 0, cancelled: Math.max(was.lots - taken, 0), executed };
  }
  const net = is.lots - was.lots + taken;
  return { arrived: Math.max(net, 0), cancelled: Math.max(-net, 0), executed };
}

function twin(history: readonly TestFrame[]): Values {
  const times = eventTimes(history);
  const last = history.length - 1;
  const isWarm = times[last] - times[0] >= 9e9;
  const values: Record<string, number | undefined> = {};
  const depletions: (number | undefined)[] = [];
  for (const side of ["bid", "ask"] as const) {
    const events = history.map((_, n) => eventsIn(history, n, side));
    const rate = (of: (e: QueueEvents) => number) => decayedSum(events.map(of), times, DECAY_NANOS);
    const arrivals = rate((e) => e.arrived);
    const cancels = rate((e) => e.cancelled);
    const executions = rate((e) => e.executed);
    const queue = (side === "bid" ? history[last].bids : history[last].asks)[0]?.[1] ?? 0;
    const lost = (cancels + executions - arrivals) / 3;
    // Where a queue neither grows nor shrinks, the sign of a rounding error decides nothing.
    const millis = lost > 0 ? Math.min(1e3 * queue / lost, 60e3) : 60e3;
    const put = (name: string, value: number | undefined) => {
      values[`${side}_${name}`] = isWarm ? value : undefined;
    };
    put("arrival_intensity_3s_decay_lots_per_s", arrivals / 3);
    put("cancel_intensity_3s_decay_lots_per_s", cancels / 3);
    put("execution_intensity_3s_decay_lots_per_s", executions / 3);
    put(
      "cancel_add_ratio_3s_decay",
      cancels === 0 && arrivals === 0 ? undefined : Math.min(cancels / arrivals, 100),
    );
    put("expected_depletion_ms", queue > 0 ? millis : undefined);
    depletions.push(queue > 0 ? millis : undefined);
  }
  const [bid, ask] = depletions;
  values.depletion_imbalance = isWarm && bid !== undefined && ask !== undefined
    ? finite((bid - ask) / (bid + ask))
    : undefined;
  return values;
}

function run(frames: readonly TestFrame[]): Values[] {
  return runFamily(new QueueDynamics(), QueueDynamics.definitions, frames);
}

/** Ten seconds of a still book, then the given frames at the same instant: age 0, weight 1. */
function after(first: Partial<TestFrame>, ...steps: Partial<TestFrame>[]): Values {
  const still = { bids: [[100, 50], [99, 80]], asks: [[102, 40], [103, 70]] } as const;
  let book: TestFrame = { recvNanos: 1_000e9, ...still };
  const frames = [book];
  for (const step of [first, ...steps]) {
    book = { recvNanos: 1_010e9, bids: book.bids, asks: book.asks, ...step };
    frames.push(book);
  }
  return run(frames)[frames.length - 1];
}

function assertLots(
  values: Values,
  side: string,
  arrived: number,
  cancelled: number,
  executed = 0,
) {
  const found = ["arrival", "cancel", "execution"].map((event) =>
    3 * values[`${side}_${event}_intensity_3s_decay_lots_per_s`]!
  );
  const expected = [arrived, cancelled, executed];
  found.forEach((lots, i) => assert.ok(Math.abs(lots - expected[i]) < 1e-4, `${side} ${found}`));
}

Deno.test("QueueDynamics counts an arrival when the queue at an unchanged price grows", () => {
  const values = after({ bids: [[100, 57]] });
  assertLots(values, "bid", 7, 0);
  assertLots(values, "ask", 0, 0);
});

Deno.test("QueueDynamics counts a cancel when it shrinks without trades", () => {
  assertLots(after({ asks: [[102, 33]] }), "ask", 0, 7);
});

Deno.test("QueueDynamics puts executions back before it speaks of arrivals and cancels", () => {
  assertLots(after({ bids: [[100, 45]], sellTrades: 1, sellLots: 5 }), "bid", 0, 0, 5);
  assertLots(after({ bids: [[100, 48]], sellTrades: 1, sellLots: 5 }), "bid", 3, 0, 5);
  assertLots(after({ bids: [[100, 41]], sellTrades: 1, sellLots: 5 }), "bid", 0, 4, 5);
});

Deno.test("QueueDynamics counts the whole queue as arrived when the price improves", () => {
  const values = after({ bids: [[101, 9], [100, 50]], asks: [[101, 4], [102, 40]] });
  assertLots(values, "bid", 9, 0);
  assertLots(values, "ask", 4, 0);
});

Deno.test("QueueDynamics counts what trades left as cancelled when a queue gives way", () => {
  assertLots(after({ bids: [[99, 80]], sellTrades: 1, sellLots: 20 }), "bid", 0, 30, 20);
  const swept = { bids: [[98, 10]], sellTrades: 2, sellLots: 60, lowTradeTicks: 99 } as const;
  assertLots(after({ ...swept, highTradeTicks: 100 }), "bid", 0, 0, 60);
});

Deno.test("QueueDynamics waits for the book when a venue tells trades first", () => {
  const trade = { sellTrades: 1, sellLots: 5, tradesOnly: true };
  assertLots(after(trade), "bid", 0, 0, 5);
  assertLots(after(trade, trade, { bids: [[100, 42]] }), "bid", 2, 0, 10);
  assertLots(after(trade, { bids: [[99, 80]] }), "bid", 0, 45, 5);
});

Deno.test("QueueDynamics leaves trades inside the spread out: no queue was there", () => {
  const hidden = { buyTrades: 1, buyLots: 6, highTradeTicks: 101, lowTradeTicks: 101 };
  assertLots(after(hidden), "ask", 0, 0, 0);
});

Deno.test("QueueDynamics counts nothing but executions across a snapshot", () => {
  const values = after({ bids: [[100, 500]], asks: [[102, 1]], snapshot: true });
  assertLots(values, "bid", 0, 0);
  assertLots(values, "ask", 0, 0);
});

Deno.test("QueueDynamics expects a queue of 20 to last 2 s when 10 lots a second leave it", () => {
  // 20 cancelled and 10 executed at age 0, over a decay time of 3 s.
  const values = after({ bids: [[100, 30]] }, { bids: [[100, 20]], sellTrades: 1, sellLots: 10 });
  assert.ok(Math.abs(values.bid_expected_depletion_ms! - 2_000) < 0.01);
  assert.equal(values.ask_expected_depletion_ms, 60_000, "the ask does not shrink");
  assert.ok(Math.abs(values.depletion_imbalance! - (2 - 60) / (2 + 60)) < 1e-6);
  assert.equal(values.bid_cancel_add_ratio_3s_decay, 100, "cancels without arrivals");
  assert.equal(values.ask_cancel_add_ratio_3s_decay, undefined, "neither");
});

Deno.test("QueueDynamics lets an event weigh 1/e of itself when 3 s have passed", () => {
  const book = { bids: [[100, 50]], asks: [[102, 40]] } as const;
  const frames: TestFrame[] = [0, 7, 10].map((s) => ({ recvNanos: 1_000e9 + s * 1e9, ...book }));
  const values = run([frames[0], { ...frames[1], bids: [[100, 80]] }, {
    ...frames[2],
    bids: [[100, 80]],
  }]);
  const found = values[2].bid_arrival_intensity_3s_decay_lots_per_s!;
  assert.ok(Math.abs(found - 10 / Math.E) < 1e-6);
  assert.equal(values[1].bid_arrival_intensity_3s_decay_lots_per_s, undefined, "not warm at 7 s");
});

for (
  const [name, shape] of [
    ["a quiet market", { seed: 51, frames: 500, meanStepNanos: 60e6 }],
    ["a busy market", { seed: 52, frames: 500, meanStepNanos: 25e6 }],
    ["a sparse market", { seed: 53, frames: 300, meanStepNanos: 2e9 }],
    ["a hostile feed", { seed: 54, frames: 600, meanStepNanos: 60e6, hostile: true }],
  ] as const
) {
  Deno.test(`QueueDynamics equals the twin on ${name} (seed ${shape.seed})`, () => {
    // Prices that stay where they are for a while, and trades that the book shows later.
    const frames = randomFrames(shape).map((frame, n, all) => {
      if (n % 3 !== 1) return frame;
      const { bids, asks } = all[n - 1];
      return n % 2 === 0
        ? { ...frame, bids, asks, tradesOnly: true }
        : { ...frame, bids: bids.map(([p, q], i): Level => [p, i === 0 ? q + n % 50 : q]), asks };
    });
    const valid = new Map<string, number>();
    run(frames).forEach((values, n) => {
      if (n > 20 && n % 7 !== 0) return;
      assertValues(values, twin(frames.slice(0, n + 1)), `frame ${n}, seed ${shape.seed}`, valid);
    });
    for (const { name } of QueueDynamics.definitions) {
      assert.ok((valid.get(name) ?? 0) > 10, `${name} was valid often enough to compare`);
    }
  });
}

Deno.test("QueueDynamics forgets to the last bit when its memory has passed", () => {
  const late = randomFrames({ seed: 55, frames: 800, meanStepNanos: 150e6 });
  const early = randomFrames({ seed: 56, frames: 300, meanStepNanos: 10e6 })
    .map((frame) => ({ ...frame, recvNanos: frame.recvNanos - 30e9 }));
  const [whole, resumed] = [run([...early, ...late]).slice(early.length), run(late)];
  const from = late[0].recvNanos + QueueDynamics.definitions[0].memory.nanos;
  const settled = late.findIndex((frame) => frame.recvNanos >= from);
  assert.ok(settled > 0 && settled < late.length - 100);
  assert.deepEqual(whole.slice(settled), resumed.slice(settled));
  assert.notDeepEqual(whole[settled - 250], resumed[settled - 250]);
});
