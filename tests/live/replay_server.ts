/**
 * A venue made of recordings: a real HTTP and WebSocket server on a free port of this machine that
 * says what it is told to. For tests; what it does wrong it does on purpose.
 */

export interface VenueScript {
  /** Answers requests; default 404. */
  readonly onRequest?: (url: URL, request: Request) => Response | Promise<Response>;
  /** Speaks with a client from the moment that it has connected. */
  readonly onSocket?: (client: VenueClient) => void | Promise<void>;
  /** With them, the server speaks TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** One client as the server sees it. */
export interface VenueClient {
  readonly url: URL;
  readonly socket: WebSocket;
  /** Number of the connection, from 0. */
  readonly number: number;
  /** What the client has said. */
  readonly heard: string[];
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

export interface ReplayServer {
  readonly restUrl: string;
  readonly wsUrl: string;
  readonly clients: readonly VenueClient[];
  close(): Promise<void>;
}

export function startReplayServer(script: VenueScript): ReplayServer {
  const clients: VenueClient[] = [];
  const ending = new AbortController();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    signal: ending.signal,
    onListen: () => {},
    ...script.tls,
  }, async (request) => {
    const url = new URL(request.url);
    if (request.headers.get("upgrade") !== "websocket") {
      return await script.onRequest?.(url, request) ?? new Response("not here", { status: 404 });
    }
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
    const client: VenueClient = {
      url,
      socket,
      number: clients.length,
      heard: [],
      send: (text) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
      close: (code, reason) => socket.close(code, reason),
    };
    clients.push(client);
    socket.onmessage = ({ data }) => client.heard.push(data);
    socket.onerror = (event) => event.preventDefault();
    socket.onopen = () => script.onSocket?.(client);
    return response;
  });
  const { port } = server.addr;
  const scheme = script.tls === undefined ? "" : "s";
  return {
    restUrl: `http${scheme}://127.0.0.1:${port}`,
    wsUrl: `ws${scheme}://127.0.0.1:${port}`,
    clients,
    close: async () => {
      for (const { socket } of clients) {
        if (socket.readyState === WebSocket.OPEN) socket.close();
      }
      // Not shutdown(): that would wait for answers which a test holds back on purpose.
      ending.abort();
      await server.finished;
    },
  };
}

/** Resolves once it holds. @throws when it does not for too long */
export async function until(holds: () => boolean, noun: string, millis = 30_000): Promise<void> {
  const giveUp = performance.now() + millis;
  while (!holds()) {
    if (performance.now() > giveUp) throw new Error(`waited in vain: ${noun}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
