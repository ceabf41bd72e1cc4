/**
 * What is known of real order books, measured on the simulated ones. Bounds are wide: they say what
 * kind of market it is, for any seed.
 */
import assert from "node:assert/strict";
import { Draws } from "../../core/exchange/draws.ts";
import { SIDE_ASK } from "../../core/base/units.ts";
import { MATCH_CANCEL, MATCH_FILL, MATCH_REST } from "../../core/matching/match_events.ts";
import { Arrivals } from "../../core/exchange/arrivals.ts";
import { OrderFlow } from "../../core/exchange/order_flow.ts";
import { PROFILES } from "../../core/exchange/parameters.ts";

const EVENTS = 120_000;
const SEEDS = [1, 2];
const LEVELS = 10;

interface Observation {
  readonly openingTicks: number;
  readonly spreads: number[];
  readonly mids: number[];
  /** (bid − ask) / (bid + ask) at the touch. */
  readonly imbalances: number[];
  /** One a taker: 1 = a buyer. */
  readonly signs: number[];
  /** Mean lots at each of the best levels, asks. */
  readonly depth: number[];
  readonly orders: number;
  readonly adds: number;
  readonly cancels: number;
}

function observe(seed: number, profileIndex: number): Observation {
  const profile = PROFILES[profileIndex];
  const flow = new OrderFlow(new Draws(seed), profile);
  for (let i = 0; flow.placeOpening(i); i++);
  const { events, book } = flow.engine;
  const { bids, asks } = book;
  const spreads: number[] = [];
  const mids: number[] = [];
  const imbalances: number[] = [];
  const signs: number[] = [];
  const depth = new Array<number>(LEVELS).fill(0);
  const levelTicks = new Int32Array(LEVELS);
  const levelLots = new Float64Array(LEVELS);
  let adds = 0;
  let cancels = 0;
  for (let i = 0; i < EVENTS; i++) {
    flow.step();
    if (events.kind(0) === MATCH_FILL) signs.push(events.side(0) === SIDE_ASK ? 1 : -1);
    for (let k = 0; k < events.count; k++) {
      if (events.kind(k) === MATCH_REST) adds++;
      if (events.kind(k) === MATCH_CANCEL) cancels++;
    }
    spreads.push(asks.bestTicks - bids.bestTicks);
    mids.push((asks.bestTicks + bids.bestTicks) / 2);
    imbalances.push((bids.bestLots - asks.bestLots) / (bids.bestLots + asks.bestLots));
    asks.fillTop(LEVELS, levelTicks, levelLots);
    for (let level = 0; level < LEVELS; level++) depth[level] += levelLots[level] / EVENTS;
  }
  const { openingTicks } = profile;
  const orders = book.orderCount;
  return { openingTicks, spreads, mids, imbalances, signs, depth, orders, adds, cancels };
}

const observations = SEEDS.flatMap((seed) => PROFILES.map((_, i) => observe(seed, i)));

Deno.test("OrderFlow keeps the spread at one or two ticks nearly always, and never crosses", () => {
  for (const { spreads } of observations) {
    assert.ok(spreads.every((ticks) => ticks > 0));
    assert.ok(share(spreads, (ticks) => ticks === 1) > 0.6);
    assert.ok(share(spreads, (ticks) => ticks === 2) > 0.1);
    assert.ok(share(spreads, (ticks) => ticks <= 2) > 0.93);
  }
});

Deno.test("OrderFlow's depth grows away from the touch", () => {
  for (const { depth } of observations) {
    assert.ok(depth[0] < depth[1] && depth[1] < depth[2], depth.join(" "));
    assert.ok(depth[6] > 1.5 * depth[0], depth.join(" "));
  }
});

Deno.test("OrderFlow's book neither runs dry nor swells", () => {
  for (const { orders } of observations) assert.ok(orders > 200 && orders < 800, `${orders}`);
});

Deno.test("OrderFlow cancels most of its orders", () => {
  for (const { cancels, adds } of observations) {
    assert.ok(cancels / adds > 0.7 && cancels / adds < 0.95, `${cancels / adds}`);
  }
});

Deno.test("OrderFlow's trade signs persist, and the memory fades", () => {
  for (const { signs } of observations) {
    const near = autocorrelation(signs, 1);
    const far = autocorrelation(signs, 10);
    assert.ok(near > 0.12 && near < 0.5, `lag 1: ${near}`);
    assert.ok(far > 0.03 && far < near, `lag 10: ${far}`);
    const buys = share(signs, (sign) => sign > 0);
    assert.ok(buys > 0.4 && buys < 0.6, `${buys} buys`);
  }
});

