/**
 * A model on disk: a folder with `model.onnx` and its manifest `model.json`.
 */
import { messageOf, UserError } from "../core/base/errors.ts";
import { FEATURES } from "../core/features/table.ts";
import type { ModelBytes } from "../core/inference/loaded_model.ts";
import { type Manifest, parseManifest, resolveFeatures } from "../core/inference/manifest.ts";

export const ONNX_FILE = "model.onnx";
export const MANIFEST_FILE = "model.json";
export const REPORT_FILE = "report.json";

/** What a model folder holds, as read. */
export interface ModelFiles {
  readonly manifestText: string;
  readonly onnx: Uint8Array<ArrayBuffer>;
  /** Names the folder in errors. */
  readonly where: string;
}

/**
 * Makes sure that a model can be served.
 * @param from a model folder, or what was read from one
 * @throws UserError when a file is missing, changed, or needs features that are not there
 */
export async function loadModel(from: string | ModelFiles): Promise<ModelBytes> {
  return await assembleModel(typeof from === "string" ? await readFolder(from) : from, FEATURES);
}

/** Checks the parts of a model against each other and against this build's features. */
export async function assembleModel(
  { manifestText, onnx, where }: ModelFiles,
  table: readonly { readonly name: string }[],
): Promise<ModelBytes> {
  const manifest = parseManifest(manifestText, `${where}/${MANIFEST_FILE}`);
  const found = await sha256Of(onnx);
  if (found !== manifest.sha256) {
    throw new UserError(
      `${where}/${ONNX_FILE}: sha256 is ${found}, the manifest says ${manifest.sha256}; ` +
        "the two files do not belong together",
    );
  }
  const featureIndexes = resolveFeatures(manifest, table);
  const { ONNX_WASM } = await import("./onnx_wasm.ts");
  return { manifest, featureIndexes, onnx, wasm: ONNX_WASM };
}

/** Writes a model's folder, and the report of its training beside it. */
export async function writeModel(
  folder: string,
  manifest: Manifest,
  onnx: Uint8Array,
  report: unknown,
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(`${folder}/${ONNX_FILE}`, onnx);
  await Deno.writeTextFile(`${folder}/${MANIFEST_FILE}`, jsonText(manifest));
  await Deno.writeTextFile(`${folder}/${REPORT_FILE}`, jsonText(report));
}

/** 64 hexadecimal digits. */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

async function readFolder(folder: string): Promise<ModelFiles> {
  const manifestText = new TextDecoder().decode(await readPart(folder, MANIFEST_FILE));
  return { manifestText, onnx: await readPart(folder, ONNX_FILE), where: folder };
}

async function readPart(folder: string, file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(`${folder}/${file}`);
  } catch (thrown) {
    throw new UserError(
      `${folder}: not a model folder, which holds ${ONNX_FILE} and ${MANIFEST_FILE} ` +
        `(${messageOf(thrown)})`,
    );
  }
}

function jsonText(value: unknown): string {
  return JSON.stringify(value, undefined, 2) + "\n";
}
