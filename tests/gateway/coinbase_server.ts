/**
 * A small server that speaks Coinbase's Advanced Trade protocol as it is documented: tokens are
 * verified, orders rest or trade at prices that the test sets, the user channel tells of them. No
 * exchange speaks it offline.
 */
import assert from "node:assert/strict";

const ROOT = "/api/v3/brokerage";
const FEE = 0.006;

interface Order {
  readonly order_id: string;
  readonly client_order_id: string;
  readonly product_id: string;
  readonly side: "BUY" | "SELL";
  readonly order_configuration: Record<string, Record<string, string | boolean>>;
  readonly size: number;
  readonly price: number;
  filled: number;
  status: string;
}

interface Fill {
  readonly trade_id: string;
  readonly order_id: string;
  readonly price: string;
  readonly size: string;
  readonly commission: string;
  readonly trade_time: string;
  readonly liquidity_indicator: string;
}

/** The body of a request, of either kind. */
interface Asked extends Pick<Order, "client_order_id" | "product_id" | "side"> {
  readonly order_configuration: Order["order_configuration"];
  readonly order_ids: readonly string[];
}

export class CoinbaseServer {
  readonly keyName = "organizations/one/apiKeys/two";
  readonly pem: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #key: CryptoKey;
  readonly #orders: Order[] = [];
  readonly #fills: Fill[] = [];
  readonly #sockets = new Map<WebSocket, { sequence: number; isUser: boolean }>();
  /** How often an order came under each name. */
  readonly received: Record<string, number> = {};
  readonly balances: Record<string, number> = { BTC: 2, USD: 100_000 };
  bid = 50_000;
  ask = 50_010;
  /** How the next requests of a method and path go wrong. */
  readonly faults: { match: string; kind: "lose" | "html" | "limit" | "drop"; count: number }[] =
    [];
  /** Tokens that did not verify. */
  badTokens = 0;
  /** What is not told of is found out all the same. */
  isMute = false;

