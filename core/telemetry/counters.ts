/**
 * Every counter of the system: one table, from which shared memory is laid out and from which
 * reports and metrics take name, unit and help. A counter has one writer, its role's agent.
 */

/** The stages of the current, in flow order. */
export const ROLES = [
  "ingest",
  "book",
  "features",
  "inference",
  "recorder",
  "trading",
  "gateway",
] as const;
export type Role = typeof ROLES[number];

export interface CounterDefinition {
  readonly name: string;
  readonly unit: string;
  readonly help: string;
  /** Goes up and down; the others only ever grow. */
  readonly gauge?: true;
}

/** Counters by role. The position in a list is the position in memory: append only. */
export const COUNTERS = {
  ingest: [
    { name: "records", unit: "records", help: "Lines, messages or rows read" },
    { name: "messages", unit: "messages", help: "Market messages published" },
    { name: "ignored", unit: "records", help: "Records of kinds that Millrace has no use for" },
    { name: "badRecords", unit: "records", help: "Records that could not be read" },
    { name: "gaps", unit: "gaps", help: "Breaks in a venue's sequence" },
    { name: "snapshots", unit: "snapshots", help: "Books rebuilt from a snapshot" },
    { name: "appliedDiffs", unit: "diffs", help: "Depth updates that passed the venue's rules" },
    { name: "droppedDiffs", unit: "diffs", help: "Depth updates older than their snapshot" },
    {
      name: "waitingDiffs",
      gauge: true,
      unit: "diffs",
      help: "Depth updates still waiting for a snapshot",
    },
    { name: "undetermined", unit: "levels", help: "Levels that appeared without a message" },
    { name: "progress", gauge: true, unit: "fraction", help: "Share of the input read, 0 to 1" },
    { name: "trades", unit: "trades", help: "Trades published" },
    { name: "quotes", unit: "quotes", help: "The venue's own best bids and offers published" },
    { name: "slowParses", unit: "records", help: "Records that needed the general JSON parser" },
    { name: "farLevels", unit: "levels", help: "Offers too far up for 32-bit ticks: left out" },
    { name: "bars", unit: "bars", help: "Bars published" },
    { name: "repeated", unit: "records", help: "Records that two connections delivered" },
    { name: "ticks", unit: "messages", help: "Times that nothing came and time went on" },
    { name: "connects", unit: "connections", help: "Connections made to venues" },
    { name: "reconnects", unit: "connections", help: "Of those, in place of one that was lost" },
    { name: "handovers", unit: "connections", help: "Of those, in place of one that grew old" },
    { name: "connectFailures", unit: "attempts", help: "Connections that could not be made" },
    { name: "deadConnections", unit: "connections", help: "Connections closed for their silence" },
    { name: "connections", gauge: true, unit: "connections", help: "Connections that are open" },
    { name: "requests", unit: "requests", help: "Requests to venues" },
    { name: "requestFailures", unit: "requests", help: "Requests without a usable answer" },
    { name: "rateLimited", unit: "requests", help: "Answers that told to slow down" },
    { name: "resyncs", unit: "books", help: "Books asked for again after a loss" },
    {
      name: "staleInstruments",
      gauge: true,
      unit: "instruments",
      help: "Instruments without a known book",
    },
    {
      name: "feedLatency",
      gauge: true,
      unit: "ns",
      help: "From the venue's time to receipt, smoothed",
    },
    { name: "earlyRecords", unit: "records", help: "Records received before their venue time" },
    {
      name: "clockOffset",
      gauge: true,
      unit: "ms",
      help: "Venue's clock minus this machine's, the largest",
    },
    { name: "checksums", unit: "checksums", help: "Books that agreed with the venue's checksum" },
    { name: "checksumFailures", unit: "checksums", help: "Books that did not" },
    {
      name: "clockRoundTrip",
      gauge: true,
      unit: "ms",
      help: "Round trip that the offset is measured with",
    },
  ],
  book: [
    { name: "messages", unit: "messages", help: "Market messages read" },
    { name: "frames", unit: "frames", help: "Frames published" },
    { name: "instruments", gauge: true, unit: "instruments", help: "Instruments defined" },
    { name: "gaps", unit: "gaps", help: "Times a book went stale" },
    { name: "resyncs", unit: "resyncs", help: "Times a stale book was rebuilt" },
    { name: "crossed", unit: "groups", help: "Groups that left the book crossed: no frame" },
    { name: "oneSided", unit: "groups", help: "Groups that left a side empty: no frame" },
    { name: "staleSkipped", unit: "groups", help: "Groups skipped because the book was stale" },
    { name: "unknownOrders", unit: "orders", help: "Changes to orders that were never announced" },
    { name: "compared", unit: "checks", help: "Comparisons with the venue's own book" },
    { name: "mismatches", unit: "checks", help: "Comparisons that differed" },
    { name: "timedCompared", unit: "checks", help: "Quotes compared by time only" },
    { name: "timedUnmatched", unit: "checks", help: "Of those, never equal to the book" },
    {
      name: "badMessages",
      unit: "messages",
      help: "Orders announced twice, without price or side",
    },
    { name: "impliedCompared", unit: "checks", help: "Books compared with an older, held quote" },
    { name: "impliedUnmatched", unit: "checks", help: "Of those, different: inside a sweep" },
  ],
  features: [
    { name: "frames", unit: "frames", help: "Frames whose features were computed" },
  ],
  inference: [
    { name: "frames", unit: "frames", help: "Frames passed" },
    { name: "runs", unit: "runs", help: "Model executions" },
    { name: "predictions", unit: "predictions", help: "Rows predicted" },
    { name: "resolved", unit: "predictions", help: "Predictions whose label is known" },
    { name: "correct", unit: "predictions", help: "Resolved predictions that were right" },
    { name: "baselineCorrect", unit: "predictions", help: "The naive baseline's right answers" },
    { name: "rejected", unit: "predictions", help: "Model outputs that are no distribution" },
    { name: "saidAt0", unit: "predictions", help: "Resolved at a confidence of 0 to 10 %" },
    { name: "saidAt1", unit: "predictions", help: "Resolved at a confidence of 10 to 20 %" },
    { name: "saidAt2", unit: "predictions", help: "Resolved at a confidence of 20 to 30 %" },
    { name: "saidAt3", unit: "predictions", help: "Resolved at a confidence of 30 to 40 %" },
    { name: "saidAt4", unit: "predictions", help: "Resolved at a confidence of 40 to 50 %" },
    { name: "saidAt5", unit: "predictions", help: "Resolved at a confidence of 50 to 60 %" },
    { name: "saidAt6", unit: "predictions", help: "Resolved at a confidence of 60 to 70 %" },
    { name: "saidAt7", unit: "predictions", help: "Resolved at a confidence of 70 to 80 %" },
    { name: "saidAt8", unit: "predictions", help: "Resolved at a confidence of 80 to 90 %" },
    { name: "saidAt9", unit: "predictions", help: "Resolved at a confidence of 90 to 100 %" },
    { name: "rightAt0", unit: "predictions", help: "Right at a confidence of 0 to 10 %" },
    { name: "rightAt1", unit: "predictions", help: "Right at a confidence of 10 to 20 %" },
    { name: "rightAt2", unit: "predictions", help: "Right at a confidence of 20 to 30 %" },
    { name: "rightAt3", unit: "predictions", help: "Right at a confidence of 30 to 40 %" },
    { name: "rightAt4", unit: "predictions", help: "Right at a confidence of 40 to 50 %" },
    { name: "rightAt5", unit: "predictions", help: "Right at a confidence of 50 to 60 %" },
    { name: "rightAt6", unit: "predictions", help: "Right at a confidence of 60 to 70 %" },
    { name: "rightAt7", unit: "predictions", help: "Right at a confidence of 70 to 80 %" },
    { name: "rightAt8", unit: "predictions", help: "Right at a confidence of 80 to 90 %" },
    { name: "rightAt9", unit: "predictions", help: "Right at a confidence of 90 to 100 %" },
  ],
  recorder: [
    { name: "messages", unit: "messages", help: "Market messages written" },
    { name: "bytes", unit: "bytes", help: "Bytes written to the tape" },
  ],
  trading: [
    { name: "frames", unit: "frames", help: "Frames shown to strategies" },
    { name: "messages", unit: "messages", help: "Market messages given to the venue" },
    { name: "orders", unit: "orders", help: "Orders sent" },
    { name: "modifies", unit: "requests", help: "Modifications sent" },
    { name: "cancels", unit: "requests", help: "Cancels sent" },
    { name: "refused", unit: "requests", help: "Requests that the risk gate refused" },
    { name: "fills", unit: "fills", help: "Fills booked" },
    { name: "rejects", unit: "orders", help: "Orders that the venue rejected" },
    { name: "oddReports", unit: "reports", help: "Reports that no venue should have sent" },
    { name: "openOrders", gauge: true, unit: "orders", help: "Orders that may still fill" },
    { name: "strategies", gauge: true, unit: "strategies", help: "Strategies begun" },
    { name: "failures", unit: "strategies", help: "Strategies that threw and were stopped" },
  ],
  gateway: [
    { name: "commands", unit: "commands", help: "Commands taken from the order ring" },
    { name: "orders", unit: "orders", help: "Orders sent to a venue" },
    { name: "cancels", unit: "requests", help: "Cancels sent to a venue" },
    { name: "modifies", unit: "requests", help: "Modifications sent to a venue" },
    { name: "accepted", unit: "orders", help: "Orders that a venue accepted" },
    { name: "rejected", unit: "orders", help: "Orders that a venue rejected" },
    { name: "heldBack", unit: "orders", help: "Orders not sent: limits used up, or stopping" },
    { name: "fills", unit: "fills", help: "Fills booked, each once by its trade id" },
    { name: "repeatedFills", unit: "fills", help: "Fills that were told again" },
    { name: "unknown", unit: "requests", help: "Requests whose outcome nobody knew" },
    { name: "notArrived", unit: "orders", help: "Of those, orders that the venue never had" },
    { name: "lookups", unit: "requests", help: "Orders and trades looked up" },
    { name: "reconciled", unit: "passes", help: "Comparisons of all we hold with the venue" },
    { name: "differences", unit: "differences", help: "Differences found by those, and corrected" },
    { name: "foreignOrders", unit: "orders", help: "Open orders that are not ours" },
    { name: "rateLimited", unit: "requests", help: "Requests that a venue's limits held up" },
    {
      name: "clockCorrections",
      unit: "corrections",
      help: "Times that a venue found us out of step",
    },
    {
      name: "reconnects",
      unit: "connections",
      help: "User streams and order sockets opened again",
    },
    { name: "openOrders", gauge: true, unit: "orders", help: "Orders that may still fill" },
    {
      name: "pendingUnknown",
      gauge: true,
      unit: "orders",
      help: "Orders that are being looked up",
    },
    { name: "troubles", unit: "requests", help: "Requests that failed or were not understood" },
    { name: "cancelledAll", unit: "times", help: "Times that everything was cancelled at once" },
    { name: "clockOffsetMillis", gauge: true, unit: "ms", help: "The venue's clock less ours" },
    {
      name: "isReady",
      gauge: true,
      unit: "flag",
      help: "1 = connected, reconciled and taking orders",
    },
  ],
} as const satisfies Record<Role, readonly CounterDefinition[]>;

/** Names of a role's counters. */
export type CounterName<R extends Role> = typeof COUNTERS[R][number]["name"];

/** Position of a counter in its role's memory; resolve it once, outside hot loops. */
export function counterIndex<R extends Role>(role: R, name: CounterName<R>): number {
  const table: readonly CounterDefinition[] = COUNTERS[role];
  return table.findIndex((definition) => definition.name === name);
}
