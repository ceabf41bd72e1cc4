/**
 * Receives rows and keeps them until their labels are known, then hands them on, one instrument at a
 * time, in groups. Memory is bounded: when much is kept, groups are handed on earlier.
 *
 * Hot path: no allocation, except when more rows wait than ever before and when a group is handed on.
 */
import { UserError } from "../core/base/errors.ts";
import { BPS } from "../core/features/frame_inputs.ts";
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
import { HEAD_WIDTH, RowBuffer } from "./row_buffer.ts";

/** Memory for rows that wait, over all instruments. */
const MOST_BYTES = 512 * 1_024 * 1_024;
/** What is kept of it when it was full. */
const KEPT_SHARE = 0.75;

/** Where complete rows go. */
export interface RowSink {
  /** Takes the first `rows` rows of the buffer. */
  write(instrumentId: number, buffer: RowBuffer, rows: number): void;
}

/** What counts as a move: a number of ticks, or of bps by instrument. */
export type Move =
  | { readonly unit: "ticks"; readonly ticks: number }
  | { readonly unit: "bps"; readonly bpsOf: (instrumentId: number) => number };

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
  readonly #buffers: RowBuffer[] = [];
  #bytes = 0;
  #rows = 0;
  /** Rows by class. */
  readonly classes = new Float64Array(MOVE_CLASSES.length);

  constructor(options: RowStoreOptions) {
    this.#options = options;
    this.#mostBytes = options.mostBytes ?? MOST_BYTES;
  }

  /** Rows so far. */
  get rows(): number {
    return this.#rows;
  }

  row(instrumentId: number, { words, doubles }: RingFollower, at: number): void {
    const buffer = this.#buffers[instrumentId] ?? this.#open(instrumentId);
    const bytesBefore = buffer.bytes;
    buffer.add(words, at);
    const d = at >> 1;
    const to = (buffer.count - 1) * HEAD_WIDTH;
    const sequence = doubles[d + F_SEQUENCE];
    buffer.heads[to] = doubles[d + F_RECV_NANOS];
    buffer.heads[to + 1] = doubles[d + F_EXCH_NANOS];
    buffer.heads[to + 2] = doubles[d + F_FRAME_SEQUENCE];
    buffer.heads[to + 3] = sequence > 0 ? sequence : NaN;
    // Divided, not multiplied, so that 58019 ticks of 0.01 come to 580.19.
    buffer.heads[to + 4] = midHalfTicksOf(words, at) / (2 / doubles[d + F_PRICE_UNIT]);
    this.#rows++;
    this.#bytes += buffer.bytes - bytesBefore;
    if (this.#bytes > this.#mostBytes) this.#relieve();
  }

  label(instrumentId: number, moveHalfTicks: number, baseHalfTicks: number): void {
    const buffer = this.#buffers[instrumentId];
    const row = buffer.ready++;
    const moveBps = Math.fround(BPS * moveHalfTicks / baseHalfTicks);
    if (Number.isFinite(moveBps)) {
      const kind = this.#classOf(instrumentId, moveHalfTicks, moveBps);
      buffer.movesBps[row] = moveBps;
      buffer.classes[row] = kind;
      this.classes[kind]++;
    }
    if (buffer.ready === this.#options.groupRows) this.#handOn(instrumentId);
  }

  unlabelled(instrumentId: number, rows: number): void {
    const buffer = this.#buffers[instrumentId];
    if (buffer === undefined) return;
    buffer.ready += rows;
    while (buffer.ready >= this.#options.groupRows) this.#handOn(instrumentId);
  }

  end(): void {
    this.#buffers.forEach(({ ready }, id) => {
      if (ready > 0) this.#handOn(id);
    });
  }

  #open(instrumentId: number): RowBuffer {
    const { featureIndexes, hasMask } = this.#options;
    const buffer = new RowBuffer(featureIndexes, hasMask);
    this.#buffers[instrumentId] = buffer;
    this.#bytes += buffer.bytes;
    return buffer;
  }

  #classOf(instrumentId: number, moveHalfTicks: number, moveBps: number): number {
    const { move } = this.#options;
    if (move.unit === "ticks") return classOfMove(moveHalfTicks, move.ticks);
    const thresholdBps = move.bpsOf(instrumentId);
    if (moveBps > thresholdBps) return CLASS_UP;
    return moveBps < -thresholdBps ? CLASS_DOWN : CLASS_FLAT;
  }

  #handOn(instrumentId: number): void {
    const buffer = this.#buffers[instrumentId];
    const rows = Math.min(buffer.ready, this.#options.groupRows);
    this.#options.sink.write(instrumentId, buffer, rows);
    buffer.drop(rows);
  }

  /** Hands on what takes most memory, until there is some again. */
  #relieve(): void {
    while (this.#bytes > KEPT_SHARE * this.#mostBytes) {
      const largest = this.#buffers.reduce((a, b) => (b.ready > a.ready ? b : a));
      if (largest.ready === 0) break;
      const bytesBefore = largest.bytes;
      this.#handOn(this.#buffers.indexOf(largest));
      largest.shrink();
      this.#bytes += largest.bytes - bytesBefore;
    }
    if (this.#bytes <= this.#mostBytes) return;
    throw new UserError(
      "--horizon: more rows wait for their labels than there is memory for; take a shorter one, " +
        "fewer --features, or fewer rows by --every",
    );
  }
}
