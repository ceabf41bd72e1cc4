/**
 * The session's shared memory and who holds which end of it.
 *
 * ```text
 *   market ring   ingest ──▶ book (follower 0) ──▶ trading (last), recorder (1)
 *   frame ring    book ──▶ features (0) ──▶ inference (1) ──▶ trading (2) ──▶ back to book's gate
 *   order ring    trading ──▶ gateway                          with a gateway only
 *   report ring   gateway ──▶ trading                          with a gateway only
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
import { assert } from "../base/assert.ts";
import { createDoorbells, Doorbell } from "../ring/doorbell.ts";
import { RingFollower } from "../ring/follower.ts";
import { AT_EPOCH_MILLIS, createRing, mapRing, type RingMemory } from "../ring/layout.ts";
import { RingProducer } from "../ring/producer.ts";
import { Board } from "../telemetry/board.ts";
import type { Role } from "../telemetry/counters.ts";
import { InstrumentDirectory } from "../wire/directory.ts";
import { COMMAND_SLOT_BYTES, ORDER_RING_SLOTS } from "../wire/order.ts";
import { REPORT_RING_SLOTS, REPORT_SLOT_BYTES } from "../wire/report.ts";
import { placeOf, type Topology } from "./topology.ts";

const MARKET_BOOK = 0;
const FRAME_FEATURES = 0;
const FRAME_INFERENCE = 1;
const FRAME_TRADING = 2;

/** Everything shared, as it is posted to the workers. */
export interface SharedSession {
  readonly board: SharedArrayBuffer;
  readonly market: SharedArrayBuffer;
  readonly frames: SharedArrayBuffer;
  readonly doorbells: SharedArrayBuffer;
  readonly directory: SharedArrayBuffer;
  /** Commands and reports between trading and the gateway; undefined = there is none. */
  readonly orders?: SharedArrayBuffer;
  readonly reports?: SharedArrayBuffer;
}

export function createSharedSession(topology: Topology): SharedSession {
  const trading = placeOf(topology, "trading") >= 0;
  return {
    board: new Board().buffer,
    market: createRing({
      slotBytes: MARKET_SLOT_BYTES,
      capacity: MARKET_RING_SLOTS,
      followers: marketFollowers(topology).length,
      stamped: true,
    }),
    frames: createRing({
      slotBytes: FRAME_SLOT_BYTES,
      capacity: FRAME_RING_SLOTS,
      followers: trading ? 3 : 2,
    }),
    doorbells: createDoorbells(topology.places.length),
    directory: new InstrumentDirectory().buffer,
    ...(placeOf(topology, "gateway") < 0 ? {} : orderRings()),
  };
}

function orderRings(): Pick<Required<SharedSession>, "orders" | "reports"> {
  return {
    orders: createRing({
      slotBytes: COMMAND_SLOT_BYTES,
      capacity: ORDER_RING_SLOTS,
      followers: 1,
      stamped: true,
    }),
    reports: createRing({
      slotBytes: REPORT_SLOT_BYTES,
      capacity: REPORT_RING_SLOTS,
      followers: 1,
      stamped: true,
    }),
  };
}

/** Who reads the market ring, by number. */
function marketFollowers(topology: Topology): readonly Role[] {
  const roles = ["book", "recorder", "trading"] as const;
  return roles.filter((role) => placeOf(topology, role) >= 0);
}

/** Hands out the ends of the rings, with the doorbells that the topology calls for. */
export class Wiring {
  readonly #shared: SharedSession;
  readonly #topology: Topology;
  readonly #market: RingMemory;

  constructor(shared: SharedSession, topology: Topology) {
    this.#market = mapRing(shared.market);
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
    return new RingProducer(this.#shared.market, {
      gating: marketFollowers(this.#topology).map((_, index) => index),
      wakes: this.#bells("ingest", ["book", "recorder"]),
    });
  }

  marketFollower(role: "book" | "recorder" | "trading"): RingFollower {
    return new RingFollower(this.#shared.market, {
      index: marketFollowers(this.#topology).indexOf(role),
      after: role === "trading" ? [MARKET_BOOK] : [],
      wakes: role === "book" ? this.#bells("book", ["trading"]) : [],
      wakesProducer: this.#bells(role, ["ingest"])[0],
    });
  }

  frameProducer(): RingProducer {
    return new RingProducer(this.#shared.frames, {
      gating: [this.#trades ? FRAME_TRADING : FRAME_INFERENCE],
      wakes: this.#bells("book", ["features"]),
    });
  }

  frameFollower(role: "features" | "inference" | "trading"): RingFollower {
    if (role === "features") {
      return new RingFollower(this.#shared.frames, {
        index: FRAME_FEATURES,
        wakes: this.#bells("features", ["inference"]),
      });
    }
    if (role === "inference") {
      return new RingFollower(this.#shared.frames, {
        index: FRAME_INFERENCE,
        after: [FRAME_FEATURES],
        wakes: this.#bells("inference", ["trading"]),
        wakesProducer: this.#trades ? undefined : this.#bells("inference", ["book"])[0],
      });
    }
    return new RingFollower(this.#shared.frames, {
      index: FRAME_TRADING,
      after: [FRAME_INFERENCE],
      wakesProducer: this.#bells("trading", ["book"])[0],
    });
  }

  /** Trading's end. */
  orderProducer(): RingProducer {
    return new RingProducer(given(this.#shared.orders), {
      gating: [0],
      wakes: this.#bells("trading", ["gateway"]),
    });
  }

  /** The gateway's end. */
  orderFollower(): RingFollower {
    return new RingFollower(given(this.#shared.orders), { index: 0 });
  }

  /** The gateway's end. */
  reportProducer(): RingProducer {
    return new RingProducer(given(this.#shared.reports), {
      gating: [0],
      wakes: this.#bells("gateway", ["trading"]),
    });
  }

  /** Trading's end. */
  reportFollower(): RingFollower {
    return new RingFollower(given(this.#shared.reports), { index: 0 });
  }

  /** Milliseconds since 1970; 0 before the first market message. */
  epochMillis(): number {
    return this.#market.headerDoubles[AT_EPOCH_MILLIS];
  }

  get #trades(): boolean {
    return placeOf(this.#topology, "trading") >= 0;
  }

  /** Doorbells of the places where `targets` run, without the ringer's own. */
  #bells(ringer: Role, targets: readonly Role[]): Doorbell[] {
    const own = placeOf(this.#topology, ringer);
    const places = new Set(targets.map((role) => placeOf(this.#topology, role)));
    return [...places].filter((place) => place >= 0 && place !== own)
      .map((place) => this.doorbell(place));
  }
}

function given(ring: SharedArrayBuffer | undefined): SharedArrayBuffer {
  assert(ring !== undefined, "a session with a gateway has its rings");
  return ring;
}
