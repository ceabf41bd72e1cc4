/** The option `--model`: shipped, none, a folder, or the model that carries an alias. */
import type { ModelBytes } from "../core/inference/loaded_model.ts";
import { loadModel } from "../models/model_files.ts";
import { DEFAULT_MODELS, ModelFolderShelf } from "../models/model_folder_shelf.ts";
import { SHIPPED_MODEL } from "../models/shipped.ts";

export const MODEL_HELP = "model to serve: shipped, none, a folder, or @ALIAS of out/models";

/** @throws UserError when it cannot be served */
export async function servedModel(text: string): Promise<ModelBytes | undefined> {
  if (text === "none") return undefined;
  if (text.startsWith("@")) {
    return await new ModelFolderShelf(DEFAULT_MODELS).resolve(text.slice(1));
  }
  return await loadModel(text === "shipped" ? SHIPPED_MODEL : text);
}
