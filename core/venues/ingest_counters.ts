/** Ingest's counters by name: a view of its part of the board, for sources to count in. */
import { counterIndex } from "../telemetry/counters.ts";

const RECORDS = counterIndex("ingest", "records");
const IGNORED = counterIndex("ingest", "ignored");
const BAD_RECORDS = counterIndex("ingest", "badRecords");
const GAPS = counterIndex("ingest", "gaps");
const SNAPSHOTS = counterIndex("ingest", "snapshots");
const APPLIED_DIFFS = counterIndex("ingest", "appliedDiffs");
const DROPPED_DIFFS = counterIndex("ingest", "droppedDiffs");
const WAITING_DIFFS = counterIndex("ingest", "waitingDiffs");
const UNDETERMINED = counterIndex("ingest", "undetermined");
const TRADES = counterIndex("ingest", "trades");
const QUOTES = counterIndex("ingest", "quotes");
const SLOW_PARSES = counterIndex("ingest", "slowParses");
const FAR_LEVELS = counterIndex("ingest", "farLevels");
const BARS = counterIndex("ingest", "bars");
const CHECKSUMS = counterIndex("ingest", "checksums");
const CHECKSUM_FAILURES = counterIndex("ingest", "checksumFailures");
const REPEATED = counterIndex("ingest", "repeated");

export class IngestCounters {
  readonly #values: Float64Array;

  constructor(values: Float64Array) {
    this.#values = values;
  }

  record(): void {
    this.#values[RECORDS]++;
  }

  ignored(): void {
    this.#values[IGNORED]++;
  }

  badRecord(): void {
    this.#values[BAD_RECORDS]++;
  }

  gap(): void {
    this.#values[GAPS]++;
  }

  snapshot(): void {
    this.#values[SNAPSHOTS]++;
  }

  appliedDiff(): void {
    this.#values[APPLIED_DIFFS]++;
  }

  droppedDiff(count = 1): void {
    this.#values[DROPPED_DIFFS] += count;
  }

  /** Change of the number of diffs that wait for a snapshot. */
  waitingDiffs(change: number): void {
    this.#values[WAITING_DIFFS] += change;
  }

  undetermined(): void {
    this.#values[UNDETERMINED]++;
  }

  trade(): void {
    this.#values[TRADES]++;
  }

  /** A record that another connection had delivered before. */
  repeated(): void {
    this.#values[REPEATED]++;
  }

  /** A book that agreed with the venue's checksum of it. */
  checksum(): void {
    this.#values[CHECKSUMS]++;
  }

  checksumFailure(): void {
    this.#values[CHECKSUM_FAILURES]++;
  }

  bar(): void {
    this.#values[BARS]++;
  }

  quote(): void {
    this.#values[QUOTES]++;
  }

  /** A record that the byte scanner did not recognise and the general parser had to read. */
  slowParse(): void {
    this.#values[SLOW_PARSES]++;
  }

  /** Offers left out because 32 bits do not hold their ticks; they can never be the best. */
  farLevels(count: number): void {
    this.#values[FAR_LEVELS] += count;
  }
}
