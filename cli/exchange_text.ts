/** What `millrace exchange` says: where it is, which keys open it, and what happened. */
import type { PracticeKey } from "../exchange/accounts/practice_keys.ts";
import type { LocalExchange } from "../exchange/start_exchange.ts";
import { countText } from "./format.ts";

/** @param keys those that are to be shown */
export function exchangeText(
  running: LocalExchange,
  keys: readonly PracticeKey[],
  json: boolean,
): string {
  const { restUrl, spotWsUrl, futuresWsUrl } = running;
  if (json) return JSON.stringify({ restUrl, spotWsUrl, futuresWsUrl, keys });
  const symbols = [...running.exchange.spot.markets.keys()].join(", ");
  return [
    `simulated exchange  ${symbols}; Ctrl-C stops it`,
    `spot REST           ${restUrl}/api/v3`,
    `USD-M REST          ${restUrl}/fapi/v1`,
    `spot streams        ${spotWsUrl}/ws  /stream  /ws-api/v3`,
    `USD-M streams       ${futuresWsUrl}/ws  /stream  /ws-fapi/v1`,
    `practice            ${restUrl}/practice  faults, deposits, the truth`,
    ...keys.flatMap(({ apiKey, secretKey }, i) => [
      `key ${i + 1}               ${apiKey}`,
      `  secret            ${secretKey}`,
    ]),
    ...keys.length === 0
      ? []
      : ["                    practice keys: they open nothing but this run; shown once"],
    "",
    `curl '${restUrl}/api/v3/depth?symbol=${[...running.exchange.spot.markets.keys()][0]}&limit=5'`,
  ].join("\n");
}

export function farewellText({ exchange }: LocalExchange): string {
  const orders = [exchange.spot, exchange.futures]
    .flatMap(({ accounts }) => [...accounts.values()])
    .reduce((sum, account) => sum + account.orders.size, 0);
  return `stopped after ${countText(exchange.events)} ` +
    `${exchange.isRecording ? "messages of the recording" : "events of the flow"} and ` +
    `${countText(orders)} orders of clients`;
}
