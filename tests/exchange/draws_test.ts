import assert from "node:assert/strict";
import { Draws } from "../../core/exchange/draws.ts";
import { drawExponential } from "../../core/exchange/exponential_table.ts";
import { powerLaw, QuantileTable } from "../../core/exchange/quantile_table.ts";

Deno.test("drawExponential() has the exponential distribution's mean, variance and tail", () => {
  const draws = new Draws(3);
  const COUNT = 400_000;
  let sum = 0;
  let squares = 0;
  let beyondFive = 0;
  for (let i = 0; i < COUNT; i++) {
    const value = drawExponential(draws);
    assert.ok(value > 0 && Number.isFinite(value));
    sum += value;
    squares += value * value;
    if (value > 5) beyondFive++;
  }
  const mean = sum / COUNT;
  assert.ok(Math.abs(mean - 1) < 0.01, `mean ${mean}`);
  assert.ok(Math.abs(squares / COUNT - 2) < 0.05, `second moment ${squares / COUNT}`);
  // e^−5 of 400,000 is 2,695.
  assert.ok(Math.abs(beyondFive - 2_695) < 200, `${beyondFive} beyond 5`);
});

Deno.test("QuantileTable.draw() gives each value its share", () => {
  const table = new QuantileTable([[10, 1], [20, 2], [30, 5]]);
  const draws = new Draws(9);
  const counts = new Map<number, number>();
  for (let i = 0; i < 80_000; i++) {
    const value = table.draw(draws);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  assert.deepEqual([...counts.keys()].sort(), [10, 20, 30]);
  for (const [value, expected] of [[10, 10_000], [20, 20_000], [30, 50_000]]) {
    assert.ok(Math.abs((counts.get(value) ?? 0) - expected) < 600, `${value}`);
  }
});

Deno.test("powerLaw() falls off with its exponent", () => {
  const weights = powerLaw(9, 1, 2);
  assert.equal(weights.length, 10);
  assert.deepEqual(weights[0], [0, 1]);
  assert.deepEqual(weights[1], [1, 1 / 4]);
  assert.deepEqual(weights[9], [9, 1 / 100]);
});
