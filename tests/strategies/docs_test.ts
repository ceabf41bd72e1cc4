/** The page that is written from the registry. */
import assert from "node:assert/strict";
import { STRATEGIES } from "../../strategies/registry.ts";
import { strategyDocs } from "../../tools/strategy_docs.ts";

Deno.test("docs/STRATEGIES.md is current when the registry changes", async () => {
  const path = new URL("../../docs/STRATEGIES.md", import.meta.url);
  const hint = "run: deno run --allow-write=docs tools/strategy_docs.ts";
  assert.equal(await Deno.readTextFile(path), strategyDocs(), hint);
});

Deno.test("strategyDocs() has a section for every strategy and a row for every parameter", () => {
  const page = strategyDocs();
  for (const { name, parameters } of STRATEGIES) {
    const section = page.split(`\n## ${name}\n`)[1]?.split("\n## ")[0] ?? "";
    for (const parameter of Object.keys(parameters)) {
      assert.ok(section.includes(`\`${parameter}\``));
    }
  }
});
