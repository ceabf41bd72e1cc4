/** Schedules and quotes against the worked examples of the papers that they come from. */
import assert from "node:assert/strict";
import { Prng } from "../../core/base/prng.ts";
import { almgrenChrissKappa, almgrenChrissRemaining } from "../../strategies/almgren_chriss.ts";
import { optimalSpread, reservationPrice, strategy } from "../../strategies/avellaneda_stoikov.ts";
import { glftHalfSpread, glftSkew, strategy as glft } from "../../strategies/glft.ts";
import { bookAt, Rig } from "./rig.ts";

function close(actual: number, expected: number, within: number): void {
  assert.ok(Math.abs(actual - expected) <= within, `${actual}, expected ${expected} ± ${within}`);
}

/** Table 1 of Almgren and Chriss: a million shares in five days. */
const AC_EXAMPLE = {
  riskAversion: 1e-6,
  volatility: 0.95,
  temporaryImpact: 2.5e-6,
  permanentImpact: 2.5e-7,
  sliceTime: 1,
};

Deno.test("almgrenChrissKappa() is 0.61 a day in the paper's example", () => {
  close(almgrenChrissKappa(AC_EXAMPLE), 0.61, 0.005);
  // Where slices are short it is √(λσ²/η).
  const short = almgrenChrissKappa({ ...AC_EXAMPLE, sliceTime: 1e-3 });
  close(short, Math.sqrt(1e-6 * 0.95 ** 2 / 2.5e-6), 1e-3);
});

Deno.test("almgrenChrissRemaining() leaves of the example what minimizes cost and risk", () => {
  // x(j−1) − 2x(j) + x(j+1) = κ̃²τ²·x(j), x(0) = 1, x(5) = 0, solved by relaxation.
  const { riskAversion, volatility, temporaryImpact, permanentImpact } = AC_EXAMPLE;
  const squared = riskAversion * volatility ** 2 / (temporaryImpact - permanentImpact / 2);
  const x = [1, 0.8, 0.6, 0.4, 0.2, 0];
  for (let round = 0; round < 500; round++) {
    for (let j = 1; j < 5; j++) x[j] = (x[j - 1] + x[j + 1]) / (2 + squared);
  }
  const kappaTime = 5 * almgrenChrissKappa(AC_EXAMPLE);
  for (const [j, share] of x.entries()) {
    close(almgrenChrissRemaining(j / 5, kappaTime), share, 1e-9);
  }
  close(x[1], 0.54, 0.005);
  close(almgrenChrissRemaining(0.3, 0), 0.7, 1e-12);
  close(almgrenChrissRemaining(0.3, 1e-3), 0.7, 1e-6);
  assert.ok(Number.isFinite(almgrenChrissRemaining(0.5, 100)));
});

/** Section 3.3 of Avellaneda and Stoikov. */
const AS = { mid: 100, seconds: 1, sigma: 2, gamma: 0.1, kappa: 1.5, rate: 140, step: 0.005 };

Deno.test("optimalSpread() and reservationPrice() meet the example of Avellaneda and Stoikov", () => {
  // γσ²T + 20·ln(1 + 1/15) = 0.4 + 1.29077
  close(optimalSpread(AS.gamma, AS.sigma ** 2 * AS.seconds, AS.kappa), 1.69077, 1e-5);
  // Means over the session, in which T − t is ½: 0.2 + 1.29077, 0.02 + 1.32891, 1 + 1.15073.
  const meanSpread = (gamma: number) => optimalSpread(gamma, AS.sigma ** 2 / 2, AS.kappa);
  close(meanSpread(0.1), 1.49, 0.005);
  close(meanSpread(0.01), 1.35, 0.005);
  close(meanSpread(0.5), 2.15, 0.005);
  assert.equal(reservationPrice(100, 0, 0.1, 4), 100);
  close(reservationPrice(100, 3, 0.1, 4), 98.8, 1e-12);
  close(reservationPrice(100, -3, 0.1, 2), 100.6, 1e-12);
});

/** Runs the paper's market. @returns mean and deviation of profit, deviation of the last inventory */
function paperSessions(sessions: number, isSymmetric: boolean): number[] {
  const prng = new Prng(2008);
  const profits: number[] = [];
  const inventories: number[] = [];
  for (let n = 0; n < sessions; n++) {
    let [mid, cash, inventory] = [AS.mid, 0, 0];
    for (let t = 0; t < 1 - 1e-9; t += AS.step) {
      const variance = AS.sigma ** 2 * (1 - t);
      const half = optimalSpread(AS.gamma, variance, AS.kappa) / 2;
      const centre = reservationPrice(mid, isSymmetric ? 0 : inventory, AS.gamma, variance);
      const isHit = (distance: number) =>
        prng.nextUnit() < AS.rate * Math.exp(-AS.kappa * distance) * AS.step;
      const [buys, sells] = [isHit(mid - (centre - half)), isHit(centre + half - mid)];
      if (buys) cash -= centre - half;
      if (sells) cash += centre + half;
      inventory += Number(buys) - Number(sells);
      mid += (prng.nextUnit() < 0.5 ? -1 : 1) * AS.sigma * Math.sqrt(AS.step);
    }
    profits.push(cash + inventory * mid);
    inventories.push(inventory);
  }
  return [mean(profits), deviation(profits), deviation(inventories)];
}

