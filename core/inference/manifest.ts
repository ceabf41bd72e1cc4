/**
 * The manifest: what a model needs and what it promises, beside its ONNX file as `model.json`. A
 * model is served only if every feature that it names exists here and its file is the one that
 * was trained, so a model can never silently read the wrong numbers.
 */
import { UserError } from "../base/errors.ts";
import { FRAME_CLASSES, FRAME_FEATURES } from "../base/limits.ts";
import { JsonFields } from "../base/json_fields.ts";

export const MANIFEST_FORMAT = 1;

/** One input of the model and how it is scaled, see feature_scaler.ts; models may mix the kinds. */
export type ManifestFeature = { readonly name: string } & (ZScore | Robust | Rank);

export interface ZScore {
  readonly mean: number;
  /** Standard deviation, above 0. */
  readonly scale: number;
}

export interface Robust {
  readonly median: number;
  /** Interquartile range / 1.349, which is a normal distribution's deviation; above 0. */
  readonly scale: number;
}

export interface Rank {
  /** Quantiles of the training rows at equal steps from the least to the greatest value. */
  readonly knots: readonly number[];
}

/** Names of the kinds of scaling. */
export const SCALINGS = ["z-score", "robust", "rank"] as const;
export type Scaling = typeof SCALINGS[number];

export interface ManifestTraining {
  /** What the model was trained on, as a person would say it. */
  readonly source: string;
  /** How rows were put into train, validation and test. */
  readonly split: string;
  readonly trainRows: number;
  readonly validationRows: number;
  readonly testRows: number;
  /** Strength of the L2 penalty, chosen on validation. */
  readonly l2: number;
  readonly seed: number;
}

export interface Manifest {
  readonly format: typeof MANIFEST_FORMAT;
  readonly name: string;
  /** In the order of the model's input. */
  readonly features: readonly ManifestFeature[];
  /** Scaled inputs are cut to ± this. */
  readonly clip: number;
  /** In the order of the model's output: the mid falls, stays, rises. */
  readonly classes: readonly string[];
  /** The label looks this many frames of the same instrument ahead. */
  readonly horizonFrames: number;
  /** The mid moved when it moved by more than this. */
  readonly thresholdTicks: number;
  /** Shares of the classes in the training data: the constant forecast to beat. */
  readonly classPriors: readonly number[];
  /** The rule to beat: up when the queue imbalance exceeds this, down below its negative. */
  readonly imbalanceCut: number;
  readonly training: ManifestTraining;
  /** Of the ONNX file, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** The classes of a three-way forecast of the mid. */
export const MOVE_CLASSES = ["down", "flat", "up"] as const;
export const CLASS_DOWN = 0;
export const CLASS_FLAT = 1;
export const CLASS_UP = 2;

/**
 * Reads a manifest's text.
 * @param where names the file in errors
 * @throws UserError naming the first field that is missing, unknown or wrong
 */
export function parseManifest(text: string, where: string): Manifest {
  const root = JsonFields.parse(text, where);
  const manifest: Manifest = {
    format: root.literal("format", MANIFEST_FORMAT),
    name: root.text("name"),
    features: root.list("features", 1, FRAME_FEATURES).map((entry) => {
      const feature = { name: entry.text("name"), ...parseScaling(entry, where) };
      entry.end();
      return feature;
    }),
    clip: root.number("clip", Number.MIN_VALUE),
    classes: root.texts("classes"),
    horizonFrames: root.count("horizonFrames", 1),
    thresholdTicks: root.number("thresholdTicks", 0),
    classPriors: root.numbers("classPriors"),
    imbalanceCut: root.number("imbalanceCut", 0),
    training: parseTraining(root.fields("training")),
    sha256: root.text("sha256"),
  };
  root.end();
  checkClasses(manifest, where);
  if (!/^[0-9a-f]{64}$/.test(manifest.sha256)) {
    throw new UserError(`${where}: sha256 must be 64 hexadecimal digits`);
  }
  return manifest;
}

/**
 * Where each of the model's features lies in a frame's vector.
 * @param table the feature table, in frame order
 * @throws UserError listing every feature that the table does not have
 */
export function resolveFeatures(
  manifest: Manifest,
  table: readonly { readonly name: string }[],
): number[] {
  const names = manifest.features.map(({ name }) => name);
  const repeated = names.filter((name, i) => names.indexOf(name) !== i);
  if (repeated.length > 0) {
    throw new UserError(`model ${manifest.name} names a feature twice: ${repeated.join(", ")}`);
  }
  const indexes = names.map((name) => table.findIndex((feature) => feature.name === name));
  const unknown = names.filter((_, i) => indexes[i] < 0);
  if (unknown.length > 0) {
    throw new UserError(
      `model ${manifest.name} does not fit: this build has no feature ${unknown.join(", ")}; ` +
        "train it again or take the build that it was trained with",
    );
  }
  return indexes;
}

function parseScaling(entry: JsonFields, where: string): ZScore | Robust | Rank {
  const names = entry.names();
  if (names.includes("knots")) {
    const knots = entry.numbers("knots");
    const rising = knots.every((knot, i) => i === 0 || knots[i - 1] <= knot);
    if (knots.length >= 2 && rising) return { knots };
    throw new UserError(`${where}: knots of ${entry.text("name")} must be two or more, rising`);
  }
  if (names.includes("median")) {
    return { median: entry.number("median"), scale: entry.number("scale", Number.MIN_VALUE) };
  }
  return { mean: entry.number("mean"), scale: entry.number("scale", Number.MIN_VALUE) };
}

function parseTraining(fields: JsonFields): ManifestTraining {
  const training = {
    source: fields.text("source"),
    split: fields.text("split"),
    trainRows: fields.count("trainRows", 0),
    validationRows: fields.count("validationRows", 0),
    testRows: fields.count("testRows", 0),
    l2: fields.number("l2", 0),
    seed: fields.count("seed", 0),
  };
  fields.end();
  return training;
}

function checkClasses({ classes, classPriors }: Manifest, where: string): void {
  if (classes.join() !== MOVE_CLASSES.join() || classes.length > FRAME_CLASSES) {
    throw new UserError(
      `${where}: classes are [${classes.join(", ")}], must be [${MOVE_CLASSES.join(", ")}]`,
    );
  }
  const sum = classPriors.reduce((total, share) => total + share, 0);
  const fits = classPriors.length === classes.length && classPriors.every((share) => share > 0);
  if (!fits || Math.abs(sum - 1) > 1e-6) {
    throw new UserError(`${where}: classPriors must be one share a class, above 0, summing to 1`);
  }
}
