/**
 * One client's WebSocket. What is sent waits in a queue that is written out once a turn; a client that
 * does not read is cut when its queue is full, instead of being buffered for ever. Pings have to be
 * answered, and the connection ends after its time.
 *
 * ```text
 *   send ─▶ queue ─ flush ─▶ one write at a time ─▶ TCP
 *   TCP ─▶ FrameReader ─▶ onText; pings are answered, pongs noted
 * ```
 */
import {
  closeFrame,
  FrameFault,
  frameOf,
  FrameReader,
  OP_CLOSE,
  OP_PING,
  OP_PONG,
  OP_TEXT,
  textFrame,
} from "./frames.ts";

export interface SocketLimits {
  /** A ping goes out this often. */
  readonly pingMillis: number;
  /** A client that has not answered a ping for so long is cut. */
  readonly pongMillis: number;
  /** Connections end after this; the venue's is 24 hours. */
  readonly cutAfterMillis: number;
  /** Most bytes that wait for a client. */
  readonly queueBytes: number;
}

export const SOCKET_LIMITS: SocketLimits = {
  pingMillis: 20_000,
  pongMillis: 60_000,
  cutAfterMillis: 24 * 3_600_000,
  queueBytes: 8 * 1_024 * 1_024,
};

const READ_BYTES = 16_384;
/** How long a client has to answer our close. */
const CLOSE_MILLIS = 1_000;
const EMPTY = new Uint8Array(0);

export class SocketConnection {
  readonly id: number;
  readonly url: URL;
  onText: (text: string) => void = () => {};
  onClose: () => void = () => {};
  /** Set while a fault holds everything back. */
  isStalled = false;
  readonly #conn: Deno.Conn;
  readonly #limits: SocketLimits;
  readonly #timers: ReturnType<typeof setTimeout>[] = [];
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #isWriting = false;
  #isClosing = false;
  #isOpen = true;
  #lastPongMillis: number;
  #nextPingMillis: number;

  constructor(id: number, conn: Deno.Conn, url: URL, limits: SocketLimits, nowMillis: number) {
    this.id = id;
    this.url = url;
    this.#conn = conn;
    this.#limits = limits;
    this.#lastPongMillis = nowMillis;
    this.#nextPingMillis = nowMillis + limits.pingMillis;
    this.#timers.push(
      setTimeout(() => this.close(1008, "disconnected after its time"), limits.cutAfterMillis),
    );
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Bytes that wait. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  sendText(text: string): void {
    this.sendFrame(textFrame(text));
  }

  /** Queues bytes; they go out with the next {@link flush}. */
  sendFrame(frame: Uint8Array): void {
    if (!this.#isOpen || this.#isClosing) return;
    this.#queue.push(frame);
    this.#queuedBytes += frame.length;
    if (this.#queuedBytes > this.#limits.queueBytes) this.cut();
  }

  /** Writes out what waits, unless a write is under way: then it goes on by itself. */
  flush(): void {
    if (this.#queue.length > 0 && !this.#isWriting && !this.isStalled) void this.#write();
  }

  /** Sends a ping when it is time, and cuts a client that has not answered. */
  watch(nowMillis: number): void {
    if (nowMillis - this.#lastPongMillis > this.#limits.pongMillis + this.#limits.pingMillis) {
      return this.cut();
    }
    if (nowMillis < this.#nextPingMillis) return;
    this.#nextPingMillis = nowMillis + this.#limits.pingMillis;
    this.sendFrame(frameOf(OP_PING, new TextEncoder().encode(String(nowMillis))));
    this.flush();
  }

  /** Says goodbye and ends. */
  close(code: number, reason: string): void {
    if (!this.#isOpen || this.#isClosing) return;
    this.sendFrame(closeFrame(code, reason));
    this.#isClosing = true;
    this.flush();
    this.#timers.push(setTimeout(() => this.cut(), CLOSE_MILLIS));
  }

  /** Ends without a word, as a network does. */
  cut(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#conn.close();
    this.onClose();
  }

  /** Reads until the end. @param first bytes that came with the handshake */
  async run(first: Uint8Array, nowMillis: () => number): Promise<void> {
    const reader = new FrameReader();
    const bytes = new Uint8Array(READ_BYTES);
    const decoder = new TextDecoder("utf-8", { fatal: true });
    const take = (opcode: number, payload: Uint8Array) => {
      if (opcode === OP_PONG) this.#lastPongMillis = nowMillis();
      else if (opcode === OP_PING) this.sendFrame(frameOf(OP_PONG, payload));
      else if (opcode === OP_CLOSE) this.#closedByClient(payload);
      else if (opcode === OP_TEXT) this.onText(decoder.decode(payload));
      else this.close(1003, "text only");
    };
    try {
      let chunk = first;
      for (;;) {
        if (chunk.length > 0) reader.read(chunk, take);
        this.flush();
        const count = await this.#conn.read(bytes);
        if (count === null) break;
        chunk = bytes.subarray(0, count);
      }
      this.cut();
    } catch (thrown) {
      if (thrown instanceof FrameFault) this.close(thrown.code, thrown.message);
      else if (thrown instanceof TypeError) this.close(1007, "not UTF-8");
      // Anything else is the network's: the client is gone, or it was us who cut.
      else this.cut();
    }
  }

  #closedByClient(payload: Uint8Array): void {
    if (this.#isClosing) return this.cut();
    this.sendFrame(frameOf(OP_CLOSE, payload.length >= 2 ? payload.slice(0, 2) : EMPTY));
    this.#isClosing = true;
    this.flush();
    this.#timers.push(setTimeout(() => this.cut(), CLOSE_MILLIS));
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    try {
      while (this.#isOpen && this.#queue.length > 0 && !this.isStalled) {
        const bytes = joined(this.#queue, this.#queuedBytes);
        this.#queue = [];
        // What is being written still counts: a client that does not read must not hide it.
        for (let at = 0; at < bytes.length;) {
          const count = await this.#conn.write(bytes.subarray(at));
          at += count;
          this.#queuedBytes -= count;
        }
      }
    } catch {
      // The client is gone; reading says so as well.
      this.cut();
    } finally {
      this.#isWriting = false;
    }
  }
}

function joined(frames: readonly Uint8Array[], length: number): Uint8Array {
  if (frames.length === 1) return frames[0];
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const frame of frames) {
    bytes.set(frame, at);
    at += frame.length;
  }
  return bytes;
}
