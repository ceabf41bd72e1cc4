/** An instrument as orders are written in it. */
import type { Grid } from "../wire/directory.ts";
import { GridText } from "./grid_text.ts";

export class VenueInstrument {
  readonly id: number;
  /** As the venue writes it. */
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly price: GridText;
  readonly qty: GridText;

  constructor(
    id: number,
    symbol: string,
    assets: { readonly base: string; readonly quote: string },
    tick: Grid,
    lot: Grid,
  ) {
    this.id = id;
    this.symbol = symbol;
    this.base = assets.base;
    this.quote = assets.quote;
    this.price = new GridText(tick);
    this.qty = new GridText(lot);
  }

  /** Quote currency of so many tick-lots. */
  quoteOf(tickLots: number): number {
    return tickLots * this.price.unit * this.qty.unit;
  }
}
