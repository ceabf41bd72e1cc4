/** `features plot`, through the whole program and in a browser. */
import assert from "node:assert/strict";
import { EXIT_BAD_INPUT, EXIT_INTERRUPTED, EXIT_OK } from "../../core/base/errors.ts";
import type { PlottedInstrument } from "../../reports/series_data.ts";
import { browserTest } from "../browser.ts";
import { dataTest } from "../real_data.ts";
import { command, millrace } from "./run_millrace.ts";

const SIMULATED = ["--events", "20000", "--seed", "7", "--symbols", "MILL-USD,RACE-USD", "--quiet"];
const NAMES = "ofi_10s_depths,spread_ticks";

Deno.test("features plot writes a page that holds all it needs", async () => {
  await inTempFolder(async (folder) => {
    const { page, stdout } = await plotPage(folder, NAMES, ...SIMULATED);
    assert.match(stdout, /MILL-USD {2}[\d,]+ frames/);
    assert.match(stdout, /spread_ticks +valid in 100\.0 %, 1 to \d+/);
    assert.match(page, /<title>ofi_10s_depths, spread_ticks<\/title>/);
    assert.doesNotMatch(page, /<(script|link|img)[^>]*\b(src|href)="(?!data:)/, "nothing fetched");
    assert.match(page, /uPlot 1\.6\.32, MIT License/);
    const instruments = dataOf(page);
    assert.deepEqual(instruments.map(({ symbol }) => symbol), ["MILL-USD", "RACE-USD"]);
    for (const { panels } of instruments) {
      assert.deepEqual(panels.map(({ name }) => name), ["ofi_10s_depths", "spread_ticks", "mid"]);
      for (const { x, y } of panels) {
        assert.ok(x.length > 100 && x.length <= 4_000, `${x.length} points`);
        assert.equal(y.length, x.length);
        assert.deepEqual(x.toSorted((a, b) => a - b), x, "in order of time");
      }
      assert.equal(panels[0].y[0], null, "a gap before it is warm");
      assert.ok(panels[2].y.every((mid) => mid !== null && mid > 0));
    }
  });
});

Deno.test("features plot writes a picture that is well-formed, and breaks its line at gaps", async () => {
  await inTempFolder(async (folder) => {
    const out = `${folder}/plot.svg`;
    const { code, stderr } = await millrace("features", "plot", NAMES, ...SIMULATED, "--out", out);
    assert.equal(code, EXIT_OK, stderr);
    const svg = Deno.readTextFileSync(out);
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 1000 \d+"/);
    assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
    const opened = [...svg.matchAll(/<([a-z]+)[\s>](?![^<]*\/>)/g)].length;
    const closed = [...svg.matchAll(/<\/[a-z]+>/g)].length;
    assert.equal(opened, closed, "every element ends");
    assert.equal([...svg.matchAll(/<path class="(feature|mid)" d="M/g)].length, 6);
    assert.match(svg, /prefers-color-scheme: dark/);
  });
});

Deno.test("features plot gives the same bytes every time", async () => {
  await inTempFolder(async (folder) => {
    const first = await plotPage(folder, NAMES, ...SIMULATED);
    const second = await plotPage(folder, NAMES, ...SIMULATED);
    assert.equal(first.page, second.page);
  });
});

Deno.test("features plot costs one line where something is wrong, and leaves nothing", async () => {
  await inTempFolder(async (folder) => {
    const empty = `${folder}/empty.txt`;
    Deno.writeTextFileSync(empty, "");
    Deno.writeTextFileSync(`${folder}/file`, "");
    const cases = [
      { args: ["spred_ticks"], says: /there is no feature spred_ticks; did you mean spread_ticks/ },
      { args: ["spread_ticks", empty], says: /empty\.txt/ },
      { args: ["spread_ticks", `${folder}/nowhere.gz`], says: /nowhere\.gz/ },
      { args: ["spread_ticks", "ofi_1s_lots"], says: /write spread_ticks,ofi_1s_lots/ },
      { args: ["spread_ticks", "--out", `${folder}/plot.png`], says: /\.html or \.svg/ },
      { args: ["spread_ticks", "--out", `${folder}/file/x.svg`], says: /--out .*: cannot write/ },
      { args: ["spread_ticks", "--seed", "one"], says: /--seed one/ },
      {
        args: ["reference_return_1s_bps", "--out", `${folder}/x.svg`],
        says: /is never valid without --reference/,
      },
    ];
    for (const { args, says } of cases) {
      const { code, stderr } = await millrace("features", "plot", ...args, "--events", "1000");
      assert.equal(code, EXIT_BAD_INPUT, stderr);
      assert.match(stderr, says);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
    }
    const left = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.deepEqual(left, ["empty.txt", "file"]);
  });
});

Deno.test({
  name: "features plot leaves nothing behind when it is interrupted",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await inTempFolder(async (folder) => {
      const child = command([
        "features",
        "plot",
        "spread_ticks",
        "--events",
        "100000000",
        "--out",
        `${folder}/plot.html`,
      ]).spawn();
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      child.kill("SIGINT");
      assert.equal((await child.output()).code, EXIT_INTERRUPTED);
      assert.deepEqual([...Deno.readDirSync(folder)], []);
    });
  },
});

browserTest("the page of features plot draws every panel, without an error", async (load) => {
  await inTempFolder(async (folder) => {
    const { page } = await plotPage(folder, NAMES, ...SIMULATED);
    const broken = await load(page.replaceAll("new uPlot(", "new vPlot("));
    assert.equal(broken.console.length, 1, "an error would be seen");
    for (const dark of [false, true]) {
      const { dom, console } = await load(page, { dark });
      assert.deepEqual(console, []);
      assert.equal([...dom.matchAll(/<canvas/g)].length, 6);
    }
  });
});

dataTest("features plot of a LOBSTER day stays within 4,000 points and UTC", [
  "lobster/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip",
], async ([zip]) => {
  await inTempFolder(async (folder) => {
    const { page } = await plotPage(folder, "spread_ticks", zip, "--quiet");
    assert.match(page, /from 2012-06-21 13:30:00 UTC/);
    const [{ frames, panels: [spread, mid] }] = dataOf(page);
    assert.equal(frames, 147_917);
    assert.equal(Math.max(...spread.y.map(Number)), 231, "the widest of the day");
    for (const { x, startMillis } of [spread, mid]) {
      assert.ok(x.length <= 4_000);
      assert.ok(startMillis + x[0] >= Date.UTC(2012, 5, 21, 13, 30));
      assert.ok(startMillis + x.at(-1)! <= Date.UTC(2012, 5, 21, 20));
    }
  });
});

async function plotPage(
  folder: string,
  ...args: string[]
): Promise<{ readonly page: string; readonly stdout: string }> {
  const out = `${folder}/deeper/plot.html`;
  const { code, stdout, stderr } = await millrace("features", "plot", ...args, "--out", out);
  assert.equal(code, EXIT_OK, stderr);
  assert.equal(stderr, "");
  return { page: Deno.readTextFileSync(out), stdout };
}

function dataOf(page: string): PlottedInstrument[] {
  const found = /<script type="application\/json" id="data">(.*)<\/script>/.exec(page);
  return JSON.parse(found![1]).instruments;
}

async function inTempFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "millrace-plot-" });
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
