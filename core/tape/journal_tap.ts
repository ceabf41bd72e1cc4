/** The recorder's second spring: copies the journal ring to a session's journal. */
import type { RingFollower } from "../ring/follower.ts";
import { JournalFileWriter } from "./journal_writer.ts";

export interface JournalTapOptions {
  readonly journal: RingFollower;
  readonly path: string;
}

export class JournalTap {
  readonly #journal: RingFollower;
  readonly #path: string;
  #writer: JournalFileWriter | undefined;

  constructor({ journal, path }: JournalTapOptions) {
    this.#journal = journal;
    this.#path = path;
  }

  /** @throws UserError when the journal cannot be created */
  open(): void {
    this.#writer = new JournalFileWriter(this.#path);
  }

  get ended(): boolean {
    return this.#journal.ended();
  }

  /** Entries written so far. */
  get entries(): number {
    return this.#writer?.entries ?? 0;
  }

  /** Copies what has come. @returns how many entries */
  copy(epochMillis: number): number {
    const journal = this.#journal;
    const count = journal.available();
    if (count === 0) return 0;
    const writer = this.#begun(epochMillis);
    for (let i = 0; i < count; i++) writer.append(journal.words, journal.at(i));
    journal.advance(count);
    return count;
  }

  flush(): void {
    this.#writer?.flush();
  }

  close(epochMillis: number): void {
    this.#begun(epochMillis).close();
    this.#writer = undefined;
  }

  abandon(): void {
    this.#writer?.abandon();
    this.#writer = undefined;
  }

  #begun(epochMillis: number): JournalFileWriter {
    const writer = this.#writer ??= new JournalFileWriter(this.#path);
    if (!writer.begun) writer.begin(epochMillis);
    return writer;
  }
}
