/** Writes results so that nothing is ever half there: beside its place first, then renamed. */
import { messageOf, UserError } from "../core/base/errors.ts";

export function writeTextFile(path: string, text: string): void {
  const part = partOf(path);
  Deno.writeTextFileSync(part, text);
  Deno.renameSync(part, path);
}

/**
 * Makes sure, before long work, that its result can be written; makes the folder where it is missing.
 * @throws UserError naming the option and the reason
 */
export function requireWritable(option: string, path: string): void {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const part = partOf(path);
  try {
    if (folder !== "") Deno.mkdirSync(folder, { recursive: true });
    if (isFolder(path)) throw new Error("it is a folder");
    Deno.writeTextFileSync(part, "");
    Deno.removeSync(part);
  } catch (thrown) {
    throw new UserError(`${option} ${path}: cannot write it (${messageOf(thrown)})`);
  }
}

function partOf(path: string): string {
  return `${path}.part`;
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}
