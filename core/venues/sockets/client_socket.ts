/**
 * One WebSocket to a venue, read by hand over a TCP or TLS connection. The built-in client hides
 * pings, accepts messages of any size, makes a string of every message and cannot be told to wait;
 * here the bytes stay where they were received, and nothing is read before the last are used up, so a
 * pipeline that is behind slows the sender down instead of filling the memory.
 *
 * ```text
 *   read() ─▶ bytes in the cutter's buffer, stamped ─▶ next() ─▶ message, message, …, false
 *     ▲                                                                                 │
 *     ╰─────────────────────────────────────────────────────────────────────────────────╯
 * ```
 */
import { messageOf } from "../../base/errors.ts";
import type { Prng } from "../../base/prng.ts";
import {
  CUT_BINARY,
  CUT_CLOSE,
  CUT_FAULT,
  CUT_MORE,
  CUT_PING,
  CUT_TEXT,
  FrameCutter,
} from "./frame_cutter.ts";
import { clientFrame } from "./frame_writer.ts";
import { newHandshake, readAnswer } from "./handshake.ts";

const OPCODE_TEXT = 1;
const OPCODE_CLOSE = 8;
const OPCODE_PING = 9;
const OPCODE_PONG = 10;
const DEFAULT_MAX_BYTES = 16 * 1_024 * 1_024;
const DEFAULT_CONNECT_MILLIS = 10_000;
const FAREWELL_MILLIS = 50;
const REASON_CHARACTERS = 80;

export interface ClientSocketOptions {
  readonly url: string;
  /** For handshake and masks. */
  readonly random: Prng;
  /** Called after each read, and when the socket has closed. */
  readonly onInput: (socket: ClientSocket) => void;
  /** Longest message; default 16 MiB. */
  readonly maxMessageBytes?: number | undefined;
  /** Longest time for connection and handshake. */
  readonly connectMillis?: number | undefined;
  /** Certificates to trust besides the usual ones, in PEM. */
  readonly caCerts?: readonly string[] | undefined;
}

type Connection = Deno.TcpConn | Deno.TlsConn;

export class ClientSocket {
  readonly #connection: Connection;
  readonly #cutter: FrameCutter;
  readonly #random: Prng;
  readonly #onInput: (socket: ClientSocket) => void;
  #reading = false;
  /** Nothing more will be read: the other side closed, or broke the protocol. */
  #ended = false;
  /** No further message will be cut out of what was read. */
  #finished = false;
  #closed = false;
  #writes: Promise<void> = Promise.resolve();
  /** Why the socket is no longer read; empty while it is. */
  endReason = "";
  /** Bytes received. */
  received = 0;

  private constructor(connection: Connection, options: ClientSocketOptions, first: Uint8Array) {
    this.#connection = connection;
    this.#random = options.random;
    this.#onInput = options.onInput;
    this.#cutter = new FrameCutter(options.maxMessageBytes ?? DEFAULT_MAX_BYTES);
    this.#cutter.put(first);
    this.received = first.length;
  }

