/** Connections from their making to their end: handed over, cut, dead, quiet, refused, many. */
import assert from "node:assert/strict";
import { InstrumentRegistry } from "../../core/venues/instruments.ts";
import { STATUS_GAP } from "../../core/wire/market.ts";
import { frame, startBareServer, write } from "./bare_server.ts";
import { LiveRig } from "./live_rig.ts";
import { MadeBinance } from "./made_binance.ts";
import { until } from "./replay_server.ts";

Deno.test("a connection is replaced before its time is up, and no event is missed or told twice", async () => {
  for (const market of ["spot", "usdm"] as const) {
    const venue = new MadeBinance({ market, everyMillis: 2 });
    const limits = { lifeMillis: 250, overlapMillis: 100, maxBackoffMillis: 50 };
    const rig = new LiveRig({ venues: [venue.input({ limits })] });
    try {
      await until(() => rig.counter("handovers") >= 4, "handovers");
      await until(() => rig.counter("connections") === 1, "the last one to settle");
    } finally {
      await rig.end().finally(() => venue.close());
    }
    assert.equal(rig.counter("gaps"), 0);
    assert.equal(rig.counter("reconnects"), 0);
    assert.ok(rig.counter("repeated") > 50, "both connections were read");
    const ids = rig.messages.flatMap((each) => each.kind === "trade" ? [each.tradeId] : []);
    assert.ok(ids.length > 100);
    assert.deepEqual(ids, ids.map((_, i) => ids[0] + i), "each trade once, in order");
    assert.deepEqual(rig.problems, []);
  }
});

Deno.test("a connection that breaks while another takes over loses nothing", async () => {
  const venue = new MadeBinance({ everyMillis: 2 });
  const limits = { lifeMillis: 200, overlapMillis: 60_000 };
  const rig = new LiveRig({ venues: [venue.input({ limits })] });
  try {
    await until(() => venue.server.clients.length === 2, "the second connection");
    await until(() => rig.counter("repeated") > 20, "both to be read");
    venue.server.clients[0].close(1012, "service restart");
    const trades = rig.counter("trades");
    await until(() => rig.counter("trades") > trades + 50, "the second to go on");
  } finally {
    await rig.end().finally(() => venue.close());
  }
  assert.equal(rig.counter("gaps"), 0);
  const ids = rig.messages.flatMap((each) => each.kind === "trade" ? [each.tradeId] : []);
  assert.deepEqual(ids, ids.map((_, i) => ids[0] + i));
});

Deno.test("a successor that cannot be had leaves the connection alone", async () => {
  const venue = new MadeBinance({
    onSocket: (client) => {
      if (client.number > 0) client.close(1013, "try again later");
    },
  });
  const limits = { lifeMillis: 100, overlapMillis: 50, maxBackoffMillis: 100 };
  const rig = new LiveRig({ venues: [venue.input({ limits })] });
  try {
    await until(() => rig.counter("handovers") >= 3, "tries");
  } finally {
    await rig.end().finally(() => venue.close());
  }
  assert.equal(rig.counter("gaps"), 0);
  assert.equal(rig.counter("reconnects"), 0);
});

Deno.test("a venue that cuts is connected to again with growing pauses, and its books are asked for", async () => {
  const venue = new MadeBinance({
    onSocket: (client) => {
      if (client.number < 4) client.close(1008, "disconnected");
    },
  });
  const rig = new LiveRig({ venues: [venue.input()] });
  try {
    await until(() => rig.counter("appliedDiffs") > 20, "the fifth connection to stay");
  } finally {
    await rig.end().finally(() => venue.close());
  }
  assert.equal(rig.counter("connects"), 5);
  const lost = rig.problem("closed the WebSocket with code 1008 (disconnected)")!;
  assert.equal(lost.count, 4);
  assert.ok(lost.isNote);
});

