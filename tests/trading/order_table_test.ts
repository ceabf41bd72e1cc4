import assert from "node:assert/strict";
import fc from "fast-check";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import {
  isOpen,
  ON_ACCEPTED,
  ON_CANCEL_REJECTED,
  ON_CANCELLED,
  ON_MODIFIED,
  ON_UNKNOWN,
  ORDER_ACCEPTED,
  ORDER_CANCEL_PENDING,
  ORDER_CANCELLED,
  ORDER_FILLED,
  ORDER_PARTLY_FILLED,
  ORDER_UNKNOWN,
} from "../../core/trading/orders/order_states.ts";
import { OrderTable } from "../../core/trading/orders/order_table.ts";

const SEED = 20_240_808;

function accepted(qtyLots: number): [OrderTable, number] {
  const orders = new OrderTable();
  const row = orders.add(0, SIDE_BID, 100, qtyLots);
  orders.apply(row, ON_ACCEPTED, 0);
  return [orders, row];
}

Deno.test("OrderTable counts ids from 1 in the order of sending", () => {
  const orders = new OrderTable();
  const ids = [0, 1, 0].map((account) => orders.idOf(orders.add(account, SIDE_BID, 100, 1)));
  assert.deepEqual(ids, [1, 2, 3]);
  assert.equal(orders.find(0), -1);
  assert.equal(orders.find(4), -1);
  assert.equal(orders.find(NaN), -1);
  assert.equal(orders.find(1.5), -1);
});

Deno.test("fill() books a fill that overtakes a cancel, and the cancel then finds it filled", () => {
  const [orders, row] = accepted(10);
  orders.askCancel(row);
  assert.equal(orders.stateOf(row), ORDER_CANCEL_PENDING);
  assert.equal(orders.fill(row, 4, 6), 4);
  assert.equal(orders.stateOf(row), ORDER_CANCEL_PENDING);
  assert.equal(orders.fill(row, 6, 0), 6);
  assert.equal(orders.stateOf(row), ORDER_FILLED);
  orders.apply(row, ON_CANCEL_REJECTED, 0);
  assert.equal(orders.stateOf(row), ORDER_FILLED);
  assert.equal(orders.oddReports, 0, "a lost race is nothing odd");
  assert.equal(orders.openLots(0, SIDE_BID), 0);
});

Deno.test("fill() books a fill that is told after the cancellation", () => {
  const [orders, row] = accepted(10);
  orders.askCancel(row);
  orders.apply(row, ON_CANCELLED, 0);
  assert.equal(orders.stateOf(row), ORDER_CANCELLED);
  assert.equal(orders.fill(row, 3, 7), 3);
  assert.equal(orders.stateOf(row), ORDER_CANCELLED);
  assert.equal(orders.filledLotsOf(row), 3);
  assert.equal(orders.leavesLotsOf(row), 0);
  assert.equal(orders.oddReports, 1);
});

Deno.test("fill() books a repeated report once", () => {
  const [orders, row] = accepted(10);
  assert.equal(orders.fill(row, 4, 6), 4);
  assert.equal(orders.fill(row, 4, 6), 0);
  assert.equal(orders.fill(row, 6, 0), 6);
  assert.equal(orders.fill(row, 6, 0), 0);
  assert.equal(orders.filledLotsOf(row), 10);
  assert.equal(orders.oddReports, 2);
});

Deno.test("fill() books reports that change places, each once", () => {
  const [orders, row] = accepted(10);
  assert.equal(orders.fill(row, 3, 3), 3, "the second, of lots 4 to 7");
  assert.equal(orders.fill(row, 4, 6), 4, "the first, of lots 0 to 4");
  assert.equal(orders.fill(row, 4, 6), 0, "and again");
  assert.equal(orders.filledLotsOf(row), 7);
  assert.equal(orders.stateOf(row), ORDER_PARTLY_FILLED);
});

Deno.test("apply() counts an unknown order as open until its fate is known", () => {
  const [orders, row] = accepted(10);
  orders.apply(row, ON_UNKNOWN, 0);
  assert.equal(orders.stateOf(row), ORDER_UNKNOWN);
  assert.equal(orders.openLots(0, SIDE_BID), 10);
  orders.fill(row, 2, 8);
  assert.equal(orders.stateOf(row), ORDER_PARTLY_FILLED);
  orders.apply(row, ON_UNKNOWN, 0);
  orders.apply(row, ON_ACCEPTED, 0);
  assert.equal(orders.stateOf(row), ORDER_PARTLY_FILLED);
  orders.apply(row, ON_CANCELLED, 0);
  assert.equal(orders.openLots(0, SIDE_BID), 0);
});

