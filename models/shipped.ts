/** The model that comes with Millrace. */
import { fileURLToPath } from "node:url";

/** Folder of the model that `replay` serves by default. */
export const SHIPPED_MODEL = fileURLToPath(new URL("./shipped/imbalance_logit", import.meta.url));