Deno.test("a connection that delivers nothing, not even pongs, is dead and made again", async () => {
  const rest = new MadeBinance();
  const server = startBareServer((connection) =>
    write(connection, frame('{"result":null,"id":1}'))
  );
  const limits = { pingMillis: 50, deadMillis: 200 };
  const rig = new LiveRig({ venues: [{ ...rest.input({ limits }), wsUrl: server.wsUrl }] });
  try {
    await until(() => server.connections >= 3, "reconnects");
  } finally {
    await rig.end();
    server.close();
    await rest.close();
  }
  assert.ok(rig.counter("deadConnections") >= 2);
  assert.match(
    rig.problem("delivered nothing")!.text,
    /for \d+ ms, not even pongs; it is made again/,
  );
});

Deno.test("a connection on which nothing happens is quiet, not dead, while pings are answered", async () => {
  const venue = new MadeBinance();
  venue.isQuiet = true;
  const limits = { pingMillis: 50, deadMillis: 300 };
  const rig = new LiveRig({ venues: [venue.input({ limits })] });
  try {
    // The book comes without an update, because none came for a second.
    await until(() => rig.counter("snapshots") === 1, "the book");
    await until(() => rig.counter("ticks") > 12, "time to go on");
  } finally {
    await rig.end().finally(() => venue.close());
  }
  assert.equal(rig.counter("deadConnections"), 0);
  assert.equal(rig.counter("connects"), 1);
  const ticks = rig.messages.flatMap((each) =>
    each.kind === "status" && each.instrumentId === -1 && each.status === 7 ? [each.recvNanos] : []
  );
  assert.ok(ticks.every((nanos, i) => i === 0 || nanos > ticks[i - 1]));
});

Deno.test("an instrument that is quiet beside one that is not stays as it is", async () => {
  const venue = new MadeBinance({
    symbols: ["BTCUSDT", "ETHUSDT"],
    onSend: (text) => text.includes("ethusdt@") ? [] : [text],
  });
  const limits = { pingMillis: 50, deadMillis: 300 };
  const rig = new LiveRig({ venues: [venue.input({ limits })] });
  try {
    await until(() => rig.counter("snapshots") === 2, "both books");
    const applied = rig.counter("appliedDiffs");
    await until(() => rig.counter("appliedDiffs") > applied + 60, "some time to pass");
  } finally {
    await rig.end().finally(() => venue.close());
  }
  assert.equal(rig.counter("gaps"), 0);
  assert.equal(rig.counter("connects"), 1);
  assert.equal(venue.asked.get("ETHUSDT"), 1);
});

