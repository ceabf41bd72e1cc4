/** The whole command: an exchange beside it, real sockets, a recorded session, its proof. */
import assert from "node:assert/strict";
import { MILLRACE_VERSION } from "../../core/base/version.ts";
import { listSessionFolders } from "../../core/supervisor/session_folder.ts";
import { readSessionRecord } from "../../core/supervisor/session_record.ts";
import { command, millrace } from "./run_millrace.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

interface Summary {
  readonly frames: number;
  readonly folder: string;
  readonly trading: { readonly fills: number; readonly orders: number };
}

/** Starts a session, calls back once it trades, and waits for its end. */
async function whileTrading(
  during: (child: Deno.ChildProcess, folder: string) => void | Promise<void>,
): Promise<{ readonly code: number; readonly summary: Summary; readonly seconds: number }> {
  const out = Deno.makeTempDirSync({ prefix: "millrace-live-" });
  const child = command(["live", "--json", "--out", out, "--duration", "40s"]).spawn();
  const output = child.output();
  for (let i = 0; i < 400; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const [folder] = listSessionFolders(out);
    if (folder === undefined || !hasEntries(folder.journal())) continue;
    const started = performance.now();
    await during(child, folder.path);
    const { code, stdout, stderr } = await output;
    const text = new TextDecoder().decode(stdout);
    assert.ok(text.startsWith("{"), new TextDecoder().decode(stderr));
    return {
      code,
      summary: JSON.parse(text) as Summary,
      seconds: (performance.now() - started) / 1_000,
    };
  }
  child.kill();
  const { stderr } = await output;
  throw new Error(`nothing was traded: ${new TextDecoder().decode(stderr)}`);
}

/** More than its header: something was journalled. */
function hasEntries(path: string): boolean {
  try {
    return Deno.statSync(path).size > 64;
  } catch {
    return false;
  }
}

Deno.test("live trades on the practice exchange, and replay --verify proves it", async () => {
  const out = Deno.makeTempDirSync({ prefix: "millrace-live-" });
  const live = await millrace("live", "--duration", "4s", "--json", "--out", out);
  assert.equal(live.code, 0, live.stderr);
  const { frames, folder, trading } = JSON.parse(live.stdout) as Summary;
  assert.ok(frames > 100);
  assert.ok(trading.orders > 0);
  const { state, hashes, runtime } = readSessionRecord(listSessionFolders(out)[0]);
  assert.equal(state, "ended");
  assert.equal(runtime.millrace, MILLRACE_VERSION);
  const proof = await millrace("replay", "--verify", folder, "--json");
  assert.equal(proof.code, 0, proof.stdout);
  const proved = JSON.parse(proof.stdout);
  assert.equal(proved.isProved, true);
  assert.ok(proved.commands >= trading.orders);
  assert.deepEqual(
    proved.stages.map(({ got }: { got: string }) => got),
    Object.values(hashes ?? {}),
  );
  Deno.removeSync(out, { recursive: true });
});

Deno.test("Ctrl-C ends a live session in good order, proved up to there", async () => {
  const { code, summary, seconds } = await whileTrading((child) => child.kill("SIGINT"));
  assert.equal(code, 130);
  assert.ok(seconds < 5, `${seconds} s`);
  const proof = await millrace("replay", "--verify", summary.folder);
  assert.equal(proof.code, 0, proof.stdout);
  assert.match(proof.stdout, /PROVED/);
  assert.match(proof.stdout, /[1-9] controls/);
});

Deno.test("a file KILL throws the kill switch, and the session says so", async () => {
  const { code, summary } = await whileTrading(async (child, folder) => {
    Deno.writeTextFileSync(`${folder}/KILL`, "");
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    child.kill("SIGTERM");
  });
  assert.equal(code, 130);
  const [folder] = listSessionFolders(summary.folder.slice(0, summary.folder.lastIndexOf("/")));
  const { state, reason } = readSessionRecord(folder);
  assert.deepEqual([state, reason], ["killed", "by-control"]);
});

