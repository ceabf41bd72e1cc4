/**
 * A session's journal on disk: the journal ring's slots in checksummed blocks, laid out as a tape is
 * (layout.ts), without an index: whoever reads a journal reads all of it.
 *
 * ```text
 *   file header │ block header, entries │ block header, entries │ … │ footer
 *        64            64    n × 128                                    64
 * ```
 *
 * In a block header minRecvNanos and maxRecvNanos are the first and the last entry's event time; the
 * footer's indexOffset is its own. A journal without a footer was not closed: whatever follows its
 * last whole block is cut.
 */
import { JOURNAL_SLOT_BYTES, JOURNAL_VERSION } from "../wire/journal.ts";
import type { RecordKind } from "./layout.ts";

export const JOURNAL_KIND: RecordKind = {
  magic: "MRJRNL01",
  version: 1,
  slotBytes: JOURNAL_SLOT_BYTES,
  slotVersion: JOURNAL_VERSION,
};
/** Most entries of a block. */
export const JOURNAL_BLOCK_SLOTS = 256;
