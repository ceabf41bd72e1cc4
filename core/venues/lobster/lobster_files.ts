/**
 * LOBSTER's files: two CSV files a symbol and day that belong together row by row, loose or in the
 * zip archive they are delivered in. Symbol and day stand in their names only:
 *
 * ```text
 *   GOOG_2012-06-21_34200000_57600000_message_10.csv      what happened
 *   GOOG_2012-06-21_34200000_57600000_orderbook_10.csv    the book after it
 * ```
 */
import { UserError } from "../../base/errors.ts";
import type { ByteStream } from "../files/byte_stream.ts";
import { fileNameOf } from "../files/file_chunks.ts";
import { openFile, packingOf } from "../files/open_file.ts";
import { dateInName } from "../files/session_date.ts";
import { listZip, openZipMember, type ZipMember } from "../files/zip.ts";

const MESSAGES = /_message_/;
const BOOK = /_orderbook_/;

/** Where one symbol's day comes from. */
export interface LobsterFiles {
  readonly name: string;
  readonly symbol: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  openMessages(): Promise<ByteStream>;
  /** Undefined: there is no book to seed from and to check against. */
  readonly openBook: (() => Promise<ByteStream>) | undefined;
}

/** A message file, and the order book file that belongs to it if there is one. */
export function lobsterPair(messagePath: string, bookPath?: string): LobsterFiles {
  return {
    ...identityOf(fileNameOf(messagePath)),
    openMessages: () => openFile(messagePath),
    openBook: bookPath === undefined ? undefined : () => openFile(bookPath),
  };
}

/**
 * All symbols that a path leads to: an archive, or either file of a pair, whose other half is looked
 * for beside it.
 * @throws UserError when there is no message file, or a name lacks symbol or date
 */
export async function findLobsterFiles(path: string): Promise<LobsterFiles[]> {
  if (await packingOf(path) === "zip") return await filesInZip(path);
  const messagePath = path.replace(BOOK, "_message_");
  if (messagePath !== path && !await exists(messagePath)) {
    throw new UserError(`${path}: needs its message file beside it, ${fileNameOf(messagePath)}`);
  }
  const bookPath = messagePath.replace(MESSAGES, "_orderbook_");
  const paired = bookPath !== messagePath && await exists(bookPath);
  return [lobsterPair(messagePath, paired ? bookPath : undefined)];
}

async function filesInZip(path: string): Promise<LobsterFiles[]> {
  const members = await listZip(path);
  const messages = members.filter(({ name }) => MESSAGES.test(name));
  if (messages.length === 0) {
    throw new UserError(
      `${fileNameOf(path)}: holds no LOBSTER message file (…_message_10.csv), but ` +
        (members.map(({ name }) => name).slice(0, 5).join(", ") || "nothing"),
    );
  }
  return messages.map((member) => pairInZip(path, member, members));
}

function pairInZip(path: string, message: ZipMember, members: ZipMember[]): LobsterFiles {
  const bookName = message.name.replace(MESSAGES, "_orderbook_");
  const book = members.find(({ name }) => name === bookName);
  return {
    ...identityOf(fileNameOf(message.name)),
    name: fileNameOf(path),
    openMessages: () => openZipMember(path, message),
    openBook: book === undefined ? undefined : () => openZipMember(path, book),
  };
}

function identityOf(name: string): { name: string; symbol: string; date: string } {
  const symbol = /^([A-Za-z][A-Za-z0-9.\-]*)_/.exec(name)?.[1].toUpperCase();
  const date = dateInName(name);
  if (symbol === undefined || date === undefined) {
    throw new UserError(
      `${name}: a LOBSTER file says its symbol and date in its name, ` +
        `like GOOG_2012-06-21_34200000_57600000_message_10.csv`,
    );
  }
  return { name, symbol, date };
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}
