/** The gateway stage: orders to the venues, reports back. */
import { assert } from "../../base/assert.ts";
import { WallClock } from "../../base/clock.ts";
import { GatewayAgent } from "../../gateway/gateway_agent.ts";
import type { Belongings } from "../../gateway/gateway_plan.ts";
import { readAccountBoard } from "../../trading/account_board.ts";
import type { StageContext } from "./context.ts";
import { venueAdapter } from "./venue_adapters.ts";

export function buildGateway(context: StageContext): GatewayAgent {
  const { wiring, board, clock, job } = context;
  const { gateway } = job;
  assert(gateway !== undefined, "a gateway has somewhere to send orders");
  const wall = new WallClock();
  return new GatewayAgent({
    orders: wiring.orderFollower(),
    reports: wiring.reportProducer(),
    board,
    clock,
    wall,
    directory: wiring.directory(),
    plan: { ...gateway, takesOver: belongings(context) },
    makeVenue: (plan) => venueAdapter(plan, gateway.policy, wiring.budgets, wall),
    epochMillis: () => wiring.epochMillis(),
    say: (text) => console.error(`gateway: ${text}`),
  });
}

/** What trading has while this gateway takes the place of one that died. */
function belongings({ wiring, attempt }: StageContext): Belongings | undefined {
  const { accounts } = wiring;
  return attempt === 0 || accounts === undefined ? undefined : readAccountBoard(accounts);
}
