/**
 * When each of the newest frames passed each stage, by frame: what a trace is made of. Written by
 * the tap as it reads frames; allocates nothing.
 */
import {
  F_BOOK_STAMP,
  F_FEATURE_STAMP,
  F_FRAME_SEQUENCE,
  F_INFER_STAMP,
  F_INGEST_STAMP,
  F_RECV_NANOS,
} from "../../wire/frame.ts";
import type { HeldFrame } from "../tap/newest_frames.ts";

const KEPT = 8_192;
const FIELDS = 7;

/** Session clock in ns, where nothing else is said. */
export interface StampedFrame {
  readonly frameSequence: number;
  readonly instrumentId: number;
  /** Of receipt, ns since the session's epoch. */
  readonly recvNanos: number;
  readonly ingestNanos: number;
  readonly bookNanos: number;
  readonly featuresNanos: number;
  readonly inferenceNanos: number;
}

export class FrameStamps {
  readonly #rows = new Float64Array(KEPT * FIELDS);

  observe({ doubles, instrumentId }: HeldFrame): void {
    const sequence = doubles[F_FRAME_SEQUENCE];
    const at = (sequence % KEPT) * FIELDS;
    const rows = this.#rows;
    rows[at] = sequence;
    rows[at + 1] = instrumentId;
    rows[at + 2] = doubles[F_RECV_NANOS];
    rows[at + 3] = doubles[F_INGEST_STAMP];
    rows[at + 4] = doubles[F_BOOK_STAMP];
    rows[at + 5] = doubles[F_FEATURE_STAMP];
    rows[at + 6] = doubles[F_INFER_STAMP];
  }

  /** undefined = it was not seen, or is too long ago. */
  get(frameSequence: number): StampedFrame | undefined {
    const at = (frameSequence % KEPT) * FIELDS;
    const rows = this.#rows;
    if (rows[at] !== frameSequence) return undefined;
    return {
      frameSequence,
      instrumentId: rows[at + 1],
      recvNanos: rows[at + 2],
      ingestNanos: rows[at + 3],
      bookNanos: rows[at + 4],
      featuresNanos: rows[at + 5],
      inferenceNanos: rows[at + 6],
    };
  }
}
