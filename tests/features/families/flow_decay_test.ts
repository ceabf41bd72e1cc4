/** Decayed order flow: by hand, and against a slow twin. */
import assert from "node:assert/strict";
import { FlowDecay } from "../../../core/features/families/flow_decay.ts";
import { type Level, randomFrames, type TestFrame } from "../frames.ts";
import { assertForgets, compareWithTwin, type FamilyUnderTest } from "./compare_family.ts";
import { runFamily, type Values } from "./run_family.ts";
import { decayedSum, eventTimes, finite, sum } from "./twin_parts.ts";

const FAMILY: FamilyUnderTest = {
  make: () => new FlowDecay(),
  definitions: FlowDecay.definitions,
  twin,
};

/** Quantity that came to a level less what left it; `better` = 1 where higher prices are better. */
function sideFlow(was: Level | undefined, is: Level | undefined, better: number): number {
  const [oldPrice, oldLots] = was ?? [-better * Infinity, 0];
  const [newPrice, newLots] = is ?? [-better * Infinity, 0];
  if (newPrice === oldPrice) return newLots - oldLots;
  return (newPrice - oldPrice) * better > 0 ? newLots : -oldLots;
}

function flowOf(history: readonly TestFrame[], n: number, level: number): number {
  if (n === 0 || history[n].snapshot) return 0;
  const [was, is] = [history[n - 1], history[n]];
  return sideFlow(was.bids[level], is.bids[level], 1) -
    sideFlow(was.asks[level], is.asks[level], -1);
}

function twin(history: readonly TestFrame[]): Values {
  const times = eventTimes(history);
  const age = times[times.length - 1] - times[0];
  const best = history.map((_, n) => flowOf(history, n, 0));
  const all = history.map((_, n) =>
    sum(Array.from({ length: 10 }, (_, level) => flowOf(history, n, level)))
  );
  const recent = history.slice(-50);
  const lots = (levels: readonly Level[]) => sum(levels.map(([, q]) => q));
  const touch =
    sum(recent.map(({ bids, asks }) => (lots(bids.slice(0, 1)) + lots(asks.slice(0, 1))) / 2)) / 50;
  const level = sum(recent.map(({ bids, asks }) => lots(bids) + lots(asks))) /
    sum(recent.map(({ bids, asks }) => bids.length + asks.length));
  const value = (flows: number[], seconds: number, scale: number) =>
    history.length > 50 && age >= 3e9 * seconds
      ? finite(decayedSum(flows, times, seconds * 1e9) / scale)
      : undefined;
  return {
    ofi_1s_decay_depths: value(best, 1, touch),
    ofi_10s_decay_depths: value(best, 10, touch),
    ofi_10_levels_10s_decay_depths: value(all, 10, level),
  };
}

Deno.test("FlowDecay halves a flow in ln 2 of its decay time", () => {
  const frames: TestFrame[] = Array.from({ length: 400 }, (_, n) => ({
    recvNanos: n * 100e6,
    bids: [[100, n < 350 ? 10 : 14]],
    asks: [[101, 10]],
  }));
  const after = frames.slice(-1).map((frame) => ({
    ...frame,
    recvNanos: 35e9 + Math.round(10e9 * Math.LN2),
  }));
  const values = runFamily(new FlowDecay(), FlowDecay.definitions, [...frames, ...after]);
  // 4 lots came at the 350th frame; touches are 10 before, 12 after.
  const touch = (49 * 10 + 12) / 50;
  assert.ok(Math.abs(values[350].ofi_10s_decay_depths! - 4 / touch) < 1e-6);
  assert.ok(Math.abs(values[350].ofi_1s_decay_depths! - 4 / touch) < 1e-6);
  assert.ok(Math.abs(values[400].ofi_10s_decay_depths! - 2 / 12) < 1e-6);
});

for (const [hostile, seed] of [[false, 12], [true, 13]] as const) {
  const name = `(seed ${seed}${hostile ? ", hostile" : ""})`;
  const frames = randomFrames({ seed, frames: 1_500, meanStepNanos: 400e6, hostile });

  Deno.test(`FlowDecay equals its twin ${name}`, () => {
    const validCounts = compareWithTwin(FAMILY, frames.slice(0, 700), 17);
    for (const { name } of FAMILY.definitions) assert.ok((validCounts.get(name) ?? 0) > 10, name);
  });

  Deno.test(`FlowDecay forgets to the last bit what is older than its memory ${name}`, () => {
    assertForgets(FAMILY, frames, [50, 301]);
  });
}
