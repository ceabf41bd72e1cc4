/**
 * What order flow imbalance says of price changes: the mid's change over 10 s, regressed on the order
 * flow at the best level in the same 10 s, in every half hour by itself (Cont, Kukanov and Stoikov, arXiv
 * 1011.6402, who find a mean R² of 65 % on fifty stocks).
 *
 * Windows lie at multiples of 10 s since the session's epoch. One that a snapshot interrupts is left
 * out, so are the recording's first and last and one that follows a window without any frame.
 */
import { NANOS_PER_SECOND } from "../core/base/units.ts";

const WINDOW_NANOS = 10 * NANOS_PER_SECOND;
const BLOCK_WINDOWS = 180;
/** A regression of fewer windows says little. */
const LEAST_WINDOWS = 30;

export interface ImpactReport {
  /** Windows of 10 s. */
  readonly windows: number;
  /** Half hours with enough of them. */
  readonly blocks: number;
  /** Mean of the half hours' R²; null = there is none. */
  readonly meanRSquared: number | null;
  /** Mean of their slopes: how far a lot of order flow moves the mid. */
  readonly ticksPerLot: number | null;
}

export class ImpactRegression {
  #window = NaN;
  /** The window is whole so far: it follows another, and no snapshot came. */
  #isWhole = false;
  #flowLots = 0;
  #openingHalfTicks = 0;
  #newestHalfTicks = 0;
  #windows = 0;
  readonly #block = new Regression();
  #blockNumber = NaN;
  #blocks = 0;
  #rSquaredSum = 0;
  #slopeSum = 0;

  /**
   * Takes the next frame.
   * @param isComparable false on a snapshot
   */
  observe(
    nowNanos: number,
    midHalfTicks: number,
    flowLots: number,
    isComparable: boolean,
  ): void {
    const window = Math.floor(nowNanos / WINDOW_NANOS);
    if (window !== this.#window) this.#open(window);
    if (!isComparable) this.#isWhole = false;
    this.#flowLots += flowLots;
    this.#newestHalfTicks = midHalfTicks;
  }

  /** To be asked once, at the end. */
  report(): ImpactReport {
    this.#closeBlock();
    const blocks = this.#blocks;
    return {
      windows: this.#windows,
      blocks,
      meanRSquared: blocks === 0 ? null : this.#rSquaredSum / blocks,
      ticksPerLot: blocks === 0 ? null : this.#slopeSum / blocks,
    };
  }

  #open(window: number): void {
    if (this.#isWhole) this.#closeWindow();
    this.#isWhole = window === this.#window + 1;
    this.#window = window;
    this.#openingHalfTicks = this.#newestHalfTicks;
    this.#flowLots = 0;
  }

  #closeWindow(): void {
    const block = Math.floor(this.#window / BLOCK_WINDOWS);
    if (block !== this.#blockNumber) this.#closeBlock();
    this.#blockNumber = block;
    this.#windows++;
    this.#block.add(this.#flowLots, (this.#newestHalfTicks - this.#openingHalfTicks) / 2);
  }

  #closeBlock(): void {
    if (this.#block.count >= LEAST_WINDOWS && this.#block.isDefined) {
      this.#blocks++;
      this.#rSquaredSum += this.#block.rSquared;
      this.#slopeSum += this.#block.slope;
    }
    this.#block.clear();
  }
}

/** Least squares of y on x with a constant, from sums. */
class Regression {
  count = 0;
  #x = 0;
  #y = 0;
  #xx = 0;
  #xy = 0;
  #yy = 0;

  add(x: number, y: number): void {
    this.count++;
    this.#x += x;
    this.#y += y;
    this.#xx += x * x;
    this.#xy += x * y;
    this.#yy += y * y;
  }

  clear(): void {
    this.count = 0;
    this.#x =
      this.#y =
      this.#xx =
      this.#xy =
      this.#yy =
        0;
  }

  /** Both vary. */
  get isDefined(): boolean {
    return this.#varianceX > 0 && this.#varianceY > 0;
  }

  get slope(): number {
    return this.#covariance / this.#varianceX;
  }

  get rSquared(): number {
    return this.#covariance ** 2 / (this.#varianceX * this.#varianceY);
  }

  get #covariance(): number {
    return this.#xy - (this.#x * this.#y) / this.count;
  }

  get #varianceX(): number {
    return this.#xx - (this.#x * this.#x) / this.count;
  }

  get #varianceY(): number {
    return this.#yy - (this.#y * this.#y) / this.count;
  }
}
