/**
 * What a person should read: each sentence once, with the number of times it was meant, so that a
 * venue in trouble cannot flood anybody. Numbers in it are left out of the comparison.
 */
const MOST_NOTES = 200;
/** The same is said again after so long. */
const AGAIN_MILLIS = 60_000;

export interface Note {
  readonly text: string;
  readonly times: number;
}

export class Notes {
  readonly #say: (text: string) => void;
  readonly #notes = new Map<string, { text: string; times: number; saidMillis: number }>();

  /** @param say where new sentences go */
  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  add(text: string, nowMillis: number): void {
    const key = text.replaceAll(/\d+/g, "#");
    const note = this.#notes.get(key);
    if (note === undefined) {
      if (this.#notes.size >= MOST_NOTES) return;
      this.#notes.set(key, { text, times: 1, saidMillis: nowMillis });
      this.#say(text);
      return;
    }
    note.times++;
    note.text = text;
    if (nowMillis - note.saidMillis < AGAIN_MILLIS) return;
    note.saidMillis = nowMillis;
    this.#say(`${text} (${note.times} times)`);
  }

  /** Every sentence, the newest of its kind, in the order of first appearance. */
  all(): readonly Note[] {
    return [...this.#notes.values()].map(({ text, times }) => ({ text, times }));
  }
}
