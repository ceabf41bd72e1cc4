/** The matching engine, with a shallow and with a deep book. */
import { MatchingEngine } from "../core/matching/matching_engine.ts";
import { MATCH_CANCEL, MATCH_FILL } from "../core/matching/match_events.ts";
import { PlainMatchingEngine } from "./baselines/plain_matching.ts";
import { type Bench, type Contender, type Match, opsFor } from "./harness.ts";
import { COMMAND_LIMIT, makeOrderCommands, type OrderCommands } from "./inputs/order_commands.ts";

const SEED = 3;

export const MATCHING_BENCH: Bench = {
  name: "matching",
  prepare(size) {
    const count = opsFor(size, 200_000);
    const shallow = makeOrderCommands(count, opsFor(size, 1_000), 50, SEED);
    const deep = makeOrderCommands(count, opsFor(size, 100_000), 5_000, SEED);
    return {
      matches: [
        match("L3 matching, shallow book", shallow, "1,000 orders within 50 ticks of the mid"),
        match("L3 matching, deep book", deep, "100,000 orders within 5,000 ticks of the mid"),
      ],
    };
  },
};

function match(name: string, commands: OrderCommands, book: string): Match {
  return {
    unit: "commands",
    contenders: [ours(commands), plain(commands)],
    comparisons: [{
      name,
      ours: "millrace",
      baseline: "Maps and arrays",
      workload: `50 % add, 40 % cancel, 10 % cross; ${book} at first; seed ${SEED}`,
    }],
  };
}

function ours(commands: OrderCommands): Contender {
  let engine = new MatchingEngine();
  return {
    name: "millrace",
    ops: commands.count,
    before() {
      engine = new MatchingEngine();
      runOurs(engine, commands, 0, commands.from);
    },
    run: () => runOurs(engine, commands, commands.from, commands.from + commands.count),
  };
}

/** @returns lots traded and cancelled */
function runOurs(
  engine: MatchingEngine,
  commands: OrderCommands,
  from: number,
  to: number,
): number {
  const { kinds, ids, sides, priceTicks, qtyLots } = commands;
  const { events } = engine;
  let sum = 0;
  for (let i = from; i < to; i++) {
    if (kinds[i] === COMMAND_LIMIT) {
      engine.submitLimit(ids[i], 0, sides[i], priceTicks[i], qtyLots[i]);
    } else {
      engine.cancel(ids[i], 0);
    }
    for (let event = 0; event < events.count; event++) {
      const kind = events.kind(event);
      if (kind === MATCH_FILL || kind === MATCH_CANCEL) sum += events.qtyLots(event);
    }
  }
  return sum;
}

function plain(commands: OrderCommands): Contender {
  let engine = new PlainMatchingEngine();
  return {
    name: "Maps and arrays",
    ops: commands.count,
    before() {
      engine = new PlainMatchingEngine();
      runPlain(engine, commands, 0, commands.from);
    },
    run: () => runPlain(engine, commands, commands.from, commands.from + commands.count),
  };
}

function runPlain(
  engine: PlainMatchingEngine,
  { kinds, ids, sides, priceTicks, qtyLots }: OrderCommands,
  from: number,
  to: number,
): number {
  let sum = 0;
  for (let i = from; i < to; i++) {
    sum += kinds[i] === COMMAND_LIMIT
      ? engine.submitLimit(ids[i], sides[i], priceTicks[i], qtyLots[i])
      : engine.cancel(ids[i]);
  }
  return sum;
}
