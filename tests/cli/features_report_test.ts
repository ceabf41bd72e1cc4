/** `features report`, through the whole program and in a browser. */
import assert from "node:assert/strict";
import { EXIT_BAD_INPUT, EXIT_OK } from "../../core/base/errors.ts";
import { FEATURES } from "../../core/features/table.ts";
import type { InstrumentReport, Triangle } from "../../reports/feature_report.ts";
import { browserTest } from "../browser.ts";
import { dataTest } from "../real_data.ts";
import { millrace } from "./run_millrace.ts";

const SIMULATED = ["--events", "30000", "--seed", "7", "--symbols", "MILL-USD,RACE-USD", "--quiet"];

/** Quicker, where it matters that there is a report and not what is in it. */
const CORE = [...SIMULATED, "--feature-groups", "core"];

Deno.test("features report accounts for every feature of every instrument", async () => {
  await inTempFolder(async (folder) => {
    const instruments = await reportJson(folder, ...SIMULATED);
    assert.deepEqual(instruments.map(({ symbol }) => symbol), ["MILL-USD", "RACE-USD"]);
    for (const { frames, sampled, features, neverValid, correlations } of instruments) {
      assert.equal(sampled, Math.min(frames, 10_000));
      const accounted = [...features.map(({ name }) => name), ...neverValid].sort();
      assert.deepEqual(accounted, FEATURES.map(({ name }) => name).sort());
      for (const { name, valid, least, greatest, mean, quantiles, histogram } of features) {
        assert.ok(valid > 0 && valid <= 1, name);
        const ordered = [least, ...quantiles, greatest];
        assert.deepEqual(ordered.toSorted((a, b) => a - b), ordered, `${name} in order`);
        assert.ok(
          least <= mean + 1e-9 * Math.abs(mean) && mean <= greatest + 1e-9 * Math.abs(mean),
        );
        const counted = histogram.counts.reduce((a, b) => a + b);
        assert.ok(counted > 0 && counted <= sampled, name);
      }
      const { names, pearson, spearman, clustered } = correlations;
      assert.equal(pearson.length, (names.length * (names.length - 1)) / 2);
      assert.ok([...pearson, ...spearman].every((value) => value === null || Math.abs(value) <= 1));
      assert.deepEqual(clustered.toSorted((a, b) => a - b), [...names.keys()]);
      const between = (triangle: Triangle, a: string, b: string) => {
        const [low, high] = [names.indexOf(a), names.indexOf(b)].sort((x, y) => x - y);
        return triangle[(high * (high - 1)) / 2 + low]!;
      };
      assert.ok(between(pearson, "spread_ticks", "spread_bps") > 0.99);
      assert.ok(between(spearman, "ofi_50_events_lots", "ofi_50_events_depths") > 0.9);
    }
  });
});

Deno.test("features report writes the same page every time, and one that holds all it needs", async () => {
  await inTempFolder(async (folder) => {
    const page = await reportPage(folder, ...CORE);
    assert.equal(await reportPage(folder, ...CORE), page);
    assert.doesNotMatch(page, /<(script|link|img)[^>]*\b(src|href)="(?!data:)/, "nothing fetched");
    assert.doesNotMatch(page, /NaN|Infinity/);
    assert.match(page, /simulated market, seed 7, from [\d-]+ [\d:]+ UTC/);
    assert.match(page, /calibrated on .*; no reference/);
  });
});

Deno.test("features report costs one line where something is wrong, and leaves nothing", async () => {
  await inTempFolder(async (folder) => {
    const torn = `${folder}/torn.gz`;
    Deno.writeTextFileSync(torn, "");
    for (
      const [args, says] of [
        [[torn], /torn\.gz/],
        [["--out", `${folder}/x.pdf`], /\.html or \.json/],
        [["--out", folder], /--out .*: must end/],
        [["--feature-groups", "macro"], /--feature-groups macro: must be one of core/],
        [["--calibration", `${folder}/none.json`], /--calibration .*none\.json/],
      ] as const
    ) {
      const { code, stderr } = await millrace("features", "report", ...args, "--events", "1000");
      assert.equal(code, EXIT_BAD_INPUT, stderr);
      assert.match(stderr, says);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
    }
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["torn.gz"]);
  });
});

