/** A source that ends at a given time, although the recording goes on: the end of a window. */
import type { MarketWriter } from "../core/venues/market_writer.ts";
import {
  type MarketSource,
  PEEK_END,
  PEEK_RECORD,
  type PeekOutcome,
  type SourceContext,
} from "../core/venues/source.ts";

export class UntilSource implements MarketSource {
  readonly name: string;
  readonly #source: MarketSource;
  readonly #toNanos: number;
  #firstNanos = 0;
  #ended = false;

  /** @param toNanos the first record received then, or later, is not read; ns since the epoch */
  constructor(source: MarketSource, toNanos: number) {
    this.name = source.name;
    this.#source = source;
    this.#toNanos = toNanos;
  }

  open(): Promise<number> {
    return this.#source.open();
  }

  start(context: SourceContext): void {
    this.#source.start(context);
    this.#firstNanos = this.#source.headNanos;
  }

  peek(): PeekOutcome {
    if (this.#ended) return PEEK_END;
    const outcome = this.#source.peek();
    this.#ended = outcome === PEEK_RECORD && this.#source.headNanos >= this.#toNanos;
    return this.#ended ? PEEK_END : outcome;
  }

  get headNanos(): number {
    return this.#source.headNanos;
  }

  emit(writer: MarketWriter): void {
    this.#source.emit(writer);
  }

  fill(): Promise<void> {
    return this.#source.fill();
  }

  get progress(): number {
    const length = this.#toNanos - this.#firstNanos;
    const done = (this.#source.headNanos - this.#firstNanos) / length;
    return Number.isFinite(length) ? Math.min(1, Math.max(0, done)) : this.#source.progress;
  }

  close(): Promise<void> {
    return this.#source.close();
  }
}
