/**
 * Rows of one instrument between their frame and the file. They are laid down in tiles, column by
 * column within a tile, so that neither the frame nor the file has to reach far in memory:
 *
 * ```text
 *               tile 0                     tile 1
 *   feature 0   row row row … row        │ row row row
 *   feature 1   row row row … row        │ row row row        rows 0 … ready − 1 have their label,
 *   …                                    │                    rows ready … count − 1 wait for it
 * ```
 *
 * Complete rows are cut off at the front (row_span.ts); when they are written, their tiles are used
 * again, by any instrument.
 *
 * Hot path: no allocation, except when more rows wait than ever before.
 */
import { F_FEATURES, F_MASK, MASK_WORDS } from "../core/wire/frame.ts";
import { NO_CLASS } from "./row_group.ts";
import { RowSpan } from "./row_span.ts";
import { type RowTile, TILE_ROWS, TILE_SHIFT, type TilePool, WORD_STRIDE } from "./row_tile.ts";

/** Bits of a float32 that stands for "not valid". */
const NAN_BITS = 0x7fc0_0000;

export class RowBuffer {
  readonly #indexes: Int32Array;
  /** By word of the mask: the wanted features. */
  readonly #wanted = new Int32Array(MASK_WORDS);
  /** By position in a frame's vector: the feature's column. */
  readonly #columns = new Int32Array(32 * MASK_WORDS);
  readonly #hasMask: boolean;
  readonly #pool: TilePool;
  #tiles: RowTile[] = [];
  /** Rows of the first tile that are gone already. */
  #gone = 0;
  count = 0;
  ready = 0;

  /**
   * @param indexes positions of the wanted features in a frame's vector
   * @param hasMask rows have the mask, and what is not valid is 0, as in frames; otherwise it is NaN
   * @param pool of tiles that are as wide as rowWidthOf() says
   */
  constructor(indexes: Int32Array, hasMask: boolean, pool: TilePool) {
    this.#indexes = indexes;
    this.#hasMask = hasMask;
    this.#pool = pool;
    indexes.forEach((index, column) => {
      this.#wanted[index >> 5] |= 1 << (index & 31);
      this.#columns[index] = column;
    });
  }

  /** The tile that row `row` is in; its place there is {@link placeOf}. */
  tileOf(row: number): RowTile {
    return this.#tiles[(this.#gone + row) >> TILE_SHIFT];
  }

  placeOf(row: number): number {
    return (this.#gone + row) & (TILE_ROWS - 1);
  }

  /** Adds the frame at word index `at`; its numbers are the caller's to fill in. */
  add(frameWords: Int32Array, at: number): void {
    const row = this.count++;
    const place = this.placeOf(row);
    if (place === 0) this.#tiles.push(this.#pool.take());
    const tile = this.tileOf(row);
    this.#takeFeatures(frameWords, at, tile.words, place);
    if (this.#hasMask) this.#takeMask(frameWords, at, tile.words, place);
    else this.#takeOut(frameWords, at, tile, place);
    tile.movesBps[place] = NaN;
    tile.classes[place] = NO_CLASS;
  }

  /** Cuts off the first `rows` rows; both sides have a copy of a tile that is cut through. */
  cut(rows: number): RowSpan {
    const end = this.#gone + rows;
    const whole = end >> TILE_SHIFT;
    const rest = end & (TILE_ROWS - 1);
    const tiles = this.#tiles.slice(0, rest > 0 ? whole + 1 : whole);
    const kept = this.#tiles.slice(whole);
    if (rest > 0) {
      const copy = this.#pool.take();
      copy.set(kept[0]);
      kept[0] = copy;
    }
    const span = new RowSpan(tiles, this.#gone, rows, this.#pool);
    this.#tiles = kept;
    this.#gone = rest;
    this.count -= rows;
    this.ready -= rows;
    return span;
  }

  #takeFeatures(frameWords: Int32Array, at: number, words: Int32Array, place: number): void {
    const indexes = this.#indexes;
    const from = at + F_FEATURES;
    for (let i = 0, to = place; i < indexes.length; i++, to += WORD_STRIDE) {
      words[to] = frameWords[from + indexes[i]];
    }
  }

  #takeMask(frameWords: Int32Array, at: number, words: Int32Array, place: number): void {
    let to = this.#indexes.length * WORD_STRIDE + place;
    for (let i = 0; i < MASK_WORDS; i++, to += WORD_STRIDE) words[to] = frameWords[at + F_MASK + i];
  }

  /** Puts NaN where a feature is not valid: mostly in few places. */
  #takeOut(
    frameWords: Int32Array,
    at: number,
    { words, everywhere }: RowTile,
    place: number,
  ): void {
    for (let i = 0; i < MASK_WORDS; i++) {
      const mask = frameWords[at + F_MASK + i];
      everywhere[i] = place === 0 ? mask : everywhere[i] & mask;
      for (let left = this.#wanted[i] & ~mask; left !== 0; left &= left - 1) {
        const index = 32 * i + 31 - Math.clz32(left & -left);
        words[this.#columns[index] * WORD_STRIDE + place] = NAN_BITS;
      }
    }
  }
}
