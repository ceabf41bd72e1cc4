/** The generator runs for hours in a live session: it must not feed the garbage collector. */
import assert from "node:assert/strict";
import { MARKET_SLOT_BYTES, PUBLISH_BATCH } from "../../core/base/limits.ts";
import { SimulatedMarketSource } from "../../core/exchange/simulated_market.ts";
import { RingFollower } from "../../core/ring/follower.ts";
import { createRing } from "../../core/ring/layout.ts";
import { RingProducer } from "../../core/ring/producer.ts";
import { Board } from "../../core/telemetry/board.ts";
import { IngestCounters } from "../../core/venues/ingest_counters.ts";
import { InstrumentRegistry } from "../../core/venues/instruments.ts";
import { MarketWriter } from "../../core/venues/market_writer.ts";
import { ProblemLog } from "../../core/venues/problems.ts";
import { PEEK_RECORD } from "../../core/venues/source.ts";

const WARM_UP_EVENTS = 400_000;
const CHUNKS = 21;
const CHUNK_EVENTS = 50_000;
/** One boxed number an event would be 12. */
const MOST_BYTES_PER_EVENT = 2;

Deno.test("SimulatedMarketSource leaves no garbage behind, and holds its memory over a million events", async () => {
  const events = WARM_UP_EVENTS + CHUNKS * CHUNK_EVENTS;
  const source = new SimulatedMarketSource({ seed: 7, events });
  const buffer = createRing({ slotBytes: MARKET_SLOT_BYTES, capacity: 1_024, followers: 1 });
  const writer = new MarketWriter(new RingProducer(buffer, { gating: [0] }));
  const follower = new RingFollower(buffer, { index: 0 });
  const counters = new IngestCounters(new Board().role("ingest").counters);
  const epochMillis = await source.open();
  const instruments = new InstrumentRegistry();
  source.start({ epochMillis, instruments, problems: new ProblemLog(), counters });
  run(source, writer, follower, WARM_UP_EVENTS);
  const growths: number[] = [];
  for (let i = 0; i < CHUNKS; i++) {
    const before = Deno.memoryUsage().heapUsed;
    run(source, writer, follower, CHUNK_EVENTS);
    growths.push((Deno.memoryUsage().heapUsed - before) / CHUNK_EVENTS);
  }
  // A collection makes a chunk's growth negative; the median chunk has none.
  const median = growths.toSorted((a, b) => a - b)[CHUNKS >> 1];
  assert.ok(Math.abs(median) < MOST_BYTES_PER_EVENT, `${median} bytes an event: ${growths}`);
  assert.equal(source.peek(), PEEK_RECORD, "the market had enough events");
});

function run(
  source: SimulatedMarketSource,
  writer: MarketWriter,
  follower: RingFollower,
  events: number,
): void {
  for (let i = 0; i < events; i++) {
    source.peek();
    source.emit(writer);
    if (writer.unpublished < PUBLISH_BATCH) continue;
    writer.publish(0);
    follower.advance(follower.available());
  }
}
