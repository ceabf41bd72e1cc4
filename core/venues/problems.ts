/**
 * The distinct-error log: what was wrong with the input, once each with a count, so that a million
 * bad lines print as one. A problem names the file and the place of its first occurrence.
 */

/** Most distinct problems kept; more are counted together. */
const MAX_DISTINCT = 64;

export interface Problem {
  /** A note is the market's or the network's doing (a gap); the input is not at fault. */
  readonly isNote: boolean;
  /** File or source, and line, row or byte: "spot.gz line 12". */
  readonly where: string;
  /** What was found and what would be right. */
  readonly text: string;
  /** How often the same kind of problem occurred. */
  count: number;
}

export class ProblemLog {
  readonly #byKey = new Map<string, Problem>();
  #beyond = 0;

  /**
   * @param key groups repeats: kind of problem and source, not the place
   * @param where file and place of this occurrence
   * @param text what was found and what would be right
   */
  report(key: string, where: string, text: string): void {
    this.#add(key, { isNote: false, where, text, count: 1 });
  }

  /** Like {@link report}, for what should be seen and is nobody's mistake. */
  note(key: string, where: string, text: string): void {
    this.#add(key, { isNote: true, where, text, count: 1 });
  }

  /** All problems in order of first occurrence. */
  list(): readonly Problem[] {
    const all = [...this.#byKey.values()];
    if (this.#beyond > 0) {
      const text = "further distinct problems, not listed";
      all.push({ isNote: false, where: "input", text, count: this.#beyond });
    }
    return all;
  }

  #add(key: string, problem: Problem): void {
    const known = this.#byKey.get(key);
    if (known !== undefined) known.count++;
    else if (this.#byKey.size < MAX_DISTINCT) this.#byKey.set(key, problem);
    else this.#beyond++;
  }
}
