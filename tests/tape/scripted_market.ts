/** A source of a few hand-made groups with everything in them that a tape has to bring back. */
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import type { MarketWriter } from "../../core/venues/market_writer.ts";
import {
  type MarketSource,
  PEEK_END,
  PEEK_RECORD,
  type PeekOutcome,
  type SourceContext,
} from "../../core/venues/source.ts";
import {
  FLAG_LAST,
  FLAG_REVEALED,
  FLAG_SNAPSHOT,
  ORDER_ADD,
  ORDER_REPLACE,
  STATUS_CLEAR,
  STATUS_GAP,
  VENUE_BINANCE,
  VENUE_SIMULATED,
} from "../../core/wire/market.ts";
import { EPOCH_MILLIS } from "./taped.ts";

const SCALE = { priceDecimals: 2, tickUnits: 1, lotDecimals: 3, lotUnits: 10 };
const EIGHT_HOURS_NANOS = 8 * 3_600e9;

export interface ScriptOptions {
  readonly rounds: number;
  /** Levels of the snapshot that opens the session. */
  readonly snapshotLevels?: number;
  readonly epochMillis?: number;
}

export class ScriptedMarket implements MarketSource {
  readonly name = "scripted market";
  readonly #options: ScriptOptions;
  #context!: SourceContext;
  #round = -1;

  constructor(options: ScriptOptions) {
    this.#options = options;
  }

  open(): Promise<number> {
    const epochMillis = this.#options.epochMillis ?? EPOCH_MILLIS;
    return Promise.resolve(epochMillis + EIGHT_HOURS_NANOS / 1e6);
  }

  start(context: SourceContext): void {
    this.#context = context;
  }

  peek(): PeekOutcome {
    return this.#round < this.#options.rounds ? PEEK_RECORD : PEEK_END;
  }

  get headNanos(): number {
    return EIGHT_HOURS_NANOS + Math.max(0, this.#round) * 1_000;
  }

  emit(writer: MarketWriter): void {
    if (this.#round < 0) this.#opening(writer);
    else this.#play(writer, this.#round);
    this.#round++;
  }

  fill(): Promise<void> {
    return Promise.resolve();
  }

  get progress(): number {
    return Math.max(0, this.#round) / this.#options.rounds;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #opening(writer: MarketWriter): void {
    const { instruments, counters } = this.#context;
    instruments.define(VENUE_SIMULATED, "MILL-USD", SCALE, writer);
    instruments.define(VENUE_BINANCE, "BTCUSDT", SCALE, writer);
    writer.begin(1, EIGHT_HOURS_NANOS, EIGHT_HOURS_NANOS, 5);
    writer.status(STATUS_CLEAR, 0, 0, FLAG_SNAPSHOT);
    counters.snapshot();
    for (let i = 0; i < (this.#options.snapshotLevels ?? 3); i++) {
      writer.level(SIDE_BID, 1_000 - i, 10 + i, FLAG_SNAPSHOT);
    }
    writer.last();
  }

  #play(writer: MarketWriter, round: number): void {
    const { instruments, counters } = this.#context;
    // Every fifth message was received before the one ahead of it.
    const recvNanos = this.headNanos - (round % 5 === 0 ? 2_500 : 0);
    writer.begin(0, this.headNanos - 300, recvNanos, round + 1);
    writer.order(ORDER_ADD, SIDE_BID, 500 + round, 7, round, 1, 0);
    writer.order(ORDER_REPLACE, SIDE_BID, 501 + round, 7, round, 1, 0);
    writer.newOrderId(round, -2);
    writer.trade(SIDE_ASK, 500, 2, round + 1, 0);
    writer.last();
    counters.trade();
    writer.begin(1, this.headNanos - 200, recvNanos, round + 1);
    writer.level(SIDE_ASK, 1_001, round, FLAG_REVEALED);
    counters.undetermined();
    writer.checksum(1, round * 77, 0);
    writer.last();
    writer.quote(1_000, 10, 1_001, round, FLAG_LAST);
    counters.quote();
    if (round % 10 === 9) {
      writer.status(STATUS_GAP, 0, round, FLAG_LAST);
      counters.gap();
    }
    if (round === 20) {
      instruments.define(VENUE_BINANCE, "BTCUSDT", { ...SCALE, tickUnits: 5 }, writer);
    }
  }
}
