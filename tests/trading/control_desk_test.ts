/** What controls do to a desk, one by one. */
import assert from "node:assert/strict";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { applyControl } from "../../core/trading/outside/control_desk.ts";
import { numberOf } from "../../core/trading/parameters.ts";
import {
  RISK_BY_CONTROL,
  RISK_HELD,
  RISK_KILLED,
  RISK_PAUSED,
  RISK_STOPPED,
} from "../../core/trading/risk/reasons.ts";
import { defineStrategy } from "../../core/trading/strategy.ts";
import type { PlannedStrategy } from "../../core/trading/trading_plan.ts";
import type { Trader } from "../../core/trading/trader.ts";
import * as control from "../../core/wire/control.ts";
import { COMMAND_CANCEL, COMMAND_NEW, TYPE_MARKET } from "../../core/wire/order.ts";
import { plannedAs, SECOND, TradingRig } from "./trading_rig.ts";

interface Asked {
  readonly strategyId?: number;
  readonly parameter?: number;
  readonly value?: number;
}

function ask(rig: TradingRig, kind: number, asked: Asked = {}): void {
  const words = new Int32Array(control.CONTROL_WORDS);
  const doubles = new Float64Array(words.buffer);
  words[control.K_KIND] = control.packControl(kind, control.ACTOR_API);
  words[control.K_STRATEGY] = asked.strategyId ?? -1;
  words[control.K_INSTRUMENT] = -1;
  words[control.K_PARAMETER] = asked.parameter ?? 0;
  doubles[control.K_VALUE] = asked.value ?? 0;
  applyControl(rig.desk, undefined, words, doubles, 0);
}

/** A rig with one idle strategy whose trader the test speaks to. */
function idle(): { readonly rig: TradingRig; readonly trader: Trader } {
  let held: Trader | undefined;
  const rig = new TradingRig([plannedAs(({ trader }) => {
    held = trader;
    return { onFrame() {} };
  })]);
  rig.define(0, "ALPHA-USD");
  rig.frame(0, 100_00, 100_02, SECOND);
  assert.ok(held);
  return { rig, trader: held };
}

/** The same, long 10 lots. */
function long(): { readonly rig: TradingRig; readonly trader: Trader } {
  const { rig, trader } = idle();
  rig.fill(trader.market(0, SIDE_BID, 10), 100_02, 10);
  rig.pass(2 * SECOND);
  assert.equal(trader.positionLots(0), 10);
  return { rig, trader };
}

Deno.test("a pause lets out what reduces and nothing else, until it is ended", () => {
  const { rig, trader } = long();
  ask(rig, control.CONTROL_PAUSE);
  assert.equal(trader.limit(0, SIDE_BID, 100_00, 1), -RISK_PAUSED);
  assert.ok(trader.limit(0, SIDE_ASK, 100_02, 1) > 0);
  ask(rig, control.CONTROL_RESUME);
  assert.ok(trader.limit(0, SIDE_BID, 100_00, 1) > 0);
});

Deno.test("a hold lets out cancels alone, until it is released", () => {
  const { rig, trader } = long();
  const order = trader.limit(0, SIDE_BID, 99_00, 1);
  ask(rig, control.CONTROL_HOLD);
  assert.equal(trader.limit(0, SIDE_ASK, 100_02, 1), -RISK_HELD);
  assert.equal(trader.cancel(order), 0);
  assert.equal(rig.last?.kind, COMMAND_CANCEL);
  ask(rig, control.CONTROL_RELEASE);
  assert.ok(trader.limit(0, SIDE_ASK, 100_02, 1) > 0);
});

