/**
 * The slow, obvious book behind LOBSTER's messages: a Map of price to quantity a side, and a Map of
 * orders only to know what they still hold. Compared with the text of the book file's rows.
 */
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { ORDER_ADD, STATUS_CLEAR } from "../../core/wire/market.ts";
import type { SeenMessage } from "./drive_source.ts";

const ABSENT = 9_999_999_999;

export class TwinBook {
  readonly #sides = [new Map<number, number>(), new Map<number, number>()];

  apply(message: SeenMessage): void {
    if (message.kind === "status" && message.status === STATUS_CLEAR) {
      for (const side of this.#sides) side.clear();
    } else if (message.kind === "level") {
      this.#set(message.side, message.priceTicks, message.qtyLots);
    } else if (message.kind === "order") {
      const had = this.#sides[message.side].get(message.priceTicks) ?? 0;
      const change = message.action === ORDER_ADD ? message.qtyLots : -message.qtyLots;
      this.#set(message.side, message.priceTicks, had + change);
    }
  }

  /** The best levels as a row of a LOBSTER book file. */
  row(levels: number, unitsPerTick = 100): string {
    const asks = [...this.#sides[SIDE_ASK]].sort((a, b) => a[0] - b[0]);
    const bids = [...this.#sides[SIDE_BID]].sort((a, b) => b[0] - a[0]);
    const fields: number[] = [];
    for (let k = 0; k < levels; k++) {
      const ask = asks.at(k);
      const bid = bids.at(k);
      fields.push(ask === undefined ? ABSENT : ask[0] * unitsPerTick, ask?.[1] ?? 0);
      fields.push(bid === undefined ? -ABSENT : bid[0] * unitsPerTick, bid?.[1] ?? 0);
    }
    return fields.join(",");
  }

  /** Levels on both sides, also those that no row shows. */
  get size(): number {
    return this.#sides[SIDE_ASK].size + this.#sides[SIDE_BID].size;
  }

  #set(side: number, priceTicks: number, qtyLots: number): void {
    if (qtyLots < 0) throw new Error(`level ${priceTicks} would hold ${qtyLots}`);
    if (qtyLots === 0) this.#sides[side].delete(priceTicks);
    else this.#sides[side].set(priceTicks, qtyLots);
  }
}
