/**
 * The binary of onnxruntime-web, read from the package by the module loader: no permission, no
 * network, and it travels inside a compiled executable. 13 MB: import this module only where a
 * model is used, in the main thread, and post the bytes to the worker that runs it.
 */
import wasm from "onnxruntime-web/ort-wasm-simd-threaded.wasm" with { type: "bytes" };

export const ONNX_WASM: Uint8Array<ArrayBuffer> = wasm;
