/**
 * One suite over all venues: recorded sessions, played through real sockets as fast as they go, end
 * with the hash of the file's replay; and what was recorded of that replays to all of its hashes.
 */
import assert from "node:assert/strict";
import type { LiveVenueInput } from "../../core/venues/live/live_input.ts";
import type { LiveVenueName } from "../../core/venues/live/live_venues.ts";
import { dataTest } from "../real_data.ts";
import { fileJob, run } from "../parity/session_jobs.ts";
import { LiveRig, QUICK } from "./live_rig.ts";
import {
  nanosSince,
  readCapture,
  readRaw,
  type RecordedSession,
  type RecordedTime,
} from "./recorded_session.ts";
import { startReplayServer, until, type VenueClient } from "./replay_server.ts";

interface Conformance {
  readonly venue: LiveVenueName;
  readonly recordings: readonly string[];
  readonly symbols: readonly string[];
  readonly read: (paths: readonly string[]) => Promise<RecordedSession>;
  /** Frames, applied diffs and checksums that must have come through. */
  readonly expected: Readonly<Record<string, number>>;
  /**
   * A book of the session holds prices finer than its listed tick. The file knows that beforehand,
   * because its answers stand first; a live feed learns it with the book, and opens a new epoch.
   */
  readonly learnsTicks?: boolean;
}

const capture = ([path]: readonly string[]) => readCapture(path);
const btcusdt = (stepSize: string) => (paths: readonly string[]) =>
  readRaw(paths, "BTCUSDT", [
    { filterType: "PRICE_FILTER", tickSize: stepSize === "0.001" ? "0.10" : "0.01000000" },
    { filterType: "LOT_SIZE", stepSize, maxQty: "9000.00000000" },
  ]);

const SESSIONS: readonly Conformance[] = [{
  venue: "binance",
  recordings: ["binance/spot_btcusdt_20240808.gz", "binance/spot_btcusdt_20240809.gz"],
  symbols: ["BTCUSDT"],
  read: btcusdt("0.00001000"),
  expected: { appliedDiffs: 6_493, trades: 19_904, quotes: 73_174, gaps: 0 },
}, {
  venue: "binance-usdm",
  recordings: ["binance/usdm_btcusdt_20240808.gz"],
  symbols: ["BTCUSDT"],
  read: btcusdt("0.001"),
  expected: { appliedDiffs: 6_547, trades: 21_313, quotes: 66_089, gaps: 0 },
}, {
  venue: "binance",
  recordings: ["binance_cryptofeed/BINANCE.jsonl.zst"],
  symbols: ["NKNUSDT", "BLZETH", "LRCBTC", "RUNEEUR"],
  read: capture,
  expected: { gaps: 0, snapshots: 4 },
  learnsTicks: true,
}, {
  venue: "binance-usdm",
  recordings: ["binance_cryptofeed/BINANCE_FUTURES.jsonl.zst"],
  symbols: ["SUSHIUSDT", "AKROUSDT", "KEEPUSDT", "CTKUSDT"],
  read: capture,
  expected: { gaps: 0, snapshots: 4 },
  learnsTicks: true,
}, {
  venue: "coinbase",
  recordings: ["coinbase/COINBASE.jsonl.zst"],
  symbols: ["BTC-USD", "ETH-USD"],
  read: capture,
  expected: { snapshots: 2, appliedDiffs: 773, trades: 79, gaps: 0 },
}, {
  venue: "kraken",
  recordings: ["kraken/KRAKEN.jsonl.zst"],
  symbols: ["WAVES/EUR", "XMR/USD", "KSM/XBT", "GRT/ETH", "SC/EUR"].concat(
    ["ETH/CHF", "OCEAN/XBT", "OMG/USD", "XBT/CHF", "ADA/XBT"],
  ),
  read: capture,
  expected: { snapshots: 10, appliedDiffs: 4_269, checksums: 4_269, checksumFailures: 0, gaps: 0 },
}];

