/** Runs a watched session that trades, for a few seconds: what the test of OTLP starts. */
import { tradingSession } from "./watched_session.ts";

const watched = await tradingSession();
await new Promise((resolve) => setTimeout(resolve, 3_000));
await watched.end();
