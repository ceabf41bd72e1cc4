/** The parts of a report, against hand-computed values and slow twins. */
import assert from "node:assert/strict";
import { Prng } from "../../core/base/prng.ts";
import { clusteredOrder } from "../../reports/clustering.ts";
import { LEAST_COMMON_ROWS, pearson, ranksOf, spearman } from "../../reports/correlations.ts";
import { distributionOf, quantileOf } from "../../reports/distributions.ts";
import { clockText, numberTicks, timeTicks } from "../../reports/nice_ticks.ts";
import { RowSample } from "../../reports/row_sample.ts";

/** Normal enough. */
function noise(prng: Prng): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += prng.nextUnit();
  return sum;
}

function near(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not near ${expected}`);
}

Deno.test("RowSample keeps every row with the same chance, and the same ones every time", () => {
  const [most, length] = [100, 1_000];
  const kept = new Float64Array(length);
  for (let seed = 0; seed < 400; seed++) {
    const draw = () => {
      const sample = new RowSample(2, most, seed);
      for (let row = 0; row < length; row++) {
        const at = sample.offer();
        if (at >= 0) sample.values.set([row, -row], at);
      }
      assert.equal(sample.count, most);
      assert.deepEqual(sample.column(1), sample.column(0).map((value) => -value));
      return sample.column(0);
    };
    const rows = draw();
    assert.deepEqual(draw(), rows);
    for (const row of rows) kept[row]++;
  }
  // Of 400 samples each row is in 40 or so: deviation 6 a row, 0.6 for the mean of a hundred rows.
  for (let from = 0; from < length; from += 100) {
    const mean = kept.subarray(from, from + 100).reduce((a, b) => a + b) / 100;
    near(mean, 40, 3);
  }
});

Deno.test("RowSample keeps all rows, in order, when there are few", () => {
  const sample = new RowSample(1, 1_000, 1);
  for (let row = 0; row < 700; row++) sample.values[sample.offer()] = row;
  assert.deepEqual(sample.column(0), Float32Array.from({ length: 700 }, (_, i) => i));
});

Deno.test("distributionOf() has the quantiles and bins of hand-computed examples", () => {
  const sorted = Float32Array.of(1, 2, 3, 4, 5);
  assert.equal(quantileOf(sorted, 0.5), 3);
  assert.equal(quantileOf(sorted, 0.25), 2);
  near(quantileOf(sorted, 0.99), 4.96, 1e-6);
  assert.equal(distributionOf(Float32Array.of(NaN, NaN)), undefined);

  const whole = distributionOf(Float32Array.of(3, 1, NaN, 2, 2))!;
  assert.deepEqual(whole.histogram, { low: 0.5, width: 1, counts: [1, 2, 1] });
  near(whole.deviation, Math.SQRT1_2, 1e-12);
  const constant = distributionOf(Float32Array.of(0.5, 0.5))!;
  assert.deepEqual(constant.histogram, { low: 0, width: 1, counts: [2] });
});

Deno.test("distributionOf() counts every value once, outliers in the bins at the ends", () => {
  const prng = new Prng(7);
  const values = Float32Array.from({ length: 5_000 }, () => noise(prng));
  values[17] = 1e9;
  values[18] = -1e9;
  const { histogram } = distributionOf(values)!;
  assert.equal(histogram.counts.length, 40);
  assert.equal(histogram.counts.reduce((a, b) => a + b), 5_000);
  assert.ok(histogram.low > -4 && histogram.low + 40 * histogram.width < 4);
  const whole = distributionOf(Float32Array.from({ length: 1_000 }, (_, i) => i % 100))!;
  assert.ok(whole.histogram.counts.every((count) => count % 10 === 0), "no bin has more numbers");
});

Deno.test("pearson() is that of the textbook over the rows that both columns have", () => {
  const prng = new Prng(3);
  const rows = 2_000;
  const columns = Array.from({ length: 3 }, () => new Float32Array(rows));
  for (let row = 0; row < rows; row++) {
    const common = noise(prng);
    columns[0][row] = 1e6 + common;
    columns[1][row] = row % 7 === 0 ? NaN : -common + noise(prng);
    columns[2][row] = row % 5 === 0 ? NaN : noise(prng);
  }
  const { size, values } = pearson(columns);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      near(values[i * size + j], textbook(columns[i], columns[j]), 1e-9);
    }
  }
  near(values[1], -Math.SQRT1_2, 0.05);
});

/** In two passes, in double precision. */
function textbook(x: Float32Array, y: Float32Array): number {
  const rows = [...x.keys()].filter((i) => !Number.isNaN(x[i] + y[i]));
  const mean = (values: Float32Array) => rows.reduce((sum, i) => sum + values[i], 0) / rows.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const sum = (term: (i: number) => number) => rows.reduce((total, i) => total + term(i), 0);
  return sum((i) => (x[i] - meanX) * (y[i] - meanY)) /
    Math.sqrt(sum((i) => (x[i] - meanX) ** 2) * sum((i) => (y[i] - meanY) ** 2));
}

Deno.test("pearson() is undefined for constants and for too few rows in common", () => {
  const varied = Float32Array.from({ length: 500 }, (_, i) => i);
  const constant = new Float32Array(500).fill(0.1);
  const late = varied.map((value) => value < 500 - LEAST_COMMON_ROWS + 1 ? NaN : value);
  const { values } = pearson([varied, constant, late]);
  assert.ok([1, 2, 4, 5].every((at) => Number.isNaN(values[at])));
  assert.equal(values[0], 1);
});

Deno.test("spearman() looks at ranks alone, equal values sharing theirs", () => {
  assert.deepEqual(
    ranksOf(Float32Array.of(10, 30, NaN, 20, 30)),
    Float32Array.of(1, 3.5, NaN, 2, 3.5),
  );
  const line = Float32Array.from({ length: 200 }, (_, i) => i - 100);
  const { values } = spearman([line, line.map((value) => Math.sign(value) * value ** 4)]);
  near(values[1], 1, 1e-12);
});

Deno.test("clusteredOrder() puts like beside like, each once", () => {
  const kinds = [0, 1, 2, 0, 1, 2, 0, 1, 2];
  const size = kinds.length;
  const values = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      values[i * size + j] = i === j ? 1 : kinds[i] === kinds[j] ? -0.9 : 0.1;
    }
  }
  const order = clusteredOrder({ size, values });
  assert.deepEqual(order.toSorted(), [...kinds.keys()]);
  const changes = order.filter((at, i) => i > 0 && kinds[at] !== kinds[order[i - 1]]);
  assert.equal(changes.length, 2, `kinds ${order.map((at) => kinds[at])}`);
  assert.deepEqual(clusteredOrder({ size: 0, values: new Float64Array(0) }), []);
});

Deno.test("ticks lie at round numbers and round times", () => {
  assert.deepEqual(numberTicks(-0.3, 1.1, 5).at.map((value) => value.toFixed(1)), [
    "0.0",
    "0.5",
    "1.0",
  ]);
  assert.equal(numberTicks(0, 0.0007, 7).step, 0.0001);
  const open = Date.UTC(2012, 5, 21, 13, 30);
  const day = timeTicks(open, open + 6.5 * 3_600_000, 8);
  assert.deepEqual(day.at.map((at) => clockText(at, day.step)), [
    "14:00",
    "15:00",
    "16:00",
    "17:00",
    "18:00",
    "19:00",
    "20:00",
  ]);
  const month = timeTicks(open, open + 30 * 86_400_000, 5);
  assert.deepEqual(month.at.slice(0, 2).map((at) => clockText(at, month.step)), [
    "2012-06-28",
    "2012-07-05",
  ]);
  const second = timeTicks(open, open + 900, 5);
  assert.deepEqual(second.at.map((at) => clockText(at, second.step))[1], "13:30:00.200");
});
