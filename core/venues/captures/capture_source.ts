/**
 * Session captures, as cryptofeed writes them: a header, the answers to HTTP requests, then what the
 * sockets said. The answers stand first in the file although they came in between, so depth snapshots
 * are held until their time:
 *
 * ```text
 *   file   header, exchangeInfo, /depth ts 12.3, /depth ts 14.6, recv ts 12.0, recv ts 12.5, …
 *   out    exchangeInfo (at once), recv 12.0, /depth 12.3, recv 12.5, …, /depth 14.6, …
 * ```
 *
 * Times never go back: a line earlier than the one before gets that one's time.
 *
 * Captures that a live session wrote (`capture_writer.ts`) hold more: several venues, told apart by
 * the names of their connections; connections that were handed over or lost; ticks; and restarts, from
 * where on nothing is known any more.
 */
import { UserError } from "../../base/errors.ts";
import { LineReader } from "../files/line_reader.ts";
import { openFile } from "../files/open_file.ts";
import { markStale } from "../mark_stale.ts";
import type { MarketWriter } from "../market_writer.ts";
import {
  type MarketSource,
  PEEK_END,
  PEEK_INPUT,
  PEEK_RECORD,
  type PeekOutcome,
  type SourceContext,
} from "../source.ts";
import { FLAG_LAST, STATUS_TICK } from "../../wire/market.ts";
import { SymbolTable } from "../symbol_table.ts";
import type { LineFields } from "./capture_writer.ts";
import { CaptureLine } from "./capture_line.ts";
import {
  type CaptureVenue,
  checkExchange,
  createCaptureVenue,
  type FrameDecoder,
} from "./capture_venue.ts";

/** Most bytes of snapshots that wait for their time. */
const MAX_HELD_BYTES = 256 * 1_024 * 1_024;

/** A depth snapshot that waits for its time. */
interface HeldBook {
  readonly venue: CaptureVenue;
  readonly nanos: number;
  readonly symbol: string;
  readonly body: Uint8Array;
  readonly lineNumber: number;
}

/** instrumentId of messages that concern the whole session. */
const NO_INSTRUMENT = -1;

/** What the next emit does. */
const NEXT_NONE = 0;
const NEXT_LINE = 1;
const NEXT_BOOK = 2;
const NEXT_BAD_LINE = 3;

export class CaptureSource implements MarketSource {
  readonly name: string;
  readonly #path: string;
  readonly #line = new CaptureLine();
  #connections = new SymbolTable<FrameDecoder>();
  readonly #held: HeldBook[] = [];
  #heldBytes = 0;
  #reader: LineReader | undefined;
  /** By the name that the header gives them. */
  #exchanges: readonly string[] = [];
  #venues = new Map<string, CaptureVenue>();
  #context: SourceContext | undefined;
  /** The reader's line is parsed and waits to be emitted. */
  #isParsed = false;
  #isGood = false;
  #next = NEXT_NONE;
  #headNanos = 0;
  /** Line of the record being emitted, for messages. */
  #placeLine = 0;

  constructor(path: string) {
    this.#path = path;
    this.name = path.split("/").at(-1) ?? path;
  }

