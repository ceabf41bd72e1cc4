/**
 * Files of OHLCV bars as a market source: a BAR message a row, at the time when the bar ends, because
 * nobody could know its high before.
 *
 * ```text
 *   survey (first reading)          length, label, order, scale
 *     oldest first ─▶ blocks of 65,536 rows, one after another
 *     newest first, mixed, files that overlap ─▶ one block of all rows, put in order of time
 * ```
 *
 * Nothing is made up: a missing bar is not filled in and a split not adjusted; both are noted. Of two
 * bars with the same time the one read first counts.
 *
 * Hot path ({@link BarsSource.emit}): no allocation, but for messages about odd rows.
 */
import { UserError } from "../../base/errors.ts";
import { NANOS_PER_MILLI } from "../../base/units.ts";
import { FLAG_LAST, STATUS_BAD_RECORD, VENUE_BARS } from "../../wire/market.ts";
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
import { BarBlock } from "./bar_block.ts";
import type { BarFile } from "./bar_lines.ts";
import type { BarOptions } from "./bar_options.ts";
import { BarReader } from "./bar_reader.ts";
import { BarRemarks } from "./bar_remarks.ts";
import { BarSurvey, type SurveyedFile } from "./bar_survey.ts";

/** Rows of a block of a file that is in order: 3 MiB. */
export const BLOCK_ROWS = 65_536;
/** Rows held at most of files that are not: about 1 GiB. */
export const MAX_HELD_ROWS = 20_000_000;
const MAX_TICKS = 0x7fff_ffff;
/** A price may still rise this many times over, a volume a thousand times. */
const PRICE_HEADROOM = 8;
const VOLUME_HEADROOM = 1_024;
const SECOND_MILLIS = 1_000;
const DAY_MILLIS = 86_400_000;
const LAST_OPEN = 0;
const LAST_HIGH = 1;
const LAST_LOW = 2;
const LAST_CLOSE = 3;
const LAST_VOLUME = 4;
const LAST_END = 5;
const LAST_FIELDS = 6;
/** An opening this many times the close before it, or below it, looks like a split. */
const SPLIT_RATIO = 1.5;

export interface BarsSourceOptions {
  readonly symbol: string;
  /** In any order. */
  readonly files: readonly BarFile[];
  /** Length of a bar as the files' names tell it. */
  readonly seconds: number | undefined;
  readonly options: BarOptions;
}

export class BarsSource implements MarketSource {
  readonly name: string;
  readonly #options: BarsSourceOptions;
  readonly #zone: string;
  #survey!: BarSurvey;
  /** Files oldest first. */
  #files: readonly SurveyedFile[] = [];
  #isHeld = false;
  #barMillis = 0;
  #labelsEnd = false;
  #context!: SourceContext;
  #scale!: Scale;
  #reader: BarReader | undefined;
  #block!: BarBlock;
  /** Rank of the current row in the block. */
  #at = 0;
  #remarks!: BarRemarks;
  #instrumentId = -1;
  #isWanted = true;
  /** The newest bar written: open, high, low, close, volume, end. */
  readonly #last = new Float64Array(LAST_FIELDS);

  constructor(options: BarsSourceOptions) {
    this.#options = options;
    this.#zone = options.options.zone ?? "UTC";
    this.name = options.files.map(({ name }) => name).join(", ");
  }

