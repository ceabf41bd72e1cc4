/** The standard normal distribution. */

/**
 * Probability of a value below x, to about 1e-15. Marsaglia (2004), "Evaluating the normal
 * distribution": the Taylor series around 0; in the tails, where its terms cancel, the continued
 * fraction of Mills' ratio (Laplace).
 */
export function normalBelow(x: number): number {
  if (Math.abs(x) > 3) return x > 0 ? 1 - tail(x) : tail(-x);
  let sum = x;
  let term = x;
  for (let i = 3; Math.abs(term) > 1e-17 * Math.abs(sum); i += 2) {
    term *= x * x / i;
    sum += term;
  }
  return 0.5 + sum * density(x);
}

/** The value with a probability p, 0 < p < 1, below it: Newton's steps from a logistic guess. */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  // The logistic distribution of the same variance; far out, where that is too far, the tail's bound.
  let x = Math.max(Math.log(p / (1 - p)) / 1.702, -Math.sqrt(-2 * Math.log(p)));
  for (let i = 0; i < 60; i++) {
    const step = (normalBelow(x) - p) / density(x);
    // Halley's term keeps steps in the tail from overshooting.
    const better = step / (1 + x * step / 2);
    x -= better;
    if (Math.abs(better) < 1e-14 * Math.max(1, Math.abs(x))) break;
  }
  return x;
}

function density(x: number): number {
  return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
}

/** Probability above x, for x > 3. */
function tail(x: number): number {
  let fraction = x;
  for (let i = 80; i > 0; i--) fraction = x + i / fraction;
  return density(x) / fraction;
}
