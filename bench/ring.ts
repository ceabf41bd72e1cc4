/**
 * Messages from one worker to another, and the time to wake one that sleeps. Both ends spin while
 * they wait, so each needs a core.
 */
import { createDoorbells } from "../core/ring/doorbell.ts";
import { createRing } from "../core/ring/layout.ts";
import { createRingbuf } from "./baselines/ringbuf.ts";
import { type Bench, type Contender, type Match, opsFor, type Size } from "./harness.ts";
import { messageObject, readObject } from "./inputs/ring_message.ts";
import type { RingOrder } from "./ring_worker.ts";

const SLOT_BYTES = 64;
const CAPACITY = 16_384;
const BATCH = 128;

/** Two workers that carry out one order each at a time. */
class Pair {
  readonly #workers = [0, 1].map(() =>
    new Worker(new URL("./ring_worker.ts", import.meta.url), { type: "module" })
  );

  /** @returns the sums of the first and the second worker */
  async run(first: RingOrder, second: RingOrder): Promise<number[]> {
    return await Promise.all([this.#tell(0, first), this.#tell(1, second)]);
  }

  terminate(): void {
    for (const worker of this.#workers) worker.terminate();
  }

  #tell(index: number, order: RingOrder): Promise<number> {
    const worker = this.#workers[index];
    return new Promise((resolve, reject) => {
      worker.onmessage = (event: MessageEvent<number>) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(order, "port" in order ? [order.port] : []);
    });
  }
}

export const RING_BENCH: Bench = {
  name: "ring",
  prepare(size) {
    const pair = new Pair();
    return {
      matches: [throughput(pair, size), wakeup(pair, size)],
      close: () => pair.terminate(),
    };
  },
};

function throughput(pair: Pair, size: Size): Match {
  const ring = () => createRing({ slotBytes: SLOT_BYTES, capacity: CAPACITY, followers: 1 });
  const ringbuf = () => createRingbuf(CAPACITY);
  const contenders = [
    shared(pair, "millrace", "millrace, batches", ring, BATCH, opsFor(size, 2_000_000)),
    shared(pair, "millrace", "millrace, each", ring, 1, opsFor(size, 500_000)),
    shared(pair, "ringbuf", "ringbuf.js", ringbuf, 1, opsFor(size, 400_000)),
    shared(pair, "ringbuf", "ringbuf.js, arrays of 128", ringbuf, BATCH, opsFor(size, 2_000_000)),
    channel(pair, opsFor(size, 20_000)),
  ];
  const how = "64-byte messages between two spinning workers, one gating follower, 16,384 slots";
  return {
    unit: "messages",
    contenders,
    comparisons: [
      {
        name: "ring, batches of 128",
        ours: "millrace, batches",
        baseline: "ringbuf.js",
        targetRatio: 5,
        workload: `${how}; ours publishes every 128, ringbuf.js pushes each message`,
      },
      {
        name: "ring, batches of 128",
        ours: "millrace, batches",
        baseline: "MessageChannel",
        targetRatio: 100,
        workload: `${how}; MessageChannel posts an object a message`,
      },
      {
        name: "ring, batches of 128",
        ours: "millrace, batches",
        baseline: "ringbuf.js, arrays of 128",
        workload: `${how}; ringbuf.js with the messages gathered into arrays of 128 first`,
      },
      {
        name: "ring, each message published",
        ours: "millrace, each",
        baseline: "ringbuf.js",
        targetRatio: 2,
        workload: `${how}; both publish their cursor for every message`,
      },
    ],
  };
}

/** @param make a fresh ring for every run */
function shared(
  pair: Pair,
  by: "millrace" | "ringbuf",
  name: string,
  make: () => SharedArrayBuffer,
  batch: number,
  ops: number,
): Contender {
  let buffer = make();
  const expected = expectedSum(ops);
  return {
    name,
    ops,
    before: () => {
      buffer = make();
    },
    async run() {
      const order = { by, buffer, batch, ops };
      const [, sum] = await pair.run({ task: "send", ...order }, { task: "receive", ...order });
      return verified(name, sum, expected);
    },
  };
}

function channel(pair: Pair, ops: number): Contender {
  const expected = expectedSum(ops);
  const name = "MessageChannel";
  return {
    name,
    ops,
    async run() {
      const { port1, port2 } = new MessageChannel();
      const order = { by: "channel" as const, batch: 1, ops };
      const [, sum] = await pair.run(
        { task: "send", ...order, port: port1 },
        { task: "receive", ...order, port: port2 },
      );
      return verified(name, sum, expected);
    },
  };
}

function wakeup(pair: Pair, size: Size): Match {
  const ops = opsFor(size, 500, 5);
  const ring = () => createRing({ slotBytes: SLOT_BYTES, capacity: 16, followers: 1 });
  return {
    unit: "round trips",
    contenders: [
      {
        name: "millrace, parked",
        ops,
        async run() {
          const order = { ops, there: ring(), back: ring(), doorbells: createDoorbells(2) };
          const [sum] = await pair.run({ task: "serve", ...order }, { task: "return", ...order });
          return sum;
        },
      },
      {
        name: "postMessage",
        ops,
        async run() {
          const { port1, port2 } = new MessageChannel();
          const [sum] = await pair.run(
            { task: "serve-posted", ops, port: port1 },
            { task: "return-posted", ops, port: port2 },
          );
          return sum;
        },
      },
    ],
    comparisons: [{
      name: "wakeup round trip",
      ours: "millrace, parked",
      baseline: "postMessage",
      workload: "one message there and back between two workers that sleep in between",
    }],
  };
}

function expectedSum(ops: number): number {
  let sum = 0;
  for (let value = 1; value <= ops; value++) sum += readObject(messageObject(value));
  return sum;
}

function verified(name: string, sum: number, expected: number): number {
  if (sum !== expected) throw new Error(`${name}: sum ${sum}, expected ${expected}`);
  return sum;
}