  async open(): Promise<number> {
    const reader = new LineReader(await openFile(this.#path));
    this.#reader = reader;
    const line = this.#line;
    if (!await this.#nextLine() || !line.parse(reader.bytes, reader.lineFrom, reader.lineTo)) {
      throw new UserError(
        `${this.name} line 1: no session capture; it must start with a line {"t":"header",…}`,
      );
    }
    if (line.kind !== "header") {
      throw new UserError(`${this.name} line 1: is a ${line.kind} line; it must be the header`);
    }
    this.#exchanges = exchangesOf(line.fields).map((each) => checkExchange(each, this.name));
    let firstMillis = line.millis;
    reader.next();
    if (!await this.#nextLine()) {
      throw new UserError(`${this.name}: holds a header and no records`);
    }
    const isGood = line.parse(reader.bytes, reader.lineFrom, reader.lineTo);
    if (isGood && (firstMillis === 0 || line.millis < firstMillis)) firstMillis = line.millis;
    return firstMillis;
  }

  start(context: SourceContext): void {
    this.#context = context;
    this.#openVenues();
  }

  peek(): PeekOutcome {
    if (this.#next !== NEXT_NONE) return PEEK_RECORD;
    const outcome = this.#peekLine();
    if (outcome === PEEK_INPUT) return PEEK_INPUT;
    const book = this.#held.at(0);
    if (outcome === PEEK_END && book === undefined) return PEEK_END;
    const lineNanos = outcome === PEEK_RECORD && this.#isGood
      ? this.#line.nanosSince(this.#context!.epochMillis)
      : this.#headNanos;
    const isBook = book !== undefined && (outcome === PEEK_END || book.nanos <= lineNanos);
    if (isBook) this.#next = NEXT_BOOK;
    else this.#next = this.#isGood ? NEXT_LINE : NEXT_BAD_LINE;
    this.#headNanos = Math.max(this.#headNanos, isBook ? book.nanos : lineNanos);
    return PEEK_RECORD;
  }

  get headNanos(): number {
    return this.#headNanos;
  }

  emit(writer: MarketWriter): void {
    const context = this.#context!;
    const reader = this.#reader!;
    if (this.#next === NEXT_BOOK) {
      this.#emitBook(writer);
    } else {
      context.counters.record();
      this.#placeLine = reader.lineNumber;
      if (this.#next === NEXT_LINE) this.#emitLine(writer);
      else this.#refuse("the line is no capture line; it may be cut or damaged");
      this.#isParsed = false;
      reader.next();
    }
    this.#next = NEXT_NONE;
  }

  fill(): Promise<void> {
    return this.#reader!.fill();
  }

  get progress(): number {
    return this.#reader?.progress ?? 0;
  }

  async close(): Promise<void> {
    await this.#reader?.close();
    this.#reader = undefined;
  }

  /** Parses lines up to the next one that has something to emit; answers to requests on the way. */
  #peekLine(): PeekOutcome {
    const reader = this.#reader!;
    const line = this.#line;
    while (!this.#isParsed) {
      const outcome = reader.peek();
      if (outcome !== PEEK_RECORD) return outcome;
      this.#isGood = line.parse(reader.bytes, reader.lineFrom, reader.lineTo);
      if (this.#isGood && line.kind === "http") {
        this.#context!.counters.record();
        this.#answer();
        reader.next();
      } else {
        this.#isParsed = true;
      }
    }
    return PEEK_RECORD;
  }

  /** An answer to a request: a book to hold, or something to learn from. */
  #answer(): void {
    const line = this.#line;
    const venue = this.#venueOf(this.#connectionName());
    const lineNumber = this.#reader!.lineNumber;
    this.#placeLine = lineNumber;
    const body = line.payload.slice(0, line.payloadLength);
    const symbol = venue.bookSymbol(line.url);
    try {
      venue.learn(line.url, new TextDecoder().decode(body));
    } catch (thrown) {
      if (!(thrown instanceof SyntaxError)) throw thrown;
      return this.#refuse(`the answer of ${line.url} is no JSON; it may be cut or damaged`);
    }
    if (symbol === undefined) return this.#context!.counters.ignored();
    if (this.#heldBytes + body.length > MAX_HELD_BYTES) {
      return this.#refuse("too many depth snapshots wait for their time; this one is left out");
    }
    const nanos = line.nanosSince(this.#context!.epochMillis);
    const position = this.#held.findIndex((book) => book.nanos > nanos);
    const at = position < 0 ? this.#held.length : position;
    this.#held.splice(at, 0, { venue, nanos, symbol, body, lineNumber });
    this.#heldBytes += body.length;
  }

  #emitBook(writer: MarketWriter): void {
    const book = this.#held.shift()!;
    this.#heldBytes -= book.body.length;
    this.#placeLine = book.lineNumber;
    book.venue.decodeBook(book.symbol, book.body, this.#headNanos, writer);
  }

  #emitLine(writer: MarketWriter): void {
    const line = this.#line;
    switch (line.kind) {
      case "recv":
        this.#connection().decode(line.payload, 0, line.payloadLength, this.#headNanos, writer);
        return;
      case "connect":
        this.#connected(writer);
        return this.#context!.counters.ignored();
      case "disconnect":
        this.#disconnected(writer);
        return this.#context!.counters.ignored();
      case "close":
        this.#venueOf(this.#connectionName()).closed(
          this.#connectionName(),
          this.#headNanos,
          writer,
        );
        return this.#context!.counters.ignored();
      case "send":
        return this.#context!.counters.ignored();
      case "tick":
        writer.begin(NO_INSTRUMENT, this.#headNanos, this.#headNanos, 0);
        return writer.status(STATUS_TICK, 0, 0, FLAG_LAST);
      case "restart":
        this.#restart(writer);
        return this.#context!.counters.ignored();
      default:
        this.#refuse(`a line of type ${JSON.stringify(line.fields.t)} is not known here`);
    }
  }

  #connected(writer: MarketWriter): void {
    const name = this.#connectionName();
    const isHandover = this.#line.fields.handover === true;
    this.#venueOf(name).connected(name, this.#headNanos, writer, isHandover);
  }

  #disconnected(writer: MarketWriter): void {
    const name = this.#connectionName();
    const { symbols } = this.#line.fields;
    const lost = Array.isArray(symbols) ? symbols.map(String) : [];
    this.#venueOf(name).disconnected(name, lost, this.#headNanos, writer);
  }

