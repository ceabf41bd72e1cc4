/**
 * Models by folder and by alias: what can be served, and which of them carries a name such as
 * "production". An alias is given only to a model that this build can serve, and remembers who had
 * it before.
 *
 * ```text
 *   out/models/
 *     mine/          model.onnx, model.json
 *     aliases.json   { "production": [{ folder, at, by }, …] }      newest last
 * ```
 */
import { wallMillis } from "../core/base/clock.ts";
import { messageOf, UserError } from "../core/base/errors.ts";
import type { Alias, Model } from "../core/control/contract/research.ts";
import type { ModelShelf } from "../core/control/model_shelf.ts";
import type { ModelBytes } from "../core/inference/loaded_model.ts";
import { parseManifest } from "../core/inference/manifest.ts";
import { openRuntime } from "../core/inference/runtime.ts";
import { loadModel, MANIFEST_FILE } from "./model_files.ts";
import { SHIPPED_MODEL } from "./shipped.ts";

export const DEFAULT_MODELS = "out/models";

const SHIPPED = "shipped";
const MOST_REMEMBERED = 50;

interface Holder {
  readonly folder: string;
  readonly at: string;
  readonly by: string;
}

type Aliases = Record<string, Holder[]>;

export class ModelFolderShelf implements ModelShelf {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder.replace(/\/+$/, "");
  }

  async list(): Promise<Omit<Model, "served">[]> {
    return await Promise.all([SHIPPED, ...this.#folders()].map((name) => this.#entry(name)));
  }

  aliases(): Promise<Alias[]> {
    const all = this.#read();
    return Promise.resolve(Object.keys(all).sort().map((alias) => aliasOf(alias, all[alias])));
  }

  async promote(alias: string, folder: string, by: string): Promise<Alias> {
    const model = await this.load(folder);
    // Opening it is the proof: the runtime's answers are compared where it is evaluated natively.
    const runtime = await openRuntime(model, "auto");
    await runtime.session?.close();
    const all = this.#read();
    const holders = all[alias] ?? [];
    if (holders.at(-1)?.folder !== folder) {
      holders.push({ folder, at: new Date(wallMillis()).toISOString(), by });
    }
    all[alias] = holders.slice(-MOST_REMEMBERED);
    this.#write(all);
    return aliasOf(alias, all[alias]);
  }

  async rollBack(alias: string, by: string): Promise<Alias> {
    const all = this.#read();
    const holders = all[alias] ?? [];
    const before = holders.at(-2);
    if (before === undefined) throw new UserError(`alias ${alias}: no model had it before`);
    await this.load(before.folder);
    all[alias] = [
      ...holders.slice(0, -2),
      { folder: before.folder, at: new Date(wallMillis()).toISOString(), by },
    ];
    this.#write(all);
    return aliasOf(alias, all[alias]);
  }

  /** The model that carries an alias. @throws UserError when none does */
  async resolve(alias: string): Promise<ModelBytes> {
    const holder = this.#read()[alias]?.at(-1);
    if (holder === undefined) {
      throw new UserError(`model @${alias}: no model has this alias in ${this.#folder}`);
    }
    return await this.load(holder.folder);
  }

  /** @throws UserError when it is not there or cannot be served */
  async load(folder: string): Promise<ModelBytes> {
    if (folder === SHIPPED) return await loadModel(SHIPPED_MODEL);
    if (!/^\w[\w.-]*$/.test(folder)) throw new UserError(`model ${folder}: is no folder's name`);
    return await loadModel(`${this.#folder}/${folder}`);
  }

  async #entry(folder: string): Promise<Omit<Model, "served">> {
    try {
      const { manifest } = await this.load(folder);
      return { ...described(folder, manifest), problem: null };
    } catch (thrown) {
      if (!(thrown instanceof UserError)) throw thrown;
      return { ...this.#unfit(folder), problem: messageOf(thrown) };
    }
  }

  /** As much as its manifest tells. */
  #unfit(folder: string): Omit<Model, "served" | "problem"> {
    try {
      const path = `${this.#folder}/${folder}/${MANIFEST_FILE}`;
      return described(folder, parseManifest(Deno.readTextFileSync(path), path));
    } catch {
      // Its problem says what is wrong with it.
      return described(folder, undefined);
    }
  }

  #folders(): string[] {
    try {
      return [...Deno.readDirSync(this.#folder)].filter(({ isDirectory }) => isDirectory)
        .map(({ name }) => name).filter((name) => /^\w[\w.-]*$/.test(name)).sort();
    } catch (thrown) {
      if (thrown instanceof Deno.errors.NotFound) return [];
      throw thrown;
    }
  }

  get #path(): string {
    return `${this.#folder}/aliases.json`;
  }

  #read(): Aliases {
    try {
      return JSON.parse(Deno.readTextFileSync(this.#path));
    } catch (thrown) {
      if (thrown instanceof Deno.errors.NotFound) return {};
      throw new UserError(`${this.#path}: cannot be read (${messageOf(thrown)})`);
    }
  }

  /** Whole or not at all. */
  #write(all: Aliases): void {
    Deno.mkdirSync(this.#folder, { recursive: true });
    Deno.writeTextFileSync(`${this.#path}.part`, `${JSON.stringify(all, undefined, 2)}\n`);
    Deno.renameSync(`${this.#path}.part`, this.#path);
  }
}

function described(
  folder: string,
  manifest: ModelBytes["manifest"] | undefined,
): Omit<Model, "served" | "problem"> {
  return {
    name: manifest?.name ?? folder,
    folder,
    features: manifest?.features.length ?? 0,
    classes: [...manifest?.classes ?? []],
    horizonFrames: manifest?.horizonFrames ?? 0,
    trainedOn: manifest?.training.source ?? "",
    sha256: manifest?.sha256 ?? "",
  };
}

function aliasOf(alias: string, holders: readonly Holder[]): Alias {
  const now = holders[holders.length - 1];
  return { alias, ...now, before: holders.at(-2)?.folder ?? null };
}