  private constructor(pem: string, key: CryptoKey) {
    this.pem = pem;
    this.#key = key;
    this.#server = Deno.serve(
      // Answers that are cut off on purpose are no news.
      { hostname: "127.0.0.1", port: 0, onListen() {}, onError: () => new Response(null) },
      (request) => this.#handle(request),
    );
  }

  static async start(): Promise<CoinbaseServer> {
    const pair = await crypto.subtle.generateKey(
      { name: "ECDSA", namedCurve: "P-256" },
      true,
      ["sign", "verify"],
    ) as CryptoKeyPair;
    return new CoinbaseServer(await sec1Pem(pair.privateKey), pair.publicKey);
  }

  get restUrl(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  get streamUrl(): string {
    return `ws://127.0.0.1:${this.#server.addr.port}/user`;
  }

  get openOrders(): readonly Order[] {
    return this.#orders.filter(({ status }) => status === "OPEN");
  }

  get fillCount(): number {
    return this.#fills.length;
  }

  /** Somebody trades against what rests at this price or better. */
  tradeThrough(price: number, size: number): void {
    let left = size;
    for (const order of this.openOrders) {
      const isReached = order.side === "BUY" ? order.price >= price : order.price <= price;
      if (!isReached || left <= 0) continue;
      const part = Math.min(left, round(order.size - order.filled));
      left = round(left - part);
      this.#fill(order, order.price, part, "MAKER");
    }
  }

  cutSockets(): void {
    for (const socket of this.#sockets.keys()) socket.close();
  }

  async stop(): Promise<void> {
    this.cutSockets();
    await this.#server.shutdown();
  }

  async #handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === "/user") return this.#open(request);
    const name = `${request.method} ${url.pathname.slice(ROOT.length)}`;
    const uri = `${request.method} ${url.host}${url.pathname}`;
    const token = request.headers.get("authorization")?.replace("Bearer ", "") ?? "";
    if (!await this.#isGood(token, uri)) {
      this.badTokens++;
      return Response.json({ error: "unauthorized" }, { status: 401 });
    }
    const fault = this.faults.find(({ match, count }) => count > 0 && name.startsWith(match));
    if (fault !== undefined) fault.count--;
    if (fault?.kind === "drop") return broken();
    if (fault?.kind === "html") {
      return new Response("<html>Bad Gateway</html>", { status: 502 });
    }
    if (fault?.kind === "limit") {
      return new Response("{}", { status: 429, headers: { "retry-after": "1" } });
    }
    const answer = this.#answer(
      name,
      url,
      request.method === "POST" ? await request.json() : {} as Asked,
    );
    if (fault?.kind === "lose") return broken();
    return answer === undefined
      ? Response.json({ error: "NOT_FOUND" }, { status: 404 })
      : Response.json(answer);
  }

  #answer(name: string, url: URL, body: Asked): unknown {
    const query = url.searchParams;
    switch (name) {
      case "GET /time":
        return { epochMillis: String(Date.now()) };
      case "GET /products":
        return {
          products: [{
            product_id: "BTC-USD",
            base_currency_id: "BTC",
            quote_currency_id: "USD",
          }],
        };
      case "GET /accounts":
        return {
          accounts: Object.entries(this.balances).map(([currency, value]) => ({
            currency,
            available_balance: { value: value.toFixed(8), currency },
            hold: { value: "0", currency },
          })),
          has_next: false,
        };
      case "POST /orders":
        return this.#place(body);
      case "POST /orders/batch_cancel":
        return { results: body.order_ids.map((id: string) => this.#cancel(id)) };
      case "GET /orders/historical/batch": {
        const status = query.get("order_status");
        const orders = this.#orders.filter((order) => status === null || order.status === status);
        return { orders: orders.map(orderJson).reverse(), has_next: false };
      }
      case "GET /orders/historical/fills":
        return {
          fills: this.#fills.filter(({ order_id }) => order_id === query.get("order_ids"))
            .reverse(),
        };
    }
    const order = this.#orders.find(({ order_id }) => name.endsWith(`/historical/${order_id}`));
    return order && { order: orderJson(order) };
  }

  #place(body: Asked): unknown {
    const { client_order_id, product_id, side, order_configuration } = body;
    this.received[client_order_id] = (this.received[client_order_id] ?? 0) + 1;
    const [kind] = Object.keys(order_configuration);
    const terms = order_configuration[kind];
    const price = Number(terms.limit_price ?? (side === "BUY" ? 1e9 : 0));
    const crosses = side === "BUY" ? price >= this.ask : price <= this.bid;
    const refuse = (error: string) => ({ success: false, error_response: { error, message: "" } });
    if (terms.post_only && crosses) return refuse("INVALID_LIMIT_PRICE_POST_ONLY");
    const size = Number(terms.base_size);
    if (side === "SELL" ? size > this.balances.BTC : size * this.ask > this.balances.USD) {
      return refuse("INSUFFICIENT_FUND");
    }
    const order: Order = {
      ...{ client_order_id, product_id, side, order_configuration, size, price },
      order_id: crypto.randomUUID(),
      filled: 0,
      status: "OPEN",
    };
    this.#orders.push(order);
    if (crosses) this.#fill(order, side === "BUY" ? this.ask : this.bid, size, "TAKER");
    else if (!kind.endsWith("gtc")) order.status = "CANCELLED";
    this.#tell(order);
    const { order_id } = order;
    return { success: true, success_response: { order_id, product_id, side, client_order_id } };
  }

  #cancel(id: string): unknown {
    const order = this.#orders.find(({ order_id }) => order_id === id);
    if (order === undefined) return { success: false, failure_reason: "UNKNOWN_CANCEL_ORDER" };
    if (order.status !== "OPEN") {
      return { success: false, failure_reason: "INVALID_CANCEL_REQUEST" };
    }
    order.status = "CANCELLED";
    this.#tell(order);
    return { success: true, order_id: id };
  }

  #fill(order: Order, price: number, size: number, liquidity_indicator: string): void {
    const fee = price * size * FEE;
    const sign = order.side === "BUY" ? 1 : -1;
    order.filled = round(order.filled + size);
    if (order.filled >= order.size) order.status = "FILLED";
    this.balances.BTC = round(this.balances.BTC + sign * size);
    this.balances.USD -= sign * price * size + fee;
    this.#fills.push({
      trade_id: crypto.randomUUID(),
      order_id: order.order_id,
      price: String(price),
      size: size.toFixed(8),
      commission: fee.toFixed(8),
      trade_time: new Date().toISOString(),
      liquidity_indicator,
    });
    this.#tell(order);
  }

  #tell(order: Order): void {
    if (this.isMute) return;
    const leaves = order.status === "OPEN" ? order.size - order.filled : 0;
    const told = {
      order_id: order.order_id,
      client_order_id: order.client_order_id,
      product_id: order.product_id,
      order_side: order.side,
      status: order.status,
      cumulative_quantity: order.filled.toFixed(8),
      leaves_quantity: leaves.toFixed(8),
      limit_price: order.price < 1e9 && order.price > 0 ? String(order.price) : "",
    };
    this.#say("user", [{ type: "update", orders: [told] }]);
  }

  #say(channel: string, events: readonly unknown[]): void {
    for (const [socket, state] of this.#sockets) {
      if (!state.isUser || socket.readyState !== WebSocket.OPEN) continue;
      const timestamp = new Date().toISOString();
      const sequence_num = state.sequence++;
      socket.send(JSON.stringify({ channel, timestamp, sequence_num, events }));
    }
  }

  #open(request: Request): Response {
    const { socket, response } = Deno.upgradeWebSocket(request);
    const state = { sequence: 0, isUser: false };
    this.#sockets.set(socket, state);
    socket.onclose = () => this.#sockets.delete(socket);
    socket.onmessage = async ({ data }) => {
      const { channel, jwt } = JSON.parse(data);
      if (!await this.#isGood(jwt, undefined)) {
        this.badTokens++;
        socket.send(JSON.stringify({ type: "error", message: "authentication failure" }));
        return;
      }
      if (channel !== "user") return;
      state.isUser = true;
      this.#say("user", [{ type: "snapshot", orders: [] }]);
    };
    return response;
  }

  /** As Coinbase checks a token: signature, name, time, and what it is for. */
  async #isGood(token: string, uri: string | undefined): Promise<boolean> {
    const [header, claims, signature] = token.split(".");
    if (signature === undefined) return false;
    const { alg, kid, nonce } = JSON.parse(atob(fromUrl(header)));
    const { iss, sub, nbf, exp, uri: meant } = JSON.parse(atob(fromUrl(claims)));
    const now = Date.now() / 1_000;
    if (alg !== "ES256" || kid !== this.keyName || sub !== this.keyName || iss !== "cdp") {
      return false;
    }
    if (!(nbf <= now && exp >= now && exp < now + 125) || !nonce || meant !== uri) return false;
    const bytes = Uint8Array.from(atob(fromUrl(signature)), (c) => c.charCodeAt(0));
    assert.equal(bytes.length, 64, "r and s, not DER");
    const text = new TextEncoder().encode(`${header}.${claims}`);
    const algorithm = { name: "ECDSA", hash: "SHA-256" };
    return await crypto.subtle.verify(algorithm, this.#key, bytes, text);
  }
}

