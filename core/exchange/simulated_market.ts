/**
 * The simulated market as a source: what runs when no recording and no venue is given. Seeded order
 * flows run into Millrace's own matching engine, and the engine's events go out as a full-depth feed
 * does, order by order, with the engine's best bid and offer every now and then, so that the book
 * stage can check itself.
 *
 * ```text
 *   arrivals ─▶ earliest symbol ─▶ order flow ─▶ matching engine ─▶ ORDER messages, QUOTE
 * ```
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";
import { UserError } from "../base/errors.ts";
import { NANOS_PER_MILLI } from "../base/units.ts";
import { MATCH_CANCEL, MATCH_FILL, MATCH_REST } from "../matching/match_events.ts";
import type { MarketWriter } from "../venues/market_writer.ts";
import {
  type MarketSource,
  PEEK_END,
  PEEK_RECORD,
  type PeekOutcome,
  type SourceContext,
} from "../venues/source.ts";
import {
  FLAG_LAST,
  FLAG_SNAPSHOT,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  STATUS_CLEAR,
  SYMBOL_BYTES,
  VENUE_SIMULATED,
} from "../wire/market.ts";
import { Draws } from "./draws.ts";
import { Arrivals } from "./arrivals.ts";
import { drawExponential } from "./exponential_table.ts";
import { ID_HIGH, OrderFlow } from "./order_flow.ts";
import {
  DEFAULT_SYMBOLS,
  LATENCY_MIN_NANOS,
  LATENCY_QUEUEING_NANOS,
  type MarketProfile,
  MAX_SIMULATED_EVENTS,
  MAX_SIMULATED_SYMBOLS,
  OPENING_NANOS,
  PROFILES,
  QUOTE_INTERVAL,
  SIMULATED_EPOCH_MILLIS,
  SIMULATED_SCALE,
} from "./parameters.ts";

const MAX_SEED = 0xffff_ffff;
/** What an INSTRUMENT message can carry. */
const SYMBOL = /^[\x21-\x7e]{1,20}$/;

export interface SimulatedMarketOptions {
  /** 0 to 2^32 − 1; the same one gives the same market everywhere. */
  readonly seed: number;
  /** Default: {@link DEFAULT_SYMBOLS}. */
  readonly symbols?: readonly string[];
  /** Order events to generate, over all symbols. */
  readonly events: number;
}

export class SimulatedMarketSource implements MarketSource {
  readonly name: string;
  readonly #symbols: readonly string[];
  readonly #events: number;
  readonly #flows: readonly OrderFlow[];
  readonly #arrivals: readonly Arrivals[];
  /** The session's number of each symbol. */
  readonly #ids: Int32Array;
  /** Time of each symbol's next event, nanoseconds since the epoch. */
  readonly #nextNanos: Float64Array;
  /** Events of each symbol so far: the venue's update ids. */
  readonly #sequences: Float64Array;
  readonly #latencies: Draws;
  readonly #head = new Float64Array(1);
  #context!: SourceContext;
  /** Symbols whose books are open; events start when all are. */
  #opened = 0;
  #emitted = 0;
  /** Symbol of the next event. */
  #current = 0;

