/** Trading seen and commanded through the API, by the generated client and by the command line. */
import assert from "node:assert/strict";
import { ControlClient } from "../../client/control_client.ts";
import { ControlProblem } from "../../client/control_transport.ts";
import { millrace } from "../cli/run_millrace.ts";
import { ADMIN, eventually, READ, TRADE, tradingSession, type Watched } from "./watched_session.ts";

Deno.test("trading through the API", async (t) => {
  const watched = await tradingSession();
  const of = (token: string) => new ControlClient({ url: watched.url, token });
  try {
    await t.step("orders, fills and positions tell one story", () => tellsOneStory(of(READ)));
    await t.step("commands are applied, and seen", () => commands(of(ADMIN)));
    await t.step("a repeat with the same key is not done again", () => repeats(of(TRADE)));
    await t.step("a kill is never refused for its rate", () => killsOften(watched));
    await t.step("a strategy is stopped, changed and begun", () => strategies(of(ADMIN)));
    await t.step("streams carry orders and fills", () => streams(of(READ)));
    await t.step("the command line shows and commands it", () => commandLine(watched));
  } finally {
    await watched.end();
  }
});

async function tellsOneStory(client: ControlClient): Promise<void> {
  const fills = await eventually(async () => {
    const { items } = await client.listFills({ limit: 500 });
    return items.length >= 3 ? items : undefined;
  });
  for (const { orderId, priceTicks, qtyLots, price } of fills) {
    assert.ok(orderId > 0 && qtyLots > 0);
    assert.equal(price, Number((priceTicks / 100).toFixed(2)));
  }
  const { items: open } = await client.listOrders({ state: "open" });
  assert.ok(open.every((order) => order.open && order.strategy === "micro_price_maker"));
  const first = await client.listOrders({ limit: 2 });
  assert.equal(first.items.length, 2);
  const second = await client.listOrders({ limit: 2, cursor: first.next ?? "" });
  assert.ok(second.items[0].orderId < first.items[1].orderId, "pages go on where they ended");
  const { items: positions } = await client.listPositions();
  assert.deepEqual(positions.map(({ symbol }) => symbol).sort(), ["ALPHA-USD", "BETA-USD"]);
  const { now } = await client.showPnl();
  const risk = await client.showRisk();
  assert.equal(risk.state, "open");
  assert.deepEqual(risk.headroom.map(({ limit }) => limit), [
    "maxGrossFraction",
    "maxOpenOrders",
    "maxDrawdownFraction",
  ]);
  assert.ok(now.drawdown >= 0 && now.gross >= 0);
}

async function commands(client: ControlClient): Promise<void> {
  const stateAfter = async (state: string) => {
    await eventually(async () => (await client.showRisk()).state === state ? true : undefined);
  };
  assert.equal((await client.pause({ because: "a test" })).outcome, "applied");
  await stateAfter("paused");
  assert.equal((await client.resume()).outcome, "applied");
  await stateAfter("open");
  assert.equal((await client.reduceOnly()).outcome, "applied");
  await stateAfter("reduce-only");
  assert.equal((await client.full()).outcome, "applied");
  assert.equal((await client.kill()).outcome, "applied");
  await stateAfter("killed");
  const { items } = await client.listAlarms();
  assert.deepEqual(items.map(({ name }) => name), ["killed"]);
  await eventually(async () => {
    const { items: open } = await client.listOrders({ state: "open" });
    return open.length === 0 ? true : undefined;
  });
  assert.equal((await client.rearm()).outcome, "applied");
  await stateAfter("open");
  assert.equal((await client.flatten({ strategyId: 77 })).outcome, "refused");
}

async function repeats(client: ControlClient): Promise<void> {
  const options = { idempotencyKey: "flatten-once" };
  const first = await client.flatten({}, options);
  assert.deepEqual(await client.flatten({}, options), first);
  assert.ok((await client.flatten()).controlId > first.controlId);
  const other = client.flatten({ instrumentId: 1 }, options);
  await assert.rejects(other, (thrown: ControlProblem) => thrown.status === 422);
}

