/** Books of price levels: one update and the best price, and one update and the best ten levels. */
import { FRAME_LEVELS } from "../core/base/limits.ts";
import { L2Book } from "../core/book/l2_book.ts";
import { BTreeBook, type LevelBook, MapBook } from "./baselines/level_books.ts";
import { type Bench, type Contender, opsFor } from "./harness.ts";
import { type LevelUpdates, makeLevelUpdates } from "./inputs/level_updates.ts";

const SEED = 2;
const LEAST_UPDATES = 1_000;

export const LEVEL_BOOKS_BENCH: Bench = {
  name: "level-books",
  prepare(size) {
    // The smallest size gives all contenders the same updates, so that their sums are compared.
    const many = makeLevelUpdates(opsFor(size, 400_000, LEAST_UPDATES), SEED);
    const few = makeLevelUpdates(opsFor(size, 20_000, LEAST_UPDATES), SEED);
    const market = `one book, seed ${SEED}, a mid that walks, levels about 30 ticks away`;
    const updates = `set or remove a level, then read that side's best; ${market}`;
    const tops = `set or remove a level, then read that side's ten best; ${market}`;
    return {
      matches: [
        {
          unit: "updates",
          contenders: [
            { name: "millrace", ops: many.count, run: () => update(many) },
            updater("sorted-btree", many, () => new BTreeBook()),
            updater("Map", few, () => new MapBook()),
          ],
          comparisons: [
            {
              name: "L2 update",
              ours: "millrace",
              baseline: "sorted-btree",
              targetRatio: 10,
              workload: updates,
            },
            { name: "L2 update", ours: "millrace", baseline: "Map", workload: updates },
          ],
        },
        {
          unit: "updates",
          contenders: [
            { name: "millrace", ops: many.count, run: () => updateTop(many) },
            topper("sorted-btree", few, () => new BTreeBook()),
            topper("Map + sort", few, () => new MapBook()),
          ],
          comparisons: [
            {
              name: "L2 update + top 10",
              ours: "millrace",
              baseline: "sorted-btree",
              workload: tops,
            },
            {
              name: "L2 update + top 10",
              ours: "millrace",
              baseline: "Map + sort",
              workload: tops,
            },
          ],
        },
      ],
    };
  },
};

function update({ count, sides, priceTicks, qtyLots }: LevelUpdates): number {
  const book = new L2Book();
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const side = book.side(sides[i]);
    side.set(priceTicks[i], qtyLots[i]);
    sum = (sum + side.bestTicks) | 0;
  }
  return sum;
}

function updateTop({ count, sides, priceTicks, qtyLots }: LevelUpdates): number {
  const book = new L2Book();
  const topTicks = new Int32Array(FRAME_LEVELS);
  const topLots = new Float64Array(FRAME_LEVELS);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const side = book.side(sides[i]);
    side.set(priceTicks[i], qtyLots[i]);
    const levels = side.fillTop(FRAME_LEVELS, topTicks, 0, topLots, 0);
    for (let level = 0; level < levels; level++) sum += topTicks[level] * topLots[level];
  }
  return sum;
}

function updater(name: string, updates: LevelUpdates, make: () => LevelBook): Contender {
  const { count, sides, priceTicks, qtyLots } = updates;
  return {
    name,
    ops: count,
    run() {
      const book = make();
      let sum = 0;
      for (let i = 0; i < count; i++) {
        book.set(sides[i], priceTicks[i], qtyLots[i]);
        sum = (sum + book.bestTicks(sides[i])) | 0;
      }
      return sum;
    },
  };
}

function topper(name: string, updates: LevelUpdates, make: () => LevelBook): Contender {
  const { count, sides, priceTicks, qtyLots } = updates;
  return {
    name,
    ops: count,
    run() {
      const book = make();
      let sum = 0;
      for (let i = 0; i < count; i++) {
        book.set(sides[i], priceTicks[i], qtyLots[i]);
        sum += book.sumTop(sides[i], FRAME_LEVELS);
      }
      return sum;
    },
  };
}
