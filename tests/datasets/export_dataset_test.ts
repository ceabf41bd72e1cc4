/**
 * A dataset holds what frames held: the matrix of a file, folded as the features stage folds its
 * frames, comes to that stage's hash, wherever the stages ran.
 */
import assert from "node:assert/strict";
import { Fold } from "../../core/base/fold.ts";
import { FEATURES, featuresEnd } from "../../core/features/table.ts";
import { MASK_WORDS } from "../../core/wire/frame.ts";
import { exportDataset } from "../../datasets/export_dataset.ts";
import { ROW_PLACES, type RowPlace } from "../../datasets/write_rows.ts";
import { dataPath, dataTest } from "../real_data.ts";
import { fileJob, run, simulatedJob } from "../parity/session_jobs.ts";
import { EVENTS, exportOptions, SETTINGS } from "./export_options.ts";
import { inFolder, parquetPaths, readParquet, type Row } from "./read_parquet.ts";

const CAPTURE = "coinbase/COINBASE.jsonl.zst";

/** The rows of a session in the order of its frames. */
function inOrder(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => Number(a.frame) - Number(b.frame));
}

/** What the features stage's hash would be, had it written these rows into frames. */
function hashOf(rows: readonly Row[]): string {
  const words = new Int32Array(MASK_WORDS + featuresEnd(SETTINGS.groups));
  const floats = new Float32Array(words.buffer);
  const fold = new Fold();
  for (const row of rows) {
    for (let i = 0; i < MASK_WORDS; i++) words[i] = Number(row[`mask_${i}`]);
    FEATURES.forEach(({ name }, i) => floats[MASK_WORDS + i] = Number(row[name] ?? 0));
    fold.words(words, 0, words.length);
  }
  return fold.toString();
}

Deno.test("exportDataset() writes the vectors that a session puts into its frames, byte for byte", async () => {
  const { hashes, frames } = await run(await simulatedJob(EVENTS), "split");
  await inFolder(async (folder) => {
    const report = await exportDataset(
      await exportOptions(`${folder}/a.parquet`, { hasMask: true }),
    );
    assert.equal(report.featuresHash, hashes.features);
    assert.equal(report.rows, frames);
    const { rows } = await readParquet(report.out);
    assert.equal(rows.length, frames);
    assert.equal(hashOf(inOrder(rows)), hashes.features);
    assert.notEqual(hashOf(inOrder(rows).slice(1)), hashes.features, "the hash sees every row");

    const parts = await exportDataset(await exportOptions(`${folder}/parts/`, { hasMask: true }));
    const all: Row[] = [];
    const paths = parquetPaths(parts.out);
    for (const path of paths) all.push(...(await readParquet(`${parts.out}/${path}`)).rows);
    assert.equal(hashOf(inOrder(all)), hashes.features);
    assert.deepEqual(paths, [
      "venue=simulated/symbol=ALPHA-USD/date=2026-01-05/part-0.parquet",
      "venue=simulated/symbol=BETA-USD/date=2026-01-05/part-0.parquet",
    ]);
  });
});

for (const out of ["a.parquet", "a.csv", "parts/"]) {
  Deno.test(`exportDataset() writes the same bytes here and in a worker, ${out}`, async () => {
    await inFolder(async (folder) => {
      const bytes = async (place: RowPlace) => {
        const there = `${folder}/${place}/`;
        Deno.mkdirSync(there);
        const report = await exportDataset(await exportOptions(there + out, { place }));
        const paths = out.endsWith("/") ? parquetPaths(report.out) : [""];
        const files = paths.map((path) =>
          Deno.readFileSync(`${report.out}/${path}`.replace(/\/$/, ""))
        );
        assert.equal(files.reduce((sum, { length }) => sum + length, 0), report.bytes);
        return { paths, files, rows: report.rows };
      };
      const here = await bytes("here");
      assert.ok(here.rows > 5_000);
      assert.deepEqual(await bytes("beside"), here);
    });
  });
}

dataTest("exportDataset() writes the vectors of a recording's frames", [CAPTURE], async () => {
  const job = await fileJob([dataPath(CAPTURE)]);
  const { hashes } = await run(job, "split");
  await inFolder(async (folder) => {
    const { input } = job;
    const options = await exportOptions(`${folder}/a.parquet`, { input, hasMask: true });
    const { rows } = await readParquet((await exportDataset(options)).out);
    assert.equal(hashOf(inOrder(rows)), hashes.features);
  });
});

Deno.test("exportDataset() writes null where the mask says that a feature is not valid", async () => {
  await inFolder(async (folder) => {
    const masked = await readParquet(
      (await exportDataset(await exportOptions(`${folder}/a.parquet`, { hasMask: true }))).out,
    );
    const { rows } = await readParquet(
      (await exportDataset(await exportOptions(`${folder}/b.parquet`))).out,
    );
    let nulls = 0;
    for (const [r, row] of rows.entries()) {
      for (const [i, { name }] of FEATURES.entries()) {
        if (!(name in row)) continue;
        const isValid = (Number(masked.rows[r][`mask_${i >> 5}`]) >>> (i & 31)) & 1;
        if (isValid === 0) nulls++;
        assert.equal(row[name], isValid === 1 ? masked.rows[r][name] : null, name);
      }
    }
    assert.ok(nulls > 100, "some features were not warm");
  });
});

