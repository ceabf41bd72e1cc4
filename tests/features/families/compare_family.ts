/** A family beside its slow twin, and beside itself when it begins in the middle. */
import assert from "node:assert/strict";
import type { FeatureDefinition } from "../../../core/features/feature_definition.ts";
import type { FeatureFamily } from "../../../core/features/feature_family.ts";
import type { TestFrame } from "../frames.ts";
import { runFamily, type Values } from "./run_family.ts";
import { assertValues, eventTimes } from "./twin_parts.ts";

/** What is to be compared: how to make the family, and what its values should be. */
export interface FamilyUnderTest {
  readonly make: () => FeatureFamily;
  readonly definitions: readonly FeatureDefinition[];
  /** Values of the last frame of a history, from the definition. */
  readonly twin: (history: readonly TestFrame[]) => Values;
}

/** Compares every `stride`-th frame with the twin; returns how often each feature was valid. */
export function compareWithTwin(
  { make, definitions, twin }: FamilyUnderTest,
  frames: readonly TestFrame[],
  stride: number,
): Map<string, number> {
  const found = runFamily(make(), definitions, frames);
  const validCounts = new Map<string, number>();
  for (let n = 0; n < frames.length; n += stride) {
    assertValues(found[n], twin(frames.slice(0, n + 1)), `frame ${n}`, validCounts);
  }
  return validCounts;
}

/** Asserts that what was before a feature's memory makes no difference, to the last bit. */
export function assertForgets(
  { make, definitions }: FamilyUnderTest,
  frames: readonly TestFrame[],
  starts: readonly number[],
): void {
  const whole = runFamily(make(), definitions, frames);
  const times = eventTimes(frames);
  const compared = new Set<string>();
  for (const start of starts) {
    const resumed = runFamily(make(), definitions, frames.slice(start));
    resumed.forEach((values, i) => {
      const n = start + i;
      for (const { name, memory } of definitions) {
        // The first frame of the resumed run cannot be compared with the one before it.
        if (i <= memory.events || times[n] - times[start] < memory.nanos) continue;
        assert.equal(values[name], whole[n][name], `${name}, frame ${n}, resumed at ${start}`);
        if (values[name] !== undefined) compared.add(name);
      }
    });
  }
  assert.deepEqual([...compared].sort(), definitions.map(({ name }) => name).sort());
}
