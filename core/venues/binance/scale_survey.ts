/**
 * Shows the numbers of Binance records to the scale survey: which field is a price, which a quantity.
 *
 * Cold.
 */
import type { Scale } from "../instruments.ts";
import { SymbolSurvey } from "../scale_survey.ts";

type Fields = Readonly<Record<string, unknown>>;

export class ScaleSurvey {
  readonly #bySymbol = new Map<string, SymbolSurvey>();

  /** Looks at the numbers of one depth update, snapshot, trade or book ticker. */
  see(symbol: string, payload: Fields): void {
    let survey = this.#bySymbol.get(symbol);
    if (survey === undefined) {
      survey = new SymbolSurvey();
      this.#bySymbol.set(symbol, survey);
    }
    seePayload(survey, payload);
  }

  symbols(): string[] {
    return [...this.#bySymbol.keys()];
  }

  /** True when more records would change nothing: every symbol seen has enough prices. */
  get isSure(): boolean {
    for (const { price } of this.#bySymbol.values()) {
      if (!price.isSure) return false;
    }
    return this.#bySymbol.size > 0;
  }

  /** The inferred scale; undefined when no price of the symbol was seen. */
  scaleOf(symbol: string): Scale | undefined {
    return this.#bySymbol.get(symbol)?.scale();
  }
}

function seePayload({ price, qty }: SymbolSurvey, payload: Fields): void {
  for (const key of ["b", "a", "bids", "asks"]) {
    const value = payload[key];
    if (!Array.isArray(value)) {
      price.see(value);
      continue;
    }
    for (const row of value) {
      if (!Array.isArray(row)) continue;
      price.see(row[0]);
      qty.see(row[1]);
    }
  }
  price.see(payload.p);
  for (const key of ["q", "B", "A"]) qty.see(payload[key]);
}