function orderJson(order: Order): unknown {
  const { size: _, price: __, filled, ...fields } = order;
  return {
    ...fields,
    filled_size: filled.toFixed(8),
    created_time: new Date().toISOString(),
    reject_reason: "",
  };
}

/** A connection that breaks in the middle of the answer. */
function broken(): Response {
  const body = new ReadableStream({
    async pull(controller) {
      controller.enqueue(new TextEncoder().encode("{"));
      await new Promise((resolve) => setTimeout(resolve, 5));
      controller.error(new Error("cut"));
    },
  });
  return new Response(body, { headers: { "content-length": "1000" } });
}

/** The key as Coinbase hands it out. */
async function sec1Pem(key: CryptoKey): Promise<string> {
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", key));
  // The inner key begins behind version and algorithm: SEQUENCE, 26 bytes, OCTET STRING of 2 to 3.
  const at = pkcs8.indexOf(0x04, 26);
  const from = pkcs8[at + 1] < 0x80 ? at + 2 : at + 3;
  const text = btoa(String.fromCharCode(...pkcs8.subarray(from)));
  return `-----BEGIN EC PRIVATE KEY-----\n${text}\n-----END EC PRIVATE KEY-----\n`;
}

function fromUrl(text: string): string {
  return text.replaceAll("-", "+").replaceAll("_", "/");
}

function round(value: number): number {
  return Math.round(value * 1e8) / 1e8;
}
