/**
 * Raw Binance recordings: lines of `<local ns> <what the socket or the REST interface said>`, as
 * hftbacktest's collector writes them. Several files are one chain: sorted by their first times, and
 * decoded as one connection, so that a book goes on over a cut at midnight.
 *
 * Nothing in such a file tells the scales, so they are inferred from its beginning (scale_survey.ts)
 * unless the user gives them. A local clock that runs behind the venue's is normal.
 */
import { UserError } from "../../base/errors.ts";
import { LineReader } from "../files/line_reader.ts";
import { openFile } from "../files/open_file.ts";
import type { MarketWriter } from "../market_writer.ts";
import {
  type MarketSource,
  PEEK_END,
  PEEK_INPUT,
  PEEK_RECORD,
  type PeekOutcome,
  type SourceContext,
} from "../source.ts";
import { BinanceDecoder } from "./decoder.ts";
import type { BinanceMarket } from "./market.ts";
import { type RawPrologue, readRawPrologue } from "./raw_prologue.ts";
import { ReceiptTime } from "./receipt_time.ts";
import { ScaleSurvey } from "./scale_survey.ts";

export interface RawBinanceOptions {
  /** The market, where it cannot or must not be told from the records. */
  readonly market?: BinanceMarket | undefined;
}

export class RawBinanceSource implements MarketSource {
  readonly name: string;
  readonly #paths: readonly string[];
  readonly #options: RawBinanceOptions;
  readonly #survey = new ScaleSurvey();
  readonly #time = new ReceiptTime();
  #chain: readonly RawPrologue[] = [];
  #position = 0;
  #reader: LineReader | undefined;
  #decoder: BinanceDecoder | undefined;
  #context: SourceContext | undefined;
  #isCurrent = false;
  #isTimed = false;
  #headNanos = 0;

  /** @param paths files of one chain, in any order */
  constructor(paths: readonly string[], options: RawBinanceOptions = {}) {
    if (paths.length === 0) throw new UserError("a raw Binance recording needs at least one file");
    this.#paths = paths;
    this.#options = options;
    this.name = paths.map((path) => path.split("/").at(-1)).join(" + ");
  }

  async open(): Promise<number> {
    const chain: RawPrologue[] = [];
    for (const path of this.#paths) chain.push(await readRawPrologue(path, this.#survey));
    chain.sort((a, b) => a.firstMillis - b.firstMillis);
    this.#chain = chain;
    this.#reader = new LineReader(await openFile(chain[0].path));
    return chain[0].firstMillis;
  }

  start(context: SourceContext): void {
    this.#context = context;
    this.#decoder = new BinanceDecoder({
      market: this.#options.market ?? this.#marketSeen(),
      context,
      sourceName: this.name,
      place: () => `${this.#reader?.name} line ${this.#reader?.lineNumber}`,
      scaleOf: (symbol) => {
        const scale = this.#survey.scaleOf(symbol);
        return scale === undefined ? undefined : { scale, origin: "inferred" };
      },
    });
  }

  peek(): PeekOutcome {
    if (this.#isCurrent) return PEEK_RECORD;
    const reader = this.#reader!;
    const outcome = reader.peek();
    if (outcome === PEEK_END) {
      return this.#position + 1 < this.#chain.length ? PEEK_INPUT : PEEK_END;
    }
    if (outcome === PEEK_INPUT) return PEEK_INPUT;
    this.#isCurrent = true;
    this.#isTimed = this.#time.parse(reader.bytes, reader.lineFrom, reader.lineTo);
    if (this.#isTimed) {
      const nanos = this.#time.nanosSince(this.#context!.epochMillis);
      if (nanos > this.#headNanos) this.#headNanos = nanos;
    }
    return PEEK_RECORD;
  }

  /** Never decreases: a line without a time, or with an earlier one, has that of the line before. */
  get headNanos(): number {
    return this.#headNanos;
  }

  emit(writer: MarketWriter): void {
    const reader = this.#reader!;
    const decoder = this.#decoder!;
    this.#context!.counters.record();
    if (this.#isTimed) {
      decoder.decode(reader.bytes, this.#time.end, reader.lineTo, this.#headNanos, writer);
    } else {
      decoder.refuse('the line does not start with a time; it must be "<19 digits> {json}"');
    }
    this.#isCurrent = false;
    reader.next();
  }

  async fill(): Promise<void> {
    const reader = this.#reader!;
    if (reader.peek() !== PEEK_END) return reader.fill();
    await reader.close();
    this.#position++;
    this.#reader = new LineReader(await openFile(this.#chain[this.#position].path));
  }

  get progress(): number {
    return (this.#position + (this.#reader?.progress ?? 0)) / this.#paths.length;
  }

  async close(): Promise<void> {
    await this.#reader?.close();
    this.#reader = undefined;
  }

  #marketSeen(): BinanceMarket {
    return this.#chain.find((file) => file.market !== undefined)?.market ?? "spot";
  }
}
