/** `data features` as a user runs it: what it prints, what it leaves, and what it says of mistakes. */
import assert from "node:assert/strict";
import { inFolder, parquetPaths, readParquet } from "../datasets/read_parquet.ts";
import { command, millrace } from "./run_millrace.ts";

const FEW = ["--events", "3000", "--symbols", "ALPHA-USD"];

Deno.test("data features writes a file and says what is in it", async () => {
  await inFolder(async (folder) => {
    const out = `${folder}/a.parquet`;
    const chosen = ["--features", "spread,ofi_50_events_lots", "--threshold", "0.5ticks"];
    const { code, stdout, stderr } = await millrace(
      ...["data", "features", ...FEW, ...chosen, "--out", out],
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /a\.parquet {2}1 file/);
    assert.match(stdout, /rows {8}3,\d+ of 3,\d+ frames/);
    assert.match(stdout, /the mid 50 frames ahead; moved when by more than 0.5 ticks/);
    const { rows, metadata } = await readParquet(out);
    assert.deepEqual(Object.keys(rows[0]), [
      ...["venue", "symbol", "recv_time", "exch_time", "recv_nanos", "exch_nanos"],
      ...["frame", "sequence", "mid"],
      ...["spread_ticks", "spread_bps", "mid_price_quote", "weighted_mid_offset_ticks"],
      ...["ofi_50_events_lots", "label_bps", "label"],
    ]);
    const notes = Object.fromEntries(
      (metadata.key_value_metadata ?? []).map(({ key, value }) => [key, JSON.parse(value ?? "")]),
    );
    assert.equal(notes.millrace.rows, rows.length);
    assert.equal(notes.features[4].name, "ofi_50_events_lots");
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["a.parquet"]);
  });
});

Deno.test("data features prints one JSON object, and a folder holds a file for each instrument", async () => {
  await inFolder(async (folder) => {
    const more = ["--features", "core", "--horizon", "1s", "--json", "--quiet"];
    const { code, stdout } = await millrace(
      ...["data", "features", "--events", "4000", ...more, "--out", `${folder}/parts/`],
    );
    assert.equal(code, 0);
    const report = JSON.parse(stdout);
    assert.equal(report.files, 4);
    assert.equal(parquetPaths(`${folder}/parts`).length, 4);
    assert.match(report.featuresHash, /^[0-9a-f]{16}$/);
  });
});

Deno.test("data features removes what it has written when it is interrupted", async () => {
  await inFolder(async (folder) => {
    const out = `${folder}/a.csv`;
    const child = command(["data", "features", "--events", "50000000", "--out", out]).spawn();
    for (let tries = 0; tries < 600; tries++) {
      if ([...Deno.readDirSync(folder)].length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill("SIGINT");
    const { code, stderr } = await child.output();
    assert.equal(code, 130);
    assert.match(new TextDecoder().decode(stderr), /interrupted; nothing was written/);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});

const MISTAKES: Readonly<Record<string, readonly [args: readonly string[], says: RegExp]>> = {
  "an unknown feature": [["--features", "spread,magic"], /--features: .*magic/],
  "a feature of a group that is left out": [
    ["--feature-groups", "micro", "--features", "spread_ticks"],
    /--features spread_ticks: .*group core/,
  ],
  "a format that is not written": [
    ["--out", "a.feather"],
    /--out a\.feather: .*\.parquet or \.csv/,
  ],
  "a horizon of nothing": [["--horizon", "0"], /--horizon 0: must be/],
  "a horizon of years": [["--horizon", "9000h"], /--horizon 9000h: must be/],
  "a threshold without a unit": [["--threshold", "2"], /--threshold 2: must be/],
  "a threshold of everything": [["--threshold", "100%"], /--threshold 100%: must be/],
  "a share above 1": [["--fit-share", "1.5"], /--fit-share 1\.5: must be/],
  "an unknown smoothing": [["--smoothing", "magic"], /--smoothing magic: must be one of none/],
  "an unknown compression": [["--compression", "rar"], /--compression rar: must be one of zstd/],
  "no rows": [["--every", "0"], /--every 0: must be/],
  "a calibration that is not there": [["--calibration", "no.json"], /no\.json/],
  "a recording that is not there": [["no.tape"], /no\.tape/],
  "too little to fit a threshold on": [
    ["--threshold", "33%", "--horizon", "5000", "--events", "100"],
    /--threshold: no label is known/,
  ],
};

for (const [title, [args, says]] of Object.entries(MISTAKES)) {
  Deno.test(`data features refuses ${title} in one line`, async () => {
    await inFolder(async (folder) => {
      const out = args.includes("--out") ? [] : ["--out", `${folder}/a.parquet`];
      const { code, stdout, stderr } = await millrace(
        ...["data", "features", ...FEW, ...out, ...args, "--quiet"],
      );
      assert.equal(code, 2, stderr);
      assert.match(stderr, says);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
      assert.equal(stdout, "");
      assert.deepEqual([...Deno.readDirSync(folder)], []);
    });
  });
}

Deno.test("data features refuses a place that it cannot write to, and leaves it as it was", async () => {
  await inFolder(async (folder) => {
    Deno.mkdirSync(`${folder}/full/inside`, { recursive: true });
    Deno.mkdirSync(`${folder}/a.csv`);
    Deno.mkdirSync(`${folder}/left.part`);
    const places: Readonly<Record<string, RegExp>> = {
      full: /full: is there already/,
      "a.csv": /a\.csv: is a folder/,
      left: /left\.part is in the way/,
      "no/such/folder.csv": /cannot write there/,
    };
    for (const [place, says] of Object.entries(places)) {
      const { code, stderr } = await millrace(
        ...["data", "features", ...FEW, "--out", `${folder}/${place}`],
      );
      assert.equal(code, 2, stderr);
      assert.match(stderr, says);
    }
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.deepEqual(names, ["a.csv", "full", "left.part"]);
  });
});
