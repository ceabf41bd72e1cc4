/**
 * On which side takers take. Part of them are pieces of large orders that are worked one after the
 * other, which gives the signs of trades their long memory; the others follow the book.
 *
 * Hot path: no allocation.
 */
import { SIDE_ASK, SIDE_BID } from "../base/units.ts";
import type { Draws } from "./draws.ts";
import { TAKING } from "./parameters.ts";
import { powerLaw, QuantileTable } from "./quantile_table.ts";

export class TakerSigns {
  readonly #draws: Draws;
  readonly #lengths = new QuantileTable(powerLaw(TAKING.maxPieces, 1, 1 + TAKING.piecesExponent));
  #workedSide = SIDE_BID as number;
  #piecesLeft = 0;
  #isPiece = false;

  constructor(draws: Draws) {
    this.#draws = draws;
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
    const draws = this.#draws;
    this.#isPiece = draws.unit() < TAKING.workedShare;
    if (!this.#isPiece) return this.#sideFor(0.5 + TAKING.imbalanceTilt * imbalance + valueTilt);
    if (this.#piecesLeft === 0) {
      this.#workedSide = this.#sideFor(0.5 + valueTilt);
      this.#piecesLeft = 1 + this.#lengths.draw(draws);
    }
    this.#piecesLeft--;
    return this.#workedSide;
  }

  #sideFor(buyChance: number): number {
    return this.#draws.unit() < buyChance ? SIDE_BID : SIDE_ASK;
  }
}
