/**
 * Shares a decrease that trades do not explain between ahead (A) and behind (B): with p the chance that
 * a lot left behind us,
 *
 * ```text
 *   d  = old − new − traded          what is to be shared; d < 0: A' = min(A, new)
 *   A' = A − (1 − p)·d + min(0, B − p·d)                   and then 0 ≤ A' ≤ new
 *                        ╰ what behind cannot give, ahead gives
 *
 *   form              p                           with f(x) = x^n or ln(1 + x)
 *   back-over-sum     f(B) / (f(B) + f(A))
 *   back-over-total   f(B) / f(B + A)
 *   one-minus-front   1 − f(A / (A + B))          power only
 * ```
 *
 * Rigtorp, "Estimating order queue position" (2013), from an answer on Quantitative Finance Stack
 * Exchange (question 3782); the forms are those of hftbacktest's queue models, where
 * PowerProbQueueModel and LogProbQueueModel are back-over-sum, …2 back-over-total and
 * PowerProbQueueModel3 one-minus-front.
 *
 * Assumes that every lot of the level is as likely to leave as p says, whoever owns it and for whatever
 * reason. Lies where cancels are not spread like that: quotes of makers are cancelled in bulk just
 * before the level trades away, and then p makes us look as if we had advanced to a fill, when in truth
 * the fill is the one that hurts. Fit form and n to fills of your own.
 */
import type { QueueChoice } from "../models.ts";
import type { QueueModel } from "./queue_model.ts";

export class ProbabilityQueue implements QueueModel {
  /** 0 = logarithm. */
  readonly #n: number;
  readonly #form: number;

  constructor(choice: Exclude<QueueChoice, { kind: "risk-averse" }>) {
    this.#n = choice.kind === "power" ? choice.n : 0;
    this.#form = FORMS.indexOf(choice.form);
  }

  moveUp(
    aheadLots: Float64Array,
    tradedLots: Float64Array,
    order: number,
    oldLots: number,
    newLots: number,
  ): void {
    let ahead = aheadLots[order];
    const decrease = oldLots - newLots - tradedLots[order];
    if (decrease > 0) {
      const behind = Math.max(0, oldLots - ahead);
      const p = this.#chanceBehind(ahead, behind);
      ahead = ahead - (1 - p) * decrease + Math.min(0, behind - p * decrease);
    }
    aheadLots[order] = Math.max(0, Math.min(ahead, newLots));
  }

  #chanceBehind(ahead: number, behind: number): number {
    if (ahead <= 0) return 1;
    if (behind <= 0) return 0;
    if (this.#form === BACK_OVER_SUM) {
      const back = this.#f(behind);
      return back / (back + this.#f(ahead));
    }
    if (this.#form === BACK_OVER_TOTAL) return this.#f(behind) / this.#f(behind + ahead);
    return 1 - this.#f(ahead / (ahead + behind));
  }

  #f(x: number): number {
    return this.#n === 0 ? Math.log(1 + x) : Math.pow(x, this.#n);
  }
}

const BACK_OVER_SUM = 0;
const BACK_OVER_TOTAL = 1;
const FORMS = ["back-over-sum", "back-over-total", "one-minus-front"];
