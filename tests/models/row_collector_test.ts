import assert from "node:assert/strict";
import fc from "fast-check";
import { RowCollector } from "../../models/row_collector.ts";
import { FrameRing, makeFrames, type StreamFrame } from "../inference/frame_stream.ts";

const SEED = 20_260_106;
const FEATURE_INDEXES = [2, 0];

/** The same rows by looking ahead in the whole list. */
function slowTwin(frames: readonly StreamFrame[], horizonFrames: number, everyFrames: number) {
  const rows = [...Map.groupBy(frames, ({ instrument }) => instrument).values()].flatMap((own) => {
    let since = Number.POSITIVE_INFINITY;
    return own.flatMap((frame, i) => {
      since++;
      if (since < everyFrames || frame.mask !== 0b111) return [];
      since = 0;
      const later = own[i + horizonFrames];
      if (later === undefined) return [];
      return [{
        values: FEATURE_INDEXES.map((index) => frame.features[index]),
        symbol: frame.instrument,
        sequence: frame.sequence,
        resolvedAt: later.sequence,
        move: later.bidTicks + later.askTicks - frame.bidTicks - frame.askTicks,
        imbalance: (frame.bidLots - frame.askLots) / (frame.bidLots + frame.askLots),
      }];
    });
  });
  return rows.sort((a, b) => a.resolvedAt - b.resolvedAt);
}

Deno.test("RowCollector collects what a twin that looks ahead collects, in any chunks", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 100 }),
      async (seed, horizonFrames, everyFrames, instruments, chunk) => {
        const frames = makeFrames(seed, 400, instruments);
        const ring = new FrameRing(128);
        const collector = new RowCollector({
          frames: ring.follower,
          featureNames: ["late", "lean"],
          featureIndexes: FEATURE_INDEXES,
          horizonFrames,
          everyFrames,
        });
        await ring.drive(collector, frames, () => chunk);
        const rows = collector.rows(["A"]);
        const collected = Array.from({ length: rows.count }, (_, row) => ({
          values: [...rows.values.slice(2 * row, 2 * row + 2)],
          symbol: rows.symbolOf[row],
          sequence: rows.sequences[row],
          resolvedAt: rows.resolvedAt[row],
          move: rows.movesHalfTicks[row],
          imbalance: rows.imbalances[row],
        }));
        assert.deepEqual(collected, slowTwin(frames, horizonFrames, everyFrames));
        assert.ok(collector.done);
      },
    ),
    { seed: SEED, numRuns: 50 },
  );
});
