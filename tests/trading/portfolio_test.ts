import assert from "node:assert/strict";
import fc from "fast-check";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { Portfolio } from "../../core/trading/positions/portfolio.ts";
import { quoteCurrencyOf } from "../../core/trading/positions/quote_currency.ts";
import { TradingRig } from "./trading_rig.ts";

const SEED = 20_240_809;

/** Two instruments, an account of two strategies in each. */
function opened(): { rig: TradingRig; portfolio: Portfolio } {
  const rig = new TradingRig([]);
  rig.define(0, "ALPHA-USD");
  rig.define(1, "BETA-EUR");
  const portfolio = new Portfolio(rig.desk.instruments);
  for (const [strategy, instrument] of [[0, 0], [0, 1], [1, 0], [1, 1]]) {
    portfolio.open(strategy, instrument);
  }
  return { rig, portfolio };
}

Deno.test("Portfolio books a round trip as worked out by hand", () => {
  const { rig, portfolio } = opened();
  rig.frame(0, 10_000, 10_002, 1);
  portfolio.fill(0, SIDE_BID, 10, 10_000, 0.5, true);
  portfolio.fill(0, SIDE_BID, 10, 10_010, 0.5, false);
  assert.equal(portfolio.averagePriceTicks(0), 10_005);
  portfolio.fill(0, SIDE_ASK, 15, 10_020, 0.5, true);
  const { realizedQuote, realizedFifoQuote, unrealizedQuote, pnlQuote, feesQuote, makerFills } =
    portfolio.summary(0);
  const close = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is ${b}`);
  // By average 15 × 15 ticks; by FIFO 10 × 20 + 5 × 10; a tick of a lot is worth 0.01.
  close(realizedQuote, 2.25);
  close(realizedFifoQuote, 2.5);
  close(unrealizedQuote, 5 * (10_001 - 10_005) * 0.01);
  close(feesQuote, 1.5);
  close(pnlQuote, 2.25 - 0.2 - 1.5);
  assert.equal(makerFills, 2);
});

Deno.test("Portfolio turns a position through zero at the price of the fill", () => {
  const { rig, portfolio } = opened();
  rig.frame(0, 100, 102, 1);
  portfolio.fill(0, SIDE_BID, 4, 100, 0, false);
  portfolio.fill(0, SIDE_ASK, 10, 110, 0, false);
  assert.equal(portfolio.positionLots(0), -6);
  assert.equal(portfolio.averagePriceTicks(0), 110);
  assert.equal(portfolio.realizedTickLots(0), 40);
  assert.equal(portfolio.realizedFifoTickLots(0), 40);
  portfolio.fill(0, SIDE_BID, 6, 105, 0, false);
  assert.equal(portfolio.averagePriceTicks(0), 0);
  assert.equal(portfolio.realizedTickLots(0), 70);
});

const FILLS = fc.array(
  fc.record({
    account: fc.nat(3),
    side: fc.constantFrom(SIDE_BID, SIDE_ASK),
    lots: fc.integer({ min: 1, max: 1_000_000 }),
    ticks: fc.integer({ min: 1, max: 5_000_000 }),
    fee: fc.integer({ min: -50, max: 100 }),
    mark: fc.integer({ min: 1, max: 5_000_000 }),
  }),
  { maxLength: 200 },
);

Deno.test("Portfolio: position is the sum of fills, cash and inventory are equity, always", () => {
  fc.assert(
    fc.property(FILLS, (fills) => {
      const { rig, portfolio } = opened();
      const position = [0, 0, 0, 0];
      const cash = [0, 0, 0, 0];
      const fees = [0, 0, 0, 0];
      let nanos = 0;
      for (const { account, side, lots, ticks, fee, mark } of fills) {
        rig.frame(account % 2, mark, mark + 1, ++nanos);
        const signed = side === SIDE_BID ? lots : -lots;
        portfolio.fill(account, side, lots, ticks, fee, false);
        position[account] += signed;
        cash[account] -= signed * ticks;
        fees[account] += fee;
        assert.equal(portfolio.positionLots(account), position[account]);
        assert.equal(portfolio.cashTickLots(account), cash[account], "exact");
        // Equity in halves of a tick-lot, exact: cash and inventory.
        const markTicks = rig.desk.instruments.markTicks(account % 2);
        const equity = cash[account] + position[account] * markTicks;
        assert.equal(portfolio.pnlQuote(account), equity * 0.01 - fees[account]);
        const all = portfolio.summary(account);
        const largest = Math.abs(cash[account]) + Math.abs(position[account] * markTicks);
        const sum = all.realizedQuote + all.unrealizedQuote - all.feesQuote;
        assert.ok(Math.abs(sum - all.pnlQuote) <= 1e-15 * largest + 1e-9);
        assert.ok(Number.isInteger(portfolio.realizedFifoTickLots(account)));
        if (position[account] === 0) {
          assert.equal(portfolio.realizedTickLots(account), cash[account]);
          assert.equal(portfolio.realizedFifoTickLots(account), cash[account]);
        }
      }
      assert.equal(portfolio.netLots(0), position[0] + position[2]);
      assert.equal(portfolio.netLots(1), position[1] + position[3]);
    }),
    { seed: SEED, numRuns: 300 },
  );
});

/** FIFO as one would do it on paper: a list of lots. */
Deno.test("realizedFifoTickLots() agrees with a list of single lots", () => {
  const small = fc.array(
    fc.record({
      side: fc.constantFrom(SIDE_BID, SIDE_ASK),
      lots: fc.integer({ min: 1, max: 9 }),
      ticks: fc.integer({ min: 90, max: 110 }),
    }),
    { maxLength: 100 },
  );
  fc.assert(
    fc.property(small, (fills) => {
      const { portfolio } = opened();
      const held: { sign: number; ticks: number }[] = [];
      let realized = 0;
      for (const { side, lots, ticks } of fills) {
        const sign = side === SIDE_BID ? 1 : -1;
        portfolio.fill(0, side, lots, ticks, 0, false);
        for (let i = 0; i < lots; i++) {
          if (held.length > 0 && held[0].sign !== sign) {
            const oldest = held.shift()!;
            realized += oldest.sign * (ticks - oldest.ticks);
          } else held.push({ sign, ticks });
        }
        assert.equal(portfolio.realizedFifoTickLots(0), realized);
      }
    }),
    { seed: SEED, numRuns: 300 },
  );
});

Deno.test("currencyPnl keeps currencies apart", () => {
  const { rig, portfolio } = opened();
  assert.deepEqual(rig.desk.instruments.currencies, ["USD", "EUR"]);
  rig.frame(0, 200, 200, 1);
  rig.frame(1, 300, 300, 2);
  portfolio.fill(0, SIDE_BID, 1, 100, 0, false);
  portfolio.fill(1, SIDE_ASK, 1, 100, 0, false);
  assert.equal(portfolio.currencyPnl[0], 1);
  assert.equal(portfolio.currencyPnl[1], -2);
});

Deno.test("fund() is paid by whoever is long", () => {
  const rig = new TradingRig([]);
  rig.define(0, "ALPHA-USD");
  const { portfolio, gate } = rig.desk;
  portfolio.open(0, 0);
  gate.addStrategy();
  gate.addAccount();
  rig.frame(0, 100, 100, 1);
  portfolio.fill(0, SIDE_BID, 10, 100, 0, false);
  rig.venue.tell({ kind: 9, orderId: 0, instrumentId: 0, feeQuote: 0.25 });
  rig.pass(2);
  assert.equal(portfolio.summary(0).fundingQuote, -2.5);
  assert.equal(portfolio.pnlQuote(0), -2.5);
});

Deno.test("rescale() keeps positions' worth when ticks change", () => {
  const rig = new TradingRig([]);
  rig.define(0, "ALPHA-USD");
  const { portfolio, gate } = rig.desk;
  portfolio.open(0, 0);
  gate.addStrategy();
  gate.addAccount();
  rig.frame(0, 1_000, 1_010, 1);
  portfolio.fill(0, SIDE_BID, 4, 990, 0, false);
  const before = portfolio.summary(0);
  rig.define(0, "ALPHA-USD", 2, 5);
  portfolio.mark(0);
  assert.equal(portfolio.averagePriceTicks(0), 198);
  assert.ok(Math.abs(portfolio.pnlQuote(0) - before.pnlQuote) < 1e-9);
});

Deno.test("quoteCurrencyOf() reads symbols as venues write them", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["BTCUSDT", "binance", "USDT"],
    ["BTCUSDT_240927", "binance-usdm", "USDT"],
    ["ETHBTC", "binance", "BTC"],
    ["BTCFDUSD", "binance", "FDUSD"],
    ["BTC-USD", "coinbase", "USD"],
    ["MILL-USD", "simulated", "USD"],
    ["GOOG", "nasdaq", "USD"],
    ["rb2510", "shfe", "CNY"],
    ["AAPL", "bars", "quote"],
    ["USDT", "bars", "quote"],
  ];
  for (const [symbol, venue, currency] of cases) {
    assert.equal(quoteCurrencyOf(symbol, venue), currency, symbol);
  }
});
