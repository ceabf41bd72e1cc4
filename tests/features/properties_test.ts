/**
 * Properties of the whole table: what a mirrored market, other lot sizes, another day and a hostile
 * feed make of every feature there is.
 */
import assert from "node:assert/strict";
import { FRAME_SLOT_BYTES } from "../../core/base/limits.ts";
import { FeatureCalculator } from "../../core/features/feature_calculator.ts";
import { DEFAULT_FEATURE_SETTINGS } from "../../core/features/feature_settings.ts";
import { FEATURE_COUNT, featureIndex, FEATURES } from "../../core/features/table.ts";
import {
  type Level,
  randomFrames,
  readVector,
  type TestFrame,
  type Vector,
  writeFrame,
} from "./frames.ts";

const DAY_NANOS = 86_400e9;
/** Prices are mirrored around this one, so far from 0 that log returns are nearly straight. */
const CENTRE_TICKS = 40_000_000;
/** The family whose price buckets lie where they lie: prices fall into others when mirrored. */
const BUCKETED = "volume_profile";
/** Two instruments, so that one can be the other's reference. */
const SYMBOLS = ["OWN", "REFERENCE"];

const MARKET = interleaved(21);

Deno.test("every feature of a mirrored market is what its definition says", () => {
  const plain = vectorsOf(MARKET.map((frame) => shifted(frame, CENTRE_TICKS - 10_000)));
  const mirrored = vectorsOf(
    MARKET.map((frame) => mirroredFrame(shifted(frame, CENTRE_TICKS - 10_000))),
  );
  const compared = new Set<string>();
  plain.forEach((vector, n) => {
    FEATURES.forEach(({ name, family, unit, mirrorSum }, i) => {
      if (unit === "quote" || family === BUCKETED) return;
      const other = mirrorSum === undefined ? featureIndex(otherSide(name)) : i;
      const where = `${name}, frame ${n}`;
      assert.equal(vector.valid[i], mirrored[n].valid[other], `validity of ${where}`);
      if (!vector.valid[i]) return;
      const value = vector.values[i];
      const expected = mirrorSum === undefined ? value : mirrorSum - value;
      const tolerance = 1e-3 * Math.max(Math.abs(value), 1e-2);
      const found = mirrored[n].values[other];
      assert.ok(Math.abs(found - expected) <= tolerance, `${where}: ${value} became ${found}`);
      compared.add(name);
    });
  });
  assert.ok(compared.size > FEATURE_COUNT / 2, `${compared.size} features were valid at all`);
});

Deno.test("every feature scales with the size of its unit when all quantities do", () => {
  const plain = vectorsOf(MARKET);
  const scaled = vectorsOf(MARKET.map(timesFour));
  plain.forEach((vector, n) => {
    FEATURES.forEach(({ name, unit }, i) => {
      assert.equal(vector.valid[i], scaled[n].valid[i], `validity of ${name}, frame ${n}`);
      const expected = vector.values[i] * 4 ** lotsPower(unit);
      const tolerance = 1e-9 + 1e-6 * Math.abs(expected);
      const found = scaled[n].values[i];
      assert.ok(Math.abs(found - expected) <= tolerance, `${name}, frame ${n}: ${found}`);
    });
  });
});

Deno.test("no feature but those of the calendar changes when everything happens a week later", () => {
  const plain = vectorsOf(MARKET);
  const later = vectorsOf(
    MARKET.map((frame) => ({ ...frame, recvNanos: frame.recvNanos + 7 * DAY_NANOS })),
  );
  assert.deepEqual(later, plain);
});

Deno.test("no vector holds NaN or infinity, and a value that is not valid is 0, on a hostile feed", () => {
  const hostile = [
    ...interleaved(31, true),
    ...interleaved(32, true).map((frame) => shifted(frame, 5_000)),
    ...interleaved(33, true).map((frame) => shifted(frame, -9_990)),
    ...interleaved(34, true).map((frame) => ({ ...frame, recvNanos: frame.recvNanos - 3_600e9 })),
  ];
  for (const { values, valid } of vectorsOf(hostile)) {
    values.forEach((value, i) => {
      assert.ok(Number.isFinite(value), `${FEATURES[i].name} is ${value}`);
      if (!valid[i]) assert.equal(value, 0, FEATURES[i].name);
    });
  }
});

Deno.test("a window's order flow and return are the sums of its steps", () => {
  const frames = randomFrames({ seed: 41, frames: 400, meanStepNanos: 50e6 });
  const vectors = vectorsOf(frames);
  const [step, steps] = ["ofi_1_event_lots", "ofi_50_events_lots"].map(featureIndex);
  const [change, changes] = ["return_1_event_bps", "return_50_events_bps"].map(featureIndex);
  for (let n = 60; n < vectors.length; n++) {
    const window = vectors.slice(n - 49, n + 1).map(({ values }) => values);
    const flowLots = window.reduce((sum, values) => sum + values[step], 0);
    assert.equal(vectors[n].values[steps], flowLots, `flow at frame ${n}`);
    const returnBps = window.reduce((sum, values) => sum + values[change], 0);
    assert.ok(Math.abs(vectors[n].values[changes] - returnBps) < 1e-4, `return at frame ${n}`);
  }
});

