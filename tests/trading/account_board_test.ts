import assert from "node:assert/strict";
import {
  ACCOUNT_AT,
  AccountBoardWriter,
  createAccountBoard,
  GATE_PAUSED,
  ORDER_AT,
  readAccountBoard,
  SHOWN_ACCOUNTS,
} from "../../core/trading/account_board.ts";

Deno.test("readAccountBoard() returns what the writer ended last", () => {
  const buffer = createAccountBoard();
  const writer = new AccountBoardWriter(buffer);
  assert.deepEqual(readAccountBoard(buffer).accounts, []);
  writer.begin(33, GATE_PAUSED, 5e9, 2);
  const account = writer.account();
  writer.words[account + ACCOUNT_AT.strategyId] = 1;
  writer.words[account + ACCOUNT_AT.instrumentId] = 7;
  writer.doubles[(account >> 1) + ACCOUNT_AT.positionLots] = -12;
  writer.doubles[(account >> 1) + ACCOUNT_AT.fills] = 3;
  const order = writer.order();
  writer.doubles[(order >> 1) + ORDER_AT.orderId] = 41;
  writer.words[order + ORDER_AT.sideState] = 1 | (2 << 8);
  writer.words[order + ORDER_AT.priceTicks] = 100_01;
  writer.doubles[(order >> 1) + ORDER_AT.qtyLots] = 9;
  writer.doubles[(order >> 1) + ORDER_AT.filledLots] = 4;
  writer.end();
  const shown = readAccountBoard(buffer);
  assert.equal(shown.killedFor, 33);
  assert.equal(shown.flags, GATE_PAUSED);
  assert.equal(shown.eventNanos, 5e9);
  assert.equal(shown.strategies, 2);
  assert.equal(shown.accounts.length, 1);
  const [first] = shown.accounts;
  assert.deepEqual(
    [first.strategyId, first.instrumentId, first.positionLots, first.fills],
    [1, 7, -12, 3],
  );
  assert.deepEqual(shown.orders, [{
    orderId: 41,
    strategyId: 0,
    instrumentId: 0,
    side: 1,
    state: 2,
    priceTicks: 100_01,
    qtyLots: 9,
    filledLots: 4,
  }]);
});

Deno.test("AccountBoardWriter shows no more accounts than there is room for", () => {
  const writer = new AccountBoardWriter(createAccountBoard());
  writer.begin(0, 0, 0, 1);
  for (let i = 0; i < SHOWN_ACCOUNTS; i++) assert.ok(writer.account() > 0);
  assert.equal(writer.account(), -1);
});
