/** The session log: what repeats is counted, what grows is rotated, what cannot be written is told. */
import assert from "node:assert/strict";
import { SessionLog } from "../../core/telemetry/log.ts";

Deno.test("trouble that repeats is written three times, then at powers of ten", () => {
  const log = new SessionLog();
  for (let i = 0; i < 12_345; i++) log.trouble("the same", { i });
  log.trouble("another");
  const counts = log.lines().map((line) => JSON.parse(line))
    .filter(({ event }) => event === "the same").map(({ count }) => count);
  assert.deepEqual(counts, [1, 2, 3, 10, 100, 1_000, 10_000]);
  assert.equal(log.troubles().get("the same"), 12_345);
  assert.equal(log.lines().length, 8);
});

Deno.test("a log that grows is rotated, and no line is lost or torn on the way", () => {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/session.log`;
  const log = new SessionLog({ path, maxBytes: 2_000, keep: 3 });
  for (let i = 0; i < 120; i++) log.write("info", "line", { i });
  log.close();
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  assert.deepEqual(names, ["session.log", "session.log.1", "session.log.2", "session.log.3"]);
  const files = ["session.log.3", "session.log.2", "session.log.1", "session.log"];
  const kept = files.flatMap((name) =>
    Deno.readTextFileSync(`${folder}/${name}`).trim().split("\n").map((line) => JSON.parse(line).i)
  );
  assert.deepEqual(kept, Array.from({ length: kept.length }, (_, i) => 120 - kept.length + i));
  for (const name of files) assert.ok(Deno.statSync(`${folder}/${name}`).size <= 2_000);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("a log that cannot be written says so once and goes on in memory", () => {
  const log = new SessionLog({ path: "/nowhere/at/all/session.log" });
  log.write("info", "first");
  log.write("info", "second");
  const events = log.lines().map((line) => JSON.parse(line).event);
  assert.deepEqual(events, ["first", "log cannot be written", "second"]);
  assert.ok(log.failure !== undefined);
});
