/** An engine that runs for days must not feed the garbage collector, whatever orders it is sent. */
import assert from "node:assert/strict";
import { Prng } from "../../core/base/prng.ts";
import { SIDE_BID } from "../../core/base/units.ts";
import { MatchingEngine } from "../../core/matching/matching_engine.ts";
import * as asked from "../../core/matching/order_request.ts";

const WORDS = 1 << 16;
const WARM_UP_COMMANDS = 400_000;
const CHUNKS = 21;
const CHUNK_COMMANDS = 20_000;
/** One boxed number a command would be 12 and more. */
const MOST_BYTES_A_COMMAND = 2;

type Command = (engine: MatchingEngine, word: number, id: number) => void;

const request = new asked.OrderRequest();

const COMMANDS: Readonly<Record<string, Command>> = {
  "plain orders": (engine, word, id) => {
    if ((word & 3) === 3) engine.submitMarket(-1, 0, (word >> 2) & 1, lotsOf(word));
    else if ((word & 3) === 2) engine.cancel(id - 40, 0);
    else engine.submitLimit(id, 0, (word >> 2) & 1, priceOf(word), lotsOf(word));
    engine.cancel(id - 300, 0);
  },
  "special orders": (engine, word, id) => {
    request.reset();
    request.idLow = id;
    request.side = (word >> 2) & 1;
    request.priceTicks = priceOf(word);
    request.qtyLots = lotsOf(word);
    request.account = (word >> 14) & 7;
    request.selfTrade = word & 3;
    const wish = (word >> 17) & 7;
    if (wish === 0) request.displayLots = 1 + ((word >> 20) & 3);
    if (wish === 1) request.timeInForce = asked.FILL_OR_KILL;
    if (wish === 2) request.kind = asked.ORDER_STOP_LIMIT;
    if (wish === 3) request.reduceOnly = request.account !== 0;
    if (wish === 4) request.timeInForce = asked.GOOD_TILL_DATE;
    request.stopTicks = request.priceTicks;
    request.expiryNanos = id + 100;
    engine.submit(request);
    if (wish === 5) engine.modify(id - 3, 0, priceOf(word), lotsOf(word));
    if (wish === 6) engine.expire(id);
    if ((word & 1_023) === 0) engine.cancelAccount(request.account);
    engine.cancel(id - 300, 0);
  },
};

function lotsOf(word: number): number {
  return 1 + ((word >> 8) & 31);
}

function priceOf(word: number): number {
  const away = ((word >> 3) & 31) - 2;
  return 10_000 + (((word >> 2) & 1) === SIDE_BID ? -away : away);
}

for (const [name, command] of Object.entries(COMMANDS)) {
  Deno.test(`MatchingEngine leaves no garbage behind with ${name}`, () => {
    const random = new Prng(5);
    const words = Int32Array.from({ length: WORDS }, () => random.nextUint32());
    const engine = new MatchingEngine();
    let id = 1;
    const run = (count: number) => {
      for (let i = 0; i < count; i++) command(engine, words[id & (WORDS - 1)], id++);
    };
    run(WARM_UP_COMMANDS);
    const growths: number[] = [];
    for (let i = 0; i < CHUNKS; i++) {
      const before = Deno.memoryUsage();
      run(CHUNK_COMMANDS);
      const after = Deno.memoryUsage();
      const bytes = after.heapUsed + after.external - before.heapUsed - before.external;
      growths.push(bytes / CHUNK_COMMANDS);
    }
    // A collection makes a chunk's growth negative; the median chunk has none.
    const median = growths.toSorted((a, b) => a - b)[CHUNKS >> 1];
    assert.ok(Math.abs(median) < MOST_BYTES_A_COMMAND, `${median} bytes a command: ${growths}`);
    assert.ok(engine.book.orderCount > 10);
  });
}
