/** Who imports whom, read from the text of modules. */
import type { ProjectFile } from "./project_files.ts";

const IMPORT =
  /^(?:import|export)\b(?<clause>[^;"]*?)\bfrom\s+"(?<from>[^"]+)"|\bimport\("(?<lazy>[^"]+)"\)/gm;

/** One import between two files of the project. */
export interface Import {
  readonly path: string;
  readonly target: string;
  /** Of types alone: gone when the program runs. */
  readonly typeOnly: boolean;
}

/** Imports of a file from others of the project, by path from the project's folder on. */
export function importsOf({ path, text }: ProjectFile): Import[] {
  return [...text.matchAll(IMPORT)].map(({ groups = {} }) => ({
    path,
    specifier: groups.from ?? groups.lazy,
    typeOnly: /^\s*type\b/.test(groups.clause ?? ""),
  })).filter(({ specifier }) => specifier.startsWith("."))
    .map(({ specifier, typeOnly }) => ({
      path,
      target: new URL(specifier, `file:///${path}`).pathname.slice(1),
      typeOnly,
    }));
}

/** Some circle of imports that remain at run time, as the paths along it; undefined = none. */
export function findCircle(imports: readonly Import[]): string[] | undefined {
  const targets = new Map<string, string[]>();
  for (const { path, target, typeOnly } of imports) {
    if (!typeOnly) targets.set(path, [...targets.get(path) ?? [], target]);
  }
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): string[] | undefined => {
    const from = trail.indexOf(path);
    if (from >= 0) return [...trail.slice(from), path];
    if (done.has(path)) return undefined;
    trail.push(path);
    for (const target of targets.get(path) ?? []) {
      const circle = visit(target);
      if (circle !== undefined) return circle;
    }
    trail.pop();
    done.add(path);
    return undefined;
  };
  for (const path of targets.keys()) {
    const circle = visit(path);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