  /** The worker that recorded began anew: so does what decodes. */
  #restart(writer: MarketWriter): void {
    const { instruments } = this.#context!;
    const venues = new Set(instruments.list().map(({ venue }) => venue));
    markStale(instruments, venues, this.#headNanos, writer);
    this.#connections = new SymbolTable();
    this.#openVenues();
  }

  #openVenues(): void {
    const context = this.#context!;
    const place = () => `${this.name} line ${this.#placeLine}`;
    this.#venues = new Map(this.#exchanges.map((exchange) => [
      exchange,
      createCaptureVenue(exchange, { context, sourceName: this.name, place }),
    ]));
  }

  /** Whose connection this is: where there are several venues, the name begins with its own. */
  #venueOf(connection: string): CaptureVenue {
    const named = this.#venues.get(connection.split(".")[0]);
    return named ?? this.#venues.get(this.#exchanges[0])!;
  }

  #connection(): FrameDecoder {
    const { connBytes, connFrom, connTo } = this.#line;
    const known = this.#connections.find(connBytes, connFrom, connTo);
    if (known !== undefined) return known;
    const name = this.#connectionName();
    const decoder = this.#venueOf(name).connection(name);
    this.#connections.add(name, decoder);
    return decoder;
  }

  #connectionName(): string {
    const { connBytes, connFrom, connTo } = this.#line;
    return new TextDecoder().decode(connBytes.subarray(connFrom, connTo));
  }

  /** Makes the next line current while opening. @returns false at the end */
  async #nextLine(): Promise<boolean> {
    const reader = this.#reader!;
    for (;;) {
      const outcome = reader.peek();
      if (outcome !== PEEK_INPUT) return outcome === PEEK_RECORD;
      await reader.fill();
    }
  }

  #refuse(text: string): void {
    const { counters, problems } = this.#context!;
    counters.badRecord();
    problems.report(`${this.name}: ${text}`, `${this.name} line ${this.#placeLine}`, text);
  }
}

/** The venues that a header names: one, or those of a live session. */
function exchangesOf({ exchange, venues }: LineFields): unknown[] {
  if (!Array.isArray(venues)) return [exchange];
  return venues.map((venue: LineFields | null) => venue?.exchange);
}
