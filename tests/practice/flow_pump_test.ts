/** The simulated flow in real time: the same for a seed, and able to stand what clients do to it. */
import assert from "node:assert/strict";
import { listingsOf } from "../../exchange/listing/catalogue.ts";
import { FlowPump } from "../../exchange/market/flow_pump.ts";
import { CLIENT_ID_HIGH, type Market } from "../../exchange/market/market.ts";

const [LISTING] = listingsOf(["BTCUSDT"], ["spot"]);
const PATIENT = () => false;

function pump(seed: number): FlowPump {
  return new FlowPump(LISTING, { seed, stream: 0, eventsPerSecond: 1_000, startMillis: 0 });
}

function story(market: Market): unknown[] {
  return market.tape.latest(200).map(({ id, priceTicks, qtyLots, timeMillis }) => [
    id,
    priceTicks,
    qtyLots,
    timeMillis,
  ]);
}

Deno.test("FlowPump gives one seed one market, however time is cut up", () => {
  const [whole, pieces, other] = [pump(1), pump(1), pump(2)];
  whole.runTo(4_000, 0, PATIENT);
  other.runTo(4_000, 0, PATIENT);
  for (let millis = 0; millis <= 4_000; millis += 7) pieces.runTo(millis, 0, PATIENT);
  pieces.runTo(4_000, 0, PATIENT);
  assert.ok(whole.events > 2_000);
  assert.equal(whole.events, pieces.events);
  assert.deepEqual(story(whole.market), story(pieces.market));
  assert.notDeepEqual(story(whole.market), story(other.market));
});

Deno.test("FlowPump that is late ends its turn, and its market's time stands still meanwhile", () => {
  const late = pump(1);
  let looks = 0;
  late.runTo(4_000, 0, () => ++looks === 3);
  assert.equal(looks, 3);
  const { events } = late;
  late.runTo(4_000, 0, PATIENT);
  assert.ok(late.events - events < 20, "what was missed is not made up for");
});

Deno.test("FlowPump fills up what clients have swept away, and never crosses", () => {
  const swept = pump(3);
  const { market } = swept;
  const { engine } = market;
  let nextId = 1;
  for (let second = 1; second <= 20; second++) {
    swept.runTo(second * 1_000, 0, PATIENT);
    for (const side of second % 3 === 0 ? [0, 1] : [second & 1]) {
      engine.submitMarket(nextId++, CLIENT_ID_HIGH, side, 2 ** 40);
      market.tell(second * 1_000);
      assert.equal(engine.book.side(side ^ 1).isEmpty, true);
    }
    // A client's own orders stand where the flow's stood, too deep for the flow to notice.
    for (let i = 0; second === 10 && i < 15; i++) {
      engine.submitLimit(nextId++, CLIENT_ID_HIGH, 1, market.lastTicks + 50 + i, 10);
      market.tell(second * 1_000);
    }
    swept.runTo(second * 1_000 + 500, 0, PATIENT);
    assert.equal(engine.book.isCrossed, false);
    assert.ok(engine.book.bids.size >= 6 && engine.book.asks.size >= 6);
  }
});
