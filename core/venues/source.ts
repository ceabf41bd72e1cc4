/**
 * A source is where market messages come from: a recording, a tape, the simulated market. It works
 * in two steps, so that several sources can be merged by time and a replay can be paced: `peek`
 * looks at the next record's time, `emit` turns that record into messages.
 *
 * ```text
 *   open ─▶ start ─▶ ( peek ─▶ emit | fill )* ─▶ close
 * ```
 */
import type { InstrumentRegistry } from "./instruments.ts";
import type { MarketWriter } from "./market_writer.ts";
import type { ProblemLog } from "./problems.ts";
import type { IngestCounters } from "./ingest_counters.ts";
import type { FeedCounters } from "./live/feed_counters.ts";

/** The next record is there; {@link MarketSource.headNanos} is its time. */
export const PEEK_RECORD = 1;
/** More input has to be read first: await {@link MarketSource.fill}. */
export const PEEK_INPUT = 0;
/** The input is at its end. */
export const PEEK_END = -1;
export type PeekOutcome = typeof PEEK_RECORD | typeof PEEK_INPUT | typeof PEEK_END;

/** What all sources of a session share. */
export interface SourceContext {
  /** The session's epoch: whole milliseconds since 1970, a midnight in UTC. */
  readonly epochMillis: number;
  readonly instruments: InstrumentRegistry;
  readonly problems: ProblemLog;
  readonly counters: IngestCounters;
  /** What live feeds count. */
  readonly feedCounters?: FeedCounters | undefined;
}

export interface MarketSource {
  /** What a person would call it: the file's name, or "simulated market, seed 7". */
  readonly name: string;
  /**
   * Opens the input and reads far enough to know when it starts.
   * @returns milliseconds since 1970 of the first record
   * @throws UserError when the input cannot be used at all
   */
  open(): Promise<number>;
  /** Called once, before the first peek. */
  start(context: SourceContext): void;
  /** Makes the next record current. Cheap when it already is. */
  peek(): PeekOutcome;
  /** Receipt time of the current record, nanoseconds since the epoch. */
  readonly headNanos: number;
  /** Decodes the current record into the writer and moves past it. Never throws for bad data. */
  emit(writer: MarketWriter): void;
  /** Reads the next part of the input. */
  fill(): Promise<void>;
  /** Share of the input read, 0 to 1. */
  readonly progress: number;
  close(): Promise<void>;
}
