/**
 * Role: rows of a dataset, where inference would be (core).
 * Reads: frame ring (features). Writes: the files of the dataset, its part of the board.
 * Never: other files, networks, timers.
 */
import { hostRows } from "../datasets/row_worker_host.ts";

hostRows();
