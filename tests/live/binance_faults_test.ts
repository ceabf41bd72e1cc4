/**
 * What venues and networks do to a feed, each against a real server: one clear line for it, a count,
 * and the other instruments go on.
 */
import assert from "node:assert/strict";
import { STATUS_GAP } from "../../core/wire/market.ts";
import type { SeenMessage } from "../venues/drive_source.ts";
import { LiveRig } from "./live_rig.ts";
import { MadeBinance, type MadeBinanceOptions } from "./made_binance.ts";
import { until } from "./replay_server.ts";
import { SELF_SIGNED } from "./self_signed.ts";

const TWO = ["BTCUSDT", "ETHUSDT"];

interface Fault extends MadeBinanceOptions {
  readonly limits?: NonNullable<Parameters<MadeBinance["input"]>[0]>["limits"];
  readonly caCerts?: readonly string[];
  readonly rawPath?: string;
}

/** Runs a feed of a venue that misbehaves, until it has come through that or `holds`. */
async function endure(
  fault: Fault,
  holds: (rig: LiveRig, venue: MadeBinance) => boolean,
  look: (rig: LiveRig, venue: MadeBinance) => void | Promise<void>,
): Promise<void> {
  const { limits, caCerts, rawPath, ...options } = fault;
  const venue = new MadeBinance({ symbols: TWO, ...options });
  const input = venue.input({ limits, caCerts });
  const rig = new LiveRig({ venues: [input], rawPath });
  try {
    await until(() => holds(rig, venue) || rig.failure !== undefined, "the fault to pass");
  } finally {
    await rig.end().finally(() => venue.close());
  }
  await look(rig, venue);
}

function idOf(rig: LiveRig, symbol: string): number {
  return rig.instruments.list().find((each) => each.symbol === symbol)?.id ?? -1;
}

function gapsOf(rig: LiveRig, symbol: string): SeenMessage[] {
  const id = idOf(rig, symbol);
  return rig.messages.filter((message) =>
    message.kind === "status" && message.status === STATUS_GAP && message.instrumentId === id
  );
}

/** Synced, and so many diffs applied. */
function flows(rig: LiveRig, diffs: number): boolean {
  return rig.counter("staleInstruments") === 0 && rig.counter("appliedDiffs") > diffs;
}

Deno.test("a lost update makes its book stale and is made good; the other book goes on", async () => {
  let depths = 0;
  await endure(
    {
      onSend: (text) => {
        const isDepth = text.includes('"stream":"btcusdt@depth');
        return isDepth && ++depths === 40 ? [] : [text];
      },
    },
    (rig) => rig.counter("resyncs") >= 1 && flows(rig, 100),
    (rig) => {
      assert.equal(gapsOf(rig, "BTCUSDT").length, 1);
      assert.equal(gapsOf(rig, "ETHUSDT").length, 0);
      assert.match(rig.problem("depth updates are missing")!.text, /BTCUSDT: depth updates/);
      assert.equal(rig.counter("resyncs"), 1);
    },
  );
});

Deno.test("updates that come twice are left out", async () => {
  await endure(
    { onSend: (text) => text.includes("@depth") ? [text, text] : [text] },
    (rig) => flows(rig, 100),
    (rig) => {
      assert.equal(rig.counter("gaps"), 0);
      assert.ok(rig.counter("droppedDiffs") > 90);
    },
  );
});

Deno.test("a snapshot that is older than the updates is asked for again", async () => {
  let old = 0;
  await endure(
    {
      onRequest: (url) =>
        url.searchParams.get("symbol") === "BTCUSDT" && old++ < 3
          ? Response.json({ lastUpdateId: 7, bids: [["99.00", "1"]], asks: [["101.00", "1"]] })
          : undefined,
    },
    (rig) => flows(rig, 50),
    (rig, venue) => {
      assert.ok(venue.asked.get("BTCUSDT")! >= 1);
      assert.equal(venue.asked.get("ETHUSDT"), 1);
      assert.ok(rig.problem("snapshot 7 does not join")!.count >= 1);
      assert.equal(rig.counter("gaps"), 0);
    },
  );
});

