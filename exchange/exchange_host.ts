/**
 * The inside of an exchange's worker.
 *
 * ```text
 *   caller ── ExchangeOptions ──▶ worker     once
 *   caller ◀── HostMessage ────── worker     ready or failed; stopped, at the end
 *   caller ── "stop" ───────────▶ worker     once
 * ```
 */
/// <reference lib="deno.worker" />
import { messageOf, UserError } from "../core/base/errors.ts";
import {
  type ExchangeOptions,
  type LocalExchange,
  type RunningExchange,
  startExchange,
} from "./start_exchange.ts";

export type HostMessage =
  | { readonly kind: "ready"; readonly addresses: Omit<RunningExchange, "stop"> }
  | { readonly kind: "failed"; readonly message: string; readonly badInput: boolean }
  | { readonly kind: "stopped" };

export function hostExchange(): void {
  let running: LocalExchange | undefined;
  self.onmessage = async (event: MessageEvent<ExchangeOptions | "stop">) => {
    try {
      if (event.data !== "stop") {
        running = await startExchange(event.data);
        const { restUrl, spotWsUrl, futuresWsUrl, keys } = running;
        return tell({ kind: "ready", addresses: { restUrl, spotWsUrl, futuresWsUrl, keys } });
      }
      await running?.stop();
      tell({ kind: "stopped" });
    } catch (thrown) {
      const badInput = thrown instanceof UserError;
      tell({ kind: "failed", message: messageOf(thrown), badInput });
    }
    self.close();
  };
}

function tell(message: HostMessage): void {
  self.postMessage(message);
}
