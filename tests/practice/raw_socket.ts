/** A WebSocket client made of bytes, for tests of what well-behaved clients never do. */

const HEAD_END = "\r\n\r\n";

export class RawSocket {
  readonly #conn: Deno.TcpConn;
  #bytes = new Uint8Array(0);

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
  }

  /** Connects and shakes hands. @returns the socket and the status line of the answer */
  static async open(
    url: string,
    head = "Upgrade: websocket\r\n",
  ): Promise<{ readonly socket: RawSocket; readonly status: string }> {
    const { hostname, port, pathname, search } = new URL(url);
    const socket = new RawSocket(await Deno.connect({ hostname, port: Number(port) }));
    await socket.write(new TextEncoder().encode(
      `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\n${head}` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==${HEAD_END}`,
    ));
    return { socket, status: (await socket.#head()).split("\r\n")[0] };
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
  }

  /** The next frame; undefined when the connection has ended. */
  async frame(): Promise<{ readonly opcode: number; readonly payload: Uint8Array } | undefined> {
    if (!await this.#fill(2)) return undefined;
    const length7 = this.#bytes[1] & 0x7f;
    const head = length7 < 126 ? 2 : length7 === 126 ? 4 : 10;
    if (!await this.#fill(head)) return undefined;
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset);
    const length = head === 2
      ? length7
      : head === 4
      ? view.getUint16(2)
      : Number(view.getBigUint64(2));
    if (!await this.#fill(head + length)) return undefined;
    const opcode = this.#bytes[0] & 0x0f;
    const payload = this.#bytes.slice(head, head + length);
    this.#bytes = this.#bytes.slice(head + length);
    return { opcode, payload };
  }

  /** Reads on until a frame of a kind comes; undefined when the connection ends first. */
  async find(wanted: number): Promise<Uint8Array | undefined> {
    for (;;) {
      const frame = await this.frame();
      if (frame === undefined || frame.opcode === wanted) return frame?.payload;
    }
  }

  close(): void {
    this.#conn.close();
  }

  async #head(): Promise<string> {
    const decoder = new TextDecoder("latin1");
    for (let wanted = 1;; wanted = this.#bytes.length + 1) {
      const isMore = await this.#fill(wanted);
      const text = decoder.decode(this.#bytes);
      const end = text.indexOf(HEAD_END);
      if (end >= 0) {
        this.#bytes = this.#bytes.slice(end + HEAD_END.length);
        return text.slice(0, end);
      }
      if (!isMore) return text;
    }
  }

  /** @returns false when the connection ends before there are so many bytes */
  async #fill(count: number): Promise<boolean> {
    const chunk = new Uint8Array(65_536);
    while (this.#bytes.length < count) {
      const read = await this.#conn.read(chunk).catch(() => null);
      if (read === null) return false;
      const whole = new Uint8Array(this.#bytes.length + read);
      whole.set(this.#bytes);
      whole.set(chunk.subarray(0, read), this.#bytes.length);
      this.#bytes = whole;
    }
    return true;
  }
}

/** A client's frame: masked, unless a test wants otherwise. */
export function clientFrame(opcode: number, payload: Uint8Array, isMasked = true): Uint8Array {
  const { length } = payload;
  const head = length < 126 ? [length] : [126, length >> 8, length & 0xff];
  head[0] |= isMasked ? 0x80 : 0;
  const mask = isMasked ? [1, 2, 3, 4] : [];
  const body = isMasked ? payload.map((byte, i) => byte ^ mask[i & 3]) : payload;
  return Uint8Array.from([0x80 | opcode, ...head, ...mask, ...body]);
}