for (
  const [what, answer, text] of [
    ["a redirect", "HTTP/1.1 301 Moved\r\nLocation: ws://elsewhere/\r\n\r\n", /status 301 to ws:/],
    ["a page", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<htm", /handshake with status 200/],
    ["no HTTP", "220 ESMTP\r\n\r\n", /answers the handshake with "220 ESMTP"/],
    [
      "a wrong key",
      "HTTP/1.1 101 X\r\nSec-WebSocket-Accept: no\r\n\r\n",
      /wrong Sec-WebSocket-Accept/,
    ],
    ["an endless head", "HTTP/1.1 101 X\r\nA: ".padEnd(20_000, "x"), /more than 16384 bytes/],
  ] as const
) {
  Deno.test(`a handshake that is answered with ${what} is named and tried again`, async () => {
    const rest = new MadeBinance();
    const server = startBareServer(() => {}, answer);
    const rig = new LiveRig({ venues: [{ ...rest.input(), wsUrl: server.wsUrl }] });
    try {
      await until(() => rig.counter("connectFailures") >= 2, "failures");
    } finally {
      await rig.end();
      server.close();
      await rest.close();
    }
    assert.ok(rig.problems.some((each) => text.test(each.text)), JSON.stringify(rig.problems));
    assert.equal(rig.counter("connects"), 0);
  });
}

for (
  const [what, bytes, text] of [
    ["compresses", frame("x", 0xc1), /sets reserved bits/],
    ["masks", Uint8Array.from([0x81, 0x81, 0, 0, 0, 0, 0x78]), /masks its frames/],
    [
      "claims 2^62 bytes",
      Uint8Array.from([0x81, 127, 0x40, 0, 0, 0, 0, 0, 0, 0]),
      /a message of more than \d+ bytes/,
    ],
    ["mixes up fragments", frame("x", 0x80), /mixes up the fragments/],
    ["invents an opcode", frame("x", 0x83), /sends opcode 3/],
    ["sends a long ping", frame("x".repeat(126), 0x89), /a control frame that is too long/],
  ] as const
) {
  Deno.test(`a server that ${what} is left and tried again`, async () => {
    const rest = new MadeBinance();
    const server = startBareServer((connection) => write(connection, bytes));
    const rig = new LiveRig({ venues: [{ ...rest.input(), wsUrl: server.wsUrl }] });
    try {
      await until(() => rig.counter("connects") >= 2, "another try");
    } finally {
      await rig.end();
      server.close();
      await rest.close();
    }
    assert.ok(rig.problems.some((each) => text.test(each.text)), JSON.stringify(rig.problems));
  });
}

Deno.test("many symbols are spread over connections and subscribed in batches, not too fast", async () => {
  const symbols = Array.from({ length: 90 }, (_, i) => `A${i}USDT`);
  const venue = new MadeBinance({ symbols, everyMillis: 200 });
  const limits = { symbolsPerConnection: 50, messagesPerSecond: 4 };
  const rig = new LiveRig({ venues: [venue.input({ limits })] });
  try {
    await until(() => rig.counter("snapshots") === 90, "all books", 20_000);
  } finally {
    await rig.end().finally(() => venue.close());
  }
  const [first, second] = venue.server.clients;
  assert.equal(venue.server.clients.length, 2);
  const streamsOf = (heard: readonly string[]) => heard.flatMap((text) => JSON.parse(text).params);
  const inAddress = first.url.searchParams.get("streams")!.split("/");
  assert.equal(inAddress.length, 60);
  assert.equal(inAddress.length + streamsOf(first.heard).length, 150);
  assert.equal(60 + streamsOf(second.heard).length, 120);
  assert.ok(first.heard.every((text) => JSON.parse(text).params.length <= 60));
  assert.equal(rig.instruments.list().length, 90);
});

Deno.test("a source that is opened anew keeps the numbers and says that books are not known", async () => {
  const symbols = ["BTCUSDT", "ETHUSDT"];
  const venue = new MadeBinance({ symbols });
  const run = async (instruments: InstrumentRegistry) => {
    const rig = new LiveRig({ venues: [venue.input()] }, {}, instruments);
    await until(() => rig.counter("appliedDiffs") > 20, "books");
    await rig.end();
    return rig;
  };
  try {
    const before = new InstrumentRegistry();
    await run(before);
    const after = new InstrumentRegistry();
    // As a directory would tell them, in another order than the feed will find them.
    for (const instrument of before.list().toReversed()) after.adopt(instrument);
    const rig = await run(after);
    assert.deepEqual(after.list(), before.list());
    const [first, second] = rig.messages;
    for (const each of [first, second]) {
      assert.deepEqual([each.kind, each.kind === "status" && each.status], ["status", STATUS_GAP]);
    }
    assert.deepEqual([first.instrumentId, second.instrumentId], [0, 1]);
  } finally {
    await venue.close();
  }
});

Deno.test("a live input that cannot be used is refused in one line", () => {
  const good = { venue: "binance", restUrl: "http://a", wsUrl: "ws://a", symbols: ["A"] } as const;
  const refuse = (venues: readonly unknown[], text: RegExp) =>
    assert.throws(() => new LiveRig({ venues: venues as never }), (thrown: Error) => {
      assert.equal(thrown.name, "UserError");
      assert.match(thrown.message, text);
      return true;
    });
  refuse([], /at least one venue/);
  refuse([{ ...good, venue: "mtgox" }], /"mtgox" is not known; live venues are binance, /);
  refuse([{ ...good, symbols: [] }], /name at least one symbol/);
  refuse([{ ...good, wsUrl: "http://a" }], /"http:\/\/a" is no address; .* ws:\/\/ or wss:\/\//);
  refuse([good, good], /binance is named twice/);
});
