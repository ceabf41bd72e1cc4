/**
 * Takes up instruments one after the other: each is asked about at the venue until all is known, and
 * only then are orders let out in it.
 */
import type { Grid } from "../wire/directory.ts";
import type { Belongings } from "./gateway_plan.ts";
import { VenueTrouble } from "./order_venue.ts";
import { pauseMillis } from "./pause.ts";

/** An instrument as the market defined it. */
export interface ListedInstrument {
  readonly id: number;
  readonly symbol: string;
  readonly tick: Grid;
  readonly lot: Grid;
}

export interface InstrumentIntakeOptions {
  /** @throws VenueTrouble; is tried again then */
  readonly begin: (listed: ListedInstrument, takesOver: Belongings | undefined) => Promise<void>;
  readonly onTrouble: (text: string) => void;
}

export class InstrumentIntake {
  readonly #options: InstrumentIntakeOptions;
  readonly #waiting: (readonly [ListedInstrument, Belongings | undefined])[] = [];
  #isBusy = false;

  constructor(options: InstrumentIntakeOptions) {
    this.#options = options;
  }

  /** Nothing waits to be taken up. */
  get isIdle(): boolean {
    return this.#waiting.length === 0;
  }

  /** @param takesOver what trading has already; undefined = nothing */
  add(listed: ListedInstrument, takesOver: Belongings | undefined): void {
    this.#waiting.push([listed, takesOver]);
    if (!this.#isBusy) void this.#work();
  }

  async #work(): Promise<void> {
    const { begin, onTrouble } = this.#options;
    this.#isBusy = true;
    for (let tries = 0; this.#waiting.length > 0;) {
      const [[listed, takesOver]] = this.#waiting;
      try {
        await begin(listed, takesOver);
        this.#waiting.shift();
        tries = 0;
      } catch (thrown) {
        if (!(thrown instanceof VenueTrouble)) throw thrown;
        onTrouble(`${listed.symbol} cannot be taken up now (${thrown.message})`);
        const millis = Math.max(thrown.waitMillis, pauseMillis(tries++));
        await new Promise((resolve) => setTimeout(resolve, millis));
      }
    }
    this.#isBusy = false;
  }
}
