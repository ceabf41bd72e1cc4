/** Accepts WebSockets on a loopback port, and keeps them until they end. */
import { wallMillis } from "../../core/base/clock.ts";
import { shakeHands } from "./handshake.ts";
import { SocketConnection, type SocketLimits } from "./socket_connection.ts";

/** Far above what a test opens. */
const MAX_CONNECTIONS = 1_024;
const WATCH_MILLIS = 1_000;

export interface SocketServerOptions {
  readonly port: number;
  readonly limits: SocketLimits;
  /** Whether anything is served at a path. */
  readonly accepts: (url: URL) => boolean;
  /** Given every connection before its first message. */
  readonly opened: (connection: SocketConnection) => void;
}

export class SocketServer {
  readonly port: number;
  readonly connections = new Set<SocketConnection>();
  readonly #listener: Deno.TcpListener;
  readonly #options: SocketServerOptions;
  readonly #watch: ReturnType<typeof setInterval>;
  #nextId = 1;

  constructor(options: SocketServerOptions) {
    this.#options = options;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: options.port });
    this.port = (this.#listener.addr as Deno.NetAddr).port;
    this.#watch = setInterval(() => {
      for (const connection of this.connections) connection.watch(wallMillis());
    }, Math.min(WATCH_MILLIS, options.limits.pingMillis));
    void this.#accept();
  }

  flush(): void {
    for (const connection of this.connections) connection.flush();
  }

  stop(): void {
    clearInterval(this.#watch);
    this.#listener.close();
    for (const connection of this.connections) connection.cut();
  }

  async #accept(): Promise<void> {
    for await (const conn of this.#listener) {
      if (this.connections.size >= MAX_CONNECTIONS) conn.close();
      else void this.#serve(conn);
    }
  }

  async #serve(conn: Deno.TcpConn): Promise<void> {
    try {
      conn.setNoDelay(true);
      const opened = await shakeHands(conn, this.#options.accepts);
      if (opened === undefined) return conn.close();
      const { limits } = this.#options;
      const connection = new SocketConnection(
        this.#nextId++,
        conn,
        opened.url,
        limits,
        wallMillis(),
      );
      this.connections.add(connection);
      this.#options.opened(connection);
      const whenClosed = connection.onClose;
      connection.onClose = () => {
        this.connections.delete(connection);
        whenClosed();
      };
      await connection.run(opened.rest, wallMillis);
    } catch {
      // The client went away in the middle of the handshake.
      try {
        conn.close();
      } catch {
        // It was closed before.
      }
    }
  }
}
