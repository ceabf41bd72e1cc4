/** Amounts of several currencies in one backtest: converted by name, or refused. */
import assert from "node:assert/strict";
import { SIDE_BID } from "../../core/base/units.ts";
import { REPORT_FILLED, REPORT_FUNDING } from "../../core/wire/report.ts";
import { Money, moneyText, ratesOf } from "../../backtest/money.ts";
import { MadeRun } from "./made_result.ts";

/** Buys ten lots of both instruments, which then rise by ten ticks. */
function twoCurrencies(rates: Record<string, number>) {
  const run = new MadeRun({ rates }, ["MADEUSDT", "MADEBTC"]);
  for (const id of [0, 1]) {
    run.frame(0, 99, 101, { id });
    const order = run.order(0, SIDE_BID, 100, 10, id);
    const fill = { priceTicks: 100, qtyLots: 10, feeQuote: 0.25, id };
    run.report(REPORT_FILLED, order, 0.1, fill);
    run.report(REPORT_FUNDING, 0, 0.2, { feeQuote: 0.01, id });
    run.frame(1, 109, 111, { id });
  }
  return run.finish();
}

Deno.test("a backtest converts another currency at the named rate: P&L, fees, funding, prices", () => {
  const { instruments: [own, other], totals, currency } = twoCurrencies({ BTC: 60_000 });
  assert.equal(currency, "USDT");
  const near = (found: number, wanted: number) =>
    assert.ok(Math.abs(found - wanted) < 1e-9 * Math.abs(wanted), `${found} is ${wanted}`);
  near(other.pnlQuote, 60_000 * own.pnlQuote);
  near(other.feesQuote, 60_000 * 0.25);
  near(other.fundingQuote, 60_000 * -0.1);
  near(other.priceUnit, 60_000 * own.priceUnit);
  near(totals.pnlQuote, 60_001 * own.pnlQuote);
  near(totals.boughtQuote, 60_001 * 100 * 10 * own.priceUnit * own.qtyUnit);
});

Deno.test("a backtest never adds up what nobody converted, and refuses inverse contracts", () => {
  assert.throws(() => twoCurrencies({}), /MADEBTC is paid in BTC, others in USDT: .*--rate BTC=/);
  const money = new Money({});
  assert.equal(money.rateOf("AAPL", "bars"), 1);
  assert.throws(() => money.rateOf("BTCUSDT", "binance"), /others in one quote currency/);
  assert.throws(
    () => new Money({ BTC: 60_000 }).rateOf("BTCUSD_PERP", "binance-coinm"),
    /inverse contract, paid in BTC: .*replay --strategy/,
  );
});

Deno.test("rates are read from text, refused in one line, and told with the result", () => {
  assert.deepEqual(ratesOf(["btc=60000", "EUR=1.08"]), { BTC: 60_000, EUR: 1.08 });
  for (const text of ["BTC", "BTC=0", "BTC=-1", "BTC=x", "=5"]) {
    assert.throws(() => ratesOf([text]), /--rate .*: must be a currency and what one of it/);
  }
  assert.equal(
    moneyText({ currency: "USDT", rates: { BTC: 60_000 } }),
    "All money is USDT; 1 BTC counts as 60000.",
  );
});
