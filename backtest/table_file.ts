/** Small tables that models are made of, as CSV files. */
import { UserError } from "../core/base/errors.ts";

const MOST_BYTES = 256 * 1024 ** 2;

/** True for text that names such a file, not a figure. */
export function isTableFile(text: string): boolean {
  return /\.csv$/i.test(text);
}

/** @throws UserError naming option and file */
export function readTable(option: string, path: string): string {
  try {
    const { size } = Deno.statSync(path);
    if (size > MOST_BYTES) {
      throw new UserError(`${option}${path}: has ${size} bytes, must have at most ${MOST_BYTES}`);
    }
    return Deno.readTextFileSync(path);
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown;
    throw new UserError(`${option}${path}: cannot read this file (${(thrown as Error).message})`);
  }
}
