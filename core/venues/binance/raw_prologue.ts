/**
 * A first look into a raw recording, before it is replayed: when it starts, which market it is of,
 * and how fine its numbers are. Reads a bounded part, by way of JSON.parse.
 */
import { UserError } from "../../base/errors.ts";
import { LineReader } from "../files/line_reader.ts";
import { openFile } from "../files/open_file.ts";
import { PEEK_END, PEEK_INPUT } from "../source.ts";
import { type BinanceMarket, marketOf } from "./market.ts";
import { ReceiptTime } from "./receipt_time.ts";
import type { ScaleSurvey } from "./scale_survey.ts";

/** The look ends after this many records if every symbol has shown enough prices by then … */
const MIN_RECORDS = 256;
/** … and here in any case. */
const MAX_BYTES = 4 * 1_024 * 1_024;
/** So many lines may be damaged before a file is taken for something else. */
const MAX_BAD_LINES = 16;

export interface RawPrologue {
  readonly path: string;
  /** Milliseconds since 1970 of the first record. */
  readonly firstMillis: number;
  /** Undefined where nothing in the part that was read tells. */
  readonly market: BinanceMarket | undefined;
}

/**
 * @param survey learns the numbers that are seen
 * @throws UserError when this is no raw recording
 */
export async function readRawPrologue(path: string, survey: ScaleSurvey): Promise<RawPrologue> {
  const reader = new LineReader(await openFile(path));
  try {
    return await look(path, reader, survey);
  } finally {
    await reader.close();
  }
}

async function look(path: string, reader: LineReader, survey: ScaleSurvey): Promise<RawPrologue> {
  const time = new ReceiptTime();
  const text = new TextDecoder();
  let firstMillis: number | undefined;
  let market: BinanceMarket | undefined;
  let records = 0;
  let bytes = 0;
  while (bytes < MAX_BYTES && (records < MIN_RECORDS || !survey.isSure)) {
    const outcome = reader.peek();
    if (outcome === PEEK_END) break;
    if (outcome === PEEK_INPUT) {
      if (await fillOrStop(reader, firstMillis !== undefined)) continue;
      break;
    }
    bytes += reader.lineTo - reader.lineFrom;
    if (time.parse(reader.bytes, reader.lineFrom, reader.lineTo)) {
      firstMillis ??= time.millis;
      records++;
      const payload = payloadOf(text.decode(reader.bytes.subarray(time.end, reader.lineTo)));
      market ??= marketOf(payload);
      see(payload, survey);
    } else if (firstMillis === undefined && reader.lineNumber >= MAX_BAD_LINES) {
      break;
    }
    reader.next();
  }
  if (firstMillis !== undefined) return { path, firstMillis, market };
  throw new UserError(
    reader.lineNumber === 0
      ? `${reader.name}: the file is empty`
      : `${reader.name} line 1: no raw recording; lines must be "<19 digits of local ns> {json}"`,
  );
}

/** Damage behind a good beginning stops the look only: the replay will meet and report it. */
async function fillOrStop(reader: LineReader, begun: boolean): Promise<boolean> {
  try {
    await reader.fill();
    return true;
  } catch (thrown) {
    if (!begun || !(thrown instanceof UserError)) throw thrown;
    return false;
  }
}

/** The payload of a line, or an empty one where the line is damaged. */
function payloadOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value = JSON.parse(text);
    const payload: unknown = value?.data ?? value;
    return typeof payload === "object" && payload !== null ? { ...payload } : {};
  } catch {
    return {};
  }
}

/** Snapshots name no symbol; they count for the only symbol there is. */
function see(payload: Readonly<Record<string, unknown>>, survey: ScaleSurvey): void {
  if ("k" in payload) return;
  if (typeof payload.s === "string") survey.see(payload.s, payload);
  else if ("lastUpdateId" in payload && survey.symbols().length === 1) {
    survey.see(survey.symbols()[0], payload);
  }
}
