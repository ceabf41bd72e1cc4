/**
 * What a first reading of bar files tells: how long a bar is, whether rows are labelled by its
 * beginning or its end, whether they are in order, and how fine prices and volumes are.
 *
 * - *Length*: the most frequent step from row to row, of equally frequent ones the shortest.
 * - *Label*: where a day's last row stands on a quarter of an hour and the next day's first one bar
 *   behind a quarter (09:31 … 16:00), rows are labelled by their end. All others count as labelled
 *   by their beginning: taken for that, no bar can come before its time.
 *
 * Cold.
 */
import { type BarFile, BarLines, LINE_END, LINE_MORE, LINE_ROW } from "./bar_lines.ts";
import { NumberSurvey } from "./bar_numbers.ts";

/** Different steps that are counted; a file of bars has few. */
const MAX_STEPS = 4_096;
/** A longer pause separates two sessions. */
const SESSION_PAUSE_MILLIS = 30 * 60_000;
/** Sessions begin and end on multiples of this, as clocks on walls show it. */
const SESSION_GRID_MILLIS = 15 * 60_000;

/** One file of a chain. */
export interface SurveyedFile {
  readonly file: BarFile;
  /** Lines after the header that are not empty. */
  readonly lines: number;
  /** No row is older than the one before it. */
  readonly isAscending: boolean;
  /** Times of the earliest and the latest row; infinite when no row has a time. */
  readonly earliestMillis: number;
  readonly latestMillis: number;
}

export class BarSurvey {
  readonly prices = new NumberSurvey();
  readonly volumes = new NumberSurvey();
  readonly files: SurveyedFile[] = [];
  /** The first file with times that do not say their zone. */
  wallClock: BarFile | undefined;
  /** The first file without a column of volumes. */
  withoutVolume: BarFile | undefined;
  readonly #zone: string;
  /** How often rows were so many milliseconds apart. */
  readonly #steps = new Map<number, number>();
  /** The last row of a session and the first of the next, each since the quarter of an hour before. */
  readonly #edges: (readonly [number, number])[] = [];

  /** @param zone of times that do not say theirs */
  constructor(zone: string) {
    this.#zone = zone;
  }

  /** @throws UserError when the file cannot be read or is none of bars */
  async read(file: BarFile): Promise<void> {
    const lines = await BarLines.open(file, this.#zone);
    try {
      if (lines.layout.volume < 0) this.withoutVolume ??= file;
      await this.#readRows(file, lines);
    } finally {
      await lines.close();
    }
  }

  /** Milliseconds from row to row; undefined when there are not two. */
  get stepMillis(): number | undefined {
    let best: number | undefined;
    let bestCount = 0;
    for (const [step, count] of this.#steps) {
      if (count < bestCount || (count === bestCount && step > (best ?? 0))) continue;
      best = step;
      bestCount = count;
    }
    return best;
  }

  /** True when rows are labelled by the end of their bar. */
  labelsEnd(barMillis: number): boolean {
    if (barMillis >= SESSION_GRID_MILLIS) return false;
    const ending = this.#edges.filter(([last, first]) => last === 0 && first === barMillis);
    const beginning = this.#edges.filter(([last, first]) =>
      last === SESSION_GRID_MILLIS - barMillis && first === 0
    );
    return ending.length > beginning.length;
  }

  async #readRows(file: BarFile, lines: BarLines): Promise<void> {
    const { time } = lines;
    let count = 0;
    let isAscending = true;
    let earliest = { millis: Infinity, wall: 0 };
    let latest = { millis: -Infinity, wall: 0 };
    let before: { millis: number; wall: number } | undefined;
    for (;;) {
      const outcome = lines.next();
      if (outcome === LINE_END) break;
      if (outcome === LINE_MORE) {
        await lines.fill();
        continue;
      }
      count++;
      if (outcome !== LINE_ROW || !this.#seeNumbers(lines)) continue;
      if (!time.hasZone) this.wallClock ??= file;
      const row = { millis: time.millis, wall: time.wallMillis };
      if (before !== undefined) {
        if (row.millis < before.millis) {
          isAscending = false;
          this.#seeStep(row, before);
        } else {
          this.#seeStep(before, row);
        }
      }
      if (row.millis < earliest.millis) earliest = row;
      if (row.millis > latest.millis) latest = row;
      before = row;
    }
    // The end of a file and its beginning are edges of sessions, too: it may hold a single one.
    if (before !== undefined) this.#seeEdge(latest.wall, earliest.wall);
    this.files.push({
      file,
      lines: count,
      isAscending,
      earliestMillis: earliest.millis,
      latestMillis: latest.millis,
    });
  }

  #seeStep(
    earlier: { readonly millis: number; readonly wall: number },
    later: { readonly millis: number; readonly wall: number },
  ): void {
    const step = later.millis - earlier.millis;
    if (step === 0) return;
    const count = this.#steps.get(step) ?? 0;
    if (count > 0 || this.#steps.size < MAX_STEPS) this.#steps.set(step, count + 1);
    if (step > SESSION_PAUSE_MILLIS) this.#seeEdge(earlier.wall, later.wall);
  }

  #seeEdge(lastWallMillis: number, firstWallMillis: number): void {
    this.#edges.push([mod(lastWallMillis), mod(firstWallMillis)]);
  }

  /** @returns false when one is missing: such a row tells nothing of the others */
  #seeNumbers({ fields, layout }: BarLines): boolean {
    const sees = (numbers: NumberSurvey, column: number) =>
      column < 0 || numbers.see(fields.bytes, fields.from[column], fields.to[column]);
    return sees(this.prices, layout.open) && sees(this.prices, layout.high) &&
      sees(this.prices, layout.low) && sees(this.prices, layout.close) &&
      sees(this.volumes, layout.volume);
  }
}

/** Time since the quarter of an hour before; never negative. */
function mod(millis: number): number {
  return ((millis % SESSION_GRID_MILLIS) + SESSION_GRID_MILLIS) % SESSION_GRID_MILLIS;
}