for (const smoothing of ["none", "mean", "means"] as const) {
  Deno.test(`exportDataset() labels rows as looking ahead in the file does, ${smoothing}`, async () => {
    const frames = 30;
    const rule = {
      horizon: { unit: "frames", frames },
      smoothing,
      threshold: { unit: "bps", bps: 1.5 },
    } as const;
    await inFolder(async (folder) => {
      const report = await exportDataset(await exportOptions(`${folder}/a.parquet`, { rule }));
      const { rows } = await readParquet(report.out);
      let labelled = 0;
      for (const own of Map.groupBy(rows, ({ symbol }) => symbol).values()) {
        const mids = own.map(({ mid }) => Number(mid));
        const mean = (from: number, to: number) =>
          mids.slice(from, to).reduce((sum, mid) => sum + mid, 0) / (to - from);
        for (const [i, row] of own.entries()) {
          const isKnown = i + frames < own.length && (smoothing !== "means" || i + 1 >= frames);
          if (!isKnown) {
            assert.deepEqual([row.label, row.label_bps], [null, null]);
            continue;
          }
          const base = smoothing === "means" ? mean(i + 1 - frames, i + 1) : mids[i];
          const target = smoothing === "none" ? mids[i + frames] : mean(i + 1, i + frames + 1);
          const bps = 1e4 * (target - base) / base;
          assert.ok(Math.abs(Number(row.label_bps) - bps) < 1e-5 * (1 + Math.abs(bps)), `row ${i}`);
          const moveBps = Number(row.label_bps);
          assert.equal(row.label, moveBps > 1.5 ? 2 : moveBps < -1.5 ? 0 : 1);
          labelled++;
        }
      }
      assert.equal(labelled, report.labelled);
      const { down, flat, up } = report.classShares;
      assert.ok(down > 0.01 && flat > 0.01 && up > 0.01, "all classes occur");
    });
  });
}

Deno.test("exportDataset() fits a threshold that leaves the wanted share of rows flat", async () => {
  const rule = {
    horizon: { unit: "nanos", nanos: 2e9 },
    smoothing: "mean",
    threshold: { unit: "share", flatShare: 0.4, fitShare: 1 },
  } as const;
  await inFolder(async (folder) => {
    const options = await exportOptions(`${folder}/a.csv`, { rule });
    const { classShares, thresholdsBps, label } = await exportDataset(options);
    assert.ok(Math.abs(classShares.flat - 0.4) < 0.01, String(classShares.flat));
    assert.deepEqual(Object.keys(thresholdsBps), ["ALPHA-USD", "BETA-USD"]);
    assert.match(label, /2 s ahead/);
  });
});

Deno.test("exportDataset() takes one row of so many of an instrument, with the same values", async () => {
  await inFolder(async (folder) => {
    const every = async (everyFrames: number) => {
      const out = `${folder}/${everyFrames}.parquet`;
      return (await readParquet(
        (await exportDataset(await exportOptions(out, { everyFrames }))).out,
      ))
        .rows;
    };
    const all = await every(1);
    const some = await every(7);
    const expected = [...Map.groupBy(all, ({ symbol }) => symbol).values()].flatMap((own) =>
      own.filter((_, i) => i % 7 === 0)
    );
    assert.deepEqual(some, expected);
  });
});

Deno.test("exportDataset() leaves nothing behind when it is interrupted or cannot read", async () => {
  await inFolder(async (folder) => {
    const signal = AbortSignal.abort();
    for (const place of ROW_PLACES) {
      for (const out of ["a.parquet", "b.csv", "parts/"]) {
        const report = await exportDataset(
          await exportOptions(`${folder}/${out}`, { signal, place }),
        );
        assert.equal(report.interrupted, true);
      }
    }
    const input = {
      kind: "files",
      files: [{ path: `${folder}/nothing.tape`, format: "tape" }],
      symbols: undefined,
      scales: [],
    } as const;
    await assert.rejects(exportDataset(await exportOptions(`${folder}/c.parquet`, { input })));
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("exportDataset() replaces a file only when the new one is complete", async () => {
  await inFolder(async (folder) => {
    const out = `${folder}/a.csv`;
    Deno.writeTextFileSync(out, "before");
    await exportDataset(await exportOptions(out, { signal: AbortSignal.abort() }));
    assert.equal(Deno.readTextFileSync(out), "before");
    await exportDataset(await exportOptions(out));
    assert.match(Deno.readTextFileSync(out), /^venue,symbol,recv_time/);
  });
});
