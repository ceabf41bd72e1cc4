import assert from "node:assert/strict";
import { UserError } from "../../core/base/errors.ts";
import { loadStrategy, strategyRef } from "../../core/trading/strategy_loader.ts";
import { STRATEGIES } from "../../strategies/registry.ts";
import { fixture } from "./trading_session.ts";

const CONTRACT = new URL("../../core/trading/", import.meta.url).href;

async function complaint(text: string): Promise<string> {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(path, text);
    await loadStrategy(strategyRef(path, "/"), []);
  } catch (thrown) {
    assert.ok(thrown instanceof UserError, String(thrown));
    assert.ok(!thrown.message.includes("\n"), "one line");
    assert.ok(thrown.message.includes(path), "names the file");
    return thrown.message;
  } finally {
    await Deno.remove(path);
  }
  return "";
}

Deno.test("loadStrategy() finds names of the registry and files", async () => {
  assert.equal((await loadStrategy("twap", STRATEGIES)).name, "twap");
  assert.equal((await loadStrategy(fixture("coin_flipper"), [])).name, "coin_flipper");
  await assert.rejects(
    loadStrategy("twapp", STRATEGIES),
    /strategy twapp: there is none of that name; there are twap, vwap/,
  );
});

Deno.test("loadStrategy() says in one line why a file is no strategy", async () => {
  const whole = `name: "a", summary: "", source: "", parameters: {}, create() {}`;
  const cases: readonly (readonly [string, RegExp])[] = [
    [
      "export const stategy = 1;",
      /must export "strategy", made by defineStrategy; it exports stat/,
    ],
    ["", /it exports nothing/],
    ["export const strategy = 5;", /is no object made by defineStrategy/],
    ["export const strategy = {};", /has no name in snake_case/],
    [`export const strategy = { ${whole.replace('"a"', '"My Strategy"')} };`, /snake_case/],
    [`export const strategy = { ${whole.replace("create() {}", "")} };`, /has no function create/],
    [`export const strategy = { ${whole.replace("{}", "{ a: 1 }")} };`, /has a parameter a that/],
    [`export const strategy = { ${whole}, features: "mid" };`, /features that are no list/],
    ["throw new Error('no good');", /cannot be imported \(no good\)/],
    ["export const strategy = {", /cannot be imported/],
    [`import "./nowhere.ts";`, /cannot be imported/],
  ];
  for (const [text, expected] of cases) assert.match(await complaint(text), expected, text);
  await assert.rejects(loadStrategy("file:///nowhere/mine.ts", []), /cannot be imported/);
});

Deno.test("strategyRef() makes addresses of files, however their folder is called", async () => {
  assert.equal(strategyRef("twap", "/tmp"), "twap");
  assert.equal(strategyRef("./a b.ts", "/x#y"), "file:///x%23y/a%20b.ts");
  const folder = await Deno.makeTempDir({ prefix: "what ever %23 #1 " });
  try {
    await Deno.writeTextFile(
      `${folder}/mine.ts`,
      `import { defineStrategy } from "${CONTRACT}strategy.ts";
       export const strategy = defineStrategy({ name: "mine", summary: "", source: "",
         parameters: {}, create: () => ({ onFrame() {} }) });`,
    );
    assert.equal((await loadStrategy(strategyRef("mine.ts", folder), [])).name, "mine");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
