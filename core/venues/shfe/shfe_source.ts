/**
 * Five-level snapshots of the Shanghai Futures Exchange as a market source. A row is one group: what
 * traded since the row before, the levels that changed, and the best bid and offer as a check.
 *
 * ```text
 *   TRADE   lots that sellers took, and lots that buyers took
 *   LEVEL   quantity of each level that changed; 0 for one that left the five
 *   QUOTE   best bid and offer of the row, with the group's sequence
 * ```
 *
 * The first row of a file empties the book and sets all levels, flagged as a snapshot; so files of
 * several days form a chain. The rows behind it are changes: between two snapshots 500 ms apart
 * order flow can be measured, if only net.
 *
 * Snapshots do not show single trades. The files estimate, from the average price of what traded,
 * how much of it hit the bid and how much the offer of the row before, such that volume and turnover
 * come out right; so it is written as one trade at each of the two. Where the average lies outside
 * that spread (1 row in 100) no such split exists: all of it is one trade at the rounded average, by
 * buyers if that is above.
 *
 * Hot path: no allocation.
 */
import { UserError } from "../../base/errors.ts";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../base/units.ts";
import {
  FLAG_LAST,
  FLAG_SNAPSHOT,
  STATUS_BAD_RECORD,
  STATUS_CLEAR,
  VENUE_SHFE,
} from "../../wire/market.ts";
import { fileNameOf } from "../files/file_chunks.ts";
import type { Scale } from "../instruments.ts";
import type { MarketWriter } from "../market_writer.ts";
import {
  type MarketSource,
  PEEK_END,
  PEEK_INPUT,
  PEEK_RECORD,
  type PeekOutcome,
  type SourceContext,
} from "../source.ts";
import { SNAPSHOT_LEVELS, type SnapshotBlock, SnapshotFile } from "./snapshot_columns.ts";
import { SnapshotLevels } from "./snapshot_levels.ts";

const MAX_DECIMALS = 4;
const MAX_TICKS = 0x7fff_ffff;
/** Prices are float64 in the file: this far from a tick is still on it. */
const TICK_TOLERANCE = 1e-6;

/** What is known of one instrument of the file. */
interface Followed {
  readonly id: number;
  readonly scale: Scale;
  readonly levels: SnapshotLevels;
}

export class ShfeSource implements MarketSource {
  readonly name: string;
  readonly #path: string;
  #file: SnapshotFile | undefined;
  #block!: SnapshotBlock;
  /** The next row, within the block. */
  #at = 0;
  #context!: SourceContext;
  #scale!: Scale;
  readonly #followed = new Map<string, Followed>();
  #symbol = "";
  #current: Followed | undefined;

  constructor(path: string) {
    this.#path = path;
    this.name = fileNameOf(path);
  }

  static fromPath(path: string): ShfeSource {
    return new ShfeSource(path);
  }

