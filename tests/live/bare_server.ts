/**
 * A server that speaks WebSocket byte by byte, to say what no WebSocket library would: nothing at
 * all, reserved bits, frames without end.
 */

export interface BareServer {
  readonly wsUrl: string;
  /** Connections so far. */
  readonly connections: number;
  close(): void;
}

const SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/**
 * @param answer what is written instead of the handshake's answer
 * @param speak called after the handshake; what a client says is read and thrown away
 */
export function startBareServer(
  speak: (connection: Deno.TcpConn, number: number) => void | Promise<void>,
  answer?: string,
): BareServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  let connections = 0;
  (async () => {
    for await (const connection of listener) {
      const number = connections++;
      open.add(connection);
      serve(connection, number, speak, answer).catch(() => {
        // The client has gone; so it should.
      }).finally(() => open.delete(connection));
    }
  })();
  return {
    wsUrl: `ws://127.0.0.1:${listener.addr.port}`,
    get connections() {
      return connections;
    },
    close() {
      listener.close();
      for (const connection of open) {
        try {
          connection.close();
        } catch {
          // Closed by the client.
        }
      }
    },
  };
}

async function serve(
  connection: Deno.TcpConn,
  number: number,
  speak: (connection: Deno.TcpConn, number: number) => void | Promise<void>,
  answer: string | undefined,
): Promise<void> {
  const buffer = new Uint8Array(65_536);
  const count = await connection.read(buffer) ?? 0;
  const request = new TextDecoder().decode(buffer.subarray(0, count));
  const key = /sec-websocket-key: (\S+)/i.exec(request)?.[1] ?? "";
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(key + SUFFIX));
  const accept = new Uint8Array(digest).toBase64();
  await write(
    connection,
    answer ?? "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  await speak(connection, number);
  while (await connection.read(buffer) !== null);
}

export async function write(connection: Deno.TcpConn, what: string | Uint8Array): Promise<void> {
  const bytes = typeof what === "string" ? new TextEncoder().encode(what) : what;
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

/** A server's frame. @param first FIN, reserved bits and opcode */
export function frame(payload: string | Uint8Array, first = 0x81): Uint8Array {
  const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  const { length } = bytes;
  const head = length < 126
    ? [first, length]
    : length < 65_536
    ? [first, 126, length >> 8, length & 255]
    : [
      first,
      127,
      0,
      0,
      0,
      0,
      length >>> 24,
      (length >> 16) & 255,
      (length >> 8) & 255,
      length & 255,
    ];
  return Uint8Array.from([...head, ...bytes]);
}
