/**
 * Runs whole backtests, one after the other: market, book, features, inference, strategies.
 * Reads: the market in shared memory, or the recordings it may read; a user's own strategy file.
 * Never: writes files, networks.
 */
import { hostBacktests } from "../backtest/worker_host.ts";

hostBacktests();
