/** A proof names what differs, and where. */
import assert from "node:assert/strict";
import { UserError } from "../../core/base/errors.ts";
import { readJournal } from "../../core/tape/journal_reader.ts";
import { entryFields, entryLine } from "../../core/trading/journal/entry_text.ts";
import { readSessionRecord, writeSessionRecord } from "../../core/supervisor/session_record.ts";
import type { SessionFolder } from "../../core/supervisor/session_folder.ts";
import { TapeDamage } from "../../core/tape/tape_file.ts";
import { SPEED_MAX } from "../../core/venues/pacer.ts";
import { prove, removeFolder, runLive, simulatedLive } from "./session_rig.ts";

function recorded(): Promise<SessionFolder> {
  return runLive(simulatedLive(8_000, SPEED_MAX), "fused", () => {});
}

function flip(path: string, at: number): void {
  const bytes = Deno.readFileSync(path);
  bytes[at] ^= 1;
  Deno.writeFileSync(path, bytes);
}

Deno.test("a proof finds a changed parameter, limit and fee, and a strategy that is gone", async () => {
  const folder = await recorded();
  const record = readSessionRecord(folder);
  const { trading } = record;
  assert.ok(trading !== null);
  assert.ok((await prove(folder, "inline")).isProved);
  const [first, ...others] = trading.strategies;
  const changes = [
    { ...trading, strategies: [{ ...first, given: { every: 6 } }, ...others] },
    { ...trading, strategies: others },
    { ...trading, limits: { ...trading.limits, maxOpenOrders: 1 } },
    { ...trading, models: { seed: 3, fees: { takerBps: 77 } } },
  ];
  for (const changed of changes) {
    writeSessionRecord(folder, { ...record, trading: changed });
    const { isProved, verdict } = await prove(folder, "inline");
    assert.equal(isProved, false);
    const difference = verdict?.difference;
    assert.ok(difference !== undefined);
    assert.ok(difference.entry > 0);
    const text = [difference.expected, difference.got]
      .map((words) => words && entryLine(entryFields(words, (id) => `#${id}`)));
    assert.notEqual(text[0], text[1], "what differs can be read");
  }
  removeFolder(folder);
});

Deno.test("every flipped byte of a journal is found, wherever it is", async () => {
  const folder = await recorded();
  const path = folder.journal();
  const size = Deno.statSync(path).size;
  for (let at = 1; at < size; at += Math.floor(size / 97)) {
    flip(path, at);
    await assert.rejects(
      () => prove(folder, "inline"),
      (thrown) => thrown instanceof TapeDamage || thrown instanceof UserError,
      `byte ${at}`,
    );
    flip(path, at);
  }
  assert.ok((await prove(folder, "inline")).isProved);
  flip(folder.tape(), Math.floor(Deno.statSync(folder.tape()).size / 2));
  const { isProved } = await prove(folder, "inline");
  assert.equal(isProved, false, "a damaged tape ends there, and the rest is missing");
  removeFolder(folder);
});

Deno.test("a journal whose tail was torn off is read up to its last whole block", async () => {
  const folder = await recorded();
  const whole = readJournal(folder.journal());
  const bytes = Deno.readFileSync(folder.journal());
  for (const cut of [1, 63, 65, 200, 5_000]) {
    Deno.writeFileSync(folder.journal(), bytes.subarray(0, bytes.length - cut));
    const { entries, closed, words } = readJournal(folder.journal());
    assert.equal(closed, false);
    assert.ok(entries <= whole.entries);
    assert.deepEqual(words, whole.words.slice(0, words.length));
  }
  await assert.rejects(() => prove(folder, "inline"), /has no end/);
  writeSessionRecord(folder, { ...readSessionRecord(folder), state: "running", hashes: null });
  const { isProved, limits, verdict } = await prove(folder, "inline");
  assert.ok(isProved);
  assert.equal(limits.length, 1);
  assert.ok((verdict?.compared ?? 0) > 0);
  removeFolder(folder);
});