  async open(): Promise<number> {
    const survey = new BarSurvey(this.#zone);
    for (const file of this.#options.files) await survey.read(file);
    this.#survey = survey;
    this.#files = survey.files.toSorted((a, b) => a.earliestMillis - b.earliestMillis);
    const earliestMillis = this.#files[0].earliestMillis;
    if (!Number.isFinite(earliestMillis)) {
      throw new UserError(`${this.name}: has no row of bars that can be read`);
    }
    this.#barMillis = this.#lengthOf(survey);
    const { label } = this.#options.options;
    this.#labelsEnd = label === "auto" ? survey.labelsEnd(this.#barMillis) : label === "end";
    this.#isHeld = !isInOrder(this.#files);
    return earliestMillis + this.#untilEndMillis;
  }

  start(context: SourceContext): void {
    const { symbol } = this.#options;
    this.#context = context;
    this.#isWanted = context.instruments.wants(symbol);
    const scale = this.#surveyedScale();
    this.#scale = { ...scale, ...context.instruments.overrides.get(symbol.toUpperCase()) };
    this.#reader = new BarReader({
      files: this.#files.map(({ file }) => file),
      zone: this.#zone,
      scale: this.#scale,
      untilEndMillis: this.#untilEndMillis,
      firstMillis: this.#files[0].earliestMillis + this.#untilEndMillis,
      problems: context.problems,
    });
    this.#block = new BarBlock(this.#isHeld ? this.#heldRows() : BLOCK_ROWS);
    this.#remarks = new BarRemarks(context.problems, this.name, this.#barMillis);
    this.#last[LAST_END] = -Infinity;
    if (this.#isWanted) this.#remarkGuesses();
  }

  peek(): PeekOutcome {
    if (!this.#isWanted) return PEEK_END;
    if (this.#at < this.#block.rows) return PEEK_RECORD;
    return this.#reader!.isDone ? PEEK_END : PEEK_INPUT;
  }

  get headNanos(): number {
    const endMillis = this.#block.endMillis[this.#block.placeOf(this.#at)];
    return (endMillis - this.#context.epochMillis) * NANOS_PER_MILLI;
  }

  emit(writer: MarketWriter): void {
    const block = this.#block;
    const place = block.placeOf(this.#at);
    const nanos = this.headNanos;
    this.#at++;
    this.#context.counters.record();
    if (this.#instrumentId < 0) this.#define(writer, nanos);
    writer.begin(this.#instrumentId, nanos, nanos, 0);
    const endMillis = block.endMillis[place];
    if (block.bad[place] === 1) {
      this.#writeBad(writer, block.line[place]);
    } else if (endMillis <= this.#last[LAST_END]) {
      this.#passOver(writer, place);
    } else {
      if (this.#last[LAST_CLOSE] > 0) this.#compare(place);
      writer.bar(
        block.openTicks[place],
        block.highTicks[place],
        block.lowTicks[place],
        block.closeTicks[place],
        block.volumeLots[place],
        this.#barMillis / SECOND_MILLIS,
        block.trades[place],
      );
      this.#context.counters.bar();
      this.#remember(place);
    }
  }

  async fill(): Promise<void> {
    const block = this.#block;
    block.clear();
    this.#at = 0;
    await this.#reader!.fill(block);
    if (this.#isHeld && !block.sort()) this.#remarks.unordered();
  }

  get progress(): number {
    if (this.#isHeld) return this.#block.rows === 0 ? 0 : this.#at / this.#block.rows;
    return this.#reader?.progress ?? 0;
  }

  async close(): Promise<void> {
    await this.#reader?.close();
  }

  get #untilEndMillis(): number {
    return this.#labelsEnd ? 0 : this.#barMillis;
  }

  /** What the name says, unless rows stand closer than that. Cold. */
  #lengthOf(survey: BarSurvey): number {
    const namedMillis = (this.#options.seconds ?? 0) * SECOND_MILLIS;
    const stepMillis = survey.stepMillis ?? namedMillis;
    const millis = stepMillis < namedMillis ? stepMillis : namedMillis || stepMillis;
    if (millis >= SECOND_MILLIS) return Math.ceil(millis / SECOND_MILLIS) * SECOND_MILLIS;
    throw new UserError(
      millis === 0
        ? `${this.name}: has a single row, so its name must tell how long a bar is: SYMBOL_1min.csv`
        : `${this.name}: rows are ${millis} ms apart; bars of a second and longer are read`,
    );
  }

  #surveyedScale(): Scale {
    const { prices, volumes } = this.#survey;
    const tick = prices.gridBelow(MAX_TICKS / PRICE_HEADROOM);
    const lot = volumes.gridBelow(Number.MAX_SAFE_INTEGER / VOLUME_HEADROOM);
    return {
      priceDecimals: tick.decimals,
      tickUnits: tick.units,
      lotDecimals: lot.decimals,
      lotUnits: lot.units,
    };
  }

  #heldRows(): number {
    const rows = this.#files.reduce((sum, { lines }) => sum + lines, 0);
    if (rows <= MAX_HELD_ROWS) return rows;
    throw new UserError(
      `${this.name}: ${rows} rows that are not oldest first; sort them, or split the file: up to ` +
        `${MAX_HELD_ROWS} are put in order`,
    );
  }

  #define(writer: MarketWriter, nanos: number): void {
    const { symbol } = this.#options;
    writer.begin(0, nanos, nanos, 0);
    this.#instrumentId =
      this.#context.instruments.define(VENUE_BARS, symbol, this.#scale, writer).id;
  }

  #writeBad(writer: MarketWriter, line: number): void {
    this.#context.counters.badRecord();
    writer.status(STATUS_BAD_RECORD, 0, line, FLAG_LAST);
  }

  /** Of two bars with one time the first was written. */
  #passOver(writer: MarketWriter, place: number): void {
    const { counters } = this.#context;
    if (this.#isSameAsLast(place)) {
      this.#remarks.repeated(this.#whereIs(place));
      counters.ignored();
    } else {
      this.#remarks.contradicted(this.#whereIs(place));
      this.#writeBad(writer, this.#block.line[place]);
    }
  }

  #isSameAsLast(place: number): boolean {
    const last = this.#last;
    const { endMillis, openTicks, highTicks, lowTicks, closeTicks, volumeLots } = this.#block;
    return endMillis[place] === last[LAST_END] && openTicks[place] === last[LAST_OPEN] &&
      highTicks[place] === last[LAST_HIGH] && lowTicks[place] === last[LAST_LOW] &&
      closeTicks[place] === last[LAST_CLOSE] && volumeLots[place] === last[LAST_VOLUME];
  }

  #remember(place: number): void {
    const block = this.#block;
    const last = this.#last;
    last[LAST_OPEN] = block.openTicks[place];
    last[LAST_HIGH] = block.highTicks[place];
    last[LAST_LOW] = block.lowTicks[place];
    last[LAST_CLOSE] = block.closeTicks[place];
    last[LAST_VOLUME] = block.volumeLots[place];
    last[LAST_END] = block.endMillis[place];
  }

  /** Notes what is odd between a bar and the one before it. Nights and weekends are no holes. */
  #compare(place: number): void {
    const barMillis = this.#barMillis;
    const { endMillis, openTicks } = this.#block;
    const ratio = openTicks[place] / this.#last[LAST_CLOSE];
    if (ratio >= SPLIT_RATIO || ratio <= 1 / SPLIT_RATIO) {
      this.#remarks.split(this.#whereIs(place), ratio);
    }
    const stepMillis = endMillis[place] - this.#last[LAST_END];
    if (stepMillis === barMillis) return;
    if (stepMillis < barMillis) this.#remarks.overlap(this.#whereIs(place), stepMillis);
    else if (dayOf(this.#last[LAST_END] - barMillis) === dayOf(endMillis[place] - barMillis)) {
      this.#remarks.hole(this.#whereIs(place), stepMillis);
    }
  }

  /** Tells what was taken for granted, so that a wrong guess does not stay hidden. */
  #remarkGuesses(): void {
    const { options, seconds } = this.#options;
    const { wallClock, withoutVolume } = this.#survey;
    if (wallClock !== undefined && options.zone === undefined) {
      this.#remarks.wallClock(wallClock.name);
    }
    if (this.#labelsEnd && options.label === "auto") this.#remarks.labelsEnd();
    if (withoutVolume !== undefined) this.#remarks.withoutVolume(withoutVolume.name);
    if (seconds !== undefined && seconds * SECOND_MILLIS > this.#barMillis) {
      this.#remarks.length(seconds);
    }
  }

  #whereIs(place: number): string {
    const { file, line } = this.#block;
    return `${this.#files[file[place]].file.name} line ${line[place]}`;
  }
}

/** Every file is oldest first, and each begins after the one before it has ended. */
function isInOrder(files: readonly SurveyedFile[]): boolean {
  return files.every(({ isAscending, earliestMillis }, i) =>
    isAscending && (i === 0 || earliestMillis > files[i - 1].latestMillis)
  );
}

function dayOf(millis: number): number {
  return Math.floor(millis / DAY_MILLIS);
}
