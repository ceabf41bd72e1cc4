/**
 * One connection of a feed from its making to its end, and the frames that wait in it.
 *
 * ```text
 *   CONNECTING ──▶ OPEN ──▶ LOST   broke, died, or was cut: its books are not known any more
 *        ╰──▶ FAILED  ╰──▶ CLOSED  retired, after another took over
 * ```
 *
 * Frames that were received before an end are still decoded: the end is a record behind them.
 */
import { messageOf } from "../../base/errors.ts";
import type { FrameDecoder } from "../captures/capture_venue.ts";
import { ClientSocket } from "../sockets/client_socket.ts";
import type { FeedServices } from "./feed_services.ts";
import type { FeedLimits } from "./live_input.ts";
import type { Subscription } from "./venue_protocol.ts";

export const LINK_CONNECTING = 0;
export const LINK_OPEN = 1;
export const LINK_FAILED = 2;
export const LINK_LOST = 3;
export const LINK_CLOSED = 4;

/** Times that a connection is looked at, and read, before a missing pong means anything. */
const SWEEPS_FOR_PONG = 2;

export interface FeedLinkOptions {
  /** In captures: "BINANCE.ws.1". */
  readonly name: string;
  readonly wsUrl: string;
  readonly symbols: readonly string[];
  readonly subscription: Subscription;
  readonly limits: FeedLimits;
  readonly isHandover: boolean;
  readonly caCerts: readonly string[] | undefined;
}

export class FeedLink {
  readonly name: string;
  /** The same as bytes, for captures. */
  readonly nameBytes: Uint8Array;
  readonly symbols: readonly string[];
  readonly url: string;
  state = LINK_CONNECTING;
  /** Why it failed or was lost. */
  reason = "";
  /** Decodes its frames; there once the connection's record was emitted. */
  decoder: FrameDecoder | undefined = undefined;
  openedMillis = 0;
  /** Newest bytes, and newest message. */
  bytesMillis = 0;
  dataMillis = 0;
  /** Messages received. */
  messages = 0;
  /** Time of receipt of the bytes that are being looked at. */
  stampNanos = 0;
  /** Whether another connection delivers the same: then nothing is lost when this one breaks. */
  isCovered: () => boolean = () => false;
  /** Whether it has delivered a message: only then is it worth anything. */
  hasSpoken = false;
  readonly #options: FeedLinkOptions;
  readonly #services: FeedServices;
  #socket: ClientSocket | undefined;
  #hasMessage = false;
  #isRetiring = false;
  /** What is still to be said, and when the next word may be. */
  readonly #words: string[] = [];
  #wordMillis = 0;
  #pingedMillis = 0;
  #saidMillis = 0;
  #sweepsSincePing = 0;

  constructor(options: FeedLinkOptions, services: FeedServices) {
    const { name, wsUrl, symbols, subscription } = options;
    this.name = name;
    this.nameBytes = new TextEncoder().encode(name);
    this.symbols = symbols;
    this.url = wsUrl.replace(/\/$/, "") + subscription.path;
    this.#options = options;
    this.#services = services;
    this.#words.push(...subscription.messages);
  }

  /** Connects; how that goes shows in {@link state}. Never rejects. */
  async connect(): Promise<void> {
    const { limits, isHandover, caCerts } = this.#options;
    const { nowMillis, stamp, push, wake, random } = this.#services;
    try {
      const socket = await ClientSocket.open({
        url: this.url,
        random,
        maxMessageBytes: limits.maxMessageBytes,
        connectMillis: limits.connectMillis,
        caCerts,
        onInput: () => {
          this.stampNanos = stamp();
          this.bytesMillis = nowMillis();
          wake();
        },
      });
      if (this.state !== LINK_CONNECTING) {
        socket.abandon("the session ended");
        return;
      }
      this.#socket = socket;
      this.openedMillis = nowMillis();
      this.#saidMillis = this.openedMillis;
      this.bytesMillis = this.openedMillis;
      this.dataMillis = this.openedMillis;
      push({ kind: "connect", link: this, isHandover });
      // What came with the handshake's answer is younger than the connection.
      this.stampNanos = stamp();
      this.state = LINK_OPEN;
      this.#speak(this.openedMillis);
    } catch (thrown) {
      if (this.state !== LINK_CONNECTING) return;
      this.reason = messageOf(thrown);
      this.state = LINK_FAILED;
    }
    wake();
  }

