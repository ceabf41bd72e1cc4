/** Integrated order flow against the weighted sum over the whole history. */
import assert from "node:assert/strict";
import { FlowComponent } from "../../../core/features/families/flow_component.ts";
import { randomFrames, type TestFrame } from "../frames.ts";
import { stepFlow } from "../twin.ts";
import { runFamily, type Values } from "./run_family.ts";
import { assertValues, eventTimes, finite, isInside, sum } from "./twin_parts.ts";

/** Exact multiples of 2⁻²⁰, one of them negative. */
const LOADINGS = [0.25, 0.125, 0.125, 0.125, 0.125, 0.0625, 0.0625, -0.0625, 0.03125, 0.03125];

function twin(history: readonly TestFrame[]): Values {
  const last = history.length - 1;
  const times = eventTimes(history);
  const now = times[last];
  const component = (frames: readonly number[]) => {
    const flow = sum(
      frames.map((n) => sum((stepFlow(history, n) ?? []).map((e, i) => LOADINGS[i] * e))),
    );
    const levels = frames.flatMap((n) => [...history[n].bids, ...history[n].asks]);
    return finite(flow / (sum(levels.map(([, lots]) => lots)) / levels.length));
  };
  const all = history.map((_, n) => n);
  const isWarm = Math.floor(now / 50e6) - Math.floor(times[0] / 50e6) >= 20;
  return {
    ofi_component_50_events_depths: last >= 50 ? component(all.slice(-50)) : undefined,
    ofi_component_1s_depths: isWarm
      ? component(all.filter((n) => isInside(times[n], now, 1e9)))
      : undefined,
  };
}

Deno.test("FlowComponent weighs the flow of each level when it is calibrated", () => {
  const quiet = (bidLots: number, deepLots: number): TestFrame => ({
    recvNanos: 0,
    bids: [[100, bidLots], [99, deepLots]],
    asks: [[101, 10], [102, 10]],
  });
  const frames = [...new Array<TestFrame>(50).fill(quiet(10, 10)), quiet(14, 26)];
  const family = new FlowComponent(LOADINGS);
  const { ofi_component_50_events_depths: depths } = runFamily(
    family,
    FlowComponent.definitions,
    frames,
  ).at(-1)!;
  // 0.25 × 4 lots at level 1 and 0.125 × 16 at level 2; 200 levels hold 2,020 lots.
  assert.ok(Math.abs(depths! - 3 / (2_020 / 200)) < 1e-7, String(depths));
});

for (const [seed, meanStepNanos, hostile] of [[1, 40e6, false], [2, 3e6, false], [3, 50e6, true]]) {
  Deno.test(`FlowComponent equals its twin (seed ${seed}, hostile ${hostile})`, () => {
    const frames = randomFrames({
      seed: Number(seed),
      frames: 500,
      meanStepNanos: Number(meanStepNanos),
      hostile: hostile === true,
    });
    const found = runFamily(new FlowComponent(LOADINGS), FlowComponent.definitions, frames);
    const validCounts = new Map<string, number>();
    for (let n = 0; n < frames.length; n += 3) {
      assertValues(found[n], twin(frames.slice(0, n + 1)), `frame ${n}`, validCounts);
    }
    assert.ok(validCounts.size === 2 && [...validCounts.values()].every((count) => count > 50));
  });
}
