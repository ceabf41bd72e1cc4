/** What feeds count, by name: a view of ingest's part of the board. */
import { counterIndex } from "../../telemetry/counters.ts";

const REQUESTS = counterIndex("ingest", "requests");
const TICKS = counterIndex("ingest", "ticks");
const CONNECTS = counterIndex("ingest", "connects");
const RECONNECTS = counterIndex("ingest", "reconnects");
const HANDOVERS = counterIndex("ingest", "handovers");
const CONNECT_FAILURES = counterIndex("ingest", "connectFailures");
const DEAD_CONNECTIONS = counterIndex("ingest", "deadConnections");
const CONNECTIONS = counterIndex("ingest", "connections");
const REQUEST_FAILURES = counterIndex("ingest", "requestFailures");
const RATE_LIMITED = counterIndex("ingest", "rateLimited");
const RESYNCS = counterIndex("ingest", "resyncs");
const STALE_INSTRUMENTS = counterIndex("ingest", "staleInstruments");
const FEED_LATENCY = counterIndex("ingest", "feedLatency");
const EARLY_RECORDS = counterIndex("ingest", "earlyRecords");
const CLOCK_OFFSET = counterIndex("ingest", "clockOffset");
const CLOCK_ROUND_TRIP = counterIndex("ingest", "clockRoundTrip");

/** Weight of the newest latency in the smoothed one. */
const SMOOTHING = 1 / 64;

export class FeedCounters {
  readonly #values: Float64Array;

  constructor(values: Float64Array) {
    this.#values = values;
  }

  tick(): void {
    this.#values[TICKS]++;
  }

  connected(isReconnect: boolean, isHandover: boolean): void {
    this.#values[CONNECTS]++;
    if (isHandover) this.#values[HANDOVERS]++;
    else if (isReconnect) this.#values[RECONNECTS]++;
  }

  connectFailed(): void {
    this.#values[CONNECT_FAILURES]++;
  }

  dead(): void {
    this.#values[DEAD_CONNECTIONS]++;
  }

  request(): void {
    this.#values[REQUESTS]++;
  }

  requestFailed(): void {
    this.#values[REQUEST_FAILURES]++;
  }

  rateLimited(): void {
    this.#values[RATE_LIMITED]++;
  }

  resync(): void {
    this.#values[RESYNCS]++;
  }

  /** How things stand, over all venues. */
  standing(connections: number, staleInstruments: number): void {
    this.#values[CONNECTIONS] = connections;
    this.#values[STALE_INSTRUMENTS] = staleInstruments;
  }

  /** Shows the venue whose clock is furthest off. */
  clock(offsetMillis: number, roundTripMillis: number): void {
    this.#values[CLOCK_OFFSET] = offsetMillis;
    this.#values[CLOCK_ROUND_TRIP] = roundTripMillis;
  }

  /** @param nanos receipt minus venue's time, by the venue's clock; may be below 0 */
  latency(nanos: number): void {
    const before = this.#values[FEED_LATENCY];
    if (nanos < 0) this.#values[EARLY_RECORDS]++;
    this.#values[FEED_LATENCY] = before === 0 ? nanos : before + (nanos - before) * SMOOTHING;
  }
}
