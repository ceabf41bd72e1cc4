/** What must hold at the end of every session, whatever happened in it. */
import assert from "node:assert/strict";
import { parseClientOrderId } from "../../core/gateway/client_order_ids.ts";
import { REPORT_FILLED } from "../../core/wire/report.ts";
import type { GatewayRig } from "./gateway_rig.ts";
import type { Practice, PracticeVenue } from "./practice.ts";

/** What an account has at the start: see exchange/start_exchange.ts. */
const OPENING_QUOTE = 1_000_000;

/**
 * Position, cash and open orders of trading are the exchange's; no order was sent twice; no fill is
 * lost or doubled.
 */
export async function assertAgrees(
  rig: GatewayRig,
  practice: Practice,
  venue: PracticeVenue,
  account = 0,
): Promise<void> {
  await rig.agreed();
  const truth = await practice.state(venue, account);
  const [desk] = rig.agent.desks;
  const [instrument] = desk.instruments;
  const said = `\n${rig.said.join("\n")}`;
  for (const [clientId, count] of Object.entries(truth.received)) {
    assert.equal(count, 1, `${clientId} was sent ${count} times${said}`);
  }
  const ours = truth.openOrders.filter(({ clientOrderId }) =>
    parseClientOrderId(clientOrderId)?.session === rig.session
  );
  assert.equal(ours.length, rig.desk.orders.openOrders, `open orders${said}`);
  // Fills by order: what trading booked is what the exchange executed.
  const booked = new Map<number, number>();
  for (const { kind, orderId, qtyLots } of rig.reports) {
    if (kind === REPORT_FILLED) booked.set(orderId, (booked.get(orderId) ?? 0) + qtyLots);
  }
  const executed = new Map<number, number>();
  for (const order of truth.orders) {
    const named = parseClientOrderId(order.clientOrderId);
    if (named?.session !== rig.session) continue;
    const lots = instrument.qty.stepsOf(order.executedQty);
    if (lots > 0) executed.set(named.orderId, (executed.get(named.orderId) ?? 0) + lots);
  }
  assert.deepEqual(sorted(booked), sorted(executed), `fills by order${said}`);
  assert.equal(rig.desk.reports.strayReports, 0);
  const { portfolio, instruments } = rig.desk;
  const pointValue = instruments.pointValueOf(0);
  let cash = 0;
  for (let i = 0; i < portfolio.accounts; i++) {
    cash += portfolio.cashPoints(i) * pointValue - portfolio.summary(i).feesQuote;
  }
  const balance = truth.balances[instrument.quote];
  const quote = Number(balance.free) + Number(balance.locked);
  if (venue === "binance") {
    const base = truth.balances[instrument.base];
    const units = Number(base.free) + Number(base.locked);
    const lots = Math.floor(units / instrument.qty.unit + 1e-6);
    assert.equal(portfolio.netLots(0), lots, `position${said}`);
    // What was there at the start was taken over at the mark.
    const [first] = rig.reports;
    const adopted = -first.qtyLots * Math.round(instruments.markTicks(0)) * pointValue;
    // Part of a lot that went for fees is neither cash nor position of trading.
    const dust = 1.1 * instruments.markTicks(0) * pointValue;
    close(quote - OPENING_QUOTE, cash - adopted, `cash${said}`, dust);
    close(desk.holdings.cash(instrument.quote), quote, `cash of the gateway${said}`);
  } else {
    const position = truth.positions.find(({ symbol }) => symbol === instrument.symbol);
    const units = Number(position?.amount ?? 0);
    assert.equal(portfolio.netLots(0), Math.round(units / instrument.qty.unit), `position${said}`);
    const outright = quote - units * Number(position?.entryPrice ?? 0);
    close(outright - OPENING_QUOTE, cash, `cash${said}`);
  }
}

function sorted(map: ReadonlyMap<number, number>): [number, number][] {
  return [...map].sort(([a], [b]) => a - b);
}

function close(found: number, wanted: number, what: string, by = 0.01): void {
  assert.ok(Math.abs(found - wanted) < by, `${what}: ${found} is not ${wanted}`);
}
