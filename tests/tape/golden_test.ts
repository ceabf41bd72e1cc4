import assert from "node:assert/strict";
import { MARKET_SLOT_BYTES } from "../../core/base/limits.ts";
import { SIDE_BID } from "../../core/base/units.ts";
import { RingProducer } from "../../core/ring/producer.ts";
import { createRing } from "../../core/ring/layout.ts";
import { tapedMessages } from "../../core/tape/inspect.ts";
import { TapeWriter } from "../../core/tape/writer.ts";
import { InstrumentRegistry } from "../../core/venues/instruments.ts";
import { MarketWriter } from "../../core/venues/market_writer.ts";
import { FLAG_LAST, MARKET_WORDS, ORDER_ADD, STATUS_TICK } from "../../core/wire/market.ts";
import { EPOCH_MILLIS, withPath } from "./taped.ts";

/** See README.md beside it. */
const GOLDEN = bytesOf(Deno.readTextFileSync(new URL("golden_v1.tape.hex", import.meta.url)));

Deno.test("TapeWriter writes the golden tape byte by byte", () =>
  withPath((path) => {
    const buffer = createRing({ slotBytes: MARKET_SLOT_BYTES, capacity: 8, followers: 1 });
    const ring = new RingProducer(buffer, { gating: [0] });
    const pen = new MarketWriter(ring);
    const scale = { priceDecimals: 2, tickUnits: 1, lotDecimals: 0, lotUnits: 1 };
    pen.begin(0, 1_000, 1_250, 1);
    new InstrumentRegistry().define(0, "MILL-USD", scale, pen);
    pen.begin(0, 1_000, 1_250, 1);
    pen.order(ORDER_ADD, SIDE_BID, 9_999, 300, 7, 0, FLAG_LAST);
    pen.quote(9_999, 300, 10_001, 200, FLAG_LAST);
    const tape = new TapeWriter({ path, blockSlots: 2 });
    tape.begin(EPOCH_MILLIS);
    for (let i = 0; i < 3; i++) tape.append(ring.words, i * MARKET_WORDS);
    tape.close();
    assert.deepEqual(Deno.readFileSync(path), GOLDEN);
  }));

Deno.test("TapeReader reads the golden tape", () =>
  withPath((path) => {
    Deno.writeFileSync(path, GOLDEN);
    const messages = [...tapedMessages(path, { count: 10 })];
    assert.deepEqual(messages.map(({ kind }) => kind), ["instrument", "order", "quote"]);
    assert.equal(messages[0].symbol, "MILL-USD");
    assert.deepEqual([messages[1].orderId, messages[1].qtyLots], ["7", 300]);
    assert.deepEqual([messages[2].bidTicks, messages[2].askLots], [9_999, 200]);
  }));

/** Hexadecimal digits; what follows a # is a comment. */
function bytesOf(text: string): Uint8Array {
  const digits = text.replaceAll(/#.*/g, "").replaceAll(/\s/g, "");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

Deno.test("MarketWriter writes the golden tick byte by byte", () => {
  const buffer = createRing({ slotBytes: MARKET_SLOT_BYTES, capacity: 8, followers: 1 });
  const ring = new RingProducer(buffer, { gating: [0] });
  const pen = new MarketWriter(ring);
  pen.begin(-1, 1_250, 1_250, 0);
  pen.status(STATUS_TICK, 0, 0, FLAG_LAST);
  const tick = bytesOf(Deno.readTextFileSync(new URL("golden_tick.hex", import.meta.url)));
  assert.deepEqual(new Uint8Array(ring.words.slice(0, MARKET_WORDS).buffer), tick);
});
