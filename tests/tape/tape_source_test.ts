import assert from "node:assert/strict";
import { TapeSource } from "../../core/tape/tape_source.ts";
import { TapeWriter } from "../../core/tape/writer.ts";
import { InstrumentRegistry } from "../../core/venues/instruments.ts";
import { MergedSource } from "../../core/venues/merged_source.ts";
import { driveSource, type SeenMessage } from "../venues/drive_source.ts";
import { ScriptedMarket } from "./scripted_market.ts";
import { runSession } from "./session.ts";
import { EPOCH_MILLIS, levelSlots, withPath, writeTape } from "./taped.ts";

const DAY_MILLIS = 86_400_000;

/** Counters that describe the market, not the way it came in. */
function marketCounters({ ingest }: { ingest: Record<string, number> }): number[] {
  return ["messages", "trades", "quotes", "gaps", "snapshots", "undetermined"]
    .map((name) => ingest[name]);
}

Deno.test("TapeSource brings back hash, epoch, instruments and counters of the recorded session", () =>
  withPath(async (path) => {
    const recorded = await runSession(new ScriptedMarket({ rounds: 2_000 }), { recordPath: path });
    const replayed = await runSession(new TapeSource(path));
    assert.equal(replayed.ingestHash, recorded.ingestHash);
    assert.equal(replayed.report.epochMillis, recorded.report.epochMillis);
    assert.deepEqual(replayed.report.instruments, recorded.report.instruments);
    assert.deepEqual(marketCounters(replayed), marketCounters(recorded));
    assert.deepEqual(replayed.report.problems, []);
    assert.equal(replayed.ingest.progress, 1);
    assert.ok(recorded.ingest.messages > 10_000);
  }));

Deno.test("TapeSource gives equal hashes when a group is larger than blocks and ring", () =>
  withPath(async (path) => {
    const market = new ScriptedMarket({ rounds: 5, snapshotLevels: 9_000 });
    const recorded = await runSession(market, { recordPath: path });
    for (const ringSlots of [256, 16_384]) {
      const replayed = await runSession(new TapeSource(path), { ringSlots });
      assert.equal(replayed.ingestHash, recorded.ingestHash);
    }
  }));

Deno.test("TapeSource.headNanos starts with the first event and never steps back", () =>
  withPath(async (path) => {
    await runSession(new ScriptedMarket({ rounds: 500 }), { recordPath: path });
    let head = 8 * 3_600e9;
    await driveSource(new TapeSource(path), {
      onRecord: (nanos) => {
        assert.ok(nanos >= head, `${nanos} after ${head}`);
        head = nanos;
      },
    });
    assert.equal(head, 8 * 3_600e9 + 499 * 1_000);
  }));

Deno.test("TapeSource leaves out other symbols when some are asked for, and keeps numbers", () =>
  withPath(async (path) => {
    await runSession(new ScriptedMarket({ rounds: 50 }), { recordPath: path });
    const all = await driveSource(new TapeSource(path));
    const instruments = new InstrumentRegistry(new Set(["BTCUSDT"]));
    const some = await driveSource(new TapeSource(path), { instruments });
    assert.deepEqual(some.messages, all.messages.filter((message) => message.instrumentId === 1));
    assert.deepEqual(instruments.list().map(({ id, symbol }) => [id, symbol]), [[1, "BTCUSDT"]]);
    assert.deepEqual(some.problems, []);
  }));

Deno.test("TapeSource moves a tape to the epoch of an earlier one beside it, under new numbers", () =>
  withPath(async (path) => {
    const later = `${path}.later`;
    writeTape(path, definition("AAA-USD"), 4);
    await runSession(
      new ScriptedMarket({ rounds: 3, epochMillis: EPOCH_MILLIS + DAY_MILLIS }),
      { recordPath: later },
    );
    const alone = await driveSource(new TapeSource(later));
    const both = await driveSource(new MergedSource([new TapeSource(path), new TapeSource(later)]));
    assert.equal(both.epochMillis, EPOCH_MILLIS);
    const moved = alone.messages.map((message): SeenMessage => ({
      ...message,
      instrumentId: message.instrumentId + 1,
      exchNanos: message.exchNanos + DAY_MILLIS * 1e6,
      recvNanos: message.recvNanos + DAY_MILLIS * 1e6,
    }));
    const ids = both.instruments.list().map(({ id, symbol }) => `${symbol} ${id}`);
    assert.deepEqual(ids, ["AAA-USD 0", "MILL-USD 1", "BTCUSDT 2"]);
    assert.deepEqual(both.messages.slice(1), moved);
  }));

Deno.test("TapeSource reads what is whole and reports the bytes it left out when the tape is torn", () =>
  withPath(async (path) => {
    await runSession(new ScriptedMarket({ rounds: 1_000 }), { recordPath: path });
    const whole = await driveSource(new TapeSource(path));
    Deno.truncateSync(path, 64 + 2 * (64 + 1_024 * 64) + 100);
    const torn = await driveSource(new TapeSource(path));
    assert.deepEqual(torn.messages, whole.messages.slice(0, 2_048));
    assert.equal(torn.problems.length, 1);
    assert.equal(torn.problems[0].where, `session.tape byte ${64 + 2 * (64 + 1_024 * 64)}`);
    assert.match(torn.problems[0].text, /interrupted: 100 bytes/);
  }));

Deno.test("TapeSource ends the session with the block's name when a byte in the middle is flipped", () =>
  withPath(async (path) => {
    await runSession(new ScriptedMarket({ rounds: 1_000 }), { recordPath: path });
    const bytes = Deno.readFileSync(path);
    bytes[64 + 2 * (64 + 1_024 * 64) + 700] ^= 1;
    Deno.writeFileSync(path, bytes);
    const { report, ingest } = await runSession(new TapeSource(path));
    assert.match(report.failure ?? "", /session\.tape: block 2 at byte 131264: the checksum/);
    assert.equal(ingest.messages, 2_048 + 1);
  }));

Deno.test("TapeSource counts messages of instruments that nothing defined and goes on", () =>
  withPath(async (path) => {
    const slots = levelSlots(10);
    slots[3 * 16 + 1] = 99;
    slots[4 * 16 + 1] = -7;
    const writer = new TapeWriter({ path, blockSlots: 4 });
    writer.begin(EPOCH_MILLIS);
    writer.append(definition("AAA-USD"), 0);
    for (let i = 0; i < 10; i++) writer.append(slots, i * 16);
    writer.close();
    const { messages, problems, counters } = await driveSource(new TapeSource(path));
    assert.equal(messages.length, 9);
    assert.equal(counters.badRecords, 2);
    assert.equal(problems[0].where, "session.tape slot 4");
    assert.match(problems[0].text, /instrument 99 is not defined/);
  }));

Deno.test("TapeSource plays an empty tape to its end", () =>
  withPath(async (path) => {
    writeTape(path, new Int32Array(0), 4);
    const { messages, problems } = await driveSource(new TapeSource(path));
    assert.deepEqual([messages, problems], [[], []]);
  }));

/** One message that defines instrument 0. */
function definition(symbol: string): Int32Array {
  const bytes = new Uint8Array(64);
  bytes.set([7, 1, 1, 0]);
  const view = new DataView(bytes.buffer);
  view.setInt32(32, 1, true);
  view.setInt32(36, 1, true);
  bytes.set([2, 0, 0, symbol.length], 40);
  bytes.set(new TextEncoder().encode(symbol), 44);
  return new Int32Array(bytes.buffer);
}
