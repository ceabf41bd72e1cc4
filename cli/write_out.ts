/** Writes results so that nothing is ever half there: beside its place first, then renamed. */

export function writeTextFile(path: string, text: string): void {
  const part = `${path}.part`;
  Deno.writeTextFileSync(part, text);
  Deno.renameSync(part, path);
}
