/**
 * Receives rows and keeps them until their labels are known, then hands them on, one instrument at a
 * time, in groups. Memory is bounded: when much is kept, groups are handed on earlier.
 *
 * Hot path: no allocation, except when more rows wait than ever before and when a group is handed on.
 */
import { UserError } from "../core/base/errors.ts";
import { classOfMove, midHalfTicksOf } from "../core/inference/label_tracker.ts";
import { CLASS_DOWN, CLASS_FLAT, CLASS_UP, MOVE_CLASSES } from "../core/inference/manifest.ts";
import type { RingFollower } from "../core/ring/follower.ts";
import {
  F_EXCH_NANOS,
  F_FRAME_SEQUENCE,
  F_PRICE_UNIT,
  F_RECV_NANOS,
  F_SEQUENCE,
} from "../core/wire/frame.ts";
import type { RowReceiver } from "./row_agent.ts";
import { RowBuffer } from "./row_buffer.ts";
import { NO_CLASS } from "./row_group.ts";
import type { RowSpan } from "./row_span.ts";
import {
  AT_EXCH_NANOS,
  AT_FRAME,
  AT_MID,
  AT_RECV_NANOS,
  AT_SEQUENCE,
  rowWidthOf,
  TILE_ROWS,
  TilePool,
} from "./row_tile.ts";

const BPS = 1e4;
/** Memory for rows that wait, over all instruments. */
const MOST_BYTES = 768 * 1_024 * 1_024;
/** What is kept of it when it was full. */
const KEPT_SHARE = 0.75;

/** Where complete rows go. They are written bit by bit, so that frames need not wait for it. */
export interface RowSink {
  /** Takes rows, to release them when they are written; first writes what it still has. */
  take(instrumentId: number, span: RowSpan): void;
  /** Writes a little of what it has. @returns false when there was nothing to do */
  work(): boolean;
  /** Writes all that it has. */
  finish(): void;
  /** Lets go of what it has, written or not. */
  close(): void;
}

/** What counts as a move: a number of ticks, or of bps; NaN = nobody knows. Plain data. */
export type Move =
  | { readonly unit: "ticks"; readonly ticks: number }
  | { readonly unit: "bps"; readonly bps: number; readonly byInstrument: BpsByInstrument };

/** Of instruments to which not the general one applies. */
export type BpsByInstrument = ReadonlyMap<number, number>;

export interface RowStoreOptions {
  readonly featureIndexes: Int32Array;
  readonly hasMask: boolean;
  readonly move: Move;
  /** Rows of a group. */
  readonly groupRows: number;
  readonly sink: RowSink;
  /** For tests: see {@link MOST_BYTES}. */
  readonly mostBytes?: number;
}

export class RowStore implements RowReceiver {
  readonly #options: RowStoreOptions;
  readonly #mostBytes: number;
  readonly #pool: TilePool;
  readonly #buffers: RowBuffer[] = [];
  #rows = 0;
  /** Rows by class. */
  readonly classes = new Float64Array(MOVE_CLASSES.length);

  constructor(options: RowStoreOptions) {
    this.#options = options;
    this.#mostBytes = options.mostBytes ?? MOST_BYTES;
    this.#pool = new TilePool(rowWidthOf(options.featureIndexes.length, options.hasMask));
  }

  /** Rows so far. */
  get rows(): number {
    return this.#rows;
  }

  row(instrumentId: number, { words, doubles }: RingFollower, at: number): void {
    const buffer = this.#buffers[instrumentId] ?? this.#open(instrumentId);
    buffer.add(words, at);
    this.#fillHead(buffer, words, doubles, at);
    this.#rows++;
    if (this.#pool.bytes > this.#mostBytes) this.#relieve();
  }

  label(instrumentId: number, moveHalfTicks: number, baseHalfTicks: number): void {
    const buffer = this.#buffers[instrumentId];
    const tile = buffer.tileOf(buffer.ready);
    const place = buffer.placeOf(buffer.ready++);
    const moveBps = Math.fround(BPS * moveHalfTicks / baseHalfTicks);
    if (Number.isFinite(moveBps)) {
      const kind = this.#classOf(instrumentId, moveHalfTicks, moveBps);
      tile.movesBps[place] = moveBps;
      tile.classes[place] = kind;
      if (kind !== NO_CLASS) this.classes[kind]++;
    }
    if (buffer.ready === this.#options.groupRows) this.#handOn(instrumentId);
  }

  unlabelled(instrumentId: number, rows: number): void {
    const buffer = this.#buffers[instrumentId];
    if (buffer === undefined) return;
    buffer.ready += rows;
    while (buffer.ready >= this.#options.groupRows) this.#handOn(instrumentId);
  }

  work(): boolean {
    return this.#options.sink.work();
  }

  end(): void {
    this.#buffers.forEach(({ ready }, id) => {
      if (ready > 0) this.#handOn(id);
    });
    this.#options.sink.finish();
  }

  close(): void {
    this.#options.sink.close();
  }

  #open(instrumentId: number): RowBuffer {
    const { featureIndexes, hasMask } = this.#options;
    const buffer = new RowBuffer(featureIndexes, hasMask, this.#pool);
    this.#buffers[instrumentId] = buffer;
    return buffer;
  }

  #fillHead(buffer: RowBuffer, words: Int32Array, doubles: Float64Array, at: number): void {
    const { heads } = buffer.tileOf(buffer.count - 1);
    const place = buffer.placeOf(buffer.count - 1);
    const d = at >> 1;
    const sequence = doubles[d + F_SEQUENCE];
    heads[AT_RECV_NANOS * TILE_ROWS + place] = doubles[d + F_RECV_NANOS];
    heads[AT_EXCH_NANOS * TILE_ROWS + place] = doubles[d + F_EXCH_NANOS];
    heads[AT_FRAME * TILE_ROWS + place] = doubles[d + F_FRAME_SEQUENCE];
    heads[AT_SEQUENCE * TILE_ROWS + place] = sequence > 0 ? sequence : NaN;
    // Divided, not multiplied, so that 58019 ticks of 0.01 come to 580.19.
    heads[AT_MID * TILE_ROWS + place] = midHalfTicksOf(words, at) / (2 / doubles[d + F_PRICE_UNIT]);
  }

  #classOf(instrumentId: number, moveHalfTicks: number, moveBps: number): number {
    const { move } = this.#options;
    if (move.unit === "ticks") return classOfMove(moveHalfTicks, move.ticks);
    const thresholdBps = move.byInstrument.get(instrumentId) ?? move.bps;
    if (Number.isNaN(thresholdBps)) return NO_CLASS;
    if (moveBps > thresholdBps) return CLASS_UP;
    return moveBps < -thresholdBps ? CLASS_DOWN : CLASS_FLAT;
  }

  #handOn(instrumentId: number): void {
    const buffer = this.#buffers[instrumentId];
    const rows = Math.min(buffer.ready, this.#options.groupRows);
    this.#options.sink.take(instrumentId, buffer.cut(rows));
  }

  /** Hands on what takes most memory, until there is some again. */
  #relieve(): void {
    this.#options.sink.finish();
    while (this.#pool.bytes > KEPT_SHARE * this.#mostBytes) {
      const largest = this.#buffers.reduce((a, b) => (b.ready > a.ready ? b : a));
      if (largest.ready === 0) break;
      this.#handOn(this.#buffers.indexOf(largest));
      this.#options.sink.finish();
    }
    if (this.#pool.bytes <= this.#mostBytes) return;
    throw new UserError(
      "--horizon: more rows wait for their labels than there is memory for; take a shorter one, " +
        "fewer --features, or fewer rows by --every",
    );
  }
}