/** Vectors of frames of two instruments, as one stage computes them. */
function vectorsOf(frames: readonly TestFrame[]): Vector[] {
  const buffer = new SharedArrayBuffer(FRAME_SLOT_BYTES);
  const words = new Int32Array(buffer);
  const doubles = new Float64Array(buffer);
  const settings = { ...DEFAULT_FEATURE_SETTINGS, referenceSymbol: "REFERENCE" };
  const calculator = new FeatureCalculator(settings, (id) => SYMBOLS[id]);
  return frames.map((frame) => {
    writeFrame(frame, words, doubles);
    calculator.update(words, doubles, 0);
    return readVector(words, 0, FEATURE_COUNT);
  });
}

/** Frames of both instruments in order of time: bursts, minutes of trading, an hour of silence. */
function interleaved(seed: number, hostile = false): TestFrame[] {
  const own = market(seed, hostile, 0);
  const reference = market(seed + 100, hostile, 1);
  return [...own, ...reference].sort((a, b) => a.recvNanos - b.recvNanos);
}

function market(seed: number, hostile: boolean, instrumentId: number): TestFrame[] {
  const burst = randomFrames({ seed, frames: 500, meanStepNanos: 2e6, hostile, instrumentId });
  const slow = randomFrames({ seed, frames: 700, meanStepNanos: 400e6, hostile, instrumentId });
  const after = burst[burst.length - 1].recvNanos - slow[0].recvNanos + 1e6;
  const sparse = randomFrames({ seed, frames: 200, meanStepNanos: 20e9, hostile, instrumentId });
  const silence = after + slow[slow.length - 1].recvNanos - sparse[0].recvNanos + 3_600e9;
  return [
    ...burst,
    ...slow.map((frame) => ({ ...frame, recvNanos: frame.recvNanos + after })),
    ...sparse.map((frame) => ({ ...frame, recvNanos: frame.recvNanos + silence })),
  ];
}

function shifted(frame: TestFrame, ticks: number): TestFrame {
  const moved = ([price, lots]: Level): Level => [price + ticks, lots];
  return { ...frame, bids: frame.bids.map(moved), asks: frame.asks.map(moved) };
}

/** Bids and asks, buyers and sellers change places. */
function mirroredFrame(frame: TestFrame): TestFrame {
  const across = ([price, lots]: Level): Level => [2 * CENTRE_TICKS - price, lots];
  const { buyLots = 0, sellLots = 0, buyTrades = 0, sellTrades = 0 } = frame;
  return {
    ...frame,
    bids: frame.asks.map(across),
    asks: frame.bids.map(across),
    buyLots: sellLots,
    sellLots: buyLots,
    buyTrades: sellTrades,
    sellTrades: buyTrades,
    ...mirroredTrades(frame),
  };
}

/** The first trade stays the first: by default buyers come before sellers. */
function mirroredTrades({ bids, asks, buyTrades = 0, sellTrades = 0 }: TestFrame) {
  const buys = buyTrades > 0 && asks.length > 0 ? [2 * CENTRE_TICKS - asks[0][0]] : [];
  const sells = sellTrades > 0 && bids.length > 0 ? [2 * CENTRE_TICKS - bids[0][0]] : [];
  const prices = [...buys, ...sells];
  if (prices.length === 0) return {};
  return {
    firstTradeTicks: prices[0],
    lastTradeTicks: prices[prices.length - 1],
    highTradeTicks: Math.max(...prices),
    lowTradeTicks: Math.min(...prices),
  };
}

function timesFour(frame: TestFrame): TestFrame {
  const larger = ([price, lots]: Level): Level => [price, 4 * lots];
  return {
    ...frame,
    bids: frame.bids.map(larger),
    asks: frame.asks.map(larger),
    buyLots: 4 * (frame.buyLots ?? 0),
    sellLots: 4 * (frame.sellLots ?? 0),
  };
}

function otherSide(name: string): string {
  return name.split("_").map((word) => OTHER.get(word) ?? word).join("_");
}

const OTHER = new Map([["bid", "ask"], ["ask", "bid"], ["buy", "sell"], ["sell", "buy"]]);

/** To which power of the lots a unit is: 1 = proportional. */
function lotsPower(unit: string): number {
  if (/^lots/.test(unit)) return 1;
  return /_per_(lot|million)$/.test(unit) ? -1 : 0;
}
