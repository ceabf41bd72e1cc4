/**
 * How the order flows at ten levels move together: their covariance over windows of 50 frames, each in
 * multiples of the mean quantity of a level in that window, and the first principal component of it
 * (Cont, Cucuringu and Zhang, arXiv 2112.13213).
 */
import { FRAME_LEVELS } from "../core/base/limits.ts";
import type { Levels } from "../core/features/inputs/levels.ts";
import { firstComponent } from "./first_component.ts";

const WINDOW_FRAMES = 50;
const DEEPEST = FRAME_LEVELS - 1;
/** A calibration file says no more than this. */
const ROUNDING = 1e6;

export interface FlowComponentReport {
  /** By level; the sum of their absolute values is 1. */
  readonly loadings: readonly number[];
  /** Share of the flows' variance that the component explains. */
  readonly explainedShare: number;
  readonly windows: number;
}

export class FlowCovariance {
  #windows = 0;
  readonly #sums = new Float64Array(FRAME_LEVELS);
  readonly #products = new Float64Array(FRAME_LEVELS * FRAME_LEVELS);
  /** The window that is filling. */
  #frames = 0;
  #depthLots = 0;
  #levels = 0;
  readonly #flowLots = new Float64Array(FRAME_LEVELS);

  /** What comes next does not follow what came last: drops the window that is filling. */
  breakOff(): void {
    this.#frames = 0;
    this.#depthLots = 0;
    this.#levels = 0;
    this.#flowLots.fill(0);
  }

  /** Takes the next frame's levels. @param present levels that are there, both sides together */
  observe(levels: Levels, present: number): void {
    this.#frames++;
    this.#depthLots += levels.bidDepthLots[DEEPEST] + levels.askDepthLots[DEEPEST];
    this.#levels += present;
    for (let i = 0; i < FRAME_LEVELS; i++) this.#flowLots[i] += levels.flowLots[i];
    if (this.#frames === WINDOW_FRAMES) this.#close();
  }

  /** @returns undefined when no flow varied */
  report(): FlowComponentReport | undefined {
    const n = this.#windows;
    const size = FRAME_LEVELS;
    const covariance = this.#products.map((product, at) => {
      const [row, col] = [Math.floor(at / size), at % size];
      return product / n - (this.#sums[row] / n) * (this.#sums[col] / n);
    });
    const component = n < 2 ? undefined : firstComponent(covariance, size);
    if (component === undefined) return undefined;
    const total = component.vector.reduce((sum, loading) => sum + Math.abs(loading), 0);
    const loadings = Array.from(
      component.vector,
      (loading) => Math.round((loading / total) * ROUNDING) / ROUNDING + 0,
    );
    return { loadings, explainedShare: component.explainedShare, windows: n };
  }

  #close(): void {
    const levelLots = this.#depthLots / this.#levels;
    if (levelLots > 0) {
      const flows = this.#flowLots.map((lots) => lots / levelLots);
      for (let row = 0; row < FRAME_LEVELS; row++) {
        this.#sums[row] += flows[row];
        for (let col = 0; col < FRAME_LEVELS; col++) {
          this.#products[row * FRAME_LEVELS + col] += flows[row] * flows[col];
        }
      }
      this.#windows++;
    }
    this.breakOff();
  }
}
