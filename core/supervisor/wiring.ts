/**
 * The session's shared memory and who holds which end of it.
 *
 * ```text
 *   market ring   ingest ──▶ book (follower 0), recorder (follower 1)
 *   frame ring    book ──▶ features (0) ──▶ inference (1) ──▶ back to book's gate
 *   doorbells     one a place
 *   board         one section a role
 *   directory     who the instruments are: book writes, everyone may read
 * ```
 */
import {
  FRAME_RING_SLOTS,
  FRAME_SLOT_BYTES,
  MARKET_RING_SLOTS,
  MARKET_SLOT_BYTES,
} from "../base/limits.ts";
import { createDoorbells, Doorbell } from "../ring/doorbell.ts";
import { RingFollower } from "../ring/follower.ts";
import { createRing } from "../ring/layout.ts";
import { RingProducer } from "../ring/producer.ts";
import { Board } from "../telemetry/board.ts";
import type { Role } from "../telemetry/counters.ts";
import { InstrumentDirectory } from "../wire/directory.ts";
import { placeOf, type Topology } from "./topology.ts";

const MARKET_BOOK = 0;
const MARKET_RECORDER = 1;
const FRAME_FEATURES = 0;
const FRAME_INFERENCE = 1;

/** Everything shared, as it is posted to the workers. */
export interface SharedSession {
  readonly board: SharedArrayBuffer;
  readonly market: SharedArrayBuffer;
  readonly frames: SharedArrayBuffer;
  readonly doorbells: SharedArrayBuffer;
  readonly directory: SharedArrayBuffer;
}

export function createSharedSession(topology: Topology): SharedSession {
  const recording = placeOf(topology, "recorder") >= 0;
  return {
    board: new Board().buffer,
    market: createRing({
      slotBytes: MARKET_SLOT_BYTES,
      capacity: MARKET_RING_SLOTS,
      followers: recording ? 2 : 1,
      stamped: true,
    }),
    frames: createRing({ slotBytes: FRAME_SLOT_BYTES, capacity: FRAME_RING_SLOTS, followers: 2 }),
    doorbells: createDoorbells(topology.places.length),
    directory: new InstrumentDirectory().buffer,
  };
}

/** Hands out the ends of the rings, with the doorbells that the topology calls for. */
export class Wiring {
  readonly #shared: SharedSession;
  readonly #topology: Topology;

  constructor(shared: SharedSession, topology: Topology) {
    this.#shared = shared;
    this.#topology = topology;
  }

  doorbell(place: number): Doorbell {
    return new Doorbell(this.#shared.doorbells, place);
  }

  directory(): InstrumentDirectory {
    return new InstrumentDirectory(this.#shared.directory);
  }

  marketProducer(): RingProducer {
    const recording = placeOf(this.#topology, "recorder") >= 0;
    return new RingProducer(this.#shared.market, {
      gating: recording ? [MARKET_BOOK, MARKET_RECORDER] : [MARKET_BOOK],
      wakes: this.#bells("ingest", ["book", "recorder"]),
    });
  }

  marketFollower(role: "book" | "recorder"): RingFollower {
    return new RingFollower(this.#shared.market, {
      index: role === "book" ? MARKET_BOOK : MARKET_RECORDER,
      wakesProducer: this.#bells(role, ["ingest"])[0],
    });
  }

  frameProducer(): RingProducer {
    return new RingProducer(this.#shared.frames, {
      gating: [FRAME_INFERENCE],
      wakes: this.#bells("book", ["features"]),
    });
  }

  frameFollower(role: "features" | "inference"): RingFollower {
    if (role === "features") {
      return new RingFollower(this.#shared.frames, {
        index: FRAME_FEATURES,
        wakes: this.#bells("features", ["inference"]),
      });
    }
    return new RingFollower(this.#shared.frames, {
      index: FRAME_INFERENCE,
      after: [FRAME_FEATURES],
      wakesProducer: this.#bells("inference", ["book"])[0],
    });
  }

  /** Doorbells of the places where `targets` run, without the ringer's own. */
  #bells(ringer: Role, targets: readonly Role[]): Doorbell[] {
    const own = placeOf(this.#topology, ringer);
    const places = new Set(targets.map((role) => placeOf(this.#topology, role)));
    return [...places].filter((place) => place >= 0 && place !== own)
      .map((place) => this.doorbell(place));
  }
}
