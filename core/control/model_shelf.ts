/** What the control plane asks of whoever keeps models; models/ does, which lies above this room. */
import type { Alias, Model } from "./contract/research.ts";

export interface ModelShelf {
  /** Every model folder, those that cannot be served included. */
  list(): Promise<Omit<Model, "served">[]>;
  aliases(): Promise<Alias[]>;
  /** @throws UserError when there is no such model, or it cannot be served */
  promote(alias: string, folder: string, by: string): Promise<Alias>;
  /** @throws UserError when the alias has no model before this one */
  rollBack(alias: string, by: string): Promise<Alias>;
}
