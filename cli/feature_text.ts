/** Fields of the table of features, in words. */
import { NANOS_PER_MILLI, NANOS_PER_SECOND } from "../core/base/units.ts";
import type { FeatureDefinition, FeatureUnit, Span } from "../core/features/feature_definition.ts";
import { featureIndex } from "../core/features/table.ts";

const MINUTE_NANOS = 60 * NANOS_PER_SECOND;
const SIDES: readonly (readonly [string, string])[] = [["bid", "ask"], ["buy", "sell"]];

/** "lots_per_tick" → "lots per tick"; a ratio has no unit. */
export function unitText(unit: FeatureUnit): string {
  return unit === "ratio" ? "" : unit.replaceAll("_", " ");
}

/** "51 events, 10 s"; empty = the newest frame alone. */
export function spanText({ events, nanos }: Span): string {
  const parts: string[] = [];
  if (events > 0) parts.push(events === 1 ? "1 event" : `${events} events`);
  if (nanos > 0) parts.push(timeText(nanos));
  return parts.join(", ");
}

/** What a mirrored market (bids and asks, buyers and sellers change places) makes of a value x. */
export function mirrorText({ name, mirrorSum }: FeatureDefinition): string {
  if (mirrorSum !== undefined) return mirrorSum === 0 ? "−x" : `${mirrorSum} − x`;
  return otherSideOf(name) ?? "x";
}

/** "bid_depth_lots" → "ask_depth_lots", where there is one. */
function otherSideOf(name: string): string | undefined {
  const words = name.split("_");
  for (const pair of SIDES) {
    const other = words.map((word) =>
      word === pair[0] ? pair[1] : word === pair[1] ? pair[0] : word
    );
    const found = other.join("_");
    if (found !== name && featureIndex(found) >= 0) return found;
  }
  return undefined;
}

/** Whole minutes from two on, so that 60 s stays what people call it. */
function timeText(nanos: number): string {
  if (nanos >= 2 * MINUTE_NANOS && nanos % MINUTE_NANOS === 0) return `${nanos / MINUTE_NANOS} min`;
  if (nanos >= NANOS_PER_SECOND) return `${nanos / NANOS_PER_SECOND} s`;
  return `${nanos / NANOS_PER_MILLI} ms`;
}
