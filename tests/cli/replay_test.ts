/** The command line as a user meets it: help, results, mistakes, Ctrl-C. */
import assert from "node:assert/strict";
import { command, millrace } from "./run_millrace.ts";

const HASH = /^[0-9a-f]{16}$/;

Deno.test("replay prints one JSON object with everything a program needs", async () => {
  const { code, stdout, stderr } = await millrace("replay", "--events", "30000", "--json");
  assert.equal(code, 0, stderr);
  const summary = JSON.parse(stdout);
  assert.ok(summary.events > 30_000);
  assert.ok(summary.frames > 25_000);
  assert.equal(summary.drops, 0);
  for (const stage of ["ingest", "book", "features", "inference"]) {
    assert.match(summary.hashes[stage], HASH, stage);
  }
  assert.ok(summary.checks.compared > 0);
  assert.equal(summary.checks.mismatches, 0);
  for (const hop of ["ingest-book", "book-features", "features-inference", "ingest-inference"]) {
    const { count, p50, p99, p999, max } = summary.latencyNanos[hop];
    assert.equal(count, summary.frames, hop);
    assert.ok(p50 <= p99 && p99 <= p999 && p999 <= max && max > 0, hop);
  }
  assert.ok(summary.peakRssBytes > 10e6);
  assert.deepEqual(summary.problems, []);
});

Deno.test("replay prints a summary for people, and plain progress when piped", async () => {
  const { code, stdout, stderr } = await millrace("replay", "--events", "200000");
  assert.equal(code, 0, stderr);
  for (const word of ["events", "frames", "drops", "p99.9", "books", "predictions", "hashes"]) {
    assert.ok(stdout.includes(word), word);
  }
  assert.ok(!stdout.includes("\x1b") && !stderr.includes("\x1b"), "no terminal codes in a pipe");
});

Deno.test("replay --record writes a tape that replays to the same hashes and verifies", async () => {
  const folder = await Deno.makeTempDir();
  const tape = `${folder}/out.tape`;
  const first = await millrace("replay", "--events", "20000", "--json", "--record", tape);
  assert.equal(first.code, 0, first.stderr);
  const again = await millrace("replay", tape, "--json", "--placement", "split");
  assert.equal(again.code, 0, again.stderr);
  assert.deepEqual(JSON.parse(again.stdout).hashes, JSON.parse(first.stdout).hashes);
  const verified = await millrace("data", "verify", tape, "--json");
  assert.equal(verified.code, 0, verified.stderr);
  assert.equal(JSON.parse(verified.stdout).hash, JSON.parse(first.stdout).hashes.ingest);
  const inspected = await millrace("data", "inspect", tape, "-n", "3");
  assert.equal(inspected.code, 0, inspected.stderr);
  assert.equal(inspected.stdout.trim().split("\n").slice(-3)[0].trim().split(" ")[0], "0");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("replay --from builds the book before and begins its frames there", async () => {
  const options = ["--events", "20000", "--json", "--symbols", "MILL-USD"];
  const whole = await millrace("replay", ...options);
  const late = await millrace(
    "replay",
    ...options,
    "--from",
    "14:30:10",
    "--feature-groups",
    "core",
  );
  assert.equal(late.code, 0, late.stderr);
  const [all, part] = [JSON.parse(whole.stdout), JSON.parse(late.stdout)];
  assert.equal(part.hashes.ingest, all.hashes.ingest);
  assert.ok(part.frames > 0 && part.frames < all.frames, `${part.frames} of ${all.frames} frames`);
  assert.deepEqual(part.instruments[0].bid, all.instruments[0].bid, "the books end alike");
  assert.deepEqual(part.featureGroups, ["core"]);
  const wrong = await millrace("replay", "--from", "25:00");
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /--from 25:00: must be a time of the first day/);
});

Deno.test("replay reads and records through symbolic links", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/real`);
  await Deno.symlink(`${folder}/real`, `${folder}/link`);
  const tape = `${folder}/link/out.tape`;
  const first = await millrace("replay", "--events", "3000", "--quiet", "--record", tape);
  assert.equal(first.code, 0, first.stderr);
  const again = await millrace("replay", tape, "--quiet");
  assert.equal(again.code, 0, again.stderr);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("data verify names the damaged block when one byte of a tape is flipped", async () => {
  const folder = await Deno.makeTempDir();
  const tape = `${folder}/out.tape`;
  await millrace("replay", "--events", "5000", "--quiet", "--record", tape);
  const bytes = await Deno.readFile(tape);
  bytes[bytes.length >> 1] ^= 0x10;
  await Deno.writeFile(tape, bytes);
  for (const args of [["data", "verify", tape], ["replay", tape]]) {
    const { code, stdout, stderr } = await millrace(...args);
    assert.equal(code, 2, args.join(" "));
    assert.match(stdout + stderr, /block \d+ .*byte \d+/);
    assert.ok(!stderr.includes("    at "), "no stack trace");
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("replay --out writes the summary as JSON and as text", async () => {
  const folder = await Deno.makeTempDir();
  const { code, stdout } = await millrace("replay", "--events", "5000", "--out", `${folder}/run`);
  assert.equal(code, 0);
  assert.equal(await Deno.readTextFile(`${folder}/run/summary.txt`), stdout);
  assert.ok(JSON.parse(await Deno.readTextFile(`${folder}/run/summary.json`)).events > 0);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("replay --help teaches by example", async () => {
  const { code, stdout } = await millrace("replay", "--help");
  assert.equal(code, 0);
  for (const part of ["Examples:", "--placement", "--record", "Exit codes:"]) {
    assert.ok(stdout.includes(part), part);
  }
});

const MISTAKES: readonly (readonly [string[], RegExp])[] = [
  [["replay", "--events", "many"], /--events many: must be a whole number/],
  [["replay", "--speed", "fast"], /--speed fast: must be max, or a factor/],
  [["replay", "--placement", "cloud"], /--placement cloud: must be one of auto, inline/],
  [["replay", "--tick", "BTCUSDT"], /--tick BTCUSDT: must be SYMBOL=SIZE/],
  [["replay", "--predict-every", "soon"], /--predict-every soon/],
  [["replay", "--symbols", "A,,B"], /--symbols A,,B/],
  [["replay", "--model", "/nowhere"], /\/nowhere: not a model folder/],
  [["replay", "/nowhere.gz"], /\/nowhere\.gz/],
  [["replay", "/tmp"], /\/tmp.*(folder|directory)/],
  [["replay", "--nonsense"], /unknown option/],
  [["reply"], /unknown command/],
];

for (const [args, expected] of MISTAKES) {
  Deno.test(`millrace ${args.join(" ")}: one clear line and exit code 2`, async () => {
    const { code, stderr } = await millrace(...args);
    assert.equal(code, 2, stderr);
    assert.match(stderr, expected);
    assert.ok(!stderr.includes("    at "), "no stack trace");
  });
}

for (const placement of ["inline", "fused", "split"]) {
  Deno.test(`replay ends cleanly within a second of Ctrl-C (${placement})`, async () => {
    const child = command(["replay", "--events", "1000000000", "--placement", placement]).spawn();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const askedMillis = performance.now();
    child.kill("SIGINT");
    const { code, stdout } = await child.output();
    const tookMillis = performance.now() - askedMillis;
    assert.equal(code, 130);
    assert.ok(tookMillis < 1_500, `took ${tookMillis.toFixed(0)} ms, with the process's own end`);
    assert.ok(new TextDecoder().decode(stdout).includes("interrupted"));
  });
}
