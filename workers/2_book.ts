/**
 * Role: book (core).
 * Reads: market ring. Writes: frame ring (books), its part of the board.
 * Never: files, networks, timers.
 */
import { hostWorker } from "../core/supervisor/worker_host.ts";
import { buildBook } from "../core/supervisor/stages/book.ts";

hostWorker(buildBook);
