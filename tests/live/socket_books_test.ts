/**
 * One suite over the venues whose books come through the socket: a book that stays the venue's
 * through losses, handovers and breaks, and a capture that replays to the same.
 */
import assert from "node:assert/strict";
import { STATUS_CLEAR } from "../../core/wire/market.ts";
import { fileJob, run } from "../parity/session_jobs.ts";
import { LiveRig } from "./live_rig.ts";
import {
  COINBASE_DIALECT,
  COINBASE_EXCHANGE_DIALECT,
  KRAKEN_DIALECT,
  KRAKEN_V1_DIALECT,
  MadeSocketVenue,
} from "./made_socket_venue.ts";
import { until } from "./replay_server.ts";

const DIALECTS = {
  "Coinbase": COINBASE_DIALECT,
  "Coinbase Exchange": COINBASE_EXCHANGE_DIALECT,
  "Kraken": KRAKEN_DIALECT,
  "Kraken v1": KRAKEN_V1_DIALECT,
};

/** The book that the messages make, as ticks and lots. */
function bookOf(rig: LiveRig): readonly [Map<number, number>, Map<number, number>] {
  const sides = [new Map<number, number>(), new Map<number, number>()] as const;
  for (const message of rig.messages) {
    if (message.kind === "status" && message.status === STATUS_CLEAR) {
      for (const side of sides) side.clear();
    }
    if (message.kind !== "level") continue;
    const side = sides[message.side];
    if (message.qtyLots === 0) side.delete(message.priceTicks);
    else side.set(message.priceTicks, message.qtyLots);
  }
  return sides;
}

/** Waits until the feed has told all that the venue holds, while the venue stands still. */
async function assertSame(rig: LiveRig, venue: MadeSocketVenue): Promise<void> {
  const sorted = (side: Map<number, number>) =>
    JSON.stringify([...side].toSorted(([a], [b]) => a - b));
  await until(() => {
    const [bids, asks] = bookOf(rig);
    return sorted(bids) === sorted(venue.bids) && sorted(asks) === sorted(venue.asks);
  }, "the same book as the venue's");
}

for (const [name, dialect] of Object.entries(DIALECTS)) {
  Deno.test(`${name}: a book is the venue's, after a loss as well, and its capture replays`, async () => {
    const folder = await Deno.makeTempDir();
    const rawPath = `${folder}/raw.jsonl`;
    const venue = new MadeSocketVenue(dialect);
    const rig = new LiveRig({ venues: [venue.input()], rawPath, tickMillis: 30 });
    try {
      await until(() => rig.counter("appliedDiffs") > 30, "updates");
      assert.equal(rig.counter("gaps"), 0);
      assert.equal(rig.counter("staleInstruments"), 0);
      venue.losesNext = true;
      await until(() => rig.counter("gaps") === 1, "the loss to show");
      await until(() => rig.counter("snapshots") === 2, "a new snapshot");
      assert.equal(venue.snapshots, 2);
      assert.ok(rig.counter("resyncs") >= 1);
      const applied = rig.counter("appliedDiffs");
      await until(() => rig.counter("appliedDiffs") > applied + 20, "updates behind it");
      assert.equal(rig.counter("connects"), 1);
      assert.equal(rig.counter("checksumFailures"), name.startsWith("Kraken") ? 1 : 0);
    } finally {
      await rig.end().finally(() => venue.close());
    }
    const raw = await run(await fileJob([rawPath]), "inline");
    assert.equal(raw.hashes.ingest, rig.hash);
    assert.equal(raw.mismatches, 0);
    await Deno.remove(folder, { recursive: true });
  });

  Deno.test(`${name}: a handover keeps the book and tells each trade once`, async () => {
    const venue = new MadeSocketVenue(dialect);
    const limits = {
      lifeMillis: 500,
      overlapMillis: 100,
      maxBackoffMillis: 50,
      messagesPerSecond: 50,
    };
    const rig = new LiveRig({ venues: [venue.input(limits)] });
    try {
      await until(() => rig.counter("handovers") >= 3, "handovers");
      await until(() => rig.counter("connections") === 1, "the last one to settle");
    } finally {
      await rig.end().finally(() => venue.close());
    }
    assert.deepEqual(rig.problems, []);
    assert.equal(rig.counter("gaps"), 0);
    assert.equal(rig.counter("reconnects"), 0);
    assert.ok(rig.counter("repeated") > 20, "both connections were read");
    const trades = rig.messages.flatMap((each) => each.kind === "trade" ? [each] : []);
    const ids = name === "Kraken v1"
      ? trades.map(({ exchNanos }) => Math.round(exchNanos % 1e9 / 1e6))
      : trades.map(({ tradeId }) => tradeId);
    assert.ok(ids.length > 50);
    assert.deepEqual(ids, ids.map((_, i) => ids[0] + i));
  });
}

Deno.test("a book that came through a broken connection is the venue's again", async () => {
  const venue = new MadeSocketVenue(COINBASE_DIALECT);
  const rig = new LiveRig({ venues: [venue.input()] });
  try {
    await until(() => rig.counter("appliedDiffs") > 20, "updates");
    venue.server.clients[0].close(1012, "restart");
    await until(() => rig.counter("snapshots") === 2, "the book of the next connection");
    assert.equal(rig.counter("gaps"), 1);
    const move = venue.move.bind(venue);
    venue.move = () => {};
    await assertSame(rig, venue);
    venue.move = move;
  } finally {
    await rig.end().finally(() => venue.close());
  }
});
