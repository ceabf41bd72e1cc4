/**
 * A model ready to be served: plain data that can be posted to the worker that runs it.
 */
import type { Manifest } from "./manifest.ts";

export interface ModelBytes {
  readonly manifest: Manifest;
  /** Where each of the manifest's features lies in a frame's vector, see resolveFeatures. */
  readonly featureIndexes: readonly number[];
  /** The ONNX file, of which the manifest holds the hash. */
  readonly onnx: Uint8Array<ArrayBuffer>;
  /** The runtime's WebAssembly binary. */
  readonly wasm: Uint8Array<ArrayBuffer>;
}

/** First word of the model's sha256: names the model in every frame. */
export function modelHashOf({ sha256 }: Manifest): number {
  return Number.parseInt(sha256.slice(0, 8), 16) | 0;
}