Deno.test("a kill cancels, closes and stays, through a resume, until it is ended by name", () => {
  const { rig, trader } = long();
  const order = trader.limit(0, SIDE_BID, 99_00, 1);
  ask(rig, control.CONTROL_KILL);
  assert.equal(rig.desk.gate.killedFor, RISK_BY_CONTROL);
  const sent = rig.venue.commands.slice(-2);
  assert.deepEqual([sent[0].kind, sent[0].orderId], [COMMAND_CANCEL, order]);
  assert.deepEqual([sent[1].kind, sent[1].type, sent[1].qtyLots], [COMMAND_NEW, TYPE_MARKET, 10]);
  ask(rig, control.CONTROL_RESUME);
  ask(rig, control.CONTROL_RELEASE);
  assert.equal(trader.limit(0, SIDE_BID, 99_00, 1), -RISK_KILLED);
  rig.cancelled(order);
  rig.fill(sent[1].orderId, 100_00, 10);
  rig.pass(3 * SECOND);
  rig.frame(0, 100_00, 100_02, 3 * SECOND);
  ask(rig, control.CONTROL_REARM);
  rig.frame(0, 100_00, 100_02, 4 * SECOND);
  assert.ok(trader.limit(0, SIDE_BID, 99_00, 1) > 0);
});

Deno.test("flatten and cancel-all do what they say, and trading goes on", () => {
  const { rig, trader } = long();
  const order = trader.limit(0, SIDE_BID, 99_00, 1);
  ask(rig, control.CONTROL_CANCEL_ALL);
  assert.deepEqual([rig.last?.kind, rig.last?.orderId], [COMMAND_CANCEL, order]);
  rig.cancelled(order);
  rig.pass(3 * SECOND);
  ask(rig, control.CONTROL_FLATTEN);
  assert.deepEqual([rig.last?.type, rig.last?.side, rig.last?.qtyLots], [
    TYPE_MARKET,
    SIDE_ASK,
    10,
  ]);
  rig.fill(rig.last!.orderId, 100_00, 10);
  rig.pass(4 * SECOND);
  rig.frame(0, 100_00, 100_02, 4 * SECOND);
  rig.frame(0, 100_00, 100_02, 5 * SECOND);
  assert.ok(trader.limit(0, SIDE_BID, 99_00, 1) > 0);
});

Deno.test("strategies are stopped, begun anew and given other parameters by id", () => {
  const made: number[] = [];
  const stopped: number[] = [];
  let held: Trader | undefined;
  const definition = defineStrategy({
    name: "told",
    summary: "",
    source: "",
    parameters: { size: numberOf(1, 0, 10, "lots") },
    create: ({ trader, parameters }) => {
      held = trader;
      made.push(parameters.size);
      return { onFrame() {}, onStop: () => void stopped.push(parameters.size) };
    },
  });
  const planned: PlannedStrategy = {
    definition,
    parameters: { size: 1 },
    symbols: undefined,
    seed: 1,
  };
  const rig = new TradingRig([planned]);
  rig.define(0, "ALPHA-USD");
  rig.frame(0, 100_00, 100_02, SECOND);
  ask(rig, control.CONTROL_SET_PARAMETER, { strategyId: 0, parameter: 0, value: 7 });
  assert.deepEqual([made, stopped], [[1, 7], [1]]);
  ask(rig, control.CONTROL_SET_PARAMETER, { strategyId: 0, parameter: 0, value: 70 });
  ask(rig, control.CONTROL_SET_PARAMETER, { strategyId: 0, parameter: 3, value: 2 });
  assert.deepEqual(made, [1, 7], "what the schema does not allow changes nothing");
  ask(rig, control.CONTROL_STOP_STRATEGY, { strategyId: 0 });
  assert.equal(held?.limit(0, SIDE_BID, 99_00, 1), -RISK_STOPPED);
  ask(rig, control.CONTROL_START_STRATEGY, { strategyId: 0 });
  ask(rig, control.CONTROL_START_STRATEGY, { strategyId: 0 });
  assert.deepEqual([made, stopped], [[1, 7, 7], [1, 7]], "one that runs is left alone");
  assert.ok((held?.limit(0, SIDE_BID, 99_00, 1) ?? 0) > 0);
  ask(rig, control.CONTROL_STOP_STRATEGY, { strategyId: 9 });
  assert.deepEqual(stopped, [1, 7], "a strategy that is not there is refused");
});
