/**
 * The program as it travels: the modules that main.ts and the workers reach, as they are, beside
 * the npm packages that they import and the files that they read. The layout is the project's own,
 * so what a module finds relative to itself here it finds there.
 */
import { UserError } from "../../core/base/errors.ts";
import { runCommand } from "./run_command.ts";

/** Folders that are read while the program runs, not imported. */
const ASSET_FOLDERS = ["models/shipped"];
/** Packages of which a few files out of many are used; all others travel with all their code. */
const FILES_IN_USE: Readonly<Record<string, readonly string[]>> = {
  "onnxruntime-web": [
    "package.json",
    "dist/ort.node.min.mjs",
    "dist/ort-wasm-simd-threaded.mjs",
    "dist/ort-wasm-simd-threaded.wasm",
  ],
  "swagger-ui-dist": [
    "package.json",
    "LICENSE",
    "NOTICE",
    "swagger-ui-bundle.js",
    "swagger-ui.css",
  ],
  "uplot": ["package.json", "LICENSE", "dist/uPlot.iife.min.js", "dist/uPlot.min.css"],
};
/** What is worth carrying of a package: no sources, source maps, types, documentation. */
const CODE_OR_LICENCE = /(\.(js|mjs|cjs|json|wasm)|(^|\/)(licen[cs]e|notice)[^/]*)$/i;

/** A program, ready to be run from its folder. */
export interface StagedProgram {
  readonly folder: string;
  /** Permissions of the tasks that run main.ts, as flags. */
  readonly permissions: readonly string[];
  readonly version: string;
  /** Paths that the module graph of main.ts does not reach. */
  readonly unreached: readonly string[];
}

interface ProjectConfig {
  readonly version: string;
  readonly unstable: readonly string[];
  readonly imports: Readonly<Record<string, string>>;
  readonly tasks: Readonly<Record<string, string | { readonly command: string }>>;
}

interface GraphModule {
  /** Path of a module that is a file. */
  readonly local?: string;
  /** Key of the npm package that a module is in. */
  readonly npmPackage?: string;
  readonly error?: string;
}

interface NpmPackage {
  readonly name: string;
  readonly localPath: string;
  /** Keys of packages. */
  readonly dependencies: readonly string[];
}

/** What `deno info --json` tells of an entry. */
interface Graph {
  readonly modules: readonly GraphModule[];
  /** All that the project uses, by key, and not only what the entry reaches. */
  readonly npmPackages: Readonly<Record<string, NpmPackage>>;
}

/**
 * @param project the project's folder, as a URL that ends with a slash
 * @param folder where the program is to lie; must not exist
 * @throws UserError when a module cannot be found
 */
export async function stageProgram(project: URL, folder: string): Promise<StagedProgram> {
  const root = project.pathname;
  const config: ProjectConfig = JSON.parse(await Deno.readTextFile(`${root}deno.json`));
  const workers = filesBelow(`${root}workers`).map((path) => `workers/${path}`);
  const packages = new Map<string, string>();
  const files = new Set<string>();
  for (const entry of ["main.ts", ...workers]) {
    const graph = await graphOf(root, entry);
    for (const { local } of graph.modules) {
      if (local?.startsWith(root)) files.add(local.slice(root.length));
    }
    for (const { name, localPath } of packagesOf(graph)) {
      if ((packages.get(name) ?? localPath) !== localPath) {
        throw new UserError(`two versions of ${name} are in use; one folder can hold only one`);
      }
      packages.set(name, localPath);
    }
  }
  for (const asset of ASSET_FOLDERS) {
    for (const path of filesBelow(root + asset)) files.add(`${asset}/${path}`);
  }
  copyFiles(root, folder, [...files, "LICENSE"]);
  for (const [name, source] of packages) {
    const wanted = FILES_IN_USE[name] ??
      filesBelow(source).filter((path) => CODE_OR_LICENCE.test(path));
    copyFiles(source, `${folder}/node_modules/${name}`, wanted);
  }
  const { unstable, imports, version } = config;
  // An empty workspace of its own keeps Deno from looking for one in the folders above.
  const staged = { workspace: [], nodeModulesDir: "manual", unstable, imports };
  await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify(staged, undefined, 2) + "\n");
  const permissions = permissionsOf(config);
  return { folder, permissions, version, unreached: [...workers, ...ASSET_FOLDERS] };
}

async function graphOf(root: string, entry: string): Promise<Graph> {
  const { stdout, stderr, success } = await runCommand(
    Deno.execPath(),
    ["info", "--json", root + entry],
    root,
  );
  if (!success) throw new UserError(`deno info ${entry}: ${stderr.trim()}`);
  const graph: Graph = JSON.parse(stdout);
  const broken = graph.modules.find(({ error }) => error !== undefined);
  if (broken !== undefined) throw new UserError(`${entry}: ${broken.error}`);
  return graph;
}

/** The packages that a graph's modules are in, and all that those depend on. */
function packagesOf({ modules, npmPackages }: Graph): NpmPackage[] {
  const keys = new Set(modules.flatMap(({ npmPackage }) => npmPackage ?? []));
  for (const key of keys) npmPackages[key].dependencies.forEach((needed) => keys.add(needed));
  return [...keys].map((key) => npmPackages[key]);
}

/**
 * Everything that some task lets main.ts do: the executable runs all commands. Without a list of its
 * own a permission is for everything, so lists beside it would only narrow it. Starting programs is
 * left out: there is no deno beside the executable, so it runs no jobs.
 */
function permissionsOf({ tasks }: ProjectConfig): string[] {
  const commands = Object.values(tasks).map((task) =>
    typeof task === "string" ? task : task.command
  );
  const flags = new Set(
    commands.filter((command) => /^deno run .*\bmain\.ts\b/.test(command))
      .flatMap((command) => command.match(/--allow-(?!run\b)\S+/g) ?? []),
  );
  return [...flags].filter((flag) => !flag.includes("=") || !flags.has(flag.split("=")[0])).sort();
}

/** Paths of all files below a folder, relative to it, in order. */
function filesBelow(folder: string): string[] {
  const entries = [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1);
  return entries.flatMap(({ name, isDirectory }) =>
    isDirectory ? filesBelow(`${folder}/${name}`).map((path) => `${name}/${path}`) : [name]
  );
}

function copyFiles(from: string, to: string, paths: readonly string[]): void {
  for (const path of paths) {
    const target = `${to}/${path}`;
    Deno.mkdirSync(target.slice(0, target.lastIndexOf("/")), { recursive: true });
    Deno.copyFileSync(`${from}/${path}`, target);
  }
}
