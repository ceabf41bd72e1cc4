/** `millrace exchange` on the command line: addresses, keys, faults, a clean end. */
import assert from "node:assert/strict";
import { command, millrace } from "./run_millrace.ts";

Deno.test("exchange says where it is and with which keys, serves, and ends by Ctrl-C with 0", async () => {
  const child = command(
    ["exchange", "--json", "--symbols", "SOLUSDT", "--fault", "clock:millis=-60000"],
  ).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let line = "";
  while (!line.includes("\n")) {
    const { value, done } = await reader.read();
    assert.equal(done, false, line);
    line += value;
  }
  const { restUrl, keys } = JSON.parse(line);
  assert.equal(keys.length, 2);
  assert.match(keys[0].secretKey, /^[A-Za-z0-9]{64}$/);
  const { serverTime } = await (await fetch(`${restUrl}/api/v3/time`)).json();
  assert.ok(Math.abs(Date.now() - serverTime - 60_000) < 10_000);
  const { symbols } = await (await fetch(`${restUrl}/fapi/v1/exchangeInfo`)).json();
  assert.deepEqual(symbols.map(({ symbol }: { symbol: string }) => symbol), ["SOLUSDT"]);
  child.kill("SIGINT");
  const { code } = await child.status;
  await reader.cancel();
  assert.equal(await new Response(child.stderr).text(), "");
  assert.equal(code, 0);
});

Deno.test("exchange accepts keys from a file, and shows them to nobody", async () => {
  const path = await Deno.makeTempFile();
  try {
    const secret = "s".repeat(32);
    await Deno.writeTextFile(path, `${"k".repeat(32)}:${secret}\n`);
    const { code, stdout } = await millrace(
      ...["exchange", "--keys-file", path, "--duration", "100ms"],
    );
    assert.equal(code, 0);
    assert.match(stdout, /spot REST +http:\/\/127\.0\.0\.1:\d+\/api\/v3/);
    assert.match(stdout, /stopped after [\d,]+ events of the flow and 0 orders of clients/);
    assert.equal(stdout.includes(secret) || stdout.includes("kkkk"), false);
    await Deno.writeTextFile(path, `${"k".repeat(32)}:${secret}:more\n`);
    const refused = await millrace("exchange", "--keys-file", path);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /--keys-file .*: pair 1 is not API-KEY:SECRET-KEY/);
    assert.equal(refused.stderr.includes(secret), false);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("exchange names the option that is wrong, in one line, with code 2", async () => {
  const wrong: readonly (readonly [args: readonly string[], text: RegExp])[] = [
    [["--symbols", "btc"], /symbol "BTC": must be capitals and digits and end in one of USDT/],
    [["--seed", "x"], /--seed x: must be a whole number/],
    [["--rate", "0"], /--rate 0/],
    [["--speed", "max"], /--speed max/],
    [["--cut-after", "soon"], /--cut-after soon: must be a time such as/],
    [["--fault", "drop:where=moon"], /fault where "moon": must be one of rest, market/],
    [["--limits", "some"], /--limits some: must be one of real, off/],
    [["no_such_recording.gz"], /no_such_recording\.gz/],
  ];
  for (const [args, text] of wrong) {
    const { code, stderr } = await millrace("exchange", ...args);
    assert.equal(code, 2, stderr);
    assert.match(stderr, text);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  }
});