for (const session of SESSIONS) {
  const title = `${session.venue}: ${session.recordings.join(" + ")}`;
  dataTest(
    `a recorded session through sockets equals its file: ${title}`,
    session.recordings,
    (paths) => conform(session, paths),
  );
}

async function conform(
  { venue, symbols, read, expected, learnsTicks = false }: Conformance,
  paths: readonly string[],
): Promise<void> {
  const session = await read(paths);
  const folder = await Deno.makeTempDir();
  const rawPath = `${folder}/raw.jsonl`;
  const player = new Player(session);
  try {
    const limits: LiveVenueInput["limits"] = { ...QUICK, requestMillis: 60_000 };
    const venues = [{ venue, ...player.addresses, symbols, limits }];
    const rig = new LiveRig({ venues, rawPath, tickMillis: 1e9 }, {
      openedMillis: session.openedMillis,
      retime: (record, epochMillis) => nanosSince(player.retime(record), epochMillis),
    });
    const isOver = () => player.used === session.records.length || rig.failure !== undefined;
    try {
      await until(isOver, "the whole session", 30_000);
    } finally {
      await rig.end();
    }
    assert.deepEqual(rig.problems, []);
    for (const [counter, value] of Object.entries(expected)) {
      assert.equal(rig.counter(counter), value, counter);
    }
    const file = await run(await fileJob(paths), "inline");
    assert.ok(file.frames > 0);
    assert.equal(file.mismatches, 0);
    if (!learnsTicks) assert.equal(rig.hash, file.hashes.ingest, "the live ring is the file's");
    const raw = await run(await fileJob([rawPath]), "inline");
    assert.equal(raw.frames, file.frames);
    assert.equal(raw.hashes.features, file.hashes.features);
    assert.equal(raw.hashes.inference, file.hashes.inference);
    if (!learnsTicks) assert.deepEqual(raw, file);
    assert.equal(rig.hash, raw.hashes.ingest, "the raw capture is the live ring");
  } finally {
    await player.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Plays a session to whoever connects, in lock-step with the client where an answer comes between. */
class Player {
  readonly #session: RecordedSession;
  readonly #server = startReplayServer({
    onRequest: (url) => this.#answer(url),
    onSocket: (client) => this.#play(client),
  });
  /** Clients that wait for a book, by symbol. */
  readonly #asking = new Map<string, (response: Response) => void>();
  #time: RecordedTime = { seconds: 0, nanos: 0 };
  /** Records that the client has taken. */
  used = 0;

  constructor(session: RecordedSession) {
    this.#session = session;
    this.#time = {
      seconds: Math.floor(session.openedMillis / 1_000),
      nanos: (session.openedMillis % 1_000) * 1e6,
    };
  }

  get addresses() {
    const { restUrl, wsUrl } = this.#server;
    return { restUrl, wsUrl };
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  /** The recorded time of the next record; times never go back. */
  retime(record: "frame" | "book" | "other"): RecordedTime {
    if (record === "other") return this.#time;
    const { kind, at } = this.#session.records[this.used++];
    assert.equal(record, kind, "records come in the order of the file");
    const isLater = at.seconds - this.#time.seconds || at.nanos - this.#time.nanos;
    if (isLater > 0) this.#time = at;
    return this.#time;
  }

  #answer(url: URL): Response | Promise<Response> {
    const symbol = url.searchParams.get("symbol");
    if (symbol !== null) {
      return new Promise((resolve) => this.#asking.set(symbol, resolve));
    }
    const now = Date.now();
    return /time$/i.test(url.pathname)
      ? Response.json({ serverTime: now, epochMillis: now, result: { unixtime: now / 1_000 } })
      : new Response(this.#session.listing);
  }

  async #play(client: VenueClient): Promise<void> {
    const { records } = this.#session;
    for (let i = 0; i < records.length; i++) {
      const record = records[i];
      if (record.kind === "frame") client.send(record.data);
      else {
        await until(() => this.used === i && this.#asking.has(record.symbol), "a request");
        this.#asking.get(record.symbol)!(new Response(record.data));
        await until(() => this.used === i + 1, "the answer to be used");
      }
    }
  }
}
