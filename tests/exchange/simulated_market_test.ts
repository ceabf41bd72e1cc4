import assert from "node:assert/strict";
import { UserError } from "../../core/base/errors.ts";
import { DEFAULT_SYMBOLS, SIMULATED_EPOCH_MILLIS } from "../../core/exchange/parameters.ts";
import {
  type SimulatedMarketOptions,
  SimulatedMarketSource,
} from "../../core/exchange/simulated_market.ts";
import { TapeSource } from "../../core/tape/tape_source.ts";
import { FLAG_LAST, FLAG_SNAPSHOT, ORDER_EXECUTE, STATUS_CLEAR } from "../../core/wire/market.ts";
import { runSession } from "../tape/session.ts";
import { driveSource, type SeenMessage } from "../venues/drive_source.ts";
import { NaiveBook } from "./naive_book.ts";

function hashOf(options: SimulatedMarketOptions): Promise<string> {
  return driveSource(new SimulatedMarketSource(options), { onMessage: () => {} })
    .then(({ hash }) => hash);
}

Deno.test("SimulatedMarketSource makes the same bytes from the same seed and others from another", async () => {
  const first = await hashOf({ seed: 7, events: 20_000 });
  assert.equal(await hashOf({ seed: 7, events: 20_000 }), first);
  const hashes = [first, await hashOf({ seed: 7, events: 20_001 })];
  for (const seed of [0, 1, 8, 2 ** 31, 2 ** 32 - 1]) {
    hashes.push(await hashOf({ seed, events: 20_000 }));
  }
  assert.equal(new Set(hashes).size, hashes.length);
});

Deno.test("SimulatedMarketSource makes from seed 7 what it always made", async () => {
  assert.equal(await hashOf({ seed: 7, events: 20_000 }), "4725c96c6f806c69");
});

Deno.test("SimulatedMarketSource can be recorded and replayed from the tape", async () => {
  const recordPath = Deno.makeTempFileSync({ suffix: ".tape" });
  try {
    const source = new SimulatedMarketSource({ seed: 9, events: 10_000 });
    const recorded = await runSession(source, { recordPath });
    const replayed = await runSession(new TapeSource(recordPath));
    assert.equal(replayed.ingestHash, recorded.ingestHash);
    for (const name of ["messages", "trades", "quotes", "snapshots"]) {
      assert.equal(replayed.ingest[name], recorded.ingest[name], name);
    }
  } finally {
    Deno.removeSync(recordPath);
  }
});

Deno.test("SimulatedMarketSource makes the same bytes whatever the batches are", async () => {
  const hashes = new Set<string>();
  for (const ringSlots of [256, 512, 16_384]) {
    for (const backwards of [false, true]) {
      const { ingestHash } = await runSession(
        new SimulatedMarketSource({ seed: 3, events: 5_000 }),
        {
          ringSlots,
          order: (agents) => backwards ? agents.reverse() : agents,
        },
      );
      hashes.add(ingestHash);
    }
  }
  assert.equal(hashes.size, 1);
});

Deno.test("SimulatedMarketSource with fewer events is the beginning of one with more", async () => {
  const short = await driveSource(new SimulatedMarketSource({ seed: 5, events: 500 }));
  const long = await driveSource(new SimulatedMarketSource({ seed: 5, events: 1_000 }));
  assert.deepEqual(long.messages.slice(0, short.messages.length), short.messages);
});

Deno.test("SimulatedMarketSource's messages build a book whose top is every quote's", async () => {
  const books = new Map<number, NaiveBook>();
  let quotes = 0;
  const onMessage = (message: SeenMessage) => {
    const book = books.get(message.instrumentId) ?? new NaiveBook();
    books.set(message.instrumentId, book);
    if (message.kind === "order") book.apply(message);
    if (message.kind !== "quote") return;
    quotes++;
    const { bidTicks, bidLots, askTicks, askLots } = message;
    assert.deepEqual({ bidTicks, bidLots, askTicks, askLots }, book.top());
    assert.ok(bidTicks < askTicks && bidTicks > 0);
  };
  for (const seed of [1, 2, 3]) {
    books.clear();
    const source = new SimulatedMarketSource({ seed, events: 60_000 });
    const { counters } = await driveSource(source, { onMessage });
    assert.equal(counters.records, 60_000);
    for (const book of books.values()) assert.ok(book.size > 100, `${book.size} orders stand`);
  }
  assert.ok(quotes > 3 * 900, `${quotes} quotes`);
});

