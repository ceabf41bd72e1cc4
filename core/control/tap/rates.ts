/** Counters a second, over the newest second, from samples of the board. */
import type { Board } from "../../telemetry/board.ts";
import { type Role, ROLES } from "../../telemetry/counters.ts";
import { NANOS_PER_SECOND } from "../../base/units.ts";

type Sample = Readonly<Record<Role, Readonly<Record<string, number>>>>;

export class Rates {
  readonly #board: Board;
  #sample: Sample | undefined;
  #sampledNanos = 0;
  #rates: Sample = EMPTY;

  constructor(board: Board) {
    this.#board = board;
  }

  /** Call it about once a second. */
  sample(nowNanos: number): void {
    const next = Object.fromEntries(
      ROLES.map((role) => [role, this.#board.role(role).toRecord()]),
    ) as Sample;
    const before = this.#sample;
    const seconds = (nowNanos - this.#sampledNanos) / NANOS_PER_SECOND;
    if (before !== undefined && seconds > 0) {
      this.#rates = Object.fromEntries(ROLES.map((role) => [
        role,
        Object.fromEntries(
          Object.entries(next[role]).map(([name, value]) => [
            name,
            (value - before[role][name]) / seconds,
          ]),
        ),
      ])) as Sample;
    }
    this.#sample = next;
    this.#sampledNanos = nowNanos;
  }

  of(role: Role): Readonly<Record<string, number>> {
    return this.#rates[role];
  }
}

const EMPTY = Object.fromEntries(ROLES.map((role) => [role, {}])) as Sample;
