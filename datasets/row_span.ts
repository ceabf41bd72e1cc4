/**
 * Rows that left their buffer, on their way to a file: whole tiles, which go back to their pool when
 * they have been written.
 */
import { AT_RECV_NANOS, type RowTile, TILE_ROWS, TILE_SHIFT, type TilePool } from "./row_tile.ts";

export class RowSpan {
  readonly rows: number;
  readonly #tiles: readonly RowTile[];
  /** Where in the first tile the first row is. */
  readonly #from: number;
  readonly #pool: TilePool;

  constructor(tiles: readonly RowTile[], from: number, rows: number, pool: TilePool) {
    this.#tiles = tiles;
    this.#from = from;
    this.rows = rows;
    this.#pool = pool;
  }

  /** The tile that a row is in; its place there is {@link placeOf}. */
  tileOf(row: number): RowTile {
    return this.#tiles[(this.#from + row) >> TILE_SHIFT];
  }

  placeOf(row: number): number {
    return (this.#from + row) & (TILE_ROWS - 1);
  }

  /** A row's time of receipt. */
  recvNanosOf(row: number): number {
    return this.tileOf(row).heads[AT_RECV_NANOS * TILE_ROWS + this.placeOf(row)];
  }

  /** Gives the tiles back: nothing may be read any more. */
  release(): void {
    for (const tile of this.#tiles) this.#pool.giveBack(tile);
  }
}
