/** Binance frames the way everybody reads them first: JSON.parse and Number. */
import { LOT_DECIMALS, PRICE_DECIMALS } from "../inputs/binance_frames.ts";

interface DepthFrame {
  readonly data: {
    readonly b: readonly (readonly [string, string])[];
    readonly a: readonly (readonly [string, string])[];
  };
}

interface TradeFrame {
  readonly data: {
    readonly p: string;
    readonly q: string;
    readonly t: number;
    readonly m: boolean;
  };
}

type Level = readonly [price: number, qty: number];

const TICKS_A_UNIT = 10 ** PRICE_DECIMALS;
const LOTS_A_UNIT = 10 ** LOT_DECIMALS;

/** @returns ticks plus lots of one of the levels, bids first */
export function readDepthText(text: string, level: number): number {
  const { data } = JSON.parse(text) as DepthFrame;
  const bids = data.b.map(numbersOf);
  const asks = data.a.map(numbersOf);
  const [price, qty] = level < bids.length ? bids[level] : asks[level - bids.length];
  return ticksOf(price) + lotsOf(qty);
}

/** @returns ticks plus lots plus trade id, plus 1 when a seller took */
export function readTradeText(text: string): number {
  const { data } = JSON.parse(text) as TradeFrame;
  return ticksOf(Number(data.p)) + lotsOf(Number(data.q)) + data.t + (data.m ? 1 : 0);
}

function numbersOf([price, qty]: readonly [string, string]): Level {
  return [Number(price), Number(qty)];
}

function ticksOf(price: number): number {
  return Math.round(price * TICKS_A_UNIT);
}

function lotsOf(qty: number): number {
  return Math.round(qty * LOTS_A_UNIT);
}
