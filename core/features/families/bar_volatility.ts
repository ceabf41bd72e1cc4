/**
 * Volatility of a bar, estimated from the last 20 closed bars: the more of a bar an estimator
 * looks at, the fewer bars it needs for the same accuracy; what each assumes differs.
 *
 * ```text
 *   close-to-close     closes; the mean return is taken off
 *   Parkinson          high, low; no drift, no gaps
 *   Garman–Klass       open, high, low, close; no drift, no gaps
 *   Rogers–Satchell    open, high, low, close; any drift, no gaps
 *   Yang–Zhang         all of them and the gap before the open; any drift
 * ```
 *
 * Hot path: no allocation.
 */
import type { BarFamily } from "../bars/bar_family.ts";
import { type BarInterval, barMemory, barWarmUp, barWindow } from "../bars/bar_interval.ts";
import { BAR_BODY, BAR_JUMP, BAR_RANGE, BAR_ROGERS_SATCHELL, type Bars } from "../bars/bars.ts";
import { defineFamily, type FeatureDefinition } from "../feature_definition.ts";

const BPS = 1e4;
const BARS = 20;
const PARKINSON = 1 / (4 * Math.LN2);
const GARMAN_KLASS = 2 * Math.LN2 - 1;
/** The weight of open-to-close variance for which Yang and Zhang's estimator varies least. */
const YANG_ZHANG = 0.34 / (1.34 + (BARS + 1) / (BARS - 1));

export class BarVolatility implements BarFamily {
  static definitions(interval: BarInterval): readonly FeatureDefinition[] {
    const row = (estimator: string, bars: number, formula: string, source: string) => ({
      name: `bar_${interval.label}_${estimator}_volatility_${BARS}_bps`,
      unit: "bps" as const,
      window: barWindow(interval, BARS),
      warmUp: barWarmUp(interval, bars),
      memory: barMemory(interval, bars),
      formula,
      source,
    });
    return defineFamily("bar_volatility", "", [
      row(
        "close_to_close",
        BARS + 1,
        "10⁴ · √(Σ(r − mean r)² / 19), r = ln(C / C'), over 20 bars",
        "sample standard deviation of log returns",
      ),
      row("parkinson", BARS, "10⁴ · √(Σ ln(H / L)² / (4 ln 2 · 20))", "Parkinson 1980"),
      row(
        "garman_klass",
        BARS,
        "10⁴ · √(Σ(ln(H / L)² / 2 − (2 ln 2 − 1) · ln(C / O)²) / 20)",
        "Garman and Klass 1980",
      ),
      row(
        "rogers_satchell",
        BARS,
        "10⁴ · √(Σ(u(u − c) + d(d − c)) / 20), u = ln(H / O), d = ln(L / O), c = ln(C / O)",
        "Rogers and Satchell 1991",
      ),
      row(
        "yang_zhang",
        BARS + 1,
        "10⁴ · √(Vo + k·Vc + (1 − k)·Vrs), Vo, Vc = sample variances of ln(O / C') and ln(C / O), " +
          "Vrs = Rogers–Satchell's, k = 0.34 / (1.34 + 21 / 19)",
        "Yang and Zhang 2000",
      ),
    ]);
  }

  update(bars: Bars, vector: Float32Array, from: number): number {
    const { kept } = bars;
    const hasWindow = bars.count >= BARS;
    const hasReturns = bars.count > BARS;
    let jumps = 0;
    let bodies = 0;
    let bodySquares = 0;
    let rangeSquares = 0;
    let rogersSatchell = 0;
    for (let i = 0; i < BARS; i++) {
      const at = bars.rowOf(i);
      const body = kept[at + BAR_BODY];
      const range = kept[at + BAR_RANGE];
      jumps += kept[at + BAR_JUMP];
      bodies += body;
      bodySquares += body * body;
      rangeSquares += range * range;
      rogersSatchell += kept[at + BAR_ROGERS_SATCHELL];
    }
    const meanJump = jumps / BARS;
    const meanBody = bodies / BARS;
    let jumpSquares = 0;
    let returnSquares = 0;
    bodies = 0;
    for (let i = 0; i < BARS; i++) {
      const at = bars.rowOf(i);
      const jump = kept[at + BAR_JUMP] - meanJump;
      const body = kept[at + BAR_BODY] - meanBody;
      jumpSquares += jump * jump;
      bodies += body * body;
      returnSquares += (jump + body) * (jump + body);
    }
    const meanRogersSatchell = rogersSatchell / BARS;
    const parkinson = (PARKINSON * rangeSquares) / BARS;
    const garmanKlass = (rangeSquares / 2 - GARMAN_KLASS * bodySquares) / BARS;
    const yangZhang = jumpSquares / (BARS - 1) + (YANG_ZHANG * bodies) / (BARS - 1) +
      (1 - YANG_ZHANG) * meanRogersSatchell;
    vector[from] = hasReturns ? BPS * Math.sqrt(returnSquares / (BARS - 1)) : NaN;
    vector[from + 1] = hasWindow ? BPS * Math.sqrt(parkinson) : NaN;
    vector[from + 2] = hasWindow ? BPS * Math.sqrt(garmanKlass) : NaN;
    vector[from + 3] = hasWindow ? BPS * Math.sqrt(meanRogersSatchell) : NaN;
    vector[from + 4] = hasReturns ? BPS * Math.sqrt(yangZhang) : NaN;
    return from + 5;
  }
}
