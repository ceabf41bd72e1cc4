import assert from "node:assert/strict";
import { summariseTape, tapedMessages } from "../../core/tape/inspect.ts";
import { TapeSource } from "../../core/tape/tape_source.ts";
import { verifyTape } from "../../core/tape/verify.ts";
import { driveSource } from "../venues/drive_source.ts";
import { ScriptedMarket } from "./scripted_market.ts";
import { runSession } from "./session.ts";
import { EPOCH_MILLIS, withPath } from "./taped.ts";

const FIRST_NANOS = 8 * 3_600e9;

Deno.test("verifyTape() counts messages by kind and instrument, and gives hash and time range", () =>
  withPath(async (path) => {
    const session = await runSession(new ScriptedMarket({ rounds: 100 }), { recordPath: path });
    const report = verifyTape(path);
    assert.deepEqual(report.messagesByKind, {
      level: 100 + 3,
      trade: 100,
      order: 200,
      quote: 100,
      checksum: 100,
      status: 1 + 10 + 1,
      instrument: 3,
    });
    assert.equal(report.messages, session.ingest.messages);
    assert.equal(report.hash, session.ingestHash);
    assert.equal(report.sound, true);
    assert.equal(report.epochMillis, EPOCH_MILLIS);
    assert.equal(report.firstRecvNanos, FIRST_NANOS - 2_500);
    assert.equal(report.lastRecvNanos, FIRST_NANOS + 99_000);
    const [mill, bitcoin] = report.instruments;
    assert.deepEqual([mill.symbol, mill.messages], ["MILL-USD", 1 + 300]);
    assert.deepEqual([bitcoin.symbol, bitcoin.scale.tickUnits], ["BTCUSDT", 5]);
  }));

Deno.test("verifyTape() lists damaged blocks and reads the others", () =>
  withPath(async (path) => {
    await runSession(new ScriptedMarket({ rounds: 1_000 }), { recordPath: path });
    const sound = verifyTape(path);
    const blockBytes = 64 + 1_024 * 64;
    const bytes = Deno.readFileSync(path);
    bytes[64 + blockBytes + 64 + 10] ^= 4;
    bytes[64 + 3 * blockBytes + 20] ^= 4;
    Deno.writeFileSync(path, bytes);
    const report = verifyTape(path);
    assert.equal(report.sound, false);
    assert.deepEqual(report.damaged.map(({ part, byte }) => [part, byte]), [
      ["block 1", 64 + blockBytes],
      ["block 3", 64 + 3 * blockBytes],
    ]);
    assert.equal(report.messages, sound.messages - 2 * 1_024);
    assert.notEqual(report.hash, sound.hash);
  }));

Deno.test("verifyTape() calls a torn tape unsound and says how much is cut", () =>
  withPath(async (path) => {
    await runSession(new ScriptedMarket({ rounds: 1_000 }), { recordPath: path });
    Deno.truncateSync(path, 64 + (64 + 1_024 * 64) + 77);
    const report = verifyTape(path);
    assert.deepEqual(
      [report.sound, report.closed, report.tornBytes, report.blocks, report.damaged],
      [false, false, 77, 1, []],
    );
  }));

Deno.test("summariseTape() tells header and index", () =>
  withPath(async (path) => {
    const session = await runSession(new ScriptedMarket({ rounds: 1_000 }), { recordPath: path });
    assert.deepEqual(summariseTape(path), {
      path,
      version: 1,
      fileBytes: session.recorder.bytes,
      epochMillis: EPOCH_MILLIS,
      closed: true,
      tornBytes: 0,
      blocks: Math.ceil(session.ingest.messages / 1_024),
      blockSlots: 1_024,
      messages: session.ingest.messages,
    });
  }));

Deno.test("tapedMessages() starts at a slot or a time and names every field", () =>
  withPath(async (path) => {
    await runSession(new ScriptedMarket({ rounds: 400 }), { recordPath: path });
    const all = [...tapedMessages(path, { count: Number.POSITIVE_INFINITY })];
    const replayed = await driveSource(new TapeSource(path));
    assert.equal(all.length, replayed.messages.length + 1, "the tape has its own end");
    assert.deepEqual(all.map(({ slot }) => slot), all.map((_, i) => i));
    assert.deepEqual(
      [...tapedMessages(path, { fromSlot: 1_020, count: 9 })],
      all.slice(1_020, 1_029),
    );
    const fromNanos = FIRST_NANOS + 300_000;
    const [first] = tapedMessages(path, { fromNanos, count: 1 });
    assert.equal(first.recvNanos, fromNanos + 1_000, "message 300 was received early");
    assert.deepEqual(all[1], {
      slot: 1,
      kind: "instrument",
      flags: "last",
      instrumentId: 1,
      exchNanos: 0,
      recvNanos: 0,
      sequence: 0,
      symbol: "BTCUSDT",
      priceDecimals: 2,
      tickUnits: 1,
      lotDecimals: 3,
      lotUnits: 10,
    });
    const replace = all.find((message) => message.action === "replace");
    assert.deepEqual([replace?.orderId, replace?.newOrderId], [
      "4294967296",
      "18446744065119617024",
    ]);
    assert.deepEqual([...tapedMessages(path, { fromSlot: all.length, count: 5 })], []);
  }));
