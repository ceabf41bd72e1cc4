/** The trading stage: strategies behind inference, on the simulated exchange. */
import { assert } from "../../base/assert.ts";
import { SimulatedExchange } from "../../exchange/venue/simulated_exchange.ts";
import { GatewayVenue } from "../../trading/gateway_venue.ts";
import { RecordedVenue } from "../../trading/outside/recorded_venue.ts";
import { parameterValues } from "../../trading/parameters.ts";
import type { StrategyDefinition } from "../../trading/strategy.ts";
import { loadStrategy } from "../../trading/strategy_loader.ts";
import { TradingAgent } from "../../trading/trading_agent.ts";
import type { PlannedStrategy } from "../../trading/trading_plan.ts";
import type { StrategyJob } from "../job.ts";
import type { StageBuilder, StageContext } from "./context.ts";
import { inheritanceOf } from "./inheritance.ts";
import { outsideOf } from "./outside.ts";

/** @param registry strategies that can be named; files are imported by address */
export function tradingStage(registry: readonly StrategyDefinition[]): StageBuilder {
  return async (context) => {
    const { wiring, board, clock, job } = context;
    const { trading, proof } = job;
    assert(trading !== undefined, "a trading stage has something to trade");
    const { limits, models, opening } = trading;
    const strategies: PlannedStrategy[] = [];
    for (const strategy of trading.strategies) strategies.push(await plan(strategy, registry));
    const recorded = proof?.isOutside ? new RecordedVenue() : undefined;
    const market = wiring.marketFollower("trading");
    const frames = wiring.frameFollower("trading");
    return new TradingAgent({
      market,
      frames,
      inheritance: inheritanceOf(context, market, frames),
      board: board.role("trading"),
      isReplaced: isReplaced(context),
      clock,
      plan: { strategies, limits, opening },
      venue: (epochMillis) =>
        recorded ?? outsideVenue(context) ??
          new SimulatedExchange({ models, epochMillis }),
      outside: outsideOf(context, recorded),
    });
  };
}

/** The gateway's rings; undefined = orders are for the simulated exchange. */
function outsideVenue(context: StageContext): GatewayVenue | undefined {
  const { wiring, clock, job } = context;
  if (job.gateway === undefined) return undefined;
  const orders = wiring.orderProducer();
  const reports = wiring.reportFollower();
  return new GatewayVenue({ orders, reports, clock, isReplaced: isReplaced(context) });
}

function isReplaced({ board, attempt }: StageContext): () => boolean {
  const trading = board.role("trading");
  return () => trading.term !== attempt;
}

/** @throws UserError when there is no such strategy, or a parameter is wrong */
async function plan(
  { ref, given, symbols, seed }: StrategyJob,
  registry: readonly StrategyDefinition[],
): Promise<PlannedStrategy> {
  const definition = await loadStrategy(ref, registry);
  const parameters = parameterValues(definition.parameters, given, `strategy ${definition.name}`);
  return { definition, parameters, symbols, seed };
}
