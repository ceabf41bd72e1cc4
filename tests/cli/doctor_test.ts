/** The doctor: what it looks at, and what it never tells. */
import assert from "node:assert/strict";
import { checkRights } from "../../cli/doctor_keys.ts";
import { KeyStore } from "../../core/gateway/key_store.ts";
import { startExchange } from "../../exchange/start_exchange.ts";
import { millrace } from "./run_millrace.ts";

interface Doctor {
  readonly isFit: boolean;
  readonly failed: number;
  readonly checks: readonly { readonly name: string; readonly verdict: string }[];
}

Deno.test("doctor looks at the machine, and names what stands in the way", async () => {
  const out = Deno.makeTempDirSync();
  const { code, stdout } = await millrace("doctor", "--json", "--out", `${out}/sessions`);
  const { checks, failed, isFit } = JSON.parse(stdout) as Doctor;
  const verdicts = new Map(checks.map(({ name, verdict }) => [name, verdict]));
  for (const name of ["runtime", "wakeups", "clock", "disk", "practice exchange"]) {
    assert.notEqual(verdicts.get(name), undefined, name);
  }
  assert.equal(verdicts.get("practice exchange"), "ok");
  assert.equal(code, isFit ? 0 : 1);
  assert.equal(failed, checks.filter(({ verdict }) => verdict === "fail").length);
  assert.deepEqual([...Deno.readDirSync(out)], [], "it leaves nothing behind");

  const file = `${out}/no-folder`;
  Deno.writeTextFileSync(file, "");
  const blocked = await millrace("doctor", "--json", "--out", file);
  assert.equal(blocked.code, 1);
  const disk = (JSON.parse(blocked.stdout) as Doctor).checks.find(({ name }) => name === "disk");
  assert.equal(disk?.verdict, "fail");

  const keys = `${out}/keys.json`;
  const secret = "s3cr3t-that-nobody-may-see";
  Deno.writeTextFileSync(keys, JSON.stringify({ binance: { key: "k", secret } }), { mode: 0o644 });
  const open = await millrace("doctor", "--keys", keys, "--out", out);
  assert.equal(open.code, 1);
  assert.match(open.stdout, /fail {2}keys +.*wanted 0600/);
  assert.ok(!open.stdout.includes(secret) && !open.stderr.includes(secret));
  Deno.removeSync(out, { recursive: true });
});

Deno.test("checkRights() tells what keys may do and never what they are", async () => {
  const exchange = await startExchange({ symbols: ["BTCUSDT"] });
  const [{ apiKey, secretKey }] = exchange.keys;
  const storeOf = (key: string, secret: string) =>
    KeyStore.fromEnvironment((name) =>
      ({ MILLRACE_BINANCE_KEY: key, MILLRACE_BINANCE_SECRET: secret })[name]
    );
  const good = await checkRights(storeOf(apiKey, secretKey), "binance", exchange.restUrl);
  assert.match(good.found, /accepted; canTrade/);
  assert.notEqual(good.verdict, "fail");
  const wrong = await checkRights(storeOf(apiKey, "wrong-secret"), "binance", exchange.restUrl);
  assert.equal(wrong.verdict, "fail");
  await exchange.stop();
  const gone = await checkRights(storeOf(apiKey, secretKey), "binance", exchange.restUrl);
  assert.equal(gone.verdict, "warn");
  const told = JSON.stringify([good, wrong, gone]);
  for (const word of [apiKey, secretKey, "wrong-secret", "signature"]) {
    assert.ok(!told.includes(word));
  }
});