  get isOpen(): boolean {
    return this.state === LINK_OPEN;
  }

  /** Whether a frame is there; it lies in {@link bytes}. */
  peek(): boolean {
    if (this.#hasMessage) return true;
    const socket = this.#socket;
    if (socket === undefined || this.state !== LINK_OPEN || this.decoder === undefined) {
      return false;
    }
    this.#hasMessage = socket.next();
    return this.#hasMessage;
  }

  get bytes(): Uint8Array {
    return this.#socket!.bytes;
  }

  get from(): number {
    return this.#socket!.from;
  }

  get to(): number {
    return this.#socket!.to;
  }

  /** When all that is to be said was said; Infinity while there is more. */
  get saidMillis(): number {
    return this.#words.length > 0 ? Infinity : this.#saidMillis;
  }

  /** The frame was used. */
  consume(): void {
    this.#hasMessage = false;
    this.hasSpoken = true;
    this.messages++;
  }

  /**
   * Reads on once all that was read is used up; an end shows here as well.
   * @returns true when there is a frame already
   */
  readOn(): boolean {
    const socket = this.#socket;
    if (socket === undefined || this.state !== LINK_OPEN) return false;
    if (this.peek()) return true;
    if (socket.ended) this.#end(socket.endReason);
    else if (this.#isRetiring) this.#end("");
    else if (this.decoder !== undefined) socket.read();
    return false;
  }

  /** Looks after the connection: words that wait, pings, death. */
  sweep(nowMillis: number): void {
    if (this.state !== LINK_OPEN) return;
    const { pingMillis, deadMillis } = this.#options.limits;
    this.#speak(nowMillis);
    if (this.messages > 0) {
      this.dataMillis = this.bytesMillis;
      this.messages = 0;
    }
    // A pipeline that is behind leaves bytes unread: that is not the venue's silence.
    if (this.peek()) this.bytesMillis = nowMillis;
    const silentMillis = nowMillis - this.bytesMillis;
    const isPinged = this.#pingedMillis > this.bytesMillis;
    this.#sweepsSincePing++;
    // A thread that stood still has an answer to read first: it is no proof that time went by.
    if (silentMillis >= deadMillis && isPinged && this.#sweepsSincePing > SWEEPS_FOR_PONG) {
      this.#services.counters.dead();
      this.#socket!.abandon(`delivered nothing for ${Math.round(silentMillis)} ms, not even pongs`);
    } else if (silentMillis >= pingMillis && !isPinged) {
      this.#pingedMillis = nowMillis;
      this.#sweepsSincePing = 0;
      this.#socket!.ping();
    }
  }

  /** Says something to the venue, when its limits allow. */
  say(words: readonly string[]): void {
    this.#words.push(...words);
  }

  /** Another connection has taken over: what was read is still decoded, then it closes. */
  retire(): void {
    this.#isRetiring = true;
  }

  /** The session is over. */
  async close(): Promise<void> {
    this.state = this.state === LINK_CONNECTING ? LINK_FAILED : LINK_CLOSED;
    await this.#socket?.close();
  }

  #end(reason: string): void {
    this.reason = reason;
    this.state = this.#isRetiring ? LINK_CLOSED : LINK_LOST;
    this.#services.push({
      kind: this.#isRetiring || this.isCovered() ? "close" : "disconnect",
      link: this,
    });
    this.#socket!.close().catch(() => {
      // It was closed already; there is nobody left to tell.
    });
  }

  #speak(nowMillis: number): void {
    while (this.#words.length > 0 && nowMillis >= this.#wordMillis) {
      const text = this.#words.shift()!;
      this.#wordMillis = Math.max(this.#wordMillis, nowMillis) +
        1_000 / this.#options.limits.messagesPerSecond;
      this.#saidMillis = nowMillis;
      this.#socket!.send(text);
      this.#services.push({ kind: "send", link: this, text });
    }
  }
}
