/**
 * What the trading stage holds, in shared memory: state of the risk gate, strategies, accounts and
 * open orders. Trading writes it after every batch, the control plane reads it whenever somebody
 * looks, and a trading stage that replaces a dead one finds the last positions here.
 *
 * ```text
 *   line 0    sequence (odd = being written), version, counts         trading
 *   line 1    gate: killedFor, flags, event time, newest order        trading
 *   then      accounts × 128 B                                        trading
 *   then      open orders × 64 B, oldest first                        trading
 *   then      strategies × 128 B: those begun, by strategyId          trading
 * ```
 *
 * A sequence lock: a reader copies and looks again; it never makes the writer wait. Quantities are
 * lots, prices ticks; InstrumentDirectory has what they are worth. Amounts are in quote currency.
 *
 * Hot path (writer): no allocation.
 */

/** Accounts that are shown; a full session may have more, whose sums are still in the totals. */
export const SHOWN_ACCOUNTS = 256;
/** Open orders that are shown. */
export const SHOWN_ORDERS = 1_024;

/** Strategies that are shown: all that a session can have. */
export const SHOWN_HOSTS = 256;
/** Bytes of a failure's text that are shown. */
const FAILURE_BYTES = 92;

const LINE_WORDS = 32;
const ACCOUNT_WORDS = 32;
const ORDER_WORDS = 16;
const ACCOUNTS_AT = 2 * LINE_WORDS;
const ORDERS_AT = ACCOUNTS_AT + SHOWN_ACCOUNTS * ACCOUNT_WORDS;
const HOST_WORDS = 32;
const HOSTS_AT = ORDERS_AT + SHOWN_ORDERS * ORDER_WORDS;
const WORDS = HOSTS_AT + SHOWN_HOSTS * HOST_WORDS;

const AT_SEQUENCE = 0;
const AT_ACCOUNTS = 1;
const AT_ORDERS = 2;
const AT_STRATEGIES = 3;
const AT_HOSTS = 4;
const AT_KILLED_FOR = LINE_WORDS;
const AT_FLAGS = LINE_WORDS + 1;
/** In doubles. */
const AT_EVENT_NANOS = (LINE_WORDS + 2) / 2;
const AT_LAST_ORDER = AT_EVENT_NANOS + 1;

/** Bits of the gate's flags. */
export const GATE_PAUSED = 1 << 0;
export const GATE_REDUCE_ONLY = 1 << 1;
/** The supervisor holds trading while a stage is replaced. */
export const GATE_HELD = 1 << 2;

/** States of a strategy that was begun. */
export const HOST_RUNNING = 1;
export const HOST_STOPPED = 2;
export const HOST_FAILED = 3;
/** Names by HOST_* code. */
export const HOST_STATE_NAMES = ["none", "running", "stopped", "failed"] as const;

/** A strategy that was begun, as it is read: what strategyId stands for. */
export interface ShownHost {
  readonly strategyId: number;
  /** Position of its strategy in the plan. */
  readonly planned: number;
  /** HOST_*. */
  readonly state: number;
  /** Of the instruments that it trades, the first. */
  readonly instrumentId: number;
  readonly instruments: number;
  readonly calls: number;
  readonly slowestCallNanos: number;
  /** What it threw; empty = nothing. */
  readonly failure: string;
}

/** One account, as it is read. */
export interface ShownAccount {
  readonly strategyId: number;
  readonly instrumentId: number;
  readonly positionLots: number;
  readonly averagePriceTicks: number;
  readonly markTicks: number;
  readonly realizedQuote: number;
  readonly unrealizedQuote: number;
  readonly feesQuote: number;
  readonly pnlQuote: number;
  readonly openBidLots: number;
  readonly openAskLots: number;
  readonly fills: number;
}

/** One open order, as it is read. */
export interface ShownOrder {
  readonly orderId: number;
  readonly strategyId: number;
  readonly instrumentId: number;
  readonly side: number;
  /** ORDER_* of core/trading/orders/order_states.ts. */
  readonly state: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly filledLots: number;
}