  async open(): Promise<number> {
    this.#file = await SnapshotFile.open(this.#path);
    if (this.#file.rows === 0) throw new UserError(`${this.name}: has no rows`);
    this.#block = await this.#file.read(0);
    this.#scale = {
      priceDecimals: decimalsOf(this.#block),
      tickUnits: 1,
      lotDecimals: 0,
      lotUnits: 1,
    };
    return Math.floor(this.#block.epochMicros[0] / 1e3);
  }

  start(context: SourceContext): void {
    this.#context = context;
  }

  peek(): PeekOutcome {
    if (this.#at < this.#block.rows) return PEEK_RECORD;
    return this.#block.rowFrom + this.#block.rows < this.#file!.rows ? PEEK_INPUT : PEEK_END;
  }

  get headNanos(): number {
    return (this.#block.epochMicros[this.#at] - this.#context.epochMillis * 1e3) * 1e3;
  }

  emit(writer: MarketWriter): void {
    const block = this.#block;
    const row = this.#at;
    const sequence = block.rowFrom + row + 1;
    const nanos = this.headNanos;
    this.#at++;
    this.#context.counters.record();
    const symbol = block.symbols[row];
    if (symbol !== this.#symbol || this.#current === undefined) {
      if (!this.#context.instruments.wants(symbol)) return;
      writer.begin(0, nanos, nanos, sequence);
      this.#current = this.#follow(symbol, writer);
    }
    const { id, levels } = this.#current;
    writer.begin(id, nanos, nanos, sequence);
    if (!levels.read(block, row)) {
      this.#reportBad(sequence, "levels out of order, crossed, between ticks or of negative size");
      writer.status(STATUS_BAD_RECORD, 0, sequence, FLAG_LAST);
      return;
    }
    this.#writeTrades(writer, block, row, levels);
    if (levels.isFirst) {
      writer.status(STATUS_CLEAR, 0, 0, FLAG_SNAPSHOT);
      this.#context.counters.snapshot();
    }
    levels.writeChanges(writer);
    writer.quote(
      levels.bidLots > 0 ? levels.bidTicks : NO_PRICE_TICKS,
      levels.bidLots,
      levels.askLots > 0 ? levels.askTicks : NO_PRICE_TICKS,
      levels.askLots,
      FLAG_LAST,
    );
    this.#context.counters.quote();
  }

  async fill(): Promise<void> {
    this.#block = await this.#file!.read(this.#block.rowFrom + this.#block.rows);
    this.#at = 0;
  }

  get progress(): number {
    return this.#file === undefined ? 0 : (this.#block.rowFrom + this.#at) / this.#file.rows;
  }

  close(): Promise<void> {
    this.#file?.close();
    return Promise.resolve();
  }

  #writeTrades(
    writer: MarketWriter,
    block: SnapshotBlock,
    row: number,
    levels: SnapshotLevels,
  ): void {
    const sold = Math.round(block.soldLots[row]);
    const lots = Math.round(block.soldLots[row] + block.boughtLots[row]);
    const averageTicks = Math.round(levels.stepsOf(block.averagePrice[row]));
    if (lots <= 0 || averageTicks < 1 || averageTicks > MAX_TICKS) return;
    const splits = sold >= 0 && sold <= lots && levels.lastBidTicks > 0 && levels.lastAskTicks > 0;
    if (!splits) this.#writeTrade(writer, sold > 0 ? SIDE_ASK : SIDE_BID, averageTicks, lots);
    else {
      if (sold > 0) this.#writeTrade(writer, SIDE_ASK, levels.lastBidTicks, sold);
      if (sold < lots) this.#writeTrade(writer, SIDE_BID, levels.lastAskTicks, lots - sold);
    }
  }

  #writeTrade(writer: MarketWriter, aggressor: number, ticks: number, lots: number): void {
    writer.trade(aggressor, ticks, lots, 0, 0);
    this.#context.counters.trade();
  }

  /** Cold: once an instrument, and where a file changes from one to another. */
  #follow(symbol: string, writer: MarketWriter): Followed {
    this.#symbol = symbol;
    const known = this.#followed.get(symbol);
    if (known !== undefined) return known;
    const { instruments } = this.#context;
    const { id, scale } = instruments.define(VENUE_SHFE, symbol, this.#scale, writer);
    const levels = new SnapshotLevels(10 ** scale.priceDecimals / scale.tickUnits);
    const followed = { id, scale, levels };
    this.#followed.set(symbol, followed);
    return followed;
  }

  #reportBad(row: number, text: string): void {
    this.#context.problems.report(`shfe-row ${this.name}`, `${this.name} row ${row}`, text);
    this.#context.counters.badRecord();
  }
}

/** Decimals that the prices of the first rows have. Cold. */
function decimalsOf({ levels, rows }: SnapshotBlock): number {
  for (let decimals = 0; decimals < MAX_DECIMALS; decimals++) {
    const power = 10 ** decimals;
    const fits = (price: number) =>
      Math.abs(price * power - Math.round(price * power)) < TICK_TOLERANCE;
    let all = true;
    for (let k = 0; k < SNAPSHOT_LEVELS && all; k++) {
      for (let row = 0; row < rows && all; row++) {
        all = fits(levels[4 * k][row]) && fits(levels[4 * k + 2][row]);
      }
    }
    if (all) return decimals;
  }
  return MAX_DECIMALS;
}
