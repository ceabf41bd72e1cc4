/** The matching engine against its slow twin: a million random commands of every kind. */
import assert from "node:assert/strict";
import { Fold } from "../../core/base/fold.ts";
import * as codes from "../../core/matching/codes.ts";
import { foldMarket } from "../../core/matching/market_hash.ts";
import * as kinds from "../../core/matching/match_events.ts";
import { MatchingEngine } from "../../core/matching/matching_engine.ts";
import { GOOD_TILL_CANCEL, ORDER_LIMIT, OrderRequest } from "../../core/matching/order_request.ts";
import { NaiveEngine, type NaiveEvent } from "./naive_engine.ts";
import { fill, type Flow, RandomOrders } from "./random_orders.ts";

const COMMANDS = 200_000;
const HASH_EVERY = 100;
const FLOWS: readonly Flow[] = [
  { seed: 1, distanceTicks: 8, accounts: 4, plainShare: 0.5 },
  { seed: 2, distanceTicks: 3, accounts: 2, plainShare: 0.1 },
  { seed: 3, distanceTicks: 20, accounts: 40, plainShare: 0.3 },
  { seed: 4, distanceTicks: 400, accounts: 3, plainShare: 0.6 },
  { seed: 5, distanceTicks: 6, accounts: 3, plainShare: 0 },
];

/** kind × 100 + code of what every flow brings about. */
const EXPECTED: readonly number[] = [
  ...[kinds.MATCH_FILL, kinds.MATCH_REST, kinds.MATCH_WAIT, kinds.MATCH_TRIGGER],
  ...[kinds.MATCH_REFILL, kinds.MATCH_REDUCE],
].map((kind) => kind * 100).concat(
  [
    codes.CANCEL_REQUESTED,
    codes.CANCEL_UNFILLED,
    codes.CANCEL_SELF_TRADE,
    codes.CANCEL_EXPIRED,
    codes.CANCEL_POSITION,
    codes.CANCEL_REPLACED,
    codes.REJECT_NOT_FILLABLE,
    codes.REJECT_WOULD_INCREASE,
  ].map((code) => kinds.MATCH_CANCEL * 100 + code),
  [
    codes.REJECT_DUPLICATE_ID,
    codes.REJECT_UNKNOWN_ID,
    codes.REJECT_EXPIRY,
    codes.REJECT_COMBINATION,
    codes.REJECT_WOULD_TAKE,
    codes.REJECT_NOT_FILLABLE,
    codes.REJECT_WOULD_INCREASE,
    codes.REJECT_WAITING,
  ].map((code) => kinds.MATCH_REJECT * 100 + code),
  [codes.CANCEL_SELF_TRADE, codes.CANCEL_POSITION].map((code) => kinds.MATCH_REDUCE * 100 + code),
);

function hashOf(engine: MatchingEngine): string {
  const fold = new Fold();
  foldMarket(engine.state, fold);
  return fold.toString();
}

function eventOf({ events }: MatchingEngine, i: number): NaiveEvent {
  return [
    events.kind(i),
    events.code(i),
    (events.idLow(i) >>> 0) + events.idHigh(i) * 2 ** 32,
    events.side(i),
    events.priceTicks(i),
    events.qtyLots(i),
    events.leftLots(i),
    (events.takerLow(i) >>> 0) + events.takerHigh(i) * 2 ** 32,
  ];
}

/** Runs one command of the flow on both. */
function step(orders: RandomOrders, engine: MatchingEngine, twin: NaiveEngine, r: OrderRequest) {
  const staleId = orders.staleId();
  const dice = staleId === 0 ? orders.random.nextUnit() : 0.7;
  const id = staleId === 0 ? orders.recentId() : staleId;
  const [low, high] = [id | 0, Math.floor(id / 2 ** 32)];
  if (dice < 0.55) {
    const wanted = orders.request(twin.nowNanos);
    fill(r, wanted);
    // Plain orders take either way in.
    if (isPlain(r) && orders.chance(0.7)) {
      engine.submitLimit(r.idLow, r.idHigh, r.side, r.priceTicks, r.qtyLots);
      twin.submit({ ...wanted, selfTrade: 0 });
    } else {
      engine.submit(r);
      twin.submit(wanted);
    }
  } else if (dice < 0.8) {
    engine.cancel(low, high);
    twin.cancel(id);
  } else if (dice < 0.94) {
    const old = twin.find(id);
    const same = orders.chance(0.5) && old !== undefined;
    const price = same ? old.priceTicks : orders.priceTicks(orders.random.nextBelow(2));
    const lots = orders.lots();
    engine.modify(low, high, price, lots);
    twin.modify(id, price, lots);
  } else if (dice < 0.99) {
    const now = twin.nowNanos + orders.random.nextBelow(60);
    engine.expire(now);
    twin.expire(now);
  } else {
    const account = orders.account();
    engine.cancelAccount(account);
    twin.cancelAccount(account);
  }
}

function isPlain(request: OrderRequest): boolean {
  return !request.hasTerms && request.kind === ORDER_LIMIT &&
    request.timeInForce === GOOD_TILL_CANCEL && !request.reduceOnly;
}

for (const flow of FLOWS) {
  Deno.test(`MatchingEngine gives its twin's events and hashes, seed ${flow.seed}`, () => {
    const engine = new MatchingEngine();
    const twin = new NaiveEngine();
    const orders = new RandomOrders(flow);
    const request = new OrderRequest();
    const seen = new Map<number, number>();
    for (let i = 0; i < COMMANDS; i++) {
      step(orders, engine, twin, request);
      const { events } = twin;
      for (let e = 0; e < events.length; e++) {
        const event = eventOf(engine, e);
        const differs = event.some((value, field) => value !== events[e][field]);
        if (differs) assert.deepEqual(event, events[e], `command ${i}, event ${e}`);
        const key = event[0] * 100 + event[1];
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
      assert.equal(engine.events.count, events.length, `events of command ${i}`);
      assert.ok(!engine.book.isCrossed, `crossed after command ${i}`);
      if (i % HASH_EVERY === 0) assert.equal(hashOf(engine), twin.hash(), `command ${i}`);
    }
    for (const key of EXPECTED) assert.ok(seen.has(key), `no event ${key}`);
  });
}
