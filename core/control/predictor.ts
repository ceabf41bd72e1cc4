/**
 * Single predictions by the served model, in the main thread, with the same scaling and the same
 * runtime as the inference stage: for people who ask "what if", not for the current.
 */
import { F_FEATURES, F_FRAME_SEQUENCE, F_MASK } from "../wire/frame.ts";
import { FeatureScaler } from "../inference/feature_scaler.ts";
import type { ModelBytes } from "../inference/loaded_model.ts";
import { openRuntime, type RuntimeChoice, type ServingRuntime } from "../inference/runtime.ts";
import type { PredictionAnswer, PredictionQuestion } from "./contract/research.ts";
import { ProblemError } from "./http/problem.ts";
import type { SessionTap } from "./tap/session_tap.ts";

export class Predictor {
  readonly #model: ModelBytes;
  readonly #tap: SessionTap;
  readonly #runtimeChoice: RuntimeChoice;
  readonly #scaler: FeatureScaler;
  #runtime: Promise<ServingRuntime> | undefined;

  constructor(model: ModelBytes, tap: SessionTap, runtime: RuntimeChoice = "auto") {
    this.#model = model;
    this.#tap = tap;
    this.#runtimeChoice = runtime;
    this.#scaler = new FeatureScaler(model.manifest.features, model.manifest.clip);
  }

  /** @throws ProblemError when features are missing or unknown */
  async predict(question: PredictionQuestion): Promise<PredictionAnswer> {
    const { manifest } = this.#model;
    const values = this.#values(question);
    const width = manifest.features.length;
    const input = new Float32Array(width);
    this.#scaler.scaleRow(values.row, 0, input, 0);
    this.#runtime ??= openRuntime(this.#model, this.#runtimeChoice);
    const { native, session, text } = await this.#runtime;
    const output = native === undefined ? await session.run(input, 1) : native.run(input, 1);
    const probabilities = [...output.slice(0, manifest.classes.length)];
    const confidence = Math.max(...probabilities);
    return {
      model: manifest.name,
      classes: [...manifest.classes],
      probabilities,
      said: manifest.classes[probabilities.indexOf(confidence)],
      confidence,
      frameSequence: values.frameSequence,
      runtime: text,
    };
  }

  #values(
    { instrumentId, features = {} }: PredictionQuestion,
  ): { readonly row: Float64Array; readonly frameSequence: number | null } {
    const { manifest, featureIndexes } = this.#model;
    const names = manifest.features.map(({ name }) => name);
    const unknown = Object.keys(features).filter((name) => !names.includes(name));
    if (unknown.length > 0) {
      throw new ProblemError(
        422,
        `features: the model does not read ${unknown.slice(0, 5).join(", ")}`,
      );
    }
    const frame = instrumentId === undefined ? undefined : this.#tap.frames.get(instrumentId);
    if (instrumentId !== undefined && frame === undefined) {
      throw new ProblemError(404, `instrument ${instrumentId} has shown no frame yet`);
    }
    const missing: string[] = [];
    const row = Float64Array.from(names, (name, i) => {
      const at = featureIndexes[i];
      if (Object.hasOwn(features, name)) return features[name];
      const isWarm = frame !== undefined &&
        ((frame.words[F_MASK + (at >> 5)] >>> (at & 31)) & 1) === 1;
      if (isWarm) return frame.floats[F_FEATURES + at];
      missing.push(name);
      return 0;
    });
    if (missing.length > 0) {
      throw new ProblemError(422, `features: ${missing.slice(0, 8).join(", ")} are needed as well`);
    }
    return { row, frameSequence: frame === undefined ? null : frame.doubles[F_FRAME_SEQUENCE] };
  }
}
