/** Subscribing, and what the streams of every kind say. */
import assert from "node:assert/strict";
import { type LocalExchange, startExchange } from "../../exchange/start_exchange.ts";
import { Client, type Json, Listener } from "./client.ts";

async function withExchange(body: (exchange: LocalExchange) => Promise<void>): Promise<void> {
  const exchange = await startExchange({ symbols: ["BTCUSDT"], eventsPerSecond: 2_000 });
  try {
    await body(exchange);
  } finally {
    await exchange.stop();
  }
}

Deno.test("streams are subscribed to, listed and left on one connection", () =>
  withExchange(async ({ spotWsUrl }) => {
    const socket = new Listener(`${spotWsUrl}/ws`);
    await socket.opened;
    const ask = (method: string, params: unknown, id: unknown) => {
      socket.send({ method, params, id });
      return socket.next(method, (message) => message.id === id);
    };
    const names = ["btcusdt@trade", "btcusdt@bookTicker"];
    assert.deepEqual(await ask("SUBSCRIBE", names, 1), { result: null, id: 1 });
    await socket.next("a trade", ({ e }) => e === "trade");
    assert.deepEqual((await ask("LIST_SUBSCRIPTIONS", undefined, 2)).result, names);
    await ask("UNSUBSCRIBE", ["btcusdt@trade"], "three");
    assert.deepEqual((await ask("LIST_SUBSCRIPTIONS", undefined, 4)).result, [names[1]]);
    await ask("SET_PROPERTY", ["combined", true], 5);
    const wrapped = await socket.next("a wrapped quote", ({ stream }) => stream === names[1]);
    assert.ok(Number(wrapped.data.b) < Number(wrapped.data.a));
    assert.equal((await ask("FLY", [], 6)).error.code, 2);
    assert.equal((await ask("SUBSCRIBE", [7], 7)).error.code, 2);
    socket.send("no JSON");
    await socket.next("a refusal", ({ error }) => error?.code === 3);
    for (let i = 0; i < 12; i++) socket.send({ method: "LIST_SUBSCRIPTIONS", id: 100 + i });
    assert.equal((await socket.closed).code, 1008);
  }));

const SPOT = ["trade", "aggTrade", "bookTicker", "depth@100ms", "depth5@100ms", "kline_1s"];
const FUTURES = [
  "aggTrade",
  "bookTicker",
  "depth@0ms",
  "depth20@100ms",
  "kline_1m",
  "markPrice@1s",
];

function streamUrl(url: string, kinds: readonly string[]): string {
  return `${url}/stream?streams=${kinds.map((kind) => `btcusdt@${kind}`).join("/")}`;
}

/** The fields of a message and of what is in it, as one line. */
function shapeOf(value: Json): string {
  if (Array.isArray(value)) return `[${value.length === 0 ? "" : shapeOf(value[0])}]`;
  if (typeof value !== "object" || value === null) return typeof value;
  return `{${Object.keys(value).map((name) => `${name}:${shapeOf(value[name])}`).join(",")}}`;
}

const LEVELS = "[[string]]";
const KLINE = "{t:number,T:number,s:string,i:string,f:number,L:number,o:string,c:string,h:string," +
  "l:string,v:string,n:number,x:boolean,q:string,V:string,Q:string,B:string}";
const SHAPES: Readonly<Record<string, string>> = {
  "spot trade":
    "{e:string,E:number,s:string,t:number,p:string,q:string,T:number,m:boolean,M:boolean}",
  "spot aggTrade":
    "{e:string,E:number,s:string,a:number,p:string,q:string,f:number,l:number,T:number,m:boolean,M:boolean}",
  "spot bookTicker": "{u:number,s:string,b:string,B:string,a:string,A:string}",
  "spot depth@100ms": `{e:string,E:number,s:string,U:number,u:number,b:${LEVELS},a:${LEVELS}}`,
  "spot depth5@100ms": `{lastUpdateId:number,bids:${LEVELS},asks:${LEVELS}}`,
  "spot kline_1s": `{e:string,E:number,s:string,k:${KLINE}}`,
  "usdm aggTrade":
    "{e:string,E:number,s:string,a:number,p:string,q:string,f:number,l:number,T:number,m:boolean}",
  "usdm bookTicker":
    "{e:string,u:number,s:string,b:string,B:string,a:string,A:string,T:number,E:number}",
  "usdm depth@0ms":
    `{e:string,E:number,T:number,s:string,U:number,u:number,pu:number,b:${LEVELS},a:${LEVELS}}`,
  "usdm depth20@100ms":
    `{e:string,E:number,T:number,s:string,U:number,u:number,pu:number,b:${LEVELS},a:${LEVELS}}`,
  "usdm kline_1m": `{e:string,E:number,s:string,k:${KLINE}}`,
  "usdm markPrice@1s": "{e:string,E:number,s:string,p:string,i:string,P:string,r:string,T:number}",
};

Deno.test("messages of every stream have the venue's fields in the venue's order", () =>
  withExchange(async ({ spotWsUrl, futuresWsUrl }) => {
    const sources = [["spot", spotWsUrl, SPOT], ["usdm", futuresWsUrl, FUTURES]] as const;
    for (const [venue, url, kinds] of sources) {
      const socket = new Listener(streamUrl(url, kinds));
      for (const kind of kinds) {
        const wanted = SHAPES[`${venue} ${kind}`];
        // One side of a diff may be empty: one with both is waited for.
        await socket.next(
          `${venue} ${kind}: ${wanted}`,
          ({ stream, data }) => stream === `btcusdt@${kind}` && shapeOf(data) === wanted,
        );
      }
      await socket.close();
    }
  }));

Deno.test("a candle closes with all of its trades, and the next begins where it ended", () =>
  withExchange(async (exchange) => {
    const socket = new Listener(
      `${exchange.spotWsUrl}/stream?streams=btcusdt@kline_1s/btcusdt@trade`,
    );
    const isClosed = ({ data }: Json) => data.e === "kline" && data.k.x;
    const first = (await socket.next("a closed candle", isClosed)).data.k;
    const { data: { k } } = await socket.next(
      "the next one",
      (message) => isClosed(message) && message.data.k.t === first.T + 1,
    );
    const trades = socket.messages.map(({ data }) => data)
      .filter(({ e, T }) => e === "trade" && T >= k.t && T <= k.T);
    assert.equal(trades.length, k.n);
    assert.deepEqual([trades[0].t, trades.at(-1).t], [k.f, k.L]);
    const lots = trades.reduce((sum: number, { q }: Json) => sum + Math.round(Number(q) * 1e5), 0);
    assert.equal(Math.round(Number(k.v) * 1e5), lots);
    assert.equal(trades.at(-1).p, k.c);
    const prices = trades.map(({ p }: Json) => Number(p));
    assert.ok(Math.max(...prices, Number(k.o)) === Number(k.h));
    const client = new Client(exchange);
    const { json } = await client.get("/api/v3/klines", {
      ...{ symbol: "BTCUSDT", interval: "1s", startTime: k.t, limit: 1 },
    });
    assert.deepEqual(json[0].slice(0, 6), [k.t, k.o, k.h, k.l, k.c, k.v]);
    await socket.close();
  }));
