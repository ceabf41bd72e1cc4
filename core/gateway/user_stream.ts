/**
 * A venue's user data stream: a socket that ends whenever it likes, and messages about our orders. It
 * comes back by itself; whoever listens is told that it was away, because what was said meanwhile is
 * lost.
 *
 * ```text
 *   begin (a key, a token) ─▶ connect ─▶ messages …  ─▶ lost, or ended ─▶ pause ─▶ begin …
 *                       kept alive every half hour · ping when quiet, given up when nothing answers
 * ```
 */
import { messageOf } from "../base/errors.ts";
import type { Prng } from "../base/prng.ts";
import { ClientSocket } from "../venues/sockets/client_socket.ts";
import { pauseMillis } from "./pause.ts";
import { parseVenueJson } from "./venue_json.ts";

const DECODER = new TextDecoder();
const KEEP_ALIVE_MILLIS = 25 * 60_000;
/** Without a byte for so long the venue is asked whether it is there, and then given up. */
const QUIET_MILLIS = 3_000;
const DEAD_MILLIS = 6_000;
const CONNECT_MILLIS = 5_000;
const MAX_MESSAGE_BYTES = 1_024 * 1_024;

export interface UserStreamOptions {
  /** Where to connect to, and what to say first. @throws when the venue does not let us in */
  readonly begin: () => Promise<{ readonly url: string; readonly words?: readonly string[] }>;
  /** @returns whether the stream lives on */
  readonly keepAlive: () => Promise<boolean>;
  /** @returns false = the stream is of no more use */
  readonly onMessage: (message: unknown) => boolean;
  readonly onStream: (isUp: boolean) => void;
  readonly onTrouble: (text: string) => void;
  readonly random: Prng;
  readonly nowMillis: () => number;
}

export class UserStream {
  readonly #options: UserStreamOptions;
  #socket: ClientSocket | undefined;
  #isOpening = false;
  #isClosed = false;
  #tries = 0;
  #retryMillis = 0;
  #keptMillis = 0;
  #received = 0;
  #heardMillis = 0;
  #pingedMillis = 0;

  constructor(options: UserStreamOptions) {
    this.#options = options;
  }

  /** @throws when the first connection fails */
  async open(): Promise<void> {
    const { begin, random, nowMillis, onStream } = this.#options;
    this.#isOpening = true;
    try {
      const { url, words = [] } = await begin();
      const socket = await ClientSocket.open({
        url,
        random,
        connectMillis: CONNECT_MILLIS,
        maxMessageBytes: MAX_MESSAGE_BYTES,
        onInput: (from) => this.#onInput(from),
      });
      if (this.#isClosed) return await socket.close();
      const before = this.#socket;
      this.#socket = socket;
      before?.abandon("replaced");
      this.#keptMillis = this.#heardMillis = this.#pingedMillis = nowMillis();
      this.#received = 0;
      for (const text of words) socket.send(text);
      onStream(true);
      socket.read();
    } finally {
      this.#isOpening = false;
    }
  }

  /** Leaves the connection for a new one. */
  renew(why: string): void {
    this.#socket?.abandon(why);
  }

  tend(nowMillis: number): void {
    if (this.#isClosed || this.#isOpening) return;
    const socket = this.#socket;
    if (socket === undefined || socket.ended) {
      if (nowMillis >= this.#retryMillis) void this.#reopen();
      return;
    }
    if (socket.received !== this.#received) {
      this.#received = socket.received;
      this.#heardMillis = nowMillis;
    }
    const quietMillis = nowMillis - this.#heardMillis;
    if (quietMillis > DEAD_MILLIS) return this.renew("nothing was heard of the user stream");
    if (quietMillis > QUIET_MILLIS && nowMillis - this.#pingedMillis > 1_000) {
      this.#pingedMillis = nowMillis;
      socket.ping();
    }
    if (nowMillis - this.#keptMillis > KEEP_ALIVE_MILLIS) void this.#keep(nowMillis);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#socket?.close();
  }

  async #reopen(): Promise<void> {
    const { nowMillis, onTrouble } = this.#options;
    try {
      await this.open();
      // A venue that lets us in and throws us out at once is tried ever more slowly.
      this.#retryMillis = nowMillis() + pauseMillis(this.#tries++);
    } catch (thrown) {
      onTrouble(`the user stream cannot be opened (${messageOf(thrown)})`);
      this.#retryMillis = nowMillis() + pauseMillis(this.#tries++);
    }
  }

  async #keep(nowMillis: number): Promise<void> {
    this.#keptMillis = nowMillis;
    if (!await this.#options.keepAlive()) this.renew("it was not kept alive");
  }

  #onInput(socket: ClientSocket): void {
    if (socket !== this.#socket) return;
    try {
      while (socket.next()) {
        const text = DECODER.decode(socket.bytes.subarray(socket.from, socket.to));
        const message = parseVenueJson(text);
        if (message === undefined) socket.abandon("a message of the user stream is no JSON");
        else this.#take(message);
      }
    } catch (thrown) {
      this.#options.onTrouble(
        `a message of the user stream was not understood: ${messageOf(thrown)}`,
      );
      socket.abandon(messageOf(thrown));
    }
    if (!socket.ended) return socket.read();
    this.#options.onStream(false);
  }

  #take(message: unknown): void {
    this.#tries = 0;
    if (!this.#options.onMessage(message)) this.renew("the venue has ended it");
  }
}
