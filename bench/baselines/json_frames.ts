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

const TICKS_A_UNIT = 10 ** PRICE_DECIMALS;
const LOTS_A_UNIT = 10 ** LOT_DECIMALS;

/** @returns ticks plus lots of all levels */
export function readDepthText(text: string): number {
  const { data } = JSON.parse(text) as DepthFrame;
  let sum = 0;
  for (const [price, qty] of data.b) sum += ticksOf(price) + lotsOf(qty);
  for (const [price, qty] of data.a) sum += ticksOf(price) + lotsOf(qty);
  return sum;
}

/** @returns ticks plus lots plus trade id, plus 1 when a seller took */
export function readTradeText(text: string): number {
  const { data } = JSON.parse(text) as TradeFrame;
  return ticksOf(data.p) + lotsOf(data.q) + data.t + (data.m ? 1 : 0);
}

function ticksOf(price: string): number {
  return Math.round(Number(price) * TICKS_A_UNIT);
}

function lotsOf(qty: string): number {
  return Math.round(Number(qty) * LOTS_A_UNIT);
}
