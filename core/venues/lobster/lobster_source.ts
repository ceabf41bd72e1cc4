/**
 * LOBSTER recordings as a market source: the message file and, where there is one, the order book
 * file, read in lock-step. Row i of the book file is the book after row i of the message file.
 *
 * The first row seeds the book, with its message undone; all orders in it are anonymous. After a row
 * of either file that could not be read, the next good row seeds it anew.
 *
 * Scale: tick 0.01 USD, or 0.0001 for a stock that trades below one dollar (SEC rule 612 allows
 * quotes no finer); the file's own unit of 0.0001 as tick would make a 4096-tick window 41 cents
 * wide. Only executions of hidden orders lie between ticks; see the decoder.
 *
 * Hot path: no allocation.
 */
import { UserError } from "../../base/errors.ts";
import { FLAG_LAST, STATUS_BAD_RECORD, VENUE_NASDAQ } from "../../wire/market.ts";
import { LineBlocks } from "../files/line_blocks.ts";
import { midnightMillis, NEW_YORK } from "../files/session_date.ts";
import type { Instrument, Scale } from "../instruments.ts";
import type { MarketWriter } from "../market_writer.ts";
import {
  type MarketSource,
  PEEK_END,
  PEEK_INPUT,
  PEEK_RECORD,
  type PeekOutcome,
  type SourceContext,
} from "../source.ts";
import { LEVEL_FIELDS, LobsterBook } from "./lobster_book.ts";
import { LobsterDecoder } from "./lobster_decoder.ts";
import { describeFault, FINE, MALFORMED, type Verdict } from "./lobster_faults.ts";
import { findLobsterFiles, type LobsterFiles, lobsterPair } from "./lobster_files.ts";
import { LobsterMessage } from "./lobster_message.ts";

const PRICE_DECIMALS = 4;
const ONE_DOLLAR = 10_000;
const COMMA = 0x2c;

export class LobsterSource implements MarketSource {
  readonly name: string;
  readonly #files: LobsterFiles;
  readonly #message = new LobsterMessage();
  #messages!: LineBlocks;
  #messageAt = 0;
  #rows: LineBlocks | undefined;
  #rowAt = 0;
  #book: LobsterBook | undefined;
  #decoder!: LobsterDecoder;
  #context!: SourceContext;
  #instrument: Instrument | undefined;
  #scale!: Scale;
  #levels = 0;
  #midnightMillis = 0;
  #midnightNanos = 0;
  /** The current row's number, 1-based. */
  #row = 0;
  #current = false;
  #readable = false;
  #ended = false;
  /** The book stage's book is not known to equal the row before: seed it from the next one. */
  #seedDue = true;

  constructor(files: LobsterFiles) {
    this.#files = files;
    this.name = files.name;
  }

  /** A message file, with or without its order book file. */
  static fromPaths(messagePath: string, bookPath?: string): LobsterSource {
    return new LobsterSource(lobsterPair(messagePath, bookPath));
  }

  /** All symbols in an archive, or the pair that a file belongs to. */
  static async fromPath(path: string): Promise<LobsterSource[]> {
    return (await findLobsterFiles(path)).map((files) => new LobsterSource(files));
  }

