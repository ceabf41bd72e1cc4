/** Mean, spread and shape of numbers. */

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return values.length === 0 ? 0 : sum / values.length;
}

/** Of a sample (n − 1 below); 0 of fewer than two values. */
export function deviation(values: ArrayLike<number>): number {
  const n = values.length;
  return n < 2 ? 0 : Math.sqrt(centralMoment(values, 2) * n / (n - 1));
}

/** Third moment over deviation³, of the population; 0 when nothing varies. */
export function skewness(values: ArrayLike<number>): number {
  const variance = centralMoment(values, 2);
  return variance > 0 ? centralMoment(values, 3) / variance ** 1.5 : 0;
}

/** Fourth moment over variance², of the population: 3 for a normal distribution. */
export function kurtosis(values: ArrayLike<number>): number {
  const variance = centralMoment(values, 2);
  return variance > 0 ? centralMoment(values, 4) / variance ** 2 : 3;
}

function centralMoment(values: ArrayLike<number>, power: number): number {
  const middle = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - middle) ** power;
  return values.length === 0 ? 0 : sum / values.length;
}
