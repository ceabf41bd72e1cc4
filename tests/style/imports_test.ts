/** The project's layers: imports point upwards in the lists below, and never in a circle. */
import assert from "node:assert/strict";
import { findCircle, type Import, importsOf } from "./imports.ts";
import { projectFiles } from "./project_files.ts";

/** The rooms of core/ in the order in which the current is built up. */
const ROOMS = [
  "base",
  "wire",
  "ring",
  "telemetry",
  "agent",
  "venues",
  "book",
  "matching",
  "features",
  "inference",
  "exchange",
  "trading",
  "gateway",
  "tape",
  "supervisor",
  "control",
];
/** What ships, below what only serves to build and to test it. */
const LAYERS = [
  "client",
  "core",
  "exchange",
  "strategies",
  "models",
  "datasets",
  "reports",
  "backtest",
  "workers",
  "cli",
  "main.ts",
  "bench",
  "tools",
  "tests",
];
/** These test and measure each other's parts, so among them there is no order. */
const WORKSHOP = new Set(["bench", "tools", "tests"]);

const IMPORTS = projectFiles(/\.ts$/).flatMap(importsOf);

/** @param rank place of a path in a list; -1 = not in it */
function pointingDown(imports: readonly Import[], rank: (path: string) => number): string[] {
  return imports
    .filter(({ path, target }) => rank(path) >= 0 && rank(target) > rank(path))
    .map(({ path, target }) => `${path} imports ${target}`);
}

const roomRank = (path: string) => ROOMS.indexOf(/^core\/(\w+)\//.exec(path)?.[1] ?? "");
const layerRank = (path: string) => {
  const layer = path.split("/")[0];
  return LAYERS.indexOf(WORKSHOP.has(layer) ? "tests" : layer);
};

Deno.test("imports of a room of core/ point to the rooms before it", () => {
  const bad = importsOf({ path: "core/ring/a.ts", text: 'import { A } from "../book/a.ts";' });
  assert.equal(pointingDown(bad, roomRank).length, 1, "the rule finds what it is for");

  const strangers = IMPORTS.filter(({ path }) => path.startsWith("core/") && roomRank(path) < 0);
  assert.deepEqual(strangers.map(({ path }) => path), [], "every room of core/ is in the list");
  assert.deepEqual(pointingDown(IMPORTS, roomRank), []);
});

Deno.test("imports of a layer point to the layers before it", () => {
  const bad = importsOf({
    path: "core/ring/a.ts",
    text: 'import type { A } from "../../cli/a.ts";',
  });
  assert.equal(pointingDown(bad, layerRank).length, 1, "the rule finds what it is for");

  assert.deepEqual(pointingDown(IMPORTS, layerRank), []);
});

Deno.test("imports never go round in a circle", () => {
  const circle = [
    ...importsOf({ path: "a.ts", text: 'import { B } from "./b.ts";' }),
    ...importsOf({ path: "b.ts", text: 'export {\n  A,\n} from "./a.ts";' }),
  ];
  assert.deepEqual(findCircle(circle), ["a.ts", "b.ts", "a.ts"], "the rule finds what it is for");

  assert.deepEqual(findCircle(IMPORTS), undefined);
});
