/** What a bar file does not say of itself. */

/** Whether a row's time is the beginning or the end of its bar. */
export const BAR_LABELS = ["auto", "start", "end"] as const;
export type BarLabel = typeof BAR_LABELS[number];

export interface BarOptions {
  readonly label: BarLabel;
  /** Zone of times that do not say theirs; undefined = UTC, with a note. */
  readonly zone: string | undefined;
}

export const DEFAULT_BAR_OPTIONS: BarOptions = { label: "auto", zone: undefined };
