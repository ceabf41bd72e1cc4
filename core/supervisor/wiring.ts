/**
 * The session's shared memory and who holds which end of it.
 *
 * ```text
 *   market ring   ingest ──▶ book (follower 0) ──▶ trading (last), recorder (1)
 *   frame ring    book ──▶ features (0) ──▶ inference (1) ──▶ trading (2) ──▶ back to book's gate
 *   order ring    trading ──▶ gateway                          with a gateway only
 *   report ring   gateway ──▶ trading                          with a gateway only
 *   control ring  supervisor ──▶ trading                                           live only
 *   journal ring  trading ──▶ recorder (0, gating), control plane (1, lossy)       live only
 *   account board trading writes, everyone may read
 *   doorbells     one a place
 *   board         one section a role
 *   budgets       what live venues may be asked: whoever asks them takes from it
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
import { createRateBudgets } from "../venues/live/rate_budget.ts";
import { createAccountBoard } from "../trading/account_board.ts";
import { CONTROL_RING_SLOTS, CONTROL_SLOT_BYTES } from "../wire/control.ts";
import { InstrumentDirectory } from "../wire/directory.ts";
import { COMMAND_SLOT_BYTES, ORDER_RING_SLOTS } from "../wire/order.ts";
import { REPORT_RING_SLOTS, REPORT_SLOT_BYTES } from "../wire/report.ts";
import { JOURNAL_RING_SLOTS, JOURNAL_SLOT_BYTES } from "../wire/journal.ts";
import { placeOf, type Topology } from "./topology.ts";

const MARKET_BOOK = 0;
const FRAME_FEATURES = 0;
const FRAME_INFERENCE = 1;
const FRAME_TRADING = 2;
const FRAME_FOLLOWERS = {
  features: FRAME_FEATURES,
  inference: FRAME_INFERENCE,
  trading: FRAME_TRADING,
} as const;
const JOURNAL_RECORDER = 0;
/** Whoever looks on from outside: never waited for. */
export const JOURNAL_WATCHER = 1;

/** Everything shared, as it is posted to the workers. */
export interface SharedSession {
  readonly board: SharedArrayBuffer;
  readonly market: SharedArrayBuffer;
  readonly frames: SharedArrayBuffer;
  readonly doorbells: SharedArrayBuffer;
  readonly directory: SharedArrayBuffer;
  readonly budgets: SharedArrayBuffer;
  /** Commands and reports between trading and the gateway; undefined = there is none. */
  readonly orders?: SharedArrayBuffer;
  readonly reports?: SharedArrayBuffer;
  /** Of a live session. */
  readonly outside?: OutsideMemory | undefined;
}

/** Trading's ends towards the world. */
export interface OutsideMemory {
  readonly controls: SharedArrayBuffer;
  readonly journal: SharedArrayBuffer;
  readonly accounts: SharedArrayBuffer;
}

/** Number of the frame ring's follower that looks on from outside a live session. */
export function framesWatcher(topology: Topology): number {
  return placeOf(topology, "trading") >= 0 ? FRAME_TRADING + 1 : FRAME_INFERENCE + 1;
}

/** @param isLive somebody looks on, and speaks to it */
export function createSharedSession(topology: Topology, isLive = false): SharedSession {
  return {
    board: new Board().buffer,
    market: createRing({
      slotBytes: MARKET_SLOT_BYTES,
      capacity: MARKET_RING_SLOTS,
      // Feeds alone have nobody behind them.
      followers: Math.max(1, marketFollowers(topology).length),
      stamped: true,
    }),
    frames: createRing({
      slotBytes: FRAME_SLOT_BYTES,
      capacity: FRAME_RING_SLOTS,
      followers: framesWatcher(topology) + (isLive ? 1 : 0),
    }),
    doorbells: createDoorbells(topology.places.length),
    directory: new InstrumentDirectory().buffer,
    budgets: createRateBudgets(),
    ...(placeOf(topology, "gateway") < 0 ? {} : orderRings()),
    outside: isLive ? createOutside() : undefined,
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

function createOutside(): OutsideMemory {
  return {
    controls: createRing({
      slotBytes: CONTROL_SLOT_BYTES,
      capacity: CONTROL_RING_SLOTS,
      followers: 1,
    }),
    journal: createRing({
      slotBytes: JOURNAL_SLOT_BYTES,
      capacity: JOURNAL_RING_SLOTS,
      followers: 2,
    }),
    accounts: createAccountBoard(),
  };
}

/** Who reads the market ring, by number. */
export function marketFollowers(topology: Topology): readonly Role[] {
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

  /** See RateBudget. */
  get budgets(): SharedArrayBuffer {
    return this.#shared.budgets;
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
      gating: this.#lastFrameStage === undefined ? [] : [FRAME_FOLLOWERS[this.#lastFrameStage]],
      wakes: this.#bells("book", ["features"]),
    });
  }

  frameFollower(role: "features" | "inference" | "trading"): RingFollower {
    if (role === "features") {
      return new RingFollower(this.#shared.frames, {
        index: FRAME_FEATURES,
        wakes: this.#bells("features", ["inference"]),
        wakesProducer: this.#producerBell("features"),
      });
    }
    if (role === "inference") {
      return new RingFollower(this.#shared.frames, {
        index: FRAME_INFERENCE,
        after: [FRAME_FEATURES],
        wakes: this.#bells("inference", ["trading"]),
        wakesProducer: this.#producerBell("inference"),
      });
    }
    return new RingFollower(this.#shared.frames, {
      index: FRAME_TRADING,
      after: [FRAME_INFERENCE],
      wakesProducer: this.#producerBell("trading"),
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

  /** The supervisor's end; one a session. */
  controlProducer(): RingProducer | undefined {
    const { outside } = this.#shared;
    if (outside === undefined) return undefined;
    const place = placeOf(this.#topology, "trading");
    const wakes = place < 0 ? [] : [this.doorbell(place)];
    return new RingProducer(outside.controls, { gating: [0], wakes });
  }

  controlFollower(): RingFollower | undefined {
    const { outside } = this.#shared;
    return outside && new RingFollower(outside.controls, { index: 0 });
  }

  journalProducer(): RingProducer | undefined {
    const { outside } = this.#shared;
    if (outside === undefined) return undefined;
    const isRecorded = placeOf(this.#topology, "recorder") >= 0;
    return new RingProducer(outside.journal, {
      gating: isRecorded ? [JOURNAL_RECORDER] : [],
      wakes: this.#bells("trading", ["recorder"]),
    });
  }

  journalFollower(): RingFollower | undefined {
    const { outside } = this.#shared;
    return outside && new RingFollower(outside.journal, {
      index: JOURNAL_RECORDER,
      wakesProducer: this.#bells("recorder", ["trading"])[0],
    });
  }

  get accounts(): SharedArrayBuffer | undefined {
    return this.#shared.outside?.accounts;
  }

  /** Whom the book stage must not overtake; undefined = it is the last itself. */
  get #lastFrameStage(): keyof typeof FRAME_FOLLOWERS | undefined {
    const stages = ["trading", "inference", "features"] as const;
    return stages.find((role) => placeOf(this.#topology, role) >= 0);
  }

  #producerBell(role: keyof typeof FRAME_FOLLOWERS): Doorbell | undefined {
    return role === this.#lastFrameStage ? this.#bells(role, ["book"])[0] : undefined;
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
