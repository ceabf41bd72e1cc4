/** Streams that speak when the clock does: candles, tickers, mark prices. */
import { dayFigures } from "../market/day_figures.ts";
import type { Candle, CandleSeries } from "../market/candles.ts";
import type { MarkPrice } from "../market/mark_price.ts";
import type { Market } from "../market/market.ts";
import { Beat } from "./beat.ts";
import { candleText, markText, miniTickerText, tickerText } from "./stream_texts.ts";
import { Topic } from "./topic.ts";

/** Something to look at every now and then. */
export abstract class ClockedTopic extends Topic {
  readonly #beat: Beat;

  constructor(name: string, everyMillis: number) {
    super(name);
    this.#beat = new Beat(everyMillis);
  }

  tick(nowMillis: number): void {
    if (this.#beat.isDue(nowMillis)) this.tell(nowMillis);
  }

  protected abstract tell(nowMillis: number): void;
}

/** The open candle as it changes, and every candle once when it has closed. */
export class CandleTopic extends ClockedTopic {
  readonly #market: Market;
  readonly #series: CandleSeries;
  #open: Candle | undefined;
  #tradesTold = -1;

  constructor(name: string, market: Market, series: CandleSeries, everyMillis: number) {
    super(name, everyMillis);
    this.#market = market;
    this.#series = series;
  }

  protected override tell(): void {
    const { candles, interval } = this.#series;
    const newest = this.#series.newest;
    if (newest === undefined) return;
    if (this.#open !== undefined && this.#open !== newest) {
      for (let i = Math.max(0, candles.lastIndexOf(this.#open)); i < candles.length - 1; i++) {
        this.publish(candleText(this.#market, interval, candles[i], true));
      }
      this.#tradesTold = -1;
    }
    this.#open = newest;
    if (this.#tradesTold === newest.trades) return;
    this.#tradesTold = newest.trades;
    this.publish(candleText(this.#market, interval, newest, false));
  }
}

export class MarkTopic extends ClockedTopic {
  readonly #mark: MarkPrice;

  constructor(name: string, mark: MarkPrice, everyMillis: number) {
    super(name, everyMillis);
    this.#mark = mark;
  }

  protected override tell(nowMillis: number): void {
    this.publish(markText(this.#mark.market, this.#mark.read(nowMillis), nowMillis));
  }
}

export class TickerTopic extends ClockedTopic {
  readonly #market: Market;
  readonly #isMini: boolean;

  constructor(name: string, market: Market, isMini: boolean) {
    super(name, 1_000);
    this.#market = market;
    this.#isMini = isMini;
  }

  protected override tell(nowMillis: number): void {
    const day = dayFigures(this.#market, nowMillis);
    const text = this.#isMini ? miniTickerText : tickerText;
    this.publish(text(this.#market, day, nowMillis));
  }
}