Deno.test("live --trade sends orders to the practice exchange, and the proof has its reports", async () => {
  const out = Deno.makeTempDirSync({ prefix: "millrace-live-" });
  const live = await millrace("live", "--trade", "--duration", "5s", "--json", "--out", out);
  assert.equal(live.code, 0, live.stderr);
  const { folder, trading } = JSON.parse(live.stdout) as Summary;
  assert.ok(trading.orders > 0);
  const [{ path }] = listSessionFolders(out);
  const text = Deno.readTextFileSync(`${path}/session.json`);
  assert.equal(readSessionRecord(listSessionFolders(out)[0]).mode, "trade");
  assert.doesNotMatch(text, /"(key|secret)"/, "keys are kept nowhere");
  for (const placement of ["inline", "fused"]) {
    const proof = await millrace("replay", "--verify", folder, "--placement", placement);
    assert.equal(proof.code, 0, proof.stdout);
    assert.match(proof.stdout, /PROVED/);
    assert.match(proof.stdout, /[1-9]\d* reports/);
  }
  const gap = await millrace("sessions", "report", folder, "--json");
  assert.equal(gap.code, 0, gap.stderr);
  const [{ gapQuote, parts }] = JSON.parse(gap.stdout).currencies;
  const sum = parts.signal + parts.latency + parts.queue + parts.fees;
  assert.ok(Math.abs(sum - gapQuote) < 1e-6);
  Deno.removeSync(out, { recursive: true });
});

Deno.test("a session whose process was killed is proved as far as it went, and gone on from", async () => {
  const out = Deno.makeTempDirSync({ prefix: "millrace-live-" });
  const child = command(["live", "--quiet", "--no-serve", "--out", out]).spawn();
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  child.kill("SIGKILL");
  await child.output();
  const [crashed] = listSessionFolders(out);
  assert.equal(readSessionRecord(crashed).state, "running");
  const proof = await millrace("replay", "--verify", crashed.path, "--json");
  assert.equal(proof.code, 0, proof.stdout + proof.stderr);
  const { isProved, limits, commands } = JSON.parse(proof.stdout);
  assert.ok(isProved && limits.length > 0 && commands > 0);

  const again = ["live", "--duration", "2s", "--json", "--out", out, "--continue", crashed.id];
  const live = await millrace(...again);
  assert.equal(live.code, 0, live.stderr);
  const newer = readSessionRecord(listSessionFolders(out)[1]);
  assert.equal(newer.continues, crashed.id);
  const opening = newer.trading?.opening ?? [];
  assert.ok(opening.length > 0 && opening.every(({ fills }) => fills > 0));
  for (const { symbol, fills, feesQuote } of opening) {
    const now = newer.report?.strategies.flatMap(({ accounts }) => accounts)
      .find((account) => account.symbol === symbol);
    assert.ok(now !== undefined && now.fills >= fills && now.feesQuote >= feesQuote - 1e-9);
  }
  const second = await millrace("replay", "--verify", listSessionFolders(out)[1].path);
  assert.equal(second.code, 0, second.stdout);
  Deno.removeSync(out, { recursive: true });
});

Deno.test("live says in one line what is wrong with its options", async () => {
  const wrong = [
    [["--venue", "nasdaq"], /--venue nasdaq: must be one of practice, binance/],
    [["--duration", "soon"], /--duration soon: must be a time such as/],
    [["--only", "trading"], /--only trading: must be one of ingest, book/],
    [["--strategy", "levitate"], /strategy levitate: there is none of that name/],
    [["--keys", "k.json"], /--keys: only --trade needs keys/],
    [["--trade", "--venue", "kraken"], /--trade: orders cannot be sent to kraken/],
    [["--trade", "--venue", "binance"], /real orders need limits of your own choice/],
    [["--trade", "--venue", "binance", "--risk", "moderate"], /real orders need a yes/],
    [
      ["--trade", "--venue", "binance", "--risk", "moderate", "--yes"],
      /no keys for binance: set MILLRACE_BINANCE_KEY/,
    ],
  ] as const;
  for (const [args, message] of wrong) {
    const { code, stderr } = await millrace("live", "--no-record", ...args);
    assert.equal(code, 2);
    assert.match(stderr, message);
    assert.equal(stderr.trim().split("\n").length, 1);
  }
});

Deno.test("this build's version is the project's", () => {
  const { version } = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`));
  assert.equal(MILLRACE_VERSION, version);
});
