import assert from "node:assert/strict";
import { inspect } from "node:util";
import { UserError } from "../../core/base/errors.ts";
import { KeyStore, TRADE_VENUES } from "../../core/gateway/key_store.ts";
import { MASK, Secret } from "../../core/gateway/secret.ts";

const TEXT = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XA";

Deno.test("Secret shows a mask however it is turned into text", () => {
  const secret = new Secret(TEXT);
  const shown = [
    `${secret}`,
    String(secret),
    JSON.stringify({ secret }),
    Deno.inspect({ secret }),
    Deno.inspect(secret, { showHidden: true }),
    inspect({ secret }, { showHidden: true, depth: 9 }),
    new Error(`failed with ${secret}`).message,
    Object.entries(secret).join(),
    [secret].join(),
  ];
  for (const text of shown) assert.ok(!text.includes(TEXT.slice(0, 8)), text);
  assert.equal(shown[0], MASK);
  assert.equal(secret.reveal(), TEXT);
});

Deno.test("KeyStore.fromEnvironment() takes pairs, and refuses half of one", () => {
  const of = (values: Record<string, string>) => KeyStore.fromEnvironment((name) => values[name]);
  const store = of({
    MILLRACE_BINANCE_KEY: "key-1",
    MILLRACE_BINANCE_SECRET: TEXT,
    MILLRACE_BINANCE_FUTURES_KEY: "key-2",
    MILLRACE_BINANCE_FUTURES_SECRET: "secret-2",
  });
  assert.deepEqual(store.venues, ["binance", "binance-usdm"]);
  assert.deepEqual(store.reveal("binance"), { key: "key-1", secret: TEXT });
  assert.ok(!Deno.inspect(store, { depth: 9, showHidden: true }).includes(TEXT));
  assert.throws(() => store.reveal("coinbase"), /MILLRACE_COINBASE_KEY/);
  assert.throws(() => of({ MILLRACE_BINANCE_KEY: "key-1" }), (thrown: Error) => {
    assert.ok(thrown instanceof UserError);
    assert.match(thrown.message, /MILLRACE_BINANCE_SECRET is not set/);
    assert.ok(!thrown.message.includes("key-1"));
    return true;
  });
  assert.deepEqual(of({}).venues, []);
});

Deno.test("KeyStore.fromFile() reads a file that is its owner's alone", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/keys.json`;
  const write = async (value: unknown, mode = 0o600) => {
    await Deno.writeTextFile(path, typeof value === "string" ? value : JSON.stringify(value));
    await Deno.chmod(path, mode);
  };
  try {
    await write({ "binance-usdm": { key: "k", secret: TEXT } });
    assert.deepEqual(KeyStore.fromFile(path).reveal("binance-usdm"), { key: "k", secret: TEXT });
    for (const mode of [0o644, 0o640, 0o604, 0o660, 0o777]) {
      await write({ "binance": { key: "k", secret: TEXT } }, mode);
      assert.throws(() => KeyStore.fromFile(path), /lets others read the keys; wanted 0600/);
    }
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      [`{"binance": {"key": "${TEXT}"`, /no JSON/],
      [{ binance: { key: "", secret: TEXT } }, /binance\.key must be a text/],
      [{ binance: { key: "k" } }, /binance\.secret must be a text/],
      [{ binance: { key: "k", secret: TEXT, more: 1 } }, /unknown field/],
      [{ nasdaq: { key: "k", secret: TEXT } }, /no venue that can be traded on/],
    ];
    for (const [value, message] of wrong) {
      await write(value);
      assert.throws(() => KeyStore.fromFile(path), (thrown: Error) => {
        assert.ok(thrown instanceof UserError);
        assert.match(thrown.message, message);
        assert.ok(!thrown.message.includes(TEXT.slice(0, 10)), thrown.message);
        return true;
      });
    }
    assert.throws(() => KeyStore.fromFile(`${folder}/none.json`), /cannot be read/);
    assert.throws(() => KeyStore.fromFile(folder), /is no file of keys/);
    assert.ok(TRADE_VENUES.length >= 3);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
