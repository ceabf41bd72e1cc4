/**
 * A session's own commands on the simulated exchange: every one at the market message at which it was
 * sent, whatever came of it there. What differs from the session is then how orders were executed, and
 * nothing that a strategy decided.
 *
 * ```text
 *   tape ─────────▶ messages ─╮
 *                             ├─▶ simulated exchange ─▶ fills
 *   journal ─▶ commands, each ╯
 *              at its message
 * ```
 */
import type { ExchangeModels } from "../../core/exchange/venue/models.ts";
import { SimulatedExchange } from "../../core/exchange/venue/simulated_exchange.ts";
import { TapeReader } from "../../core/tape/reader.ts";
import { InstrumentTable } from "../../core/trading/instrument_table.ts";
import {
  J_BODY,
  J_KIND,
  J_MARKET_SEQUENCE,
  JOURNAL_COMMAND,
  JOURNAL_WORDS,
} from "../../core/wire/journal.ts";
import {
  AT_KIND,
  AT_RECV_NANOS,
  kindOf,
  MARKET_WORDS,
  MESSAGE_INSTRUMENT,
} from "../../core/wire/market.ts";
import { type Fill, OrderSides } from "./recorded_orders.ts";

/** After the last message, what is still on its way arrives. */
const DRAIN_NANOS = 60e9;

export interface CommandReplay {
  readonly fills: readonly Fill[];
  /** Who the instruments of the tape are. */
  readonly instruments: InstrumentTable;
}

/**
 * @param journal entries one behind the other
 * @throws UserError when the tape cannot be read
 */
export function replayCommands(
  tapePath: string,
  journal: Int32Array,
  models: Partial<ExchangeModels>,
): CommandReplay {
  const tape = new TapeReader(tapePath);
  try {
    const exchange = new SimulatedExchange({ models, epochMillis: tape.header.epochMillis });
    const commands = new Commands(journal, exchange);
    const instruments = new InstrumentTable();
    const fills: Fill[] = [];
    const target = new Float64Array(1);
    const collect = () => {
      exchange.advanceTo(target[0]);
      while (exchange.nextReport(target[0])) {
        const { reportWords, reportDoubles, reportAt } = exchange;
        const fill = commands.sides.fill(reportWords, reportDoubles, reportAt);
        if (fill !== undefined) fills.push(fill);
      }
    };
    let sequence = 0;
    for (let block = 0; block < tape.index.blocks; block++) {
      const slots = tape.load(block);
      for (let i = 0; i < slots; i++) {
        const at = i * MARKET_WORDS;
        commands.sendUpTo(sequence++);
        target[0] = Math.max(target[0], tape.doubles[(at >> 1) + AT_RECV_NANOS]);
        collect();
        if (kindOf(tape.words[at + AT_KIND]) === MESSAGE_INSTRUMENT) {
          instruments.define(tape.words, at);
        }
        exchange.onMarket(tape.words, tape.doubles, at);
      }
    }
    commands.sendUpTo(Infinity);
    target[0] += DRAIN_NANOS;
    collect();
    return { fills, instruments };
  } finally {
    tape.close();
  }
}

/** The journal's commands in their order. */
class Commands {
  readonly sides = new OrderSides();
  readonly #journal: Int32Array;
  readonly #doubles: Float64Array;
  readonly #exchange: SimulatedExchange;
  #next = 0;

  constructor(journal: Int32Array, exchange: SimulatedExchange) {
    this.#journal = journal;
    this.#doubles = new Float64Array(journal.buffer, journal.byteOffset, journal.length / 2);
    this.#exchange = exchange;
  }

  /** Sends what was sent by the time that so many messages had been taken. */
  sendUpTo(market: number): void {
    for (; this.#next < this.#journal.length; this.#next += JOURNAL_WORDS) {
      const from = this.#next;
      if (this.#doubles[(from >> 1) + J_MARKET_SEQUENCE] > market) return;
      if ((this.#journal[from + J_KIND] & 0xff) !== JOURNAL_COMMAND) continue;
      this.sides.command(this.#journal, this.#doubles, from + J_BODY);
      this.#exchange.onCommand(this.#journal, this.#doubles, from + J_BODY);
    }
  }
}
