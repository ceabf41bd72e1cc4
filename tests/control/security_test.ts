/** Tokens, addresses, TLS, and what is written down. */
import assert from "node:assert/strict";
import { UserError } from "../../core/base/errors.ts";
import { isOurHost, isSameOrigin } from "../../core/control/security/addresses.ts";
import { RateLimit } from "../../core/control/security/rate_limit.ts";
import { Tokens } from "../../core/control/security/tokens.ts";
import { maskSecrets } from "../../core/control/views/configuration_view.ts";
import { Clock } from "../../core/base/clock.ts";
import { programTest } from "../program.ts";
import { ADMIN, authorization, READ, tradingSession, watchSession } from "./watched_session.ts";

Deno.test("Tokens.parse() takes names, scopes and comments, and never repeats a token", () => {
  const tokens = Tokens.parse(`# ours\nme:admin:${ADMIN}\n\nyou:read:${READ} # theirs`, "file");
  assert.deepEqual(tokens.find(ADMIN), { name: "me", scope: "admin" });
  assert.deepEqual(tokens.find(READ), { name: "you", scope: "read" });
  assert.equal(tokens.find(`${READ}x`), undefined);
  for (const bad of ["", "me:admin:short", `me:root:${ADMIN}`, `admin:${ADMIN}`, ADMIN]) {
    assert.throws(() => Tokens.parse(bad, "file"), (thrown: Error) => {
      assert.ok(thrown instanceof UserError);
      assert.equal(thrown.message.includes(ADMIN), false, thrown.message);
      return true;
    });
  }
});

Deno.test("Tokens.read() refuses a file that others may read", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, `me:admin:${ADMIN}\n`);
    await Deno.chmod(path, 0o644);
    await assert.rejects(() => Tokens.read(path), /chmod 600/);
    await Deno.chmod(path, 0o600);
    assert.ok((await Tokens.read(path)).find(ADMIN));
    await assert.rejects(() => Tokens.read(`${path}.none`), /cannot be read/);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("isOurHost() knows loopback, digits and given names, and nothing else", () => {
  for (const host of ["localhost:7077", "127.0.0.1", "[::1]:80", "10.0.0.5:7077", "LOCALHOST"]) {
    assert.ok(isOurHost(host, []), host);
  }
  assert.ok(isOurHost("mill.example:7077", ["mill.example"]));
  const strangers = [
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "",
    "a b",
    "1.2.3",
  ];
  for (const host of strangers) assert.equal(isOurHost(host, []), false, host);
  assert.equal(isOurHost(null, []), false);
});

Deno.test("isSameOrigin() believes a browser that says where a request comes from", () => {
  const from = (headers: Record<string, string>) =>
    isSameOrigin(new Headers(headers), "localhost:7077");
  assert.ok(from({}));
  assert.ok(from({ origin: "http://localhost:7077", "sec-fetch-site": "same-origin" }));
  assert.ok(from({ "sec-fetch-site": "none" }));
  assert.equal(from({ origin: "http://localhost:8080" }), false);
  assert.equal(from({ "sec-fetch-site": "cross-site" }), false);
  assert.equal(from({ "sec-fetch-site": "same-site" }), false);
});

Deno.test("RateLimit.take() counts a client's permits and no other's", () => {
  const limit = new RateLimit(new Clock(), { perSecond: 1, burst: 3 });
  assert.deepEqual([1, 2, 3].map(() => limit.take("a")), [0, 0, 0]);
  assert.ok(limit.take("a") > 0);
  assert.equal(limit.take("b"), 0);
});

Deno.test("maskSecrets() masks at any depth, and passwords in addresses", () => {
  const masked = maskSecrets({
    venue: { apiKey: "k", api_secret: "s", url: "wss://me:pass@venue.example/x", retries: 3 },
    list: [{ password: "p" }],
  });
  assert.deepEqual(masked, {
    venue: { apiKey: "***", api_secret: "***", url: "wss://me:***@venue.example/x", retries: 3 },
    list: [{ password: "***" }],
  });
});

