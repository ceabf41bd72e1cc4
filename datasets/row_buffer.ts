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
 * Complete rows are taken from the front; their tiles are used again, by any instrument.
 *
 * Hot path: no allocation, except when more rows wait than ever before.
 */
import { F_FEATURES, F_MASK, MASK_WORDS } from "../core/wire/frame.ts";
import { NO_CLASS } from "./row_group.ts";

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
const TILE_SHIFT = 6;
/** Bits of a float32 that stands for "not valid". */
const NAN_BITS = 0x7fc0_0000;

/** TILE_ROWS rows; column c of them at c × TILE_ROWS. */
export class RowTile {
  /** The HEAD_FIELDS. */
  readonly heads = new Float64Array(HEAD_WIDTH * TILE_ROWS);
  /** Features as their bits, then the words of the mask, where they are wanted. */
  readonly words: Int32Array;
  readonly movesBps = new Float32Array(TILE_ROWS);
  readonly classes = new Int32Array(TILE_ROWS);

  constructor(width: number) {
    this.words = new Int32Array(width * TILE_ROWS);
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
    return this.#inUse * TILE_ROWS * (8 * HEAD_WIDTH + 4 * this.#width + 8);
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

export class RowBuffer {
  readonly #indexes: Int32Array;
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
    if (this.#hasMask) this.#takeMasked(frameWords, at, tile.words, place);
    else this.#takeValid(frameWords, at, tile.words, place);
    tile.movesBps[place] = NaN;
    tile.classes[place] = NO_CLASS;
  }

  /** Takes `rows` from the front. */
  drop(rows: number): void {
    const gone = this.#gone + rows;
    const tiles = gone >> TILE_SHIFT;
    for (let i = 0; i < tiles; i++) this.#pool.giveBack(this.#tiles[i]);
    this.#tiles = this.#tiles.slice(tiles);
    this.#gone = gone & (TILE_ROWS - 1);
    this.count -= rows;
    this.ready -= rows;
  }

  #takeValid(frameWords: Int32Array, at: number, words: Int32Array, place: number): void {
    const indexes = this.#indexes;
    for (let i = 0; i < indexes.length; i++) {
      const index = indexes[i];
      const isValid = (frameWords[at + F_MASK + (index >> 5)] >>> (index & 31)) & 1;
      words[i * TILE_ROWS + place] = isValid === 1 ? frameWords[at + F_FEATURES + index] : NAN_BITS;
    }
  }

  #takeMasked(frameWords: Int32Array, at: number, words: Int32Array, place: number): void {
    const indexes = this.#indexes;
    for (let i = 0; i < indexes.length; i++) {
      words[i * TILE_ROWS + place] = frameWords[at + F_FEATURES + indexes[i]];
    }
    const maskAt = indexes.length * TILE_ROWS + place;
    for (let i = 0; i < MASK_WORDS; i++) {
      words[maskAt + i * TILE_ROWS] = frameWords[at + F_MASK + i];
    }
  }
}

/** A row's time of receipt. */
export function recvNanosOf(buffer: RowBuffer, row: number): number {
  return buffer.tileOf(row).heads[AT_RECV_NANOS * TILE_ROWS + buffer.placeOf(row)];
}