  /** @throws Error when there is no connection within its time; HandshakeRefused */
  static async open(options: ClientSocketOptions): Promise<ClientSocket> {
    const url = new URL(options.url);
    const millis = options.connectMillis ?? DEFAULT_CONNECT_MILLIS;
    let connection: Connection | undefined;
    let isLate = false;
    const opening = (async () => {
      const opened = await connect(url, options.caCerts);
      if (isLate) {
        opened.close();
        throw new Error("too late");
      }
      connection = opened;
      const { key, request } = newHandshake(url, options.random);
      await writeAll(opened, request);
      return new ClientSocket(opened, options, await readAnswer(opened, key));
    })();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        isLate = true;
        reject(new Error(`does not answer within ${millis} ms`));
      }, millis);
    });
    try {
      return await Promise.race([opening, timeout]);
    } catch (thrown) {
      opening.catch(() => {
        // Its end was reported, here or by the timeout.
      });
      if (connection !== undefined) closeQuietly(connection);
      throw thrown;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The current message: `bytes[from..to)`, valid until {@link next} or {@link read}. */
  get bytes(): Uint8Array {
    return this.#cutter.bytes;
  }

  get from(): number {
    return this.#cutter.from;
  }

  get to(): number {
    return this.#cutter.to;
  }

  /** Nothing more will come, apart from what is here. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Makes the next message current; pings are answered on the way. @returns false: none is here */
  next(): boolean {
    const cutter = this.#cutter;
    for (;;) {
      // What comes behind a close frame, or behind a fault, is nobody's.
      if (this.#finished) return false;
      const kind = cutter.next();
      if (kind === CUT_TEXT || kind === CUT_BINARY) return true;
      if (kind === CUT_MORE) return false;
      if (kind === CUT_FAULT) {
        this.#finished = true;
        this.#end(cutter.fault);
        return false;
      }
      if (kind === CUT_CLOSE) {
        this.#finished = true;
        this.#end(closeText(cutter.bytes.subarray(cutter.from, cutter.to)));
        return false;
      }
      if (kind === CUT_PING) this.#write(OPCODE_PONG, cutter.bytes.slice(cutter.from, cutter.to));
    }
  }

  /** Starts to read, once all that was read is used up. Says so through onInput. */
  read(): void {
    if (this.#reading || this.#ended) return;
    this.#reading = true;
    this.#connection.read(this.#cutter.room()).then(
      (count) => {
        this.#reading = false;
        if (count === null) return this.#end("closed the connection");
        this.received += count;
        this.#cutter.filled(count);
        this.#onInput(this);
      },
      (thrown) => {
        this.#reading = false;
        this.#end(messageOf(thrown));
      },
    );
  }

  send(text: string): void {
    this.#write(OPCODE_TEXT, new TextEncoder().encode(text));
  }

  /** Whoever is alive answers this. */
  ping(): void {
    this.#write(OPCODE_PING, new Uint8Array(0));
  }

  /** Says farewell and closes. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#ended) {
      this.#write(OPCODE_CLOSE, new Uint8Array([0x03, 0xe8]));
      this.#ended = true;
    }
    // A farewell that cannot be written must not hold up the end.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((resolve) => timer = setTimeout(resolve, FAREWELL_MILLIS));
    await Promise.race([this.#writes, patience]);
    clearTimeout(timer);
    closeQuietly(this.#connection);
  }

  /** Closes without a word: the other side is dead. */
  abandon(reason: string): void {
    this.#end(reason);
    if (this.#closed) return;
    this.#closed = true;
    closeQuietly(this.#connection);
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.endReason = reason;
    this.#onInput(this);
  }

  #write(opcode: number, payload: Uint8Array): void {
    if (this.#ended) return;
    const frame = clientFrame(opcode, payload, this.#random);
    this.#writes = this.#writes.then(() => writeAll(this.#connection, frame)).catch((thrown) =>
      this.#end(messageOf(thrown))
    );
  }
}

async function connect(url: URL, caCerts: readonly string[] = []): Promise<Connection> {
  const isTls = url.protocol === "wss:";
  // Brackets belong to the URL, not to an IPv6 address.
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? (isTls ? 443 : 80) : Number(url.port);
  const connection = isTls
    ? await Deno.connectTls({
      hostname,
      port,
      caCerts: [...caCerts],
      alpnProtocols: ["http/1.1"],
    })
    : await Deno.connect({ hostname, port });
  if ("setNoDelay" in connection) connection.setNoDelay(true);
  return connection;
}

async function writeAll(connection: Connection, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

function closeQuietly(connection: Connection): void {
  try {
    connection.close();
  } catch {
    // It was closed by the other side's doing.
  }
}

/** RFC 6455, section 5.5.1: a code, and perhaps a reason. */
function closeText(payload: Uint8Array): string {
  if (payload.length < 2) return "closed the WebSocket without a code";
  const code = (payload[0] << 8) | payload[1];
  const reason = new TextDecoder().decode(payload.subarray(2)).slice(0, REASON_CHARACTERS);
  return `closed the WebSocket with code ${code}${reason === "" ? "" : ` (${reason})`}`;
}