Deno.test("beyond loopback nothing is open, and a browser's password only reads", async () => {
  const watched = await watchSession({ host: "0.0.0.0" });
  const { port } = new URL(watched.url);
  const at = `http://127.0.0.1:${port}`;
  const status = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(at + path, init);
    await response.body?.cancel();
    return response.status;
  };
  try {
    for (const path of ["/healthz", "/v1/status", "/metrics", "/docs", "/openapi.json", "/"]) {
      assert.equal(await status(path), 401, path);
    }
    const basic = { authorization: `Basic ${btoa(`x:${ADMIN}`)}` };
    assert.equal(await status("/v1/status", { headers: basic }), 200);
    assert.equal(await status("/docs", { headers: basic }), 200);
    assert.equal(await status("/v1/risk/kill", { method: "POST", headers: basic }), 403);
    assert.equal(await status("/v1/status", { headers: authorization(READ) }), 200);
  } finally {
    await watched.end();
  }
});

Deno.test("an answer carries what keeps browsers in bounds, and no leave for other sites", async () => {
  const watched = await watchSession();
  try {
    const { headers, body } = await fetch(`${watched.url}/v1/status`);
    await body?.cancel();
    const policy = headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'none'/);
    assert.equal(policy.includes("unsafe"), false);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("access-control-allow-origin"), null);
  } finally {
    await watched.end();
  }
});

Deno.test("a session's folder gets its address and its audit log, for its owner only", async () => {
  const folder = await Deno.makeTempDir();
  const watched = await tradingSession({ tokens: undefined }, { folder });
  try {
    const address = JSON.parse(await Deno.readTextFile(`${folder}/control.json`));
    const token = watched.server.token ?? "";
    assert.deepEqual(address, { url: watched.url, token });
    const kill = await fetch(`${watched.url}/v1/risk/kill`, {
      method: "POST",
      headers: { ...authorization(token), "content-type": "application/json" },
      body: JSON.stringify({ because: "a test" }),
    });
    assert.equal(kill.status, 202);
    await kill.body?.cancel();
    const lines = (await Deno.readTextFile(`${folder}/audit.jsonl`)).trim().split("\n");
    const { who, path, status, body } = JSON.parse(lines[0]);
    assert.deepEqual([who, path, status, body], [
      "run",
      "/v1/risk/kill",
      202,
      '{"because":"a test"}',
    ]);
    assert.equal(lines.join("").includes(token), false);
    for (const name of ["control.json", "audit.jsonl"]) {
      const { mode } = await Deno.stat(`${folder}/${name}`);
      assert.equal((mode ?? 0) & 0o777, 0o600, name);
    }
  } finally {
    await watched.end();
    const left = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assert.deepEqual(left, ["audit.jsonl"], "a session that has ended has no address");
    await Deno.remove(folder, { recursive: true });
  }
});

programTest("openssl", "a certificate makes it speak HTTPS", async (run) => {
  const folder = await Deno.makeTempDir();
  const files = { cert: `${folder}/cert.pem`, key: `${folder}/key.pem` };
  const { code, text } = await run([
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split(" "),
    ..."-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1".split(" "),
    ...["-addext", "basicConstraints=critical,CA:FALSE"],
    ...["-keyout", files.key, "-out", files.cert],
  ]);
  assert.equal(code, 0, text);
  const watched = await watchSession({ tls: files });
  using http = Deno.createHttpClient({ caCerts: [await Deno.readTextFile(files.cert)] });
  try {
    assert.match(watched.url, /^https:/);
    const response = await fetch(`${watched.url}/healthz`, { client: http });
    assert.deepEqual(await response.json(), { status: "ok" });
  } finally {
    await watched.end();
    await Deno.remove(folder, { recursive: true });
  }
  await assert.rejects(() => watchSession({ tls: { cert: "/none", key: "/none" } }), /PEM/);
});