async function killsOften(watched: Watched): Promise<void> {
  const client = new ControlClient({ url: watched.url, token: TRADE });
  const resumes = await Promise.allSettled(Array.from({ length: 60 }, () => client.resume()));
  const refused = resumes.filter((settled) =>
    settled.status === "rejected" && (settled.reason as ControlProblem).status === 429
  );
  assert.ok(refused.length > 0, "other changes are limited");
  const kills = await Promise.all(Array.from({ length: 60 }, () => client.kill()));
  assert.ok(kills.every(({ command }) => command === "kill"));
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await new ControlClient({ url: watched.url, token: ADMIN }).rearm();
}

async function strategies(client: ControlClient): Promise<void> {
  const { items } = await client.listStrategies();
  assert.deepEqual(items.map(({ name }) => name), ["micro_price_maker"]);
  const [{ parameters, instances }] = items;
  assert.ok(parameters.length > 0);
  assert.equal(instances.length, 2);
  const [{ name, kind, least }] = parameters.filter((parameter) => parameter.kind === "number");
  assert.equal(kind, "number");
  const bad = client.changeStrategy("micro_price_maker", { parameters: { [name]: "many" } });
  await assert.rejects(bad, (thrown: ControlProblem) => thrown.status === 422);
  const unknown = client.changeStrategy("micro_price_maker", { parameters: { nothing: 1 } });
  await assert.rejects(unknown, (thrown: ControlProblem) => thrown.status === 422);
  const missing = client.stopStrategy("nobody", {});
  await assert.rejects(missing, (thrown: ControlProblem) => thrown.status === 404);
  const results = await client.changeStrategy("micro_price_maker", {
    parameters: { [name]: least ?? 1 },
  });
  assert.ok(results.results.every(({ outcome }) => outcome === "applied"));
  const { items: changed } = await client.listStrategies();
  const value = changed[0].parameters.find((parameter) => parameter.name === name)?.value;
  assert.equal(value, least);
  assert.equal((await client.stopStrategy("micro_price_maker", {})).results[0].outcome, "applied");
  assert.equal((await client.startStrategy("micro_price_maker", {})).results[0].outcome, "applied");
}

async function streams(client: ControlClient): Promise<void> {
  const seen = new Set<string>();
  for await (const { topic } of client.follow(["orders", "fills", "positions", "pnl"], 20)) {
    seen.add(topic);
    if (seen.size === 5) break;
  }
  assert.deepEqual([...seen].sort(), ["fills", "hello", "orders", "pnl", "positions"]);
}

async function commandLine(watched: Watched): Promise<void> {
  const run = async (token: string, ...args: string[]) => {
    const file = await Deno.makeTempFile();
    await Deno.writeTextFile(file, token);
    try {
      return await millrace(...args, "--url", watched.url, "--token-file", file);
    } finally {
      await Deno.remove(file);
    }
  };
  assert.match((await run(READ, "status")).stdout, /trading +paper, open/);
  assert.match((await run(READ, "positions")).stdout, /ALPHA-USD/);
  assert.match((await run(READ, "orders", "--all")).stdout, /micro|buy|sell/);
  assert.match((await run(TRADE, "pause", "--because", "a test")).stdout, /^pause: applied/);
  assert.match((await run(TRADE, "kill")).stdout, /^kill: applied/);
  assert.match((await run(READ, "status")).stdout, /trading +paper, killed/);
  const refused = await run(READ, "rearm");
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /the session refuses \(403\)/);
  const nobody = await millrace("status", "--url", "http://127.0.0.1:9");
  assert.equal(nobody.code, 2);
  assert.match(nobody.stderr, /no running session answers/);
  const [last] = watched.server.plane.audit.entries.since(0).slice(-1);
  assert.equal(last.path, "/v1/risk/rearm");
}