browserTest(
  "the page of features report draws, filters and answers to the pointer",
  async (load) => {
    await inTempFolder(async (folder) => {
      const page = await reportPage(folder, ...SIMULATED);
      const broken = await load(page.replaceAll("decode(matrices", "decoder(matrices"));
      assert.equal(broken.console.length, 1, "an error would be seen");
      for (const dark of [false, true]) {
        const { dom, console } = await load(page, { dark, script: USE });
        assert.deepEqual(console, []);
        const said = (id: string) => new RegExp(`data-${id}="([^"]*)"`).exec(dom)?.[1] ?? "";
        assert.ok(Number(said("rows")) > 40, "features in the table");
        assert.equal(said("filtered"), "4", "those of the family spread");
        assert.match(
          said("pair"),
          /^1\.00(\w+)\1Spearman/,
          "on the diagonal a feature meets itself",
        );
        assert.match(said("key"), /^−?[01]\.\d\d\w+Spearman/, "the arrow keys move on");
        assert.ok(Number(said("colours")) > 20, "cells of many colours");
        assert.equal(said("strongest"), "12");
        assert.notEqual(said("first"), said("second"), "instruments differ");
      }
    });
  },
);

/** Uses the page as a reader does, and writes down what it shows. */
const USE = `
  const get = (id) => document.getElementById(id);
  const note = (name, value) => document.body.setAttribute("data-" + name, value);
  const change = (id, value, event) => {
    get(id).value = value;
    get(id).dispatchEvent(new Event(event));
  };
  note("rows", document.querySelectorAll("#rows tr:not(.family)").length);
  change("search", "core spread", "input");
  note("filtered", document.querySelectorAll("#rows tr:not(.family)").length);
  const { left, top } = get("heat").getBoundingClientRect();
  get("heat").dispatchEvent(new PointerEvent("pointermove", { clientX: left + 2, clientY: top + 2 }));
  note("pair", get("pair").textContent);
  get("heat").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown" }));
  note("key", get("pair").textContent);
  const pixels = new Uint32Array(get("heat").getContext("2d")
    .getImageData(0, 0, get("heat").width, get("heat").height).data.buffer);
  note("colours", new Set(pixels).size);
  note("strongest", get("strongest").children.length);
  note("first", get("sampled").textContent);
  change("instrument", "1", "change");
  note("second", get("sampled").textContent);
`;

dataTest("features report of a LOBSTER day finds that order flow moves the mid", [
  "lobster/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip",
], async ([zip]) => {
  await inTempFolder(async (folder) => {
    const [{ symbol, frames, impact, features }] = await reportJson(folder, zip, "--quiet");
    assert.equal(symbol, "GOOG");
    assert.equal(frames, 147_917);
    assert.equal(impact.blocks, 13, "half hours");
    assert.ok(impact.meanRSquared! > 0.3 && impact.meanRSquared! < 0.7, `${impact.meanRSquared}`);
    assert.ok(impact.ticksPerLot! > 0);
    const spread = features.find(({ name }) => name === "spread_ticks")!;
    assert.equal(spread.least, 1);
    assert.equal(spread.greatest, 231);
  });
});

async function reportJson(folder: string, ...args: string[]): Promise<InstrumentReport[]> {
  const out = `${folder}/report.json`;
  const { code, stderr } = await millrace("features", "report", ...args, "--out", out);
  assert.equal(code, EXIT_OK, stderr);
  return JSON.parse(Deno.readTextFileSync(out)).instruments;
}

async function reportPage(folder: string, ...args: string[]): Promise<string> {
  const out = `${folder}/report.html`;
  const { code, stderr } = await millrace("features", "report", ...args, "--out", out);
  assert.equal(code, EXIT_OK, stderr);
  return Deno.readTextFileSync(out);
}

async function inTempFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "millrace-report-" });
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
