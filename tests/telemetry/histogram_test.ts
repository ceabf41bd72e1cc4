import assert from "node:assert/strict";
import { Histogram, HISTOGRAM_BYTES } from "../../core/telemetry/histogram.ts";

function histogram(): Histogram {
  return new Histogram(new SharedArrayBuffer(HISTOGRAM_BYTES), 0);
}

Deno.test("Histogram keeps every duration within 3 % and the largest exactly", () => {
  for (const nanos of [1, 31, 32, 33, 1e3, 2 ** 31 - 2, 2 ** 31, 2 ** 31 + 5e6, 7e11]) {
    const one = histogram();
    one.record(nanos);
    const { count, p50, max } = one.summary();
    assert.equal(count, 1);
    assert.equal(max, nanos);
    assert.ok(p50 <= nanos && p50 >= nanos * 0.97, `${nanos}: ${p50}`);
  }
});

Deno.test("Histogram.recordSince() adds what record() adds for the same durations", () => {
  const single = histogram();
  const batch = histogram();
  const endNanos = 5e9;
  const begins = Float64Array.from(
    [0, 1, 4e9, 4_999_999_990, endNanos, endNanos + 7],
  );
  batch.endAt(endNanos);
  for (let i = 0; i < begins.length; i++) {
    batch.recordSince(begins, i);
    single.record(endNanos - begins[i]);
  }
  assert.deepEqual(batch.summary(), single.summary());
  assert.equal(batch.summary().p50, 10, "the middle of six durations, two of them 0");
});
