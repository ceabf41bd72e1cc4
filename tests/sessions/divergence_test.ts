/** The gap between live and backtest, and what it comes from: a session whose causes are known. */
import assert from "node:assert/strict";
import { divergenceOf, GAP_PARTS } from "../../backtest/divergence/divergence.ts";
import { type ExchangeModels, exchangeModels } from "../../core/exchange/venue/models.ts";
import { planProof } from "../../core/supervisor/proof.ts";
import { runSession } from "../../core/supervisor/session.ts";
import { readSessionRecord } from "../../core/supervisor/session_record.ts";
import type { TradingReport } from "../../core/trading/trading_report.ts";
import { SPEED_MAX } from "../../core/venues/pacer.ts";
import { STRATEGIES } from "../../strategies/registry.ts";
import { CORES, removeFolder, runLive, simulatedLive } from "./session_rig.ts";

const SLOW = { kind: "constant", nanos: 60e6 } as const;

Deno.test("the parts of a gap add up, and each cause shows where it belongs", async () => {
  const folder = await runLive(simulatedLive(20_000, SPEED_MAX), "fused", () => {});
  const record = readSessionRecord(folder);
  const plan = planProof(folder, record, undefined);
  const { trading } = record;
  const { proof } = plan.job;
  assert.ok(trading !== null && proof !== undefined);
  const report = async (changed: Partial<ExchangeModels>) => {
    const models = { ...trading.models, ...changed };
    const job = { ...plan.job, trading: { ...trading, models } };
    const topology = { placement: "inline", policy: "auto", cores: CORES } as const;
    const { reports } = await runSession({ topology, job, strategies: STRATEGIES });
    const { currencies, live, sameOrders } = divergenceOf({
      session: record.id,
      tapePath: folder.foundTape(),
      journal: proof.entries,
      models,
      feed: exchangeModels(trading.models).feed,
      backtest: reports.trading as TradingReport,
    });
    assert.equal(currencies.length, 1);
    const [gap] = currencies;
    const sum = GAP_PARTS.reduce((total, part) => total + gap.parts[part], 0);
    const scale = 1e-9 * Math.max(1, Math.abs(gap.liveQuote), Math.abs(gap.backtestQuote));
    assert.ok(Math.abs(sum - gap.gapQuote) < scale);
    assert.ok(Math.abs(gap.liveQuote - (record.report?.pnl[gap.currency] ?? 0)) < scale);
    const isZero = (part: typeof GAP_PARTS[number]) => Math.abs(gap.parts[part]) < scale;
    return { gap, live, sameOrders, isZero };
  };

  const same = await report({});
  assert.ok(same.live.fills > 100);
  assert.deepEqual(same.sameOrders, same.live);
  assert.ok(GAP_PARTS.every(same.isZero));

  const slow = await report({ feed: SLOW, entry: SLOW, response: SLOW });
  assert.ok(!slow.isZero("latency"));
  assert.ok(slow.isZero("queue") && slow.isZero("fees"), "nothing but latency was different");

  const dear = await report({ fees: { takerBps: 500, makerBps: 500 } });
  assert.ok(!dear.isZero("fees"));
  assert.ok(dear.isZero("latency"));
  removeFolder(folder);
});
