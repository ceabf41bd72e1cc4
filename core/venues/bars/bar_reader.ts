/**
 * Reads the rows of bar files, one after another, into blocks: checks every row, converts it to
 * ticks and lots, and says what was wrong with it, naming the line.
 */
import type { Scale } from "../instruments.ts";
import type { ProblemLog } from "../problems.ts";
import type { BarBlock } from "./bar_block.ts";
import {
  type BarFile,
  BarLines,
  LINE_END,
  LINE_MISCUT,
  LINE_MORE,
  LINE_UNTIMED,
} from "./bar_lines.ts";
import { BarNumbers } from "./bar_numbers.ts";

const MAX_TICKS = 0x7fff_ffff;
const MAX_TRADES = 0x7fff_ffff;

export interface BarReaderOptions {
  readonly files: readonly BarFile[];
  /** Of times that do not say theirs. */
  readonly zone: string;
  readonly scale: Scale;
  /** From a row's time to the end of its bar. */
  readonly untilEndMillis: number;
  /** For bad rows before the first good one. */
  readonly firstMillis: number;
  readonly problems: ProblemLog;
}

export class BarReader {
  readonly #options: BarReaderOptions;
  readonly #prices: BarNumbers;
  readonly #volumes: BarNumbers;
  readonly #ohlc = new Int32Array(4);
  #lines: BarLines | undefined;
  #file = 0;
  #lastMillis: number;

  constructor(options: BarReaderOptions) {
    const { scale, firstMillis } = options;
    this.#options = options;
    this.#prices = new BarNumbers(scale.priceDecimals, scale.tickUnits);
    this.#volumes = new BarNumbers(scale.lotDecimals, scale.lotUnits);
    this.#lastMillis = firstMillis;
  }

  /** All files were read to their ends. */
  get isDone(): boolean {
    return this.#file === this.#options.files.length;
  }

  /** Share of the files read, 0 to 1. */
  get progress(): number {
    return (this.#file + (this.#lines?.progress ?? 0)) / this.#options.files.length;
  }

  /**
   * Adds rows until the block is full or the files are at their end.
   * @throws UserError when a file is damaged
   */
  async fill(block: BarBlock): Promise<void> {
    const { files, zone } = this.#options;
    while (!block.isFull && !this.isDone) {
      this.#lines ??= await BarLines.open(files[this.#file], zone);
      const outcome = this.#lines.next();
      if (outcome === LINE_MORE) await this.#lines.fill();
      else if (outcome === LINE_END) await this.#nextFile();
      else this.#add(block, this.#lines, outcome);
    }
  }

  async close(): Promise<void> {
    await this.#lines?.close();
    this.#lines = undefined;
  }

  async #nextFile(): Promise<void> {
    await this.close();
    this.#file++;
  }

  #add(block: BarBlock, lines: BarLines, outcome: number): void {
    const at = block.add();
    block.line[at] = lines.lineNumber;
    block.file[at] = this.#file;
    const fault = this.#faultOf(block, at, lines, outcome);
    block.bad[at] = fault === undefined ? 0 : 1;
    if (fault !== undefined) this.#report(lines, fault);
    else this.#lastMillis = lines.time.millis + this.#options.untilEndMillis;
    block.endMillis[at] = this.#lastMillis;
  }

  /** Writes the row into the block. @returns what makes it unusable; undefined = nothing */
  #faultOf(block: BarBlock, at: number, lines: BarLines, outcome: number): string | undefined {
    const { fields, layout } = lines;
    if (outcome === LINE_MISCUT) {
      return `has ${fields.count} fields, and there are ${layout.columns} columns`;
    }
    if (outcome === LINE_UNTIMED) {
      return "its time cannot be read; write 2019-02-11 09:31:00, or seconds since 1970";
    }
    const roundedBefore = this.#prices.rounded + this.#volumes.rounded;
    const ohlc = this.#ohlc;
    ohlc[0] = this.#ticks(lines, layout.open);
    ohlc[1] = this.#ticks(lines, layout.high);
    ohlc[2] = this.#ticks(lines, layout.low);
    ohlc[3] = this.#ticks(lines, layout.close);
    const [open, high, low, close] = ohlc;
    if (Math.min(open, high, low, close) <= 0) {
      return "open, high, low and close must be prices above 0 that 32-bit ticks hold";
    }
    if (high < low) return "its high is below its low";
    const volume = layout.volume < 0
      ? 0
      : this.#volumes.scan(fields.bytes, fields.from[layout.volume], fields.to[layout.volume]);
    if (volume < 0) return "its volume is no number from 0";
    block.openTicks[at] = open;
    block.highTicks[at] = Math.max(high, open, close);
    block.lowTicks[at] = Math.min(low, open, close);
    block.closeTicks[at] = close;
    block.volumeLots[at] = volume;
    block.trades[at] = layout.trades < 0 ? 0 : this.#trades(lines);
    if (block.highTicks[at] !== high || block.lowTicks[at] !== low) {
      this.#note("range", lines, "open or close lies outside low to high: the range is widened");
    }
    if (volume === 0 && layout.volume >= 0) this.#note("no volume", lines, "nothing traded");
    if (this.#prices.rounded + this.#volumes.rounded > roundedBefore) {
      this.#note(
        "rounded",
        lines,
        "has more decimals than its tick or lot: rounded to the nearest",
      );
    }
    return undefined;
  }

  /** 0 when there is no price. */
  #ticks({ fields }: BarLines, column: number): number {
    const ticks = this.#prices.scan(fields.bytes, fields.from[column], fields.to[column]);
    return ticks > 0 && ticks <= MAX_TICKS ? ticks : 0;
  }

  /** 0 when the file does not say. */
  #trades({ fields, layout }: BarLines): number {
    const text = fields.text(layout.trades);
    const trades = Math.round(Number(text));
    return trades > 0 && trades <= MAX_TRADES ? trades : 0;
  }

  #report(lines: BarLines, fault: string): void {
    const { name } = this.#options.files[this.#file];
    const where = `${name} line ${lines.lineNumber}`;
    this.#options.problems.report(`bars ${name} ${fault}`, where, `${fault}: "${lines.shown()}"`);
  }

  #note(kind: string, lines: BarLines, text: string): void {
    const { name } = this.#options.files[this.#file];
    const where = `${name} line ${lines.lineNumber}`;
    this.#options.problems.note(`bars ${name} ${kind}`, where, `${text}: "${lines.shown()}"`);
  }
}
