import assert from "node:assert/strict";
import { Prng } from "../../core/base/prng.ts";
import { drawExponential } from "../../core/exchange/exponential_table.ts";
import { powerLaw, QuantileTable } from "../../core/exchange/quantile_table.ts";

Deno.test("drawExponential() has the exponential distribution's mean, variance and tail", () => {
  const prng = new Prng(3);
  const COUNT = 400_000;
  let sum = 0;
  let squares = 0;
  let beyondTen = 0;
  for (let i = 0; i < COUNT; i++) {
    const value = drawExponential(prng);
    assert.ok(value > 0 && Number.isFinite(value));
    sum += value;
    squares += value * value;
    if (value > 10) beyondTen++;
  }
  const mean = sum / COUNT;
  assert.ok(Math.abs(mean - 1) < 0.01, `mean ${mean}`);
  assert.ok(Math.abs(squares / COUNT - 2) < 0.05, `second moment ${squares / COUNT}`);
  // e^−10 of 400,000 is 18.
  assert.ok(beyondTen > 5 && beyondTen < 40, `${beyondTen} beyond 10`);
});

Deno.test("QuantileTable.draw() gives each value its share", () => {
  const table = new QuantileTable([[10, 1], [20, 2], [30, 5]]);
  const prng = new Prng(9);
  const counts = new Map<number, number>();
  for (let i = 0; i < 80_000; i++) {
    const value = table.draw(prng);
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
