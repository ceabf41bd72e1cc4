/**
 * What should be seen of a bar file although its bars are used: what was guessed, holes, jumps that
 * look like splits. Notes of one kind are counted together; the first one names its line.
 *
 * Cold: called only where something is odd.
 */
import type { ProblemLog } from "../problems.ts";

const SECOND_MILLIS = 1_000;

export class BarRemarks {
  readonly #problems: ProblemLog;
  /** Files as messages call them. */
  readonly #name: string;
  readonly #barMillis: number;

  constructor(problems: ProblemLog, name: string, barMillis: number) {
    this.#problems = problems;
    this.#name = name;
    this.#barMillis = barMillis;
  }

  /** @param ratio of an opening to the close before it */
  split(where: string, ratio: number): void {
    const text = `possible split: opens at ${ratio.toPrecision(3)} times the close before it; kept`;
    this.#note("split", where, text);
  }

  /** @param stepMillis to the bar before: more than one bar's length */
  hole(where: string, stepMillis: number): void {
    const missing = Math.round(stepMillis / this.#barMillis) - 1;
    const bars = missing === 1 ? "1 bar is" : `${missing} bars are`;
    const text = `${bars} missing before this one: nothing traded, or rows are lost`;
    this.#note("hole", where, text);
  }

  /** @param stepMillis to the bar before: less than one bar's length */
  overlap(where: string, stepMillis: number): void {
    const text = `only ${stepMillis / SECOND_MILLIS} s after the bar before it, and a bar takes ` +
      `${this.#barMillis / SECOND_MILLIS} s; kept`;
    this.#note("overlap", where, text);
  }

  repeated(where: string): void {
    this.#note("repeated", where, "repeats the bar before it: counted once");
  }

  /** The only remark that says that the input is at fault. */
  contradicted(where: string): void {
    const text = "is another bar of the same time as one before it; the first one counts";
    this.#problems.report(`bars ${this.#name} contradicted`, where, text);
  }

  /** Rows that had to be put in order of time. */
  unordered(): void {
    const text = "rows are neither oldest nor newest first: put in order of time";
    this.#note("unordered", this.#name, text);
  }

  wallClock(fileName: string): void {
    const text = "times without zone are read as UTC; --bar-zone America/New_York says otherwise";
    this.#problems.note("bars zone", fileName, text);
  }

  labelsEnd(): void {
    const text =
      "rows are taken for labelled by the end of their bar, as the times at which days " +
      "begin and end suggest; --bar-label start says otherwise";
    this.#problems.note("bars label", this.#name, text);
  }

  withoutVolume(fileName: string): void {
    this.#problems.note("bars volume", fileName, "has no column of volumes: they are 0");
  }

  /** @param seconds what the name says */
  length(seconds: number): void {
    const text = `is named for bars of ${seconds} s, but most rows are ` +
      `${this.#barMillis / SECOND_MILLIS} s apart: that is taken for the length of a bar`;
    this.#note("length", this.#name, text);
  }

  #note(kind: string, where: string, text: string): void {
    this.#problems.note(`bars ${this.#name} ${kind}`, where, text);
  }
}
