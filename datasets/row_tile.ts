/**
 * Memory for a few rows, column by column, so that neither the frame that a row comes from nor the file
 * that it goes to has to reach far.
 */
import { MASK_WORDS } from "../core/wire/frame.ts";

/** Numbers that every row has. */
export const HEAD_FIELDS = ["recvNanos", "exchNanos", "frame", "sequence", "mid"] as const;
const HEAD_WIDTH = HEAD_FIELDS.length;
export const AT_RECV_NANOS = 0;
export const AT_EXCH_NANOS = 1;
export const AT_FRAME = 2;
export const AT_SEQUENCE = 3;
export const AT_MID = 4;
/** Small enough that a whole exchange's instruments may have a tile each. */
export const TILE_ROWS = 64;
export const TILE_SHIFT = 6;
/**
 * From one column of features to the next, words. A row is written across all columns at once: at
 * distances of 256 bytes most of them would want the same lines of the first cache.
 */
export const WORD_STRIDE = TILE_ROWS + 16;

/** TILE_ROWS rows; column c of heads at c × TILE_ROWS, of words at c × WORD_STRIDE. */
export class RowTile {
  /** The HEAD_FIELDS. */
  readonly heads = new Float64Array(HEAD_WIDTH * TILE_ROWS);
  /** Features as their bits, then the words of the mask, where they are wanted. */
  readonly words: Int32Array;
  /** By word of the mask: features that all rows so far have. */
  readonly everywhere = new Int32Array(MASK_WORDS);
  readonly movesBps = new Float32Array(TILE_ROWS);
  readonly classes = new Int32Array(TILE_ROWS);

  constructor(width: number) {
    this.words = new Int32Array(width * WORD_STRIDE);
  }

  /** Becomes the same as another one. */
  set(other: RowTile): void {
    this.heads.set(other.heads);
    this.words.set(other.words);
    this.everywhere.set(other.everywhere);
    this.movesBps.set(other.movesBps);
    this.classes.set(other.classes);
  }
}

/** Words a row. */
export function rowWidthOf(features: number, hasMask: boolean): number {
  return features + (hasMask ? MASK_WORDS : 0);
}

/** Tiles of one width, to be used again. */
export class TilePool {
  readonly #width: number;
  readonly #free: RowTile[] = [];
  #inUse = 0;

  /** @param width see {@link rowWidthOf} */
  constructor(width: number) {
    this.#width = width;
  }

  /** Memory of the tiles in use. */
  get bytes(): number {
    return this.#inUse * (TILE_ROWS * (8 * HEAD_WIDTH + 8) + 4 * WORD_STRIDE * this.#width);
  }

  take(): RowTile {
    this.#inUse++;
    return this.#free.pop() ?? new RowTile(this.#width);
  }

  giveBack(tile: RowTile): void {
    this.#inUse--;
    this.#free.push(tile);
  }
}