Deno.test("askModify() reserves the larger quantity until it is answered", () => {
  const [orders, row] = accepted(10);
  orders.askModify(row, 101, 25);
  assert.equal(orders.openLots(0, SIDE_BID), 25);
  assert.equal(orders.leavesLotsOf(row), 10);
  orders.apply(row, ON_CANCEL_REJECTED, 0);
  assert.equal(orders.openLots(0, SIDE_BID), 10);
  assert.equal(orders.stateOf(row), ORDER_ACCEPTED);
  orders.askModify(row, 102, 5);
  orders.apply(row, ON_MODIFIED, 5);
  assert.equal(orders.openLots(0, SIDE_BID), 5);
  assert.equal(orders.priceTicksOf(row), 102);
});

Deno.test("apply() gives a refused modification to the modification, not to the cancel behind it", () => {
  const [orders, row] = accepted(10);
  orders.askModify(row, 101, 5);
  orders.askCancel(row);
  orders.apply(row, ON_CANCEL_REJECTED, 0);
  assert.equal(orders.stateOf(row), ORDER_CANCEL_PENDING);
  orders.apply(row, ON_CANCEL_REJECTED, 0);
  assert.equal(orders.stateOf(row), ORDER_ACCEPTED);
});

Deno.test("OrderTable forgets orders that are long over, and uses their rows again", () => {
  const orders = new OrderTable();
  const stays = orders.add(7, SIDE_ASK, 100, 3);
  for (let i = 0; i < 20_000; i++) {
    const row = orders.add(i % 3, SIDE_BID, 100, 1);
    assert.ok(row < 4_200, "rows are used again");
    orders.fill(row, 1, 0);
  }
  assert.equal(orders.find(1), stays);
  assert.equal(orders.find(2), -1);
  assert.ok(orders.find(20_001) > 0);
  assert.equal(orders.openOrders, 1);
  assert.equal(orders.openLots(7, SIDE_ASK), 3);
});

/** The same by walking over everything, every time. */
Deno.test("openLots() and the lists of open orders agree with a walk over all orders", () => {
  const steps = fc.array(
    fc.record({
      what: fc.integer({ min: 0, max: 11 }),
      order: fc.nat(30),
      account: fc.nat(2),
      side: fc.constantFrom(SIDE_BID, SIDE_ASK),
      lots: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 120 },
  );
  fc.assert(
    fc.property(steps, (all) => {
      const orders = new OrderTable();
      const rows: number[] = [];
      for (const { what, order, account, side, lots } of all) {
        const row = rows[order % Math.max(1, rows.length)];
        if (what < 2 || row === undefined) rows.push(orders.add(account, side, 100, lots));
        else if (what === 2 && isOpen(orders.stateOf(row))) orders.askCancel(row);
        else if (what === 3 && isOpen(orders.stateOf(row))) orders.askModify(row, 99, lots);
        else if (what === 4) {
          const left = orders.qtyLotsOf(row) - orders.filledLotsOf(row);
          const part = Math.min(lots, left);
          if (part > 0) orders.fill(row, part, left - part);
        } else if (what > 4 && what !== 3) orders.apply(row, [1, 2, 4, 5, 6, 7, 8][what - 5], lots);
        for (let a = 0; a < 3; a++) {
          const open = rows.filter((r) => orders.accountOf(r) === a && isOpen(orders.stateOf(r)));
          const listed: number[] = [];
          for (let r = orders.firstOpen(a); r >= 0; r = orders.nextOpen(r)) listed.push(r);
          assert.deepEqual(listed, open);
          for (const s of [SIDE_BID, SIDE_ASK]) {
            const lotsOpen = open.filter((r) => orders.sideOf(r) === s)
              .reduce((sum, r) => sum + orders.reservedLotsOf(r), 0);
            assert.equal(orders.openLots(a, s), lotsOpen);
          }
        }
      }
    }),
    { seed: SEED, numRuns: 400 },
  );
});