Deno.test("SimulatedMarketSource numbers each instrument's events and quotes every 64th", async () => {
  const { messages, counters } = await driveSource(
    new SimulatedMarketSource({ seed: 11, events: 10_000 }),
  );
  const sequences = new Map<number, number>();
  let trades = 0;
  messages.forEach((message, i) => {
    const { instrumentId, sequence, kind } = message;
    if (kind === "quote") {
      assert.equal(sequence % 64, 0);
      assert.equal(messages[i - 1].sequence, sequence, "directly behind its event");
      assert.equal(messages[i - 1].instrumentId, instrumentId);
      assert.equal(message.flags, FLAG_LAST);
      return;
    }
    if (kind !== "order" || (message.flags & FLAG_SNAPSHOT) !== 0) return;
    if (message.action === ORDER_EXECUTE) trades++;
    if ((message.flags & FLAG_LAST) === 0) return;
    assert.equal(sequence, (sequences.get(instrumentId) ?? 0) + 1);
    sequences.set(instrumentId, sequence);
  });
  const events = [...sequences.values()];
  assert.equal(events.reduce((sum, n) => sum + n), 10_000);
  assert.equal(counters.quotes, events.reduce((sum, n) => sum + Math.floor(n / 64), 0));
  assert.equal(counters.trades, trades);
});

Deno.test("SimulatedMarketSource opens every book with a snapshot that ends with its last order", async () => {
  const { messages, counters, instruments, epochMillis } = await driveSource(
    new SimulatedMarketSource({ seed: 11, events: 0 }),
  );
  assert.equal(epochMillis, SIMULATED_EPOCH_MILLIS);
  assert.equal(counters.snapshots, DEFAULT_SYMBOLS.length);
  assert.deepEqual(instruments.list().map(({ symbol }) => symbol), DEFAULT_SYMBOLS);
  const mill = messages.filter((message) => message.instrumentId === 0);
  const [definition, clear, ...orders] = mill;
  assert.equal(definition.kind, "instrument");
  assert.ok(clear.kind === "status" && clear.status === STATUS_CLEAR);
  assert.ok(orders.length > 100);
  for (const order of orders.slice(0, -1)) assert.equal(order.flags, FLAG_SNAPSHOT);
  assert.equal(orders.at(-1)?.flags, FLAG_SNAPSHOT | FLAG_LAST);
});

Deno.test("SimulatedMarketSource's receipt times never step back and follow the venue's", async () => {
  let recvNanos = 0;
  let exchNanos = 0;
  const seen = new Set<number>();
  await driveSource(new SimulatedMarketSource({ seed: 2, events: 50_000 }), {
    onMessage: (message) => {
      assert.ok(message.recvNanos >= recvNanos && message.exchNanos >= exchNanos);
      assert.ok(Number.isInteger(message.exchNanos) && Number.isInteger(message.recvNanos));
      if (message.sequence > 0) {
        assert.ok(message.recvNanos > message.exchNanos);
        seen.add(message.instrumentId);
      }
      ({ recvNanos, exchNanos } = message);
    },
  });
  assert.equal(seen.size, DEFAULT_SYMBOLS.length, "all symbols are interleaved");
});

Deno.test("SimulatedMarketSource.headNanos is the receipt time of what comes next", async () => {
  let head = 0;
  await driveSource(new SimulatedMarketSource({ seed: 4, events: 2_000 }), {
    onRecord: (nanos) => {
      assert.ok(nanos >= head);
      head = nanos;
    },
  });
  const { messages } = await driveSource(new SimulatedMarketSource({ seed: 4, events: 2_000 }));
  assert.equal(messages.at(-1)?.recvNanos, head);
});

Deno.test("SimulatedMarketSource trades the symbols it is given", async () => {
  const symbols = ["ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX"];
  const source = new SimulatedMarketSource({ seed: 4, symbols, events: 3_000 });
  const { instruments, messages } = await driveSource(source);
  assert.deepEqual(instruments.list().map(({ symbol }) => symbol), symbols);
  const traded = new Set(
    messages.filter(({ sequence }) => sequence > 0).map((m) => m.instrumentId),
  );
  assert.equal(traded.size, symbols.length);
});

Deno.test("SimulatedMarketSource names the option that cannot be used", () => {
  const cases: [Partial<SimulatedMarketOptions>, RegExp][] = [
    [{ seed: 1.5 }, /seed 1\.5: must be a whole number from 0 to 4294967295/],
    [{ seed: -7 }, /seed -7/],
    [{ seed: 2 ** 32 }, /seed 4294967296/],
    [{ seed: NaN }, /seed NaN/],
    [{ events: -1 }, /events -1: must be 0 to 2000000000/],
    [{ events: 1e12 }, /events 1000000000000/],
    [{ symbols: [] }, /0 symbols: the simulated market has 1 to 256/],
    [{ symbols: ["A", "B", "A"] }, /symbol "A" is named twice/],
    [{ symbols: ["A LONG NAME"] }, /symbol "A LONG NAME": must be 1 to 20 printable/],
    [{ symbols: ["X".repeat(21)] }, /must be 1 to 20/],
  ];
  for (const [options, message] of cases) {
    assert.throws(
      () => new SimulatedMarketSource({ seed: 1, events: 1, ...options }),
      (thrown) => thrown instanceof UserError && message.test(thrown.message),
    );
  }
});
