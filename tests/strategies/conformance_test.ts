/** What holds for every strategy that ships, whatever the market and the venue do. */
import assert from "node:assert/strict";
import { Prng } from "../../core/base/prng.ts";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { featureIndex, FEATURES } from "../../core/features/table.ts";
import type { StrategyDefinition } from "../../core/trading/strategy.ts";
import { findStrategy, STRATEGIES } from "../../strategies/registry.ts";
import { randomFrames } from "../features/frames.ts";
import { RandomVenue } from "./random_venue.ts";
import { Rig, type Signals } from "./rig.ts";

const FRAMES = 4_000;
const SEEDS = [1, 2, 3];
const INSTRUMENTS = [0, 3];

/** Lively settings, so that orders are many. */
const LIVELY: Readonly<Record<string, number | string>> = {
  min_interval_ms: 20,
  position_lots: 7,
  max_position_lots: 9,
  duration_s: 60,
  slice_s: 2,
  start_s: 5,
  participation: 0.05,
  mean_interval_s: 1,
  intensity_window_s: 30,
  volatility_half_life_s: 10,
  limit_bps: 50,
  enter_bps: 5,
};

function livelyParameters(
  { parameters }: StrategyDefinition,
  seed: number,
): Record<string, number | string> {
  const lively = Object.entries(LIVELY).filter(([name]) => Object.hasOwn(parameters, name));
  const choices = Object.entries(parameters).flatMap(([name, parameter]) =>
    parameter.kind === "choice"
      ? [[name, parameter.choices[seed % parameter.choices.length]] as const]
      : []
  );
  const makers = "qty_lots" in parameters && "max_position_lots" in parameters
    ? [["qty_lots", 4] as const]
    : [];
  return Object.fromEntries([...lively, ...choices, ...makers]);
}

function randomSignals({ features = [] }: StrategyDefinition, prng: Prng): Signals {
  const values = features.filter(() => prng.nextUnit() < 0.9).map((name) => {
    const { unit } = FEATURES[featureIndex(name)];
    const u = prng.nextUnit();
    if (unit === "points") return [name, 100 * u];
    return [name, unit === "ratio" ? 3 * u - 1.5 : 60 * u - 30];
  });
  const [down, flat, up] = [prng.nextUnit(), prng.nextUnit(), prng.nextUnit()];
  const sum = down + flat + up;
  return {
    features: Object.fromEntries(values),
    probabilities: prng.nextUnit() < 0.9 ? [down / sum, flat / sum, up / sum] : [],
  };
}

/** @param inspect is called after every step */
function runOf(definition: StrategyDefinition, seed: number, inspect: (rig: Rig) => void): Rig {
  const rig = new Rig(definition, {
    parameters: livelyParameters(definition, seed),
    instrumentIds: INSTRUMENTS,
    seed,
  });
  const venue = new RandomVenue(rig, seed);
  const prng = new Prng(seed + 1_000);
  const frames = randomFrames({ seed, frames: FRAMES, meanStepNanos: 50e6, hostile: true });
  let timerAt = 0;
  for (const [i, frame] of frames.entries()) {
    const instrumentId = i % 5 === 4 ? 7 : INSTRUMENTS[i % 2];
    rig.frame({ ...frame, instrumentId }, randomSignals(definition, prng));
    inspect(rig);
    const { timerNanos } = rig.trader;
    if (timerNanos > 0 && frame.recvNanos >= timerAt) {
      rig.timer(frame.recvNanos);
      timerAt = frame.recvNanos + timerNanos;
    }
    venue.step();
    inspect(rig);
  }
  return rig;
}

/** Fails when position and orders together could come to more than the strategy was allowed. */
function limitOf(definition: StrategyDefinition, seed: number): (rig: Rig) => void {
  const schema = definition.parameters;
  const given = livelyParameters(definition, seed);
  const valueOf = (name: string) => Number(given[name] ?? schema[name]?.default);
  const name = ["max_position_lots", "position_lots", "qty_lots"].find((n) => n in schema) ?? "";
  const most = valueOf(name);
  return ({ trader }) => {
    for (const id of INSTRUMENTS) {
      for (const side of [SIDE_BID, SIDE_ASK]) {
        assert.ok(trader.worstLots(id, side) <= most, `${name}: ${trader.worstLots(id, side)}`);
      }
    }
    assert.equal(trader.positionLots(7), 0, "an instrument that is not its own");
  };
}

for (const definition of STRATEGIES) {
  Deno.test(`${definition.name} keeps its limits and never asks for nonsense at a hostile venue`, () => {
    for (const seed of SEEDS) {
      const limit = limitOf(definition, seed);
      const rig = runOf(definition, seed, limit);
      assert.ok(
        rig.trader.asks.length >= INSTRUMENTS.length,
        `it traded: ${rig.trader.asks.length}, seed ${seed}`,
      );
      assert.ok(rig.trader.asks.length < FRAMES, "it did not flood");
    }
  });

  Deno.test(`${definition.name} asks the same again when it sees the same`, () => {
    const [first, second] = [1, 2].map(() => runOf(definition, 5, () => {}).trader.asks);
    assert.deepEqual(first, second);
  });

  Deno.test(`${definition.name} stays quiet when it was stopped`, () => {
    const rig = runOf(definition, 6, () => {});
    rig.trader.isClosed = true;
    rig.strategy.onStop?.();
    for (const order of rig.trader.orders.filter(({ isOpen }) => isOpen)) rig.end(order);
    assert.deepEqual(rig.trader.orders.filter(({ isOpen }) => isOpen), []);
  });
}

Deno.test("findStrategy() finds those that ship and no other", () => {
  assert.equal(findStrategy("twap")?.name, "twap");
  assert.equal(findStrategy("levitate"), undefined);
});

Deno.test("strategies name features that exist, say one sentence and accept their defaults", () => {
  for (const definition of STRATEGIES) {
    const { name, summary, source, features = [] } = definition;
    assert.match(name, /^[a-z]+(_[a-z]+)*$/);
    assert.match(summary, /^[A-Z][^.]*\.$/, name);
    assert.ok(source.length > 10, name);
    for (const feature of features) assert.ok(featureIndex(feature) >= 0, feature);
    assert.ok(new Rig(definition).strategy, name);
  }
});
