/**
 * Several sources as one, in order of receipt time; of equal times the source named first goes
 * first. Files of one venue that follow each other are a chain inside one source; this is for
 * recordings that run side by side.
 */
import { UserError } from "../base/errors.ts";
import type { MarketWriter } from "./market_writer.ts";
import {
  type MarketSource,
  PEEK_END,
  PEEK_INPUT,
  PEEK_RECORD,
  type PeekOutcome,
  type SourceContext,
} from "./source.ts";

export class MergedSource implements MarketSource {
  readonly name: string;
  readonly #sources: readonly MarketSource[];
  #current: MarketSource;
  /** The source whose next record is not known yet. */
  #waiting: MarketSource | undefined;
  /** Sources that broke off; the others go on. */
  readonly #broken = new Set<MarketSource>();
  #context: SourceContext | undefined;

  constructor(sources: readonly MarketSource[]) {
    this.#sources = sources;
    this.#current = sources[0];
    this.name = sources.map((source) => source.name).join(", ");
  }

  async open(): Promise<number> {
    let firstMillis = Number.POSITIVE_INFINITY;
    for (const source of this.#sources) firstMillis = Math.min(firstMillis, await source.open());
    return firstMillis;
  }

  start(context: SourceContext): void {
    this.#context = context;
    for (const source of this.#sources) source.start(context);
  }

  peek(): PeekOutcome {
    let earliest: MarketSource | undefined;
    for (let i = 0; i < this.#sources.length; i++) {
      const source = this.#sources[i];
      const outcome = this.#broken.has(source) ? PEEK_END : source.peek();
      if (outcome === PEEK_INPUT) {
        this.#waiting = source;
        return PEEK_INPUT;
      }
      if (outcome === PEEK_END) continue;
      if (earliest === undefined || source.headNanos < earliest.headNanos) earliest = source;
    }
    if (earliest === undefined) return PEEK_END;
    this.#current = earliest;
    return PEEK_RECORD;
  }

  get headNanos(): number {
    return this.#current.headNanos;
  }

  emit(writer: MarketWriter): void {
    this.#current.emit(writer);
  }

  async fill(): Promise<void> {
    const source = this.#waiting;
    if (source === undefined) return;
    try {
      await source.fill();
    } catch (thrown) {
      if (!(thrown instanceof UserError)) throw thrown;
      this.#broken.add(source);
      this.#context?.problems.report(`broken ${source.name}`, source.name, thrown.message);
    }
  }

  get progress(): number {
    let sum = 0;
    for (const source of this.#sources) sum += source.progress;
    return sum / this.#sources.length;
  }

  async close(): Promise<void> {
    for (const source of this.#sources) await source.close();
  }
}
