/** Numbers as people read them. */

/** 1234567 → "1,234,567". */
export function countText(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** A rate with three significant digits: "1.25 M/s". */
export function rateText(perSecond: number): string {
  return `${scaled(perSecond)}/s`;
}

/** A duration from nanoseconds to hours, in the unit that fits: "12.3 µs". */
export function durationText(nanos: number): string {
  if (nanos < 1e3) return `${nanos.toFixed(0)} ns`;
  if (nanos < 1e6) return `${significant(nanos / 1e3)} µs`;
  if (nanos < 1e9) return `${significant(nanos / 1e6)} ms`;
  const seconds = nanos / 1e9;
  if (seconds < 120) return `${significant(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "312 MiB". */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${significant(bytes / 1024)} KiB`;
  if (bytes < 1024 ** 3) return `${significant(bytes / 1024 ** 2)} MiB`;
  return `${significant(bytes / 1024 ** 3)} GiB`;
}

/** 0.4321 → "43.2 %". */
export function percentText(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}

function scaled(value: number): string {
  if (value < 1e3) return significant(value);
  if (value < 1e6) return `${significant(value / 1e3)} k`;
  return `${significant(value / 1e6)} M`;
}

function significant(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