/** All of it, of one moment. */
export interface ShownTrading {
  /** REASON_*; 0 = the kill switch is not thrown. */
  readonly killedFor: number;
  /** GATE_* bits. */
  readonly flags: number;
  /** Ns since the session's epoch. */
  readonly eventNanos: number;
  /** Of the newest order that was sent; 0 = none was. */
  readonly lastOrderId: number;
  readonly strategies: number;
  readonly accounts: readonly ShownAccount[];
  readonly orders: readonly ShownOrder[];
  readonly hosts: readonly ShownHost[];
}

/** The writer's end; one a session, in the trading stage's thread. */
export class AccountBoardWriter {
  readonly #words: Int32Array;
  readonly #doubles: Float64Array;
  #accounts = 0;
  #orders = 0;
  #hosts = 0;
  readonly #bytes: Uint8Array;

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer);
    this.#doubles = new Float64Array(buffer);
    this.#bytes = new Uint8Array(buffer);
  }

  /** Opens a new state; nothing of it counts before {@link end}. */
  begin(
    killedFor: number,
    flags: number,
    eventNanos: number,
    strategies: number,
    lastOrderId = 0,
  ): void {
    Atomics.add(this.#words, AT_SEQUENCE, 1);
    this.#accounts = 0;
    this.#orders = 0;
    this.#hosts = 0;
    this.#words[AT_KILLED_FOR] = killedFor;
    this.#words[AT_FLAGS] = flags;
    this.#words[AT_STRATEGIES] = strategies;
    this.#doubles[AT_EVENT_NANOS] = eventNanos;
    this.#doubles[AT_LAST_ORDER] = lastOrderId;
  }

  /** Word index of the next account to fill in with {@link ACCOUNT_AT}; −1 = no more are shown. */
  account(): number {
    if (this.#accounts === SHOWN_ACCOUNTS) return -1;
    return ACCOUNTS_AT + this.#accounts++ * ACCOUNT_WORDS;
  }

  /** Word index of the next order to fill in with {@link ORDER_AT}; −1 = no more are shown. */
  order(): number {
    if (this.#orders === SHOWN_ORDERS) return -1;
    return ORDERS_AT + this.#orders++ * ORDER_WORDS;
  }

  /** Word index of the next strategy to fill in with {@link HOST_AT}; −1 = no more are shown. */
  host(): number {
    if (this.#hosts === SHOWN_HOSTS) return -1;
    return HOSTS_AT + this.#hosts++ * HOST_WORDS;
  }

  /** Writes what the strategy at word `at` threw; what is not ASCII is shown as "?". Cold. */
  failure(at: number, text: string): void {
    const length = Math.min(text.length, FAILURE_BYTES);
    this.#words[at + HOST_AT.failureBytes] = length;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      this.#bytes[4 * (at + HOST_AT.failure) + i] = code >= 32 && code < 127 ? code : 63;
    }
  }

  get words(): Int32Array {
    return this.#words;
  }

  get doubles(): Float64Array {
    return this.#doubles;
  }

  end(): void {
    this.#words[AT_ACCOUNTS] = this.#accounts;
    this.#words[AT_ORDERS] = this.#orders;
    this.#words[AT_HOSTS] = this.#hosts;
    Atomics.add(this.#words, AT_SEQUENCE, 1);
  }
}

/** Word offsets in an account's row; those of doubles count in doubles. */
export const ACCOUNT_AT = {
  strategyId: 0,
  instrumentId: 1,
  positionLots: 1,
  averagePriceTicks: 2,
  markTicks: 3,
  realizedQuote: 4,
  unrealizedQuote: 5,
  feesQuote: 6,
  pnlQuote: 7,
  openBidLots: 8,
  openAskLots: 9,
  fills: 10,
} as const;

/** Word offsets in an order's row; those of doubles count in doubles. */
export const ORDER_AT = {
  strategyId: 0,
  instrumentId: 1,
  orderId: 1,
  /** side | state << 8. */
  sideState: 4,
  priceTicks: 5,
  qtyLots: 3,
  filledLots: 4,
} as const;

/** Word offsets in a strategy's row; those of doubles count in doubles. */
export const HOST_AT = {
  planned: 0,
  state: 1,
  instrumentId: 2,
  instruments: 3,
  calls: 2,
  slowestCallNanos: 3,
  /** Length of the text, and the text. */
  failureBytes: 8,
  failure: 9,
} as const;

/** The memory, as it is posted to the threads that use it. */
export function createAccountBoard(): SharedArrayBuffer {
  return new SharedArrayBuffer(WORDS * 4);
}

/** Most tries of a reader before it takes the newest copy as it is: the writer is dead or very busy. */
const MOST_TRIES = 1_000;

/** Reads one state. Cold: allocates. */
export function readAccountBoard(buffer: SharedArrayBuffer): ShownTrading {
  const shared = new Int32Array(buffer);
  const words = new Int32Array(WORDS);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const before = Atomics.load(shared, AT_SEQUENCE);
    words.set(shared);
    if ((before & 1) === 0 && Atomics.load(shared, AT_SEQUENCE) === before) break;
  }
  const doubles = new Float64Array(words.buffer);
  return {
    killedFor: words[AT_KILLED_FOR],
    flags: words[AT_FLAGS],
    eventNanos: doubles[AT_EVENT_NANOS],
    lastOrderId: doubles[AT_LAST_ORDER],
    strategies: words[AT_STRATEGIES],
    accounts: Array.from(
      { length: Math.min(words[AT_ACCOUNTS], SHOWN_ACCOUNTS) },
      (_, i) => accountAt(words, doubles, ACCOUNTS_AT + i * ACCOUNT_WORDS),
    ),
    orders: Array.from(
      { length: Math.min(words[AT_ORDERS], SHOWN_ORDERS) },
      (_, i) => orderAt(words, doubles, ORDERS_AT + i * ORDER_WORDS),
    ),
    hosts: Array.from(
      { length: Math.min(words[AT_HOSTS], SHOWN_HOSTS) },
      (_, i) => hostAt(words, doubles, i),
    ),
  };
}

function accountAt(words: Int32Array, doubles: Float64Array, at: number): ShownAccount {
  const d = at >> 1;
  return {
    strategyId: words[at + ACCOUNT_AT.strategyId],
    instrumentId: words[at + ACCOUNT_AT.instrumentId],
    positionLots: doubles[d + ACCOUNT_AT.positionLots],
    averagePriceTicks: doubles[d + ACCOUNT_AT.averagePriceTicks],
    markTicks: doubles[d + ACCOUNT_AT.markTicks],
    realizedQuote: doubles[d + ACCOUNT_AT.realizedQuote],
    unrealizedQuote: doubles[d + ACCOUNT_AT.unrealizedQuote],
    feesQuote: doubles[d + ACCOUNT_AT.feesQuote],
    pnlQuote: doubles[d + ACCOUNT_AT.pnlQuote],
    openBidLots: doubles[d + ACCOUNT_AT.openBidLots],
    openAskLots: doubles[d + ACCOUNT_AT.openAskLots],
    fills: doubles[d + ACCOUNT_AT.fills],
  };
}

function hostAt(words: Int32Array, doubles: Float64Array, strategyId: number): ShownHost {
  const at = HOSTS_AT + strategyId * HOST_WORDS;
  const d = at >> 1;
  const length = Math.min(words[at + HOST_AT.failureBytes], FAILURE_BYTES);
  const text = new Uint8Array(words.buffer, 4 * (at + HOST_AT.failure), length);
  return {
    strategyId,
    planned: words[at + HOST_AT.planned],
    state: words[at + HOST_AT.state],
    instrumentId: words[at + HOST_AT.instrumentId],
    instruments: words[at + HOST_AT.instruments],
    calls: doubles[d + HOST_AT.calls],
    slowestCallNanos: doubles[d + HOST_AT.slowestCallNanos],
    failure: String.fromCharCode(...text),
  };
}

function orderAt(words: Int32Array, doubles: Float64Array, at: number): ShownOrder {
  const d = at >> 1;
  const sideState = words[at + ORDER_AT.sideState];
  return {
    orderId: doubles[d + ORDER_AT.orderId],
    strategyId: words[at + ORDER_AT.strategyId],
    instrumentId: words[at + ORDER_AT.instrumentId],
    side: sideState & 0xff,
    state: (sideState >>> 8) & 0xff,
    priceTicks: words[at + ORDER_AT.priceTicks],
    qtyLots: doubles[d + ORDER_AT.qtyLots],
    filledLots: doubles[d + ORDER_AT.filledLots],
  };
}
