/**
 * Tells what a recording is by looking into it: at magic bytes, and at the first line or message of
 * the decompressed content. Names do not count, except those inside a zip archive.
 */
import { UserError } from "../../base/errors.ts";
import { findLayout, resemblesBars, unknownColumns } from "../bars/bar_columns.ts";
import { BAR_MEMBER } from "../bars/bar_chains.ts";
import { looksLikeItch } from "../itch/itch_format.ts";
import type { ByteStream } from "./byte_stream.ts";
import { fileNameOf } from "./file_chunks.ts";
import { type Format, FORMATS } from "./formats.ts";
import { openFile, packingOf } from "./open_file.ts";
import { listZip, openZipMember } from "./zip.ts";

const PARQUET_MAGIC = "PAR1";
const TAPE_MAGIC = "MRTAPE01";
const LOBSTER_MEMBER = /_message_\d+\.csv$/;

/** First lines of text formats. */
const LINES: readonly (readonly [Format, RegExp])[] = [
  // 34200.015105074,4,15818974,4,5794000,1
  ["lobster", /^\d{1,5}(\.\d+)?,\d,\d+,\d+,-?\d+,-?1$/],
  // 5802300,100,5794000,496, and so on: the order book file of a pair
  ["lobster", /^(\d+,\d+,-?\d+,\d+)(,\d+,\d+,-?\d+,\d+)*$/],
  // 1723161253937085768 {"stream":"btcusdt@trade","data":{…
  ["binance", /^\d{10,19} \{/],
  // {"t":"header","format":2,"exchange":"COINBASE",…
  ["capture", /^\{\s*"t"\s*:/],
];
/** As much of a line as is looked at, and as much of it as is shown. */
const HEAD_BYTES = 4_096;
const SHOWN_CHARACTERS = 40;

/**
 * The format of a recording.
 * @throws UserError when it cannot be read or is none of {@link FORMATS}, naming what was seen
 */
export async function recogniseFormat(path: string): Promise<Format> {
  if (await packingOf(path) === "zip") return await recogniseZip(path);
  return await recogniseStream(await openFile(path));
}

async function recogniseStream(stream: ByteStream): Promise<Format> {
  try {
    const head = await stream.next();
    if (head === undefined) throw new UserError(`${stream.name}: holds nothing`);
    return recogniseHead(stream.name, head);
  } finally {
    await stream.close();
  }
}

/** @param head the first bytes of the content */
export function recogniseHead(name: string, head: Uint8Array): Format {
  const text = new TextDecoder().decode(head.subarray(0, HEAD_BYTES));
  if (text.startsWith(TAPE_MAGIC)) return "tape";
  if (text.startsWith(PARQUET_MAGIC)) return "parquet";
  const lines = text.trimStart().split(/\r?\n/);
  const [line] = lines;
  if (findLayout(lines) !== undefined) return "bars";
  const known = LINES.find(([, pattern]) => pattern.test(line));
  if (known !== undefined) return known[0];
  if (looksLikeItch(head)) return "itch";
  if (resemblesBars(line)) throw unknownColumns(name, lines);
  throw unknown(name, describe(head, line));
}

async function recogniseZip(path: string): Promise<Format> {
  const members = await listZip(path);
  const names = members.map((member) => member.name);
  if (names.some((name) => LOBSTER_MEMBER.test(name))) return "lobster";
  const table = members.find((member) => BAR_MEMBER.test(member.name));
  if (table !== undefined) return await recogniseStream(await openZipMember(path, table));
  const shown = names.slice(0, 3).join(", ") || "nothing";
  throw unknown(fileNameOf(path), `a zip archive of ${shown}`);
}

function unknown(name: string, seen: string): UserError {
  return new UserError(
    `${name}: not recognised: ${seen}; read are ${FORMATS.join(", ")}: --format names one of them`,
  );
}

function describe(head: Uint8Array, line: string): string {
  const isText = !/[\p{Cc}\ufffd]/u.test(line.slice(0, SHOWN_CHARACTERS).replaceAll("\t", " "));
  if (isText) {
    const more = line.length > SHOWN_CHARACTERS ? "…" : "";
    return `text that starts with "${line.slice(0, SHOWN_CHARACTERS)}${more}"`;
  }
  const hex = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0"));
  return `binary data that starts with ${hex.join(" ")}`;
}
