/** A feed the way everybody writes it first: `ws`, JSON.parse, a book of objects. */
import { WebSocket } from "ws";

const TICKS_A_UNIT = 100;
const LOTS_A_UNIT = 100_000_000;

interface PlainLevel {
  price: number;
  qty: number;
}

type Row = readonly [string, string];

interface Message {
  readonly data: {
    readonly e?: string;
    readonly b: string | readonly Row[];
    readonly a: string | readonly Row[];
    readonly p?: string;
    readonly q?: string;
    readonly B?: string;
    readonly A?: string;
  };
}

export class PlainFeed {
  readonly #socket: WebSocket;
  readonly #book = {
    bids: new Map<number, PlainLevel>(),
    asks: new Map<number, PlainLevel>(),
  };
  #wanted = Infinity;
  #done: () => void = () => {};
  readonly connected: Promise<void>;
  frames = 0;
  sum = 0;

  constructor(url: string) {
    this.#socket = new WebSocket(url, { perMessageDeflate: false });
    this.connected = new Promise((resolve) => this.#socket.once("open", () => resolve()));
    this.#socket.on("message", (data: { toString(): string }) => this.#onMessage(data.toString()));
  }

  /** Resolves when so many frames have come in all. */
  until(frames: number): Promise<void> {
    if (this.frames >= frames) return Promise.resolve();
    this.#wanted = frames;
    return new Promise((resolve) => this.#done = resolve);
  }

  close(): void {
    this.#socket.terminate();
  }

  #onMessage(text: string): void {
    const { data } = JSON.parse(text) as Message;
    if (data.e === "trade") {
      this.sum += ticksOf(Number(data.p)) + lotsOf(Number(data.q));
    } else if (data.e === "depthUpdate") {
      // The first is older than the snapshot.
      if (this.frames > 0) {
        this.#apply(this.#book.bids, data.b as readonly Row[]);
        this.#apply(this.#book.asks, data.a as readonly Row[]);
      }
    } else {
      this.sum += ticksOf(Number(data.b)) + ticksOf(Number(data.a));
    }
    if (++this.frames >= this.#wanted) this.#done();
  }

  #apply(side: Map<number, PlainLevel>, rows: readonly Row[]): void {
    for (const row of rows) {
      const level = { price: Number(row[0]), qty: Number(row[1]) };
      this.sum += ticksOf(level.price) + lotsOf(level.qty);
      if (level.qty === 0) side.delete(level.price);
      else side.set(level.price, level);
    }
  }
}

function ticksOf(price: number): number {
  return Math.round(price * TICKS_A_UNIT);
}

function lotsOf(qty: number): number {
  return Math.round(qty * LOTS_A_UNIT);
}
