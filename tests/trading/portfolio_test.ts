import assert from "node:assert/strict";
import fc from "fast-check";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { Portfolio } from "../../core/trading/positions/portfolio.ts";
import { quoteCurrencyOf } from "../../core/trading/positions/quote_currency.ts";
import { VENUE_BINANCE_COINM } from "../../core/wire/market.ts";
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
  assert.equal(portfolio.realizedPoints(0), 40);
  assert.equal(portfolio.realizedFifoPoints(0), 40);
  portfolio.fill(0, SIDE_BID, 6, 105, 0, false);
  assert.equal(portfolio.averagePriceTicks(0), 0);
  assert.equal(portfolio.realizedPoints(0), 70);
});

Deno.test("Portfolio pays inverse contracts in their base currency, as Binance works it out", () => {
  const rig = new TradingRig([]);
  // BTCUSD_PERP: 100 USD a contract, a tick of 0.1 USD.
  rig.define(0, "BTCUSD_PERP", 0, 10, VENUE_BINANCE_COINM);
  const { instruments } = rig.desk;
  assert.equal(instruments.currencies[instruments.currencyOf(0)], "BTC");
  const portfolio = new Portfolio(instruments);
  portfolio.open(0, 0);
  rig.frame(0, 549_999, 550_001, 1);
  const near = (found: number, wanted: number) =>
    assert.ok(Math.abs(found - wanted) < 1e-12, `${found} is ${wanted}`);
  // Long 100 contracts from 40,000 and 100 from 60,000: 0.25 + 0.1666… BTC of 20,000 USD.
  portfolio.fill(0, SIDE_BID, 100, 400_000, 0.000_125, false);
  portfolio.fill(0, SIDE_BID, 100, 600_000, 0, true);
  assert.ok(Math.abs(portfolio.averagePriceTicks(0) - 480_000) < 1e-6, "the harmonic mean");
  const open = portfolio.summary(0);
  near(open.unrealizedQuote, 200 * 100 * (1 / 48_000 - 1 / 55_000));
  near(open.turnoverQuote, 0.25 + 100 * 100 / 60_000);
  // Half of it sold at 50,000: against the average, and against the oldest.
  portfolio.fill(0, SIDE_ASK, 100, 500_000, 0, true);
  const half = portfolio.summary(0);
  near(half.realizedQuote, 100 * 100 * (1 / 48_000 - 1 / 50_000));
  near(half.realizedFifoQuote, 100 * 100 * (1 / 40_000 - 1 / 50_000));
  // All of it: 0.25 + 0.1666… BTC were paid for contracts that were sold for 0.2 + 0.1818….
  portfolio.fill(0, SIDE_ASK, 100, 550_000, 0, true);
  const flat = portfolio.summary(0);
  assert.equal(flat.positionLots, 0);
  near(flat.realizedQuote, 0.25 + 1 / 6 - 0.2 - 2 / 11);
  near(flat.realizedFifoQuote, flat.realizedQuote);
  near(flat.pnlQuote, flat.realizedQuote - 0.000_125);
  near(portfolio.currencyPnl[instruments.currencyOf(0)], flat.pnlQuote);
  // Short 10 from 50,000; the price falls to 40,000: 10 × 100 × (1/40,000 − 1/50,000) = 0.005.
  portfolio.fill(0, SIDE_ASK, 10, 500_000, 0, true);
  rig.frame(0, 399_999, 400_001, 2);
  portfolio.mark(0);
  assert.ok(Math.abs(portfolio.summary(0).unrealizedQuote - 0.005) < 1e-9);
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
        assert.equal(portfolio.cashPoints(account), cash[account], "exact");
        // Equity in halves of a tick-lot, exact: cash and inventory.
        const markTicks = rig.desk.instruments.markTicks(account % 2);
        const equity = cash[account] + position[account] * markTicks;
        assert.equal(portfolio.pnlQuote(account), equity * 0.01 - fees[account]);
        const all = portfolio.summary(account);
        const largest = Math.abs(cash[account]) + Math.abs(position[account] * markTicks);
        const sum = all.realizedQuote + all.unrealizedQuote - all.feesQuote;
        assert.ok(Math.abs(sum - all.pnlQuote) <= 1e-15 * largest + 1e-9);
        assert.ok(Number.isInteger(portfolio.realizedFifoPoints(account)));
        if (position[account] === 0) {
          assert.equal(portfolio.realizedPoints(account), cash[account]);
          assert.equal(portfolio.realizedFifoPoints(account), cash[account]);
        }
      }
      assert.equal(portfolio.netLots(0), position[0] + position[2]);
      assert.equal(portfolio.netLots(1), position[1] + position[3]);
    }),
    { seed: SEED, numRuns: 300 },
  );
});

/** FIFO as one would do it on paper: a list of lots. */
Deno.test("realizedFifoPoints() agrees with a list of single lots", () => {
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
        assert.equal(portfolio.realizedFifoPoints(0), realized);
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
    ["BTCUSD_PERP", "binance-coinm", "BTC"],
    ["ETHUSD_240927", "binance-coinm", "ETH"],
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
