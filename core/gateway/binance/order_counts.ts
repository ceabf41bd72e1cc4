/**
 * New orders that the venue still takes: so many in ten seconds, so many a day. Counted here as they
 * leave, corrected by what its answers say, so that orders are held back rather than refused.
 */
const UNITS: Readonly<Record<string, readonly [name: string, millis: number]>> = {
  SECOND: ["S", 1_000],
  MINUTE: ["M", 60_000],
  HOUR: ["H", 3_600_000],
  DAY: ["D", 86_400_000],
};

interface Window {
  /** "10S", as headers name it. */
  readonly name: string;
  readonly millis: number;
  readonly limit: number;
  /** Number of the window since 1970, and what was sent in it. */
  current: number;
  count: number;
}

export class OrderCounts {
  readonly #windows: Window[] = [];

  /** A limit of exchangeInfo: `limit` orders in `count` times `unit`. */
  limit(unit: string, count: number, limit: number): void {
    const known = UNITS[unit];
    if (known === undefined || !(count > 0) || !(limit > 0)) return;
    const [letter, millis] = known;
    const name = `${count}${letter}`;
    const at = this.#windows.findIndex((window) => window.name === name);
    const window = { name, millis: count * millis, limit, current: 0, count: 0 };
    if (at >= 0) this.#windows[at] = { ...this.#windows[at], limit };
    else this.#windows.push(window);
  }

  /** Counts an order that is to leave now. @returns 0, or how long to wait instead */
  take(nowMillis: number): number {
    for (const window of this.#windows) {
      this.#roll(window, nowMillis);
      if (window.count >= window.limit) return window.millis - nowMillis % window.millis;
    }
    for (const window of this.#windows) window.count++;
    return 0;
  }

  /** What the venue counted in a window that is named as in its headers, "10s" or "10S". */
  observe(name: string, count: number, nowMillis: number): void {
    const window = this.#windows.find((known) => known.name === name.toUpperCase());
    if (window === undefined || !(count >= 0)) return;
    this.#roll(window, nowMillis);
    window.count = Math.max(window.count, count);
  }

  #roll(window: Window, nowMillis: number): void {
    const current = Math.floor(nowMillis / window.millis);
    if (current === window.current) return;
    window.current = current;
    window.count = 0;
  }
}
