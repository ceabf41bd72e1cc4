/** A venue that does anything a venue may do, at random: the worst that a strategy has to live with. */
import { Prng } from "../../core/base/prng.ts";
import { TIF_IOC } from "../../core/wire/order.ts";
import { REPORT_CANCELLED, REPORT_EXPIRED } from "../../core/wire/report.ts";
import type { Rig, RigOrder } from "./rig.ts";

export class RandomVenue {
  readonly #rig: Rig;
  readonly #prng: Prng;
  /** Orders before this one are over. */
  #from = 0;

  constructor(rig: Rig, seed: number) {
    this.#rig = rig;
    this.#prng = new Prng(seed);
  }

  /** Some of what is outstanding is answered, some of what is open trades. */
  step(): void {
    const { orders } = this.#rig.trader;
    this.#rig.trader.refusal = this.#chance(0.05) ? 32 : 0;
    for (let i = this.#from; i < orders.length; i++) {
      const order = orders[i];
      if (i === this.#from && !order.isOpen) this.#from++;
      if (order.isOpen && this.#chance(0.5)) this.#act(order);
    }
  }

  #act(order: RigOrder): void {
    switch (order.waiting?.kind) {
      case "new":
        return this.#answerNew(order);
      case "modify":
        return this.#answerModify(order);
      case "cancel":
        return this.#answerCancel(order);
      default:
        return this.#disturb(order);
    }
  }

  #answerNew(order: RigOrder): void {
    const rig = this.#rig;
    if (this.#chance(0.1)) return rig.unknown(order);
    if (this.#chance(0.15)) return rig.reject(order);
    rig.accept(order);
    if (order.timeInForce !== TIF_IOC) return;
    if (this.#chance(0.8)) this.#fillSome(order);
    if (order.isOpen) rig.end(order, this.#chance(0.5) ? REPORT_CANCELLED : REPORT_EXPIRED);
  }

  #answerModify(order: RigOrder): void {
    const rig = this.#rig;
    // What trades while a change is on its way.
    if (this.#chance(0.3)) this.#fillSome(order);
    if (!order.isOpen) return;
    if (this.#chance(0.1)) return rig.unknown(order);
    if (this.#chance(0.2)) return rig.refuseChange(order);
    if (this.#chance(0.1)) return rig.end(order);
    rig.modified(order);
  }

  #answerCancel(order: RigOrder): void {
    const rig = this.#rig;
    if (this.#chance(0.2)) this.#fillSome(order);
    if (!order.isOpen) return;
    if (this.#chance(0.2)) return rig.refuseChange(order);
    rig.end(order);
  }

  #disturb(order: RigOrder): void {
    if (this.#chance(0.05)) this.#rig.end(order, REPORT_EXPIRED);
    else if (this.#chance(0.3)) this.#fillSome(order);
  }

  #fillSome(order: RigOrder): void {
    const leavesLots = order.qtyLots - order.filledLots;
    this.#rig.fill(order, this.#chance(0.5) ? leavesLots : 1 + this.#prng.nextBelow(leavesLots));
  }

  #chance(probability: number): boolean {
    return this.#prng.nextUnit() < probability;
  }
}