const mean = (x: readonly number[]) => x.reduce((sum, y) => sum + y, 0) / x.length;
const deviation = (x: readonly number[]) => Math.sqrt(mean(x.map((y) => (y - mean(x)) ** 2)));

Deno.test("leaning against the inventory halves the risk in the market of Avellaneda and Stoikov", () => {
  // What the paper's simulation shows: a little less profit, far less deviation of it.
  const [profit, profitDeviation, inventory] = paperSessions(1_000, false);
  const [symmetricProfit, symmetricDeviation, symmetricInventory] = paperSessions(1_000, true);
  close(profit, 64.5, 2);
  close(symmetricProfit, 67.8, 2);
  assert.ok(profitDeviation < symmetricDeviation * 0.55, `${profitDeviation}`);
  assert.ok(inventory < symmetricInventory * 0.4, `${inventory}`);
});

Deno.test("avellaneda_stoikov quotes the example's prices rounded away from the mid", () => {
  // The example in ticks of 0.01: σ = 200, γ = 0.001, κ = 0.015 a tick; 1.69077 are 169.08 ticks.
  const rig = new Rig(strategy, {
    parameters: {
      risk_aversion: 0.001,
      session_s: 1,
      volatility_ticks: 200,
      kappa_per_tick: 0.015,
      rate_per_s: 140,
      qty_lots: 1,
    },
  });
  rig.frame(bookAt(10, 9_999, 10_001));
  // 10,000 ∓ 84.54: the bid rounds down, the ask up.
  assert.deepEqual(rig.news, [[0, 9_915, 1], [1, 10_085, 1]]);
  // One bought: r falls by γσ²(T − t) = 40 ticks at the beginning of the next session.
  const [bid, ask] = rig.trader.orders;
  rig.accept(ask);
  rig.fill(bid);
  rig.frame(bookAt(11, 9_999, 10_001));
  const [, , , moved] = rig.trader.asks;
  const asked = rig.trader.asks.slice(2).map((
    { kind, side, priceTicks },
  ) => [kind, side, priceTicks]);
  assert.deepEqual(asked, [["new", 0, 9_875], ["modify", 1, 10_045]]);
  assert.equal(moved.qtyLots, 1);
});

/** The figures of Guéant, Lehalle and Fernandez-Tapia: ticks and seconds. */
const GLFT = { sigma: 0.3, rate: 0.9, kappa: 0.3, gamma: 0.01, most: 30 };

/**
 * The exact stationary quotes: δᵇ(q) = ln(f(q) / f(q + 1)) / κ + ln(1 + γ/κ) / γ, f the eigenvector of
 * the least eigenvalue of the matrix with αq² on and −η beside the diagonal, by inverse iteration
 * through powers of (c − M).
 */
function exactBidDistance(q: number): number {
  const { sigma, rate, kappa, gamma, most } = GLFT;
  const alpha = kappa / 2 * gamma * sigma ** 2;
  const eta = rate * (1 + gamma / kappa) ** -(1 + kappa / gamma);
  const size = 2 * most + 1;
  const shift = alpha * most ** 2 + 2 * eta;
  let f = new Array<number>(size).fill(1);
  for (let round = 0; round < 4_000; round++) {
    const next = f.map((x, i) =>
      (shift - alpha * (i - most) ** 2) * x + eta * ((f[i - 1] ?? 0) + (f[i + 1] ?? 0))
    );
    const norm = Math.max(...next);
    f = next.map((x) => x / norm);
  }
  return Math.log(f[q + most] / f[q + 1 + most]) / kappa + Math.log1p(gamma / kappa) / gamma;
}

Deno.test("GLFT's closed form is near the exact quotes of the paper's figures", () => {
  const { sigma, rate, kappa, gamma } = GLFT;
  const half = glftHalfSpread(gamma, kappa);
  const skew = glftSkew(gamma, sigma, kappa, rate);
  // ln(1 + 1/30)·100 = 3.27898; √(0.09·0.01/0.54·(31/30)³¹) = 0.06787
  close(half, 3.27898, 1e-5);
  close(skew, 0.06787, 1e-5);
  for (const q of [-5, -2, -1, 0, 1, 2, 5]) {
    close(half + (2 * q + 1) / 2 * skew, exactBidDistance(q), 0.01);
  }
});

Deno.test("glft quotes a distance that grows with the inventory on the side that adds to it", () => {
  const { sigma, rate, kappa, gamma } = GLFT;
  const rig = new Rig(glft, {
    parameters: {
      risk_aversion: gamma,
      volatility_ticks: sigma * 100,
      kappa_per_tick: kappa,
      rate_per_s: rate,
      max_position_lots: 5,
    },
  });
  rig.trader.positions.set(0, 2);
  rig.frame(bookAt(10, 9_999, 10_001));
  // c = 6.787: δᵇ(2) = 3.279 + 16.967 = 20.246, δᵃ(2) = 3.279 − 10.180 = −6.9: it would cross, so joins.
  assert.deepEqual(rig.news, [[0, 9_979, 1], [1, 10_000, 1]]);
});
