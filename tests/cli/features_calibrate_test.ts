/** `millrace features calibrate` as a user runs it. */
import assert from "node:assert/strict";
import { parseCalibration } from "../../core/features/calibration.ts";
import { dataTest } from "../real_data.ts";
import { millrace } from "./run_millrace.ts";

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("features calibrate writes what replay reads when the market is simulated", () =>
  inFolder(async (folder) => {
    const out = `${folder}/cal.json`;
    const args = ["--events", "30000", "--symbols", "ABC-USD"];
    const calibrated = await millrace("features", "calibrate", ...args, "--out", out);
    assert.equal(calibrated.code, 0, calibrated.stderr);
    assert.match(calibrated.stdout, /ABC-USD {2}[\d,]+ frames, .*moves of the mid/);
    assert.match(calibrated.stdout, /first component of 10 levels explains \d\d\.\d %/);
    const { symbols } = parseCalibration(await Deno.readTextFile(out), out);
    assert.deepEqual(Object.keys(symbols), ["ABC-USD"]);
    const replayed = await millrace("replay", ...args, "--calibration", out, "--json");
    assert.equal(replayed.code, 0, replayed.stderr);
    assert.match(replayed.stdout, /"micro_price_offset_ticks": -?[\d.]+/);
  }));

Deno.test("features calibrate prints one JSON object when asked for --json", () =>
  inFolder(async (folder) => {
    const args = ["--events", "20000", "--out", `${folder}/c.json`, "--json", "--quiet"];
    const { code, stdout, stderr } = await millrace("features", "calibrate", ...args);
    assert.equal(code, 0, stderr);
    const { calibration, symbols } = JSON.parse(stdout);
    assert.equal(calibration.format, 1);
    assert.ok(symbols["MILL-USD"].steps > 1_000);
    assert.equal(stderr, "");
  }));

Deno.test("features calibrate says in one line what is wrong, and writes nothing", () =>
  inFolder(async (folder) => {
    const out = `${folder}/c.json`;
    const few = await millrace("features", "calibrate", "--events", "100", "--out", out, "--quiet");
    assert.equal(few.code, 2);
    assert.match(few.stderr, /^millrace: nothing to calibrate: MILL-USD: \d+ steps .*\n$/);
    const horizon = await millrace("features", "calibrate", "--horizon", "0", "--out", out);
    assert.equal(horizon.code, 2);
    assert.match(horizon.stderr, /--horizon 0: must be a whole number from 1/);
    await assert.rejects(Deno.stat(out));
    await Deno.writeTextFile(out, '{"format": 1, "source": "x", "symbols": {"A": {}}}');
    const replay = await millrace("replay", "--events", "100", "--calibration", out);
    assert.equal(replay.code, 2);
    assert.match(replay.stderr, /c\.json: field symbols\.A\.microPrice is missing\n$/);
  }));

dataTest(
  "features calibrate measures a recording",
  ["lobster/LOBSTER_SampleFile_AAPL_2012-06-21_1.zip"],
  ([path]) =>
    inFolder(async (folder) => {
      const args = [path, "--out", `${folder}/aapl.json`, "--quiet"];
      const { code, stdout, stderr } = await millrace("features", "calibrate", ...args);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /AAPL {2}118,497 frames, 118,496 steps/);
      // One level: all of the flow is at the first.
      assert.match(stdout, /\n +1\.000 0\.000 0\.000/);
    }),
);