Deno.test("OrderFlow's queue imbalance predicts the next move, and not too well", () => {
  for (const { mids, imbalances } of observations) {
    const right = nextMoveHits(mids, imbalances);
    assert.ok(right > 0.62 && right < 0.85, `${right}`);
    const correlation = laggedCorrelation(mids, imbalances, 50);
    assert.ok(correlation > 0.1 && correlation < 0.5, `${correlation}`);
  }
});

Deno.test("OrderFlow's price moves like one: diffusing, positive, never far from value", () => {
  for (const { mids, openingTicks } of observations) {
    const short = rootMeanSquare(mids, 100);
    const long = rootMeanSquare(mids, 2_500);
    assert.ok(short > 0.5 && short < 2.5, `${short} ticks in 100 events`);
    // A random walk would have 5 times the short one; mean reversion at the touch takes off a bit.
    assert.ok(long / short > 2 && long / short < 7, `${long / short}`);
    const furthest = mids.reduce((most, mid) => Math.max(most, Math.abs(mid - openingTicks)), 0);
    assert.ok(furthest < 500, `${furthest} ticks away`);
  }
});

Deno.test("Arrivals come in clusters and keep to their mean rate", () => {
  const nanos = new Float64Array(1);
  const arrivals = new Arrivals(new Draws(5), 400, nanos, 0);
  const counts = new Map<number, number>();
  const WINDOW_NANOS = 0.1e9;
  let last = -1;
  while (counts.size < 20_000) {
    arrivals.next();
    assert.ok(nanos[0] > last && Number.isInteger(nanos[0]));
    last = nanos[0];
    const window = Math.floor(last / WINDOW_NANOS);
    counts.set(window, (counts.get(window) ?? 0) + 1);
  }
  const windows = Math.floor(last / WINDOW_NANOS);
  const perWindow = Array.from({ length: windows }, (_, i) => counts.get(i) ?? 0);
  const mean = perWindow.reduce((sum, n) => sum + n) / windows;
  const variance = perWindow.reduce((sum, n) => sum + (n - mean) ** 2, 0) / windows;
  assert.ok(mean > 30 && mean < 52, `${mean} events a window instead of about 40`);
  assert.ok(variance / mean > 3, `dispersion ${variance / mean}; independent arrivals have 1`);
});

function share(values: readonly number[], wanted: (value: number) => boolean): number {
  return values.filter(wanted).length / values.length;
}

function autocorrelation(values: readonly number[], lag: number): number {
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  let covariance = 0;
  let variance = 0;
  for (let i = 0; i < values.length; i++) {
    variance += (values[i] - mean) ** 2;
    if (i >= lag) covariance += (values[i] - mean) * (values[i - lag] - mean);
  }
  return covariance / variance;
}

/** How often the mid's next move goes where a clear imbalance points. */
function nextMoveHits(mids: readonly number[], imbalances: readonly number[]): number {
  let right = 0;
  let compared = 0;
  let nextMid = Number.NaN;
  for (let i = mids.length - 2; i >= 0; i--) {
    if (mids[i + 1] !== mids[i]) nextMid = mids[i + 1];
    if (Number.isNaN(nextMid) || Math.abs(imbalances[i]) < 0.3) continue;
    compared++;
    if ((nextMid - mids[i]) * imbalances[i] > 0) right++;
  }
  return right / compared;
}

function laggedCorrelation(mids: readonly number[], imbalances: readonly number[], lag: number) {
  const changes = mids.slice(lag).map((mid, i) => mid - mids[i]);
  const count = changes.length;
  const meanX = imbalances.slice(0, count).reduce((sum, x) => sum + x) / count;
  const meanY = changes.reduce((sum, y) => sum + y) / count;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < count; i++) {
    const x = imbalances[i] - meanX;
    const y = changes[i] - meanY;
    xx += x * x;
    yy += y * y;
    xy += x * y;
  }
  return xy / Math.sqrt(xx * yy);
}

function rootMeanSquare(mids: readonly number[], lag: number): number {
  let sum = 0;
  for (let i = lag; i < mids.length; i++) sum += (mids[i] - mids[i - lag]) ** 2;
  return Math.sqrt(sum / (mids.length - lag));
}
