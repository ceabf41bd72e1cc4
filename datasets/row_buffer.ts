/**
 * Rows of one instrument between their frame and the file: row by row, as frames come; labels follow
 * when they are known. What is complete is taken from the front.
 *
 * ```text
 *   0                    ready                count
 *   ├── label is known ────┼── label to come ───┤
 * ```
 *
 * Hot path: no allocation, except when more rows wait than ever before.
 */
import { F_FEATURES, F_MASK, MASK_WORDS } from "../core/wire/frame.ts";
import { NO_CLASS } from "./row_group.ts";

/** Numbers that every row has, in the order of this list. */
export const HEAD_FIELDS = ["recvNanos", "exchNanos", "frame", "sequence", "mid"] as const;
export const HEAD_WIDTH = HEAD_FIELDS.length;
const FIRST_ROWS = 16;
/** Bits of a float32 that stands for "not valid". */
const NAN_BITS = 0x7fc0_0000;

export class RowBuffer {
  readonly #indexes: Int32Array;
  /** With the mask as it is in frames; features that are not valid are 0 then, else NaN. */
  readonly #hasMask: boolean;
  /** Words a row: features, and the mask where it is asked for. */
  readonly width: number;
  count = 0;
  ready = 0;
  heads = new Float64Array(0);
  words = new Int32Array(0);
  movesBps = new Float32Array(0);
  classes = new Int32Array(0);

  /** @param indexes positions of the wanted features in a frame's vector */
  constructor(indexes: Int32Array, hasMask: boolean) {
    this.#indexes = indexes;
    this.#hasMask = hasMask;
    this.width = indexes.length + (hasMask ? MASK_WORDS : 0);
    this.#resize(FIRST_ROWS);
  }

  /** Memory taken. */
  get bytes(): number {
    return this.classes.length * bytesARow(this.width);
  }

  /** Adds the frame at word index `at`; the caller fills in the {@link heads} of row `count − 1`. */
  add(frameWords: Int32Array, at: number): void {
    if (this.count === this.classes.length) this.#resize(2 * this.count);
    const row = this.count++;
    const indexes = this.#indexes;
    const words = this.words;
    const to = row * this.width;
    const from = at + F_FEATURES;
    if (this.#hasMask) {
      for (let i = 0; i < indexes.length; i++) words[to + i] = frameWords[from + indexes[i]];
      const maskTo = to + indexes.length;
      for (let i = 0; i < MASK_WORDS; i++) words[maskTo + i] = frameWords[at + F_MASK + i];
    } else {
      for (let i = 0; i < indexes.length; i++) {
        const index = indexes[i];
        const valid = (frameWords[at + F_MASK + (index >> 5)] >>> (index & 31)) & 1;
        words[to + i] = valid === 1 ? frameWords[from + index] : NAN_BITS;
      }
    }
    this.movesBps[row] = NaN;
    this.classes[row] = NO_CLASS;
  }

  /** Takes `rows` from the front. */
  drop(rows: number): void {
    const { width } = this;
    this.heads.copyWithin(0, rows * HEAD_WIDTH, this.count * HEAD_WIDTH);
    this.words.copyWithin(0, rows * width, this.count * width);
    this.movesBps.copyWithin(0, rows, this.count);
    this.classes.copyWithin(0, rows, this.count);
    this.count -= rows;
    this.ready -= rows;
  }

  /** Gives memory back that the rows do not need. */
  shrink(): void {
    this.#resize(Math.max(FIRST_ROWS, this.count));
  }

  #resize(rows: number): void {
    const { count, width } = this;
    const heads = new Float64Array(rows * HEAD_WIDTH);
    const words = new Int32Array(rows * width);
    const movesBps = new Float32Array(rows);
    const classes = new Int32Array(rows);
    heads.set(this.heads.subarray(0, count * HEAD_WIDTH));
    words.set(this.words.subarray(0, count * width));
    movesBps.set(this.movesBps.subarray(0, count));
    classes.set(this.classes.subarray(0, count));
    this.heads = heads;
    this.words = words;
    this.movesBps = movesBps;
    this.classes = classes;
  }
}

function bytesARow(width: number): number {
  return 8 * HEAD_WIDTH + 4 * width + 4 + 4;
}
