/**
 * On which side takers take. Part of them are pieces of large orders that are worked one after the
 * other, which gives the signs of trades their long memory; the others follow the book.
 *
 * Hot path: no allocation.
 */
import type { Prng } from "../base/prng.ts";
import { SIDE_ASK, SIDE_BID } from "../base/units.ts";
import { TAKING } from "./parameters.ts";
import { powerLaw, QuantileTable } from "./quantile_table.ts";

export class TakerSigns {
  readonly #prng: Prng;
  readonly #lengths = new QuantileTable(powerLaw(TAKING.maxPieces, 1, 1 + TAKING.piecesExponent));
  #workedSide = SIDE_BID as number;
  #piecesLeft = 0;
  #isPiece = false;

  constructor(prng: Prng) {
    this.#prng = prng;
  }

  /** True when the side drawn last belongs to a large order. */
  get isPiece(): boolean {
    return this.#isPiece;
  }

  /**
   * The side of the next taker.
   * @param imbalance (bid − ask) / (bid + ask) lots at the touch
   * @param valueTilt −1 to 1: positive when the price is below value
   */
  draw(imbalance: number, valueTilt: number): number {
    const prng = this.#prng;
    this.#isPiece = prng.nextUnit() < TAKING.workedShare;
    if (!this.#isPiece) return this.#sideFor(0.5 + TAKING.imbalanceTilt * imbalance + valueTilt);
    if (this.#piecesLeft === 0) {
      this.#workedSide = this.#sideFor(0.5 + valueTilt);
      this.#piecesLeft = 1 + this.#lengths.draw(prng);
    }
    this.#piecesLeft--;
    return this.#workedSide;
  }

  #sideFor(buyChance: number): number {
    return this.#prng.nextUnit() < buyChance ? SIDE_BID : SIDE_ASK;
  }
}
