/** The faults in force. Which message or answer they strike comes from a seed. */
import { Prng } from "../../core/base/prng.ts";
import type { FaultPlace, FaultRule } from "./fault_rule.ts";

interface ActiveFault {
  readonly id: number;
  readonly rule: FaultRule;
  skipLeft: number;
  /** Infinity = without end. */
  strikesLeft: number;
  strikes: number;
}

export class FaultPlan {
  readonly #prng: Prng;
  readonly #active: ActiveFault[] = [];
  #nextId = 1;
  #clockMillis = 0;

  constructor(seed: number) {
    this.#prng = new Prng(seed ^ 0x7fa1_7fa1);
  }

  /** How far the exchange's clock is off. */
  get clockMillis(): number {
    return this.#clockMillis;
  }

  /** Nothing to look for: the usual case. */
  get isEmpty(): boolean {
    return this.#active.length === 0;
  }

  /** @returns the fault's number */
  add(rule: FaultRule): number {
    if (rule.where === "clock") {
      this.#clockMillis = rule.millis;
      return 0;
    }
    const id = this.#nextId++;
    const strikesLeft = rule.count === 0 ? Infinity : rule.count;
    this.#active.push({ id, rule, skipLeft: rule.skip, strikesLeft, strikes: 0 });
    return id;
  }

  /** Takes one fault away, or all, the clock's included. */
  clear(id?: number): void {
    const kept = id === undefined ? [] : this.#active.filter((fault) => fault.id !== id);
    this.#active.splice(0, Infinity, ...kept);
    if (id === undefined) this.#clockMillis = 0;
  }

  /** The fault that strikes here and now. */
  pick(where: FaultPlace, name: string): FaultRule | undefined {
    for (const fault of this.#active) {
      const { rule } = fault;
      if (rule.where !== where || !name.includes(rule.match)) continue;
      if (fault.skipLeft > 0) {
        fault.skipLeft--;
        continue;
      }
      if (rule.chance < 1 && this.#prng.nextUnit() >= rule.chance) continue;
      fault.strikes++;
      if (--fault.strikesLeft === 0) this.clear(fault.id);
      return rule;
    }
    return undefined;
  }

  /** A whole number below a bound, for whoever has to choose what to break. */
  below(bound: number): number {
    return this.#prng.nextBelow(bound);
  }

  list(): unknown[] {
    return this.#active.map(({ id, rule, strikes }) => ({ id, ...rule, strikes }));
  }
}
