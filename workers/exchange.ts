/**
 * An edge worker that holds a whole simulated exchange: markets, accounts, sockets. It may use the
 * network on loopback and nothing else. Reads: options, then the word to stop. Writes: its addresses.
 */
/// <reference lib="deno.worker" />
import { hostExchange } from "../exchange/exchange_host.ts";

hostExchange();
