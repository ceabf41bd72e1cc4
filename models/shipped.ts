/**
 * The model that comes with Millrace, trained by models/defaults.ts. It is imported as data: no
 * permission is needed to read it, and it travels inside a compiled executable.
 */
import onnx from "./shipped/imbalance_logit/model.onnx" with { type: "bytes" };
import manifestText from "./shipped/imbalance_logit/model.json" with { type: "text" };
import type { ModelFiles } from "./model_files.ts";

export const SHIPPED_MODEL: ModelFiles = { manifestText, onnx, where: "models/shipped" };
