/** The gateway's counters on the board, by name. */
import type { RoleBoard } from "../telemetry/board.ts";
import { counterIndex, type CounterName } from "../telemetry/counters.ts";

export type GatewayCounter = CounterName<"gateway">;

export class GatewayCounters {
  readonly #board: RoleBoard<"gateway">;
  readonly #indices = new Map<GatewayCounter, number>();

  constructor(board: RoleBoard<"gateway">) {
    this.#board = board;
  }

  add(name: GatewayCounter, count = 1): void {
    this.#board.counters[this.#indexOf(name)] += count;
  }

  set(name: GatewayCounter, value: number): void {
    this.#board.counters[this.#indexOf(name)] = value;
  }

  get(name: GatewayCounter): number {
    return this.#board.counters[this.#indexOf(name)];
  }

  #indexOf(name: GatewayCounter): number {
    let index = this.#indices.get(name);
    if (index === undefined) this.#indices.set(name, index = counterIndex("gateway", name));
    return index;
  }
}