  async open(): Promise<number> {
    const midnight = midnightMillis(this.#files.date, NEW_YORK);
    if (midnight === undefined) throw new UserError(`${this.name}: no such day`);
    this.#midnightMillis = midnight;
    this.#messages = new LineBlocks(await this.#files.openMessages());
    await this.#fillMessages();
    if (!this.#scanMessage()) {
      const text = describeFault(MALFORMED, this.#message);
      throw new UserError(`${this.#messages.stream.name} line 1: ${text}`);
    }
    this.#scale = {
      priceDecimals: PRICE_DECIMALS,
      tickUnits: this.#message.price > 1 && this.#message.price < ONE_DOLLAR ? 1 : 100,
      lotDecimals: 0,
      lotUnits: 1,
    };
    if (this.#files.openBook !== undefined) {
      this.#rows = new LineBlocks(await this.#files.openBook());
      await this.#fillRows();
      this.#levels = this.#countLevels(this.#rows);
    }
    return midnight + Math.floor(this.#message.nanos / 1e6);
  }

  start(context: SourceContext): void {
    const { instruments, epochMillis, counters } = context;
    const { symbol } = this.#files;
    this.#context = context;
    this.#midnightNanos = (this.#midnightMillis - epochMillis) * 1e6;
    const scale = { ...this.#scale, ...instruments.overrides.get(symbol) };
    const unitsPerTick = scale.tickUnits * 10 ** (PRICE_DECIMALS - scale.priceDecimals);
    if (!Number.isInteger(unitsPerTick) || scale.lotDecimals !== 0 || scale.lotUnits !== 1) {
      throw new UserError(
        `${this.name}: the scale given for ${symbol} does not fit: prices come in 0.0001, sizes in 1`,
      );
    }
    this.#decoder = new LobsterDecoder(unitsPerTick, counters);
    if (this.#rows !== undefined) {
      this.#book = new LobsterBook(this.#levels, unitsPerTick);
      this.#book.useBlock(this.#rows.bytes);
    }
    this.#ended = !instruments.wants(symbol);
  }

  peek(): PeekOutcome {
    if (this.#current) return PEEK_RECORD;
    if (this.#ended) return PEEK_END;
    if (this.#messageAt >= this.#messages.to) return PEEK_INPUT;
    if (this.#book !== undefined && this.#rowAt >= this.#rows!.to) return PEEK_INPUT;
    this.#row++;
    this.#readable = this.#scanMessage();
    this.#messageAt = this.#message.end;
    this.#current = true;
    return PEEK_RECORD;
  }

  get headNanos(): number {
    return this.#midnightNanos + this.#message.nanos;
  }

  emit(writer: MarketWriter): void {
    this.#current = false;
    const nanos = this.headNanos;
    writer.begin(this.#instrument?.id ?? 0, nanos, nanos, this.#row);
    this.#instrument ??= this.#define(writer, nanos);
    this.#context.counters.record();
    const verdict = this.#readable ? this.#decoder.judge(this.#message) : MALFORMED;
    if (verdict !== FINE) this.#reportMessage(verdict);
    if (this.#book !== undefined) this.#emitWithBook(writer, this.#book, verdict === FINE);
    else if (verdict === FINE) {
      this.#decoder.writeMessage(writer, this.#message);
      writer.last();
    } else writer.status(STATUS_BAD_RECORD, 0, this.#row, FLAG_LAST);
  }

  async fill(): Promise<void> {
    if (this.#messageAt >= this.#messages.to) await this.#fillMessages();
    if (this.#book === undefined) return;
    if (this.#ended || this.#rowAt >= this.#rows!.to) await this.#fillRows();
  }

  get progress(): number {
    return this.#ended ? 1 : this.#messages.stream.progress;
  }

  async close(): Promise<void> {
    await this.#messages?.stream.close();
    await this.#rows?.stream.close();
  }

  #emitWithBook(writer: MarketWriter, book: LobsterBook, messageFine: boolean): void {
    const decoder = this.#decoder;
    const rowFine = book.scan(this.#rowAt);
    this.#rowAt = book.end;
    if (!rowFine) this.#reportRow();
    if (rowFine && messageFine) {
      if (this.#seedDue) this.#emitSeed(writer, book);
      else {
        decoder.writeMessage(writer, this.#message);
        decoder.writeReveals(writer, book, this.#message);
      }
      decoder.writeChecksum(writer, book);
      this.#seedDue = false;
    } else if (rowFine) {
      decoder.writeSeed(writer, book, undefined);
      decoder.writeChecksum(writer, book);
      this.#seedDue = false;
    } else {
      if (messageFine) decoder.writeMessage(writer, this.#message);
      writer.status(STATUS_BAD_RECORD, 0, this.#row, FLAG_LAST);
      this.#seedDue = true;
    }
  }

  /** The book before the row's message, as a group of its own, then the message. */
  #emitSeed(writer: MarketWriter, book: LobsterBook): void {
    const nanos = this.headNanos;
    const id = this.#instrument!.id;
    writer.begin(id, nanos, nanos, this.#row - 1);
    this.#decoder.writeSeed(writer, book, this.#message);
    writer.last();
    writer.begin(id, nanos, nanos, this.#row);
    this.#decoder.writeMessage(writer, this.#message);
  }

  #define(writer: MarketWriter, nanos: number): Instrument {
    const { instruments } = this.#context;
    const instrument = instruments.define(VENUE_NASDAQ, this.#files.symbol, this.#scale, writer);
    writer.begin(instrument.id, nanos, nanos, this.#row);
    return instrument;
  }

  #scanMessage(): boolean {
    const { bytes, to } = this.#messages;
    return this.#message.scan(bytes, this.#messageAt, to);
  }

  async #fillMessages(): Promise<void> {
    const more = await this.#messages.fill(this.#row + 1);
    this.#messageAt = this.#messages.from;
    this.#ended = !more;
  }

  async #fillRows(): Promise<void> {
    const rows = this.#rows!;
    this.#book?.keep();
    const more = this.#rowAt < rows.to || await rows.fill(this.#row + 1);
    this.#rowAt = rows.from;
    this.#book?.useBlock(rows.bytes);
    if (more === !this.#ended) return;
    this.#context.problems.report(
      "lobster-lengths",
      `${rows.stream.name} line ${this.#row}`,
      more
        ? "has more rows than its message file; they are left out"
        : "ends before its message file does; later messages are not checked against a book",
    );
    if (!more) this.#book = undefined;
  }

  #reportMessage(verdict: Verdict): void {
    const where = `${this.#messages.stream.name} line ${this.#row}`;
    const text = describeFault(verdict, this.#message);
    this.#context.problems.report(`lobster-message-${verdict} ${this.name}`, where, text);
    this.#context.counters.badRecord();
  }

  #reportRow(): void {
    this.#context.problems.report(
      `lobster-book ${this.name}`,
      `${this.#rows!.stream.name} line ${this.#row}`,
      `no order book row of ${this.#levels} levels with prices on the instrument's ticks`,
    );
    this.#context.counters.badRecord();
  }

  #countLevels(rows: LineBlocks): number {
    const end = rows.bytes.indexOf(10, rows.from);
    let fields = 1;
    for (let i = rows.from; i < (end < 0 ? rows.to : end); i++) {
      if (rows.bytes[i] === COMMA) fields++;
    }
    if (fields % LEVEL_FIELDS === 0) return fields / LEVEL_FIELDS;
    throw new UserError(
      `${rows.stream.name} line 1: ${fields} fields; an order book row has four a level: ` +
        `ask price, ask size, bid price, bid size`,
    );
  }
}
