/** `features list` and `features explain`, through the whole program. */
import assert from "node:assert/strict";
import { EXIT_BAD_INPUT, EXIT_OK } from "../../core/base/errors.ts";
import { FEATURES } from "../../core/features/table.ts";
import { nearNames } from "../../cli/near_names.ts";
import { millrace } from "./run_millrace.ts";

Deno.test("features lists every feature once, with nothing cut where it is piped", async () => {
  const { code, stdout, stderr } = await millrace("features");
  assert.equal(code, EXIT_OK, stderr);
  for (const { name, formula } of FEATURES) {
    const lines = stdout.split("\n").filter((line) => line.trim().split(" ")[0] === name);
    assert.equal(lines.length, 1, `${name} has a line`);
    assert.ok(lines[0].endsWith(formula), lines[0]);
  }
  assert.deepEqual((await millrace("features", "list")).stdout, stdout);
});

Deno.test("features list finds by words, group, family and unit", async () => {
  const found = async (...args: string[]): Promise<string[]> => {
    const { code, stdout, stderr } = await millrace("features", "list", "--json", ...args);
    assert.equal(code, EXIT_OK, stderr);
    return JSON.parse(stdout).map(({ name }: { name: string }) => name);
  };
  assert.deepEqual(await found(), FEATURES.map(({ name }) => name));
  assert.deepEqual(await found("no such thing"), []);
  const wanted = FEATURES.filter(({ family, unit }) => family === "spread" && unit === "ticks");
  assert.ok(wanted.length > 0);
  assert.deepEqual(
    await found("--group", "core", "--family", "spread", "--unit", "ticks"),
    wanted.map(({ name }) => name),
  );
  const cont = await found("CONT", "1011.6402", "depths");
  assert.ok(cont.includes("ofi_50_events_depths") && !cont.includes("spread_ticks"), "in sources");
});

Deno.test("features list --json has every field and the place in the vector", async () => {
  const { stdout } = await millrace("features", "list", "ofi_50_events_depths", "--json");
  const [{ index, ...row }] = JSON.parse(stdout);
  assert.deepEqual(row, JSON.parse(JSON.stringify(FEATURES[index])));
});

Deno.test("features explain tells all there is, with a cost that was measured", async () => {
  const { code, stdout, stderr } = await millrace("features", "explain", "ofi_50_events_depths");
  assert.equal(code, EXIT_OK, stderr);
  assert.match(stdout, /^ofi_50_events_depths {2}\(core, order_flow_imbalance, number \d+\)/);
  assert.match(stdout, /formula {4}Σe \/ AD/);
  assert.match(stdout, /arXiv 1011\.6402/);
  assert.match(stdout, /warm-up {4}51 events/);
  assert.match(stdout, /mirrored {3}−x/);
  assert.match(stdout, /cost {7}[\d.]+ ns a frame for the 8 features/);
  assert.match(stdout, /[\d,]+ frames of the simulated market/);
  const json = await millrace("features", "explain", "bid_depth_1_level_lots", "--json");
  const { name, cost } = JSON.parse(json.stdout);
  assert.equal(name, "bid_depth_1_level_lots");
  assert.ok(cost.nanos < 1e5 && cost.vectorNanos > cost.sharedNanos && cost.sharedNanos > 0);
  assert.ok(cost.frames > 1_000 && cost.machine.includes("Deno"));
});

Deno.test("features says what was meant where a name is wrong", async () => {
  const cases = [
    { args: ["explain", "ofi_50_event_depths"], says: /did you mean ofi_50_events_depths/ },
    { args: ["explain", "xyzzy"], says: /there is no feature xyzzy/ },
    { args: ["list", "--family", "spreads"], says: /--family spreads: .*did you mean spread\b/ },
    { args: ["list", "--unit", "furlongs"], says: /--unit furlongs: must be one of .*ticks/ },
    { args: ["list", "--group", "none"], says: /--group none: must be one of core/ },
  ];
  for (const { args, says } of cases) {
    const { code, stdout, stderr } = await millrace("features", ...args);
    assert.equal(code, EXIT_BAD_INPUT, stderr);
    assert.match(stderr, says);
    assert.equal(stderr.trim().split("\n").length, 1, "one line");
    assert.equal(stdout, "");
  }
});

Deno.test("nearNames() finds a name through the mistakes that people make", () => {
  const names = FEATURES.map(({ name }) => name);
  for (
    const [typed, meant] of [
      ["spread", "spread_ticks"],
      ["queue-imbalance-5-levels", "queue_imbalance_5_levels"],
      ["queue_imbalance_5_level", "queue_imbalance_5_levels"],
      ["OFI_1S_LOTS", "ofi_1s_lots"],
      ["retrun_1s_bps", "return_1s_bps"],
    ]
  ) {
    assert.ok(nearNames(typed, names).includes(meant), `${typed}: ${nearNames(typed, names)}`);
  }
  assert.deepEqual(nearNames("zzz", names), []);
});
