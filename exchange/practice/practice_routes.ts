/**
 * What a real venue does not have: faults on request, a look at the truth, deposits. For tests, on
 * loopback only.
 *
 * ```text
 *   GET    /practice                     what there is
 *   GET    /practice/state?venue=&key=   orders, positions, balances, sums
 *   GET    /practice/faults              the faults in force
 *   POST   /practice/faults              one more; the body is its JSON
 *   DELETE /practice/faults[?id=]        one less, or none at all
 *   POST   /practice/deposit             {venue, key, asset, amount}
 *   POST   /practice/pause, /resume      stops the simulated flow, lets it go on
 *   POST   /practice/disconnect          cuts every stream
 *   POST   /practice/expire-listen-keys  ends every listen key
 * ```
 */
import { UserError } from "../../core/base/errors.ts";
import { e8Of } from "../listing/fixed.ts";
import type { Venue } from "../venue.ts";
import type { FaultPlan } from "./fault_plan.ts";
import { faultRuleOf } from "./fault_rule.ts";
import { stateOf } from "./practice_state.ts";

export interface PracticeOptions {
  readonly spot: Venue;
  readonly futures: Venue;
  readonly faults: FaultPlan;
  readonly nowMillis: () => number;
  readonly describe: () => unknown;
  readonly disconnect: () => number;
  readonly pause: (isPaused: boolean) => void;
}

const MAX_BODY_BYTES = 16_384;

export function practiceRoutes(options: PracticeOptions) {
  return async (request: Request, url: URL): Promise<Response> => {
    // A page in somebody's browser can reach loopback; programs name no origin.
    if (request.headers.has("origin")) {
      return Response.json({ error: "pages of browsers have no business here" }, { status: 403 });
    }
    try {
      const value = await handle(options, request, url);
      return value === undefined
        ? Response.json({ error: `${request.method} ${url.pathname}: not known` }, { status: 404 })
        : Response.json(value);
    } catch (thrown) {
      if (!(thrown instanceof UserError)) throw thrown;
      return Response.json({ error: thrown.message }, { status: 400 });
    }
  };
}

async function handle(options: PracticeOptions, request: Request, url: URL): Promise<unknown> {
  const { faults, spot, futures } = options;
  switch (`${request.method} ${url.pathname.replace(/\/$/, "")}`) {
    case "GET /practice":
      return options.describe();
    case "GET /practice/state": {
      const key = url.searchParams.get("key");
      return { spot: stateOf(spot, key), usdm: stateOf(futures, key) };
    }
    case "GET /practice/faults":
      return { clockMillis: faults.clockMillis, faults: faults.list() };
    case "POST /practice/faults":
      return { id: faults.add(faultRuleOf(await jsonOf(request))) };
    case "DELETE /practice/faults": {
      const id = url.searchParams.get("id");
      faults.clear(id === null ? undefined : Number(id));
      return { faults: faults.list() };
    }
    case "POST /practice/deposit":
      return deposit(options, await jsonOf(request));
    case "POST /practice/pause":
      options.pause(true);
      return {};
    case "POST /practice/resume":
      options.pause(false);
      return {};
    case "POST /practice/disconnect":
      return { disconnected: options.disconnect() };
    case "POST /practice/expire-listen-keys":
      for (const venue of [spot, futures]) venue.users.tick(options.nowMillis(), true);
      return {};
  }
}

function deposit(options: PracticeOptions, value: unknown): unknown {
  if (typeof value !== "object" || value === null) {
    throw new UserError("deposit: must be an object");
  }
  const fields = value as Record<string, unknown>;
  const venue = fields.venue === "usdm" ? options.futures : options.spot;
  const account = venue.accounts.get(String(fields.key));
  if (account === undefined) throw new UserError("deposit key: must be one of this exchange's");
  const text = String(fields.amount);
  const e8 = e8Of(text.replace(/^-/, ""));
  if (e8 < 0) throw new UserError(`deposit amount ${text.slice(0, 40)}: must be a decimal number`);
  const asset = String(fields.asset);
  if (!venue.assets.includes(asset)) {
    throw new UserError(`deposit asset ${asset.slice(0, 20)}: must be one of ${venue.assets}`);
  }
  venue.deposit(account, asset, BigInt(text.startsWith("-") ? -e8 : e8));
  return {};
}

async function jsonOf(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text.length > MAX_BODY_BYTES) throw new UserError("body: must be at most 16 KiB");
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`body: must be JSON, found ${JSON.stringify(text.slice(0, 40))}`);
  }
}