for (
  const [what, answer, text] of [
    ["HTML", () => new Response("<html>Down</html>"), /no JSON object: <html>Down/],
    ["status 503", () => new Response("busy", { status: 503 }), /status 503: busy/],
    [
      "a redirect",
      () => new Response(null, { status: 302, headers: { location: "http://127.0.0.1:1/x" } }),
      /status 302 to http:\/\/127.0.0.1:1\/x; redirects are not followed/,
    ],
    ["a cut-off answer", () => new Response('{"symbols":['), /no JSON object: \{"symbols":\[/],
    [
      "an endless answer",
      () => new Response(new Uint8Array(300_000).fill(0x20)),
      /an answer of more than 100000 bytes/,
    ],
    ["silence", () => new Promise<Response>(() => {}), /no answer within 100 ms/],
  ] as const
) {
  Deno.test(`${what} instead of an answer is counted, named once, and asked again`, async () => {
    const wrong = new Map<string, number>();
    await endure(
      {
        limits: { maxAnswerBytes: 100_000, requestMillis: 100 },
        onRequest: ({ pathname }) => {
          const count = (wrong.get(pathname) ?? 0) + 1;
          wrong.set(pathname, count);
          return count <= 2 ? answer() : undefined;
        },
      },
      (rig) => flows(rig, 20),
      (rig) => {
        // What is traded, two books, and perhaps the time.
        assert.ok(rig.counter("requestFailures") >= 4);
        const [listing, ...others] = rig.problems.filter((each) => text.test(each.text));
        assert.match(listing.text, /did not say what is traded|did not say the time/);
        assert.ok(others.length >= 1 && others.length <= 3);
      },
    );
  });
}

Deno.test("a compressed bomb is not unpacked further than its limit", async () => {
  let bombs = 0;
  const zeros = new Blob([new Uint8Array(8_000_000)]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  const bomb = await new Response(zeros).bytes();
  assert.ok(bomb.length < 50_000);
  await endure(
    {
      limits: { maxAnswerBytes: 1_000_000 },
      onRequest: ({ pathname }) =>
        pathname.endsWith("exchangeInfo") && bombs++ === 0
          ? new Response(bomb.slice(), { headers: { "content-encoding": "gzip" } })
          : undefined,
    },
    (rig) => flows(rig, 20),
    (rig) => assert.ok(rig.problem("an answer of more than 1000000 bytes") !== undefined),
  );
});

for (const status of [429, 418]) {
  Deno.test(`status ${status} with Retry-After is obeyed by all requests`, async () => {
    let limitedAt = 0;
    const askedAt: number[] = [];
    await endure(
      {
        onRequest: ({ pathname }) => {
          const now = performance.now();
          if (limitedAt === 0 && pathname.endsWith("/depth")) {
            limitedAt = now;
            return new Response("{}", { status, headers: { "retry-after": "1" } });
          }
          if (limitedAt !== 0) askedAt.push(now - limitedAt);
          return undefined;
        },
      },
      (rig) => flows(rig, 20),
      (rig) => {
        assert.equal(rig.counter("rateLimited"), 1);
        // One may have been under way; a ban counts in whole seconds.
        const early = askedAt.filter((millis) => millis > 50 && millis < 950);
        assert.deepEqual(early, []);
      },
    );
  });
}

Deno.test("a symbol that is not traded is named; one whose book vanishes leaves the others alone", async () => {
  const venue = new MadeBinance({
    symbols: TWO,
    onRequest: (url) =>
      url.searchParams.get("symbol") === "ETHUSDT"
        ? Response.json({ code: -1121, msg: "Invalid symbol." }, { status: 400 })
        : undefined,
  });
  const limits = { maxBookTries: 3 };
  const rig = new LiveRig({ venues: [venue.input({ symbols: [...TWO, "GONEUSDT"], limits })] });
  try {
    await until(() => rig.counter("requestFailures") >= 4, "tries for a book");
    await until(() => rig.counter("appliedDiffs") > 20, "the other book");
  } finally {
    await rig.end().finally(() => venue.close());
  }
  assert.match(rig.problem("GONEUSDT")!.text, /GONEUSDT is not traded there; the other symbols/);
  assert.match(rig.problem("ETHUSDT: its book")!.text, /status 400: .*Invalid symbol/);
  assert.ok(rig.problem("it is tried more slowly from now on") !== undefined);
  assert.equal(rig.counter("staleInstruments"), 1);
});

Deno.test("a venue's clock that is two hours off is measured and noted; records go on", async () => {
  await endure(
    { clockMillis: 7_200_000 },
    (rig) => flows(rig, 50) && rig.counter("clockOffset") !== 0,
    (rig) => {
      assert.ok(Math.abs(rig.counter("clockOffset") - 7_200_000) < 1_000);
      assert.match(rig.problem("clock is")!.text, /clock is 7200\.\d s behind the venue's/);
      assert.equal(rig.counter("badRecords"), 0);
    },
  );
});

Deno.test("frames that cannot be read are counted and named, each kind once", async () => {
  const nested = "[".repeat(50_000) + "]".repeat(50_000);
  const bad = ["<html>", "", "{", nested, '{"stream":"btcusdt@trade","data":null}', "\u0000\u0007"];
  let sent = 0;
  await endure(
    {
      onSend: (text) => sent < bad.length && text.includes("@trade") ? [bad[sent++], text] : [text],
    },
    (rig) => flows(rig, 50),
    (rig) => {
      assert.equal(rig.counter("badRecords"), bad.length);
      assert.ok(rig.problems.length >= 3 && rig.problems.length <= bad.length);
      assert.equal(rig.counter("gaps"), 0);
    },
  );
});

Deno.test("a message beyond its limit ends the connection, which is made again", async () => {
  let sent = 0;
  await endure(
    {
      limits: { maxMessageBytes: 100_000 },
      onSend: (text) => text.includes("@trade") && ++sent === 20 ? ["x".repeat(100_001)] : [text],
    },
    (rig) => rig.counter("reconnects") === 1 && flows(rig, 50),
    (rig) => {
      assert.match(
        rig.problem("more than 100000 bytes")!.text,
        /the connection was lost: 127.0.0.1:\d+ sends a message of more than 100000 bytes/,
      );
      assert.equal(rig.counter("resyncs"), 2);
    },
  );
});

Deno.test("prices with 18 decimals are exact, and one between the ticks is refused", async () => {
  const filters = [
    { filterType: "PRICE_FILTER", tickSize: "0.000000000000000001" },
    { filterType: "LOT_SIZE", stepSize: "1", maxQty: "9000" },
  ];
  const listing = { symbols: [{ symbol: "SHIBUSDT", status: "TRADING", filters }] };
  const stream = "shibusdt@trade";
  const trade = (t: number, p: string) =>
    JSON.stringify({
      stream,
      data: { e: "trade", E: 1, s: "SHIBUSDT", t, p, q: "3", T: 1, m: true, M: true },
    });
  await endure(
    {
      symbols: ["SHIBUSDT"],
      onRequest: ({ pathname }) =>
        pathname.endsWith("exchangeInfo") ? Response.json(listing) : undefined,
      onSend: (text) =>
        text.includes(stream)
          ? [trade(1, "0.000000000123456789"), trade(2, "0.0000000001234567891")]
          : [],
    },
    (rig) => rig.counter("trades") > 0,
    (rig) => {
      const trades = rig.messages.filter((message) => message.kind === "trade");
      assert.ok(trades.every((message) => message.priceTicks === 123_456_789));
      assert.match(rig.problem("does not fit its tick")!.text, /SHIBUSDT price/);
    },
  );
});

Deno.test("a certificate that nobody vouches for is refused; one that is told to be trusted is not", async () => {
  await endure(
    { tls: SELF_SIGNED },
    (rig) => rig.counter("requestFailures") >= 3,
    (rig) => {
      assert.ok(rig.problem("certificate") !== undefined, JSON.stringify(rig.problems));
      assert.equal(rig.counter("connects"), 0);
      assert.equal(rig.messages.filter(({ kind }) => kind !== "status").length, 0);
    },
  );
  await endure(
    { tls: SELF_SIGNED, caCerts: [SELF_SIGNED.cert] },
    (rig) => flows(rig, 20),
    (rig) => assert.deepEqual(rig.problems, []),
  );
});

Deno.test("a disk that takes nothing ends the raw capture, not the feed", async () => {
  await endure(
    { rawPath: "/dev/full" },
    (rig) => flows(rig, 50),
    (rig) => assert.match(rig.problem("cannot be written any more")!.text, /\/dev\/full/),
  );
});