  /** @throws UserError naming the option that cannot be used */
  constructor(options: SimulatedMarketOptions) {
    const { seed, events, symbols = DEFAULT_SYMBOLS } = options;
    validate(seed, events, symbols);
    this.name = `simulated market, seed ${seed}`;
    this.#symbols = symbols;
    this.#events = events;
    this.#latencies = new Draws(seed);
    this.#flows = symbols.map((_, i) => new OrderFlow(new Draws(mix(seed, 2 * i)), profileOf(i)));
    this.#ids = new Int32Array(symbols.length);
    this.#nextNanos = new Float64Array(symbols.length).fill(OPENING_NANOS);
    this.#arrivals = symbols.map((_, i) => {
      const { eventsPerSecond } = profileOf(i);
      return new Arrivals(new Draws(mix(seed, 2 * i + 1)), eventsPerSecond, this.#nextNanos, i);
    });
    this.#sequences = new Float64Array(symbols.length);
    this.#head[0] = OPENING_NANOS;
  }

  open(): Promise<number> {
    return Promise.resolve(SIMULATED_EPOCH_MILLIS + OPENING_NANOS / NANOS_PER_MILLI);
  }

  start(context: SourceContext): void {
    this.#context = context;
    for (const arrivals of this.#arrivals) arrivals.next();
  }

  peek(): PeekOutcome {
    const opening = this.#opened < this.#symbols.length;
    return opening || this.#emitted < this.#events ? PEEK_RECORD : PEEK_END;
  }

  /** Never steps back, over all symbols. */
  get headNanos(): number {
    return this.#head[0];
  }

  emit(writer: MarketWriter): void {
    if (this.#opened < this.#symbols.length) this.#emitOpening(writer, this.#opened++);
    else this.#emitEvent(writer, this.#current);
    if (this.#opened === this.#symbols.length) this.#advance();
  }

  fill(): Promise<void> {
    return Promise.resolve();
  }

  get progress(): number {
    return this.#events === 0 ? 1 : this.#emitted / this.#events;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Defines an instrument and shows the orders that stand before the bell. */
  #emitOpening(writer: MarketWriter, index: number): void {
    const { instruments, counters } = this.#context;
    const flow = this.#flows[index];
    const symbol = this.#symbols[index];
    writer.begin(0, OPENING_NANOS, OPENING_NANOS, 0);
    const { id } = instruments.define(VENUE_SIMULATED, symbol, SIMULATED_SCALE, writer);
    this.#ids[index] = id;
    writer.begin(id, OPENING_NANOS, OPENING_NANOS, 0);
    writer.status(STATUS_CLEAR, 0, 0, FLAG_SNAPSHOT);
    for (let i = 0; flow.placeOpening(i); i++) emitMatches(flow, writer, FLAG_SNAPSHOT);
    writer.last();
    counters.snapshot();
  }

  #emitEvent(writer: MarketWriter, index: number): void {
    const { counters } = this.#context;
    const flow = this.#flows[index];
    const sequence = ++this.#sequences[index];
    flow.step();
    writer.begin(this.#ids[index], this.#nextNanos[index], this.#head[0], sequence);
    const trades = emitMatches(flow, writer, 0);
    writer.last();
    for (let i = 0; i < trades; i++) counters.trade();
    if (sequence % QUOTE_INTERVAL === 0) {
      const { bids, asks } = flow.engine.book;
      writer.quote(bids.bestTicks, bids.bestLots, asks.bestTicks, asks.bestLots, FLAG_LAST);
      counters.quote();
    }
    counters.record();
    this.#emitted++;
    this.#arrivals[index].next();
  }

  /** Finds the next event: the earliest, of equal ones that of the first symbol. */
  #advance(): void {
    const nextNanos = this.#nextNanos;
    let earliest = 0;
    for (let i = 1; i < nextNanos.length; i++) {
      if (nextNanos[i] < nextNanos[earliest]) earliest = i;
    }
    this.#current = earliest;
    const queueing = drawExponential(this.#latencies) * LATENCY_QUEUEING_NANOS;
    const recvNanos = nextNanos[earliest] + LATENCY_MIN_NANOS + Math.floor(queueing);
    // One wire: what is sent later does not arrive earlier.
    if (recvNanos > this.#head[0]) this.#head[0] = recvNanos;
  }
}

/** Writes what the latest command did to the book. @returns the number of trades */
function emitMatches(flow: OrderFlow, writer: MarketWriter, flags: number): number {
  const { events } = flow.engine;
  let trades = 0;
  for (let i = 0; i < events.count; i++) {
    const action = actionOf(events.kind(i));
    if (action === ORDER_EXECUTE) trades++;
    // As integers, quantities are passed without being boxed; here they always fit.
    const qtyLots = events.qtyLots(i) | 0;
    const id = events.idLow(i);
    writer.order(action, events.side(i), events.priceTicks(i), qtyLots, id, ID_HIGH, flags);
  }
  return trades;
}

/** The feed's word for an engine's event. */
function actionOf(kind: number): number {
  if (kind === MATCH_FILL) return ORDER_EXECUTE;
  if (kind === MATCH_REST) return ORDER_ADD;
  assert(kind === MATCH_CANCEL, "the flow causes no rejections");
  return ORDER_DELETE;
}

function profileOf(index: number): MarketProfile {
  return PROFILES[index % PROFILES.length];
}

/** A seed of its own for every stream of random numbers. */
function mix(seed: number, stream: number): number {
  return Math.imul(seed ^ 0x5bd1_e995, 0x9e37_79b1) + Math.imul(stream + 1, 0x85eb_ca6b) | 0;
}

function validate(seed: number, events: number, symbols: readonly string[]): void {
  if (!Number.isSafeInteger(seed) || seed < 0 || seed > MAX_SEED) {
    throw new UserError(`seed ${seed}: must be a whole number from 0 to ${MAX_SEED}`);
  }
  if (!Number.isSafeInteger(events) || events < 0 || events > MAX_SIMULATED_EVENTS) {
    throw new UserError(`events ${events}: must be 0 to ${MAX_SIMULATED_EVENTS}`);
  }
  if (symbols.length === 0 || symbols.length > MAX_SIMULATED_SYMBOLS) {
    throw new UserError(
      `${symbols.length} symbols: the simulated market has 1 to ${MAX_SIMULATED_SYMBOLS}`,
    );
  }
  for (const [i, symbol] of symbols.entries()) {
    if (!SYMBOL.test(symbol)) {
      throw new UserError(`symbol "${symbol}": must be 1 to ${SYMBOL_BYTES} printable characters`);
    }
    if (symbols.indexOf(symbol) < i) throw new UserError(`symbol "${symbol}" is named twice`);
  }
}
