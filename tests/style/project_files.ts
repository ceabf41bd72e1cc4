/** The project's own files, as text, for tests that read the project itself. */

const ROOT = new URL("../../", import.meta.url).pathname;
/** Not the project's, or made by it. */
const NOT_OURS = new Set([".git", "dist", "out", "coverage", "node_modules", "sessions"]);

/** A file's path from the project's folder on, and its content. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

/** Every path, folders left out, in order. */
export function projectPaths(folder = ""): string[] {
  const entries = [...Deno.readDirSync(ROOT + folder)]
    .filter(({ name }) => !NOT_OURS.has(name))
    .sort((a, b) => a.name < b.name ? -1 : 1);
  return entries.flatMap(({ name, isDirectory }) =>
    isDirectory ? projectPaths(`${folder}${name}/`) : [folder + name]
  );
}

/** The files whose path matches. */
export function projectFiles(pattern: RegExp): ProjectFile[] {
  return projectPaths().filter((path) => pattern.test(path))
    .map((path) => ({ path, text: Deno.readTextFileSync(ROOT + path) }));
}

export function projectFileBytes(path: string): number {
  return Deno.statSync(ROOT + path).size;
}

/** The tasks of deno.json. */
export function projectTasks(): string[] {
  return Object.keys(JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`)).tasks);
}
