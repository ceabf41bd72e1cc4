/** Runs one family alone over frames, without the table: what it writes, by name. */
import { FRAME_SLOT_BYTES } from "../../../core/base/limits.ts";
import type { FeatureDefinition } from "../../../core/features/feature_definition.ts";
import type { FeatureFamily } from "../../../core/features/feature_family.ts";
import { FrameInputs } from "../../../core/features/inputs/frame_inputs.ts";
import { type TestFrame, writeFrame } from "../frames.ts";

/** Values by name; undefined = not valid. */
export type Values = Readonly<Record<string, number | undefined>>;

/** The values of a family after each frame. */
export function runFamily(
  family: FeatureFamily,
  definitions: readonly FeatureDefinition[],
  frames: readonly TestFrame[],
): Values[] {
  const buffer = new SharedArrayBuffer(FRAME_SLOT_BYTES);
  const words = new Int32Array(buffer);
  const doubles = new Float64Array(buffer);
  const inputs = new FrameInputs();
  const vector = new Float32Array(definitions.length).fill(NaN);
  return frames.map((frame) => {
    writeFrame(frame, words, doubles);
    inputs.load(words, doubles, 0);
    const end = family.update(inputs, vector, 0);
    if (end !== definitions.length) throw new Error(`${end} values, ${definitions.length} names`);
    return Object.fromEntries(
      definitions.map(({ name }, i) => [name, Number.isFinite(vector[i]) ? vector[i] : undefined]),
    );
  });
}
