/** The adapter of each venue that orders can be sent to. */
import type { WallClock } from "../../base/clock.ts";
import { BinanceVenue } from "../../gateway/binance/binance_venue.ts";
import { SPOT_DIALECT } from "../../gateway/binance/spot_dialect.ts";
import { USDM_DIALECT } from "../../gateway/binance/usdm_dialect.ts";
import { CoinbaseVenue } from "../../gateway/coinbase/coinbase_venue.ts";
import type { GatewayPolicy, VenuePlan } from "../../gateway/gateway_plan.ts";
import type { OrderVenue } from "../../gateway/order_venue.ts";

/** @param budgets see createRateBudgets */
export function venueAdapter(
  plan: VenuePlan,
  policy: GatewayPolicy,
  budgets: SharedArrayBuffer,
  wall: WallClock,
): OrderVenue {
  if (plan.venue === "coinbase") return new CoinbaseVenue({ plan, policy, budgets, wall });
  const dialect = plan.venue === "binance" ? SPOT_DIALECT : USDM_DIALECT;
  return new BinanceVenue({ dialect, plan, policy, budgets, wall });
}
