/**
 * What went wrong inside the control plane. An error in one of its timers would end the process, and
 * with it a session that trades; so it is caught there, counted, and said once a kind.
 */
import { messageOf } from "../base/errors.ts";

const MOST_KINDS = 100;

export class FaultLog {
  readonly #said = new Set<string>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Runs `body`; an error ends it and nothing else. @returns whether there was none */
  guard(what: string, body: () => void): boolean {
    try {
      body();
      return true;
    } catch (thrown) {
      this.add(what, thrown);
      return false;
    }
  }

  add(what: string, thrown: unknown): void {
    this.#count++;
    const kind = `control: ${what}: ${messageOf(thrown)}`;
    if (this.#said.has(kind) || this.#said.size === MOST_KINDS) return;
    this.#said.add(kind);
    console.error(kind);
  }
}
