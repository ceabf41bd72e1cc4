/** Numbers of results as people read them; "–" where there is none. */

const NONE = "–";

/** Two digits behind the point, or three significant ones of small numbers: "1,234.50", "0.0123". */
export function quoteText(value: number | undefined): string {
  if (value === undefined) return NONE;
  const size = Math.abs(value);
  const isSmall = size > 0 && size < 0.1;
  const text = isSmall
    ? value.toLocaleString("en-US", { maximumSignificantDigits: 3 })
    : value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return text.replace("-", "−");
}

/** 0.0123 → "1.23 %"; with more digits of small ones: "0.123 %", "0.0058 %". */
export function percentText(fraction: number | undefined): string {
  if (fraction === undefined) return NONE;
  const percent = fraction * 100;
  const size = Math.abs(percent);
  const digits = size < 5e-5 || size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
  return `${minus(percent.toFixed(digits))} %`;
}

/** A ratio: three digits behind the point, none of large ones. */
export function ratioText(value: number | undefined): string {
  if (value === undefined) return NONE;
  return minus(value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2));
}

export function bpsText(value: number | undefined): string {
  return value === undefined ? NONE : `${minus(value.toFixed(2))} bps`;
}

export function countText(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** "350 µs", "12.5 ms", "4.0 s", "12 min 5 s", "3 h 20 min", "12.5 days". */
export function durationText(nanos: number): string {
  if (nanos < 1e6) return `${(nanos / 1e3).toFixed(nanos < 1e4 ? 1 : 0)} µs`;
  if (nanos < 1e9) return `${(nanos / 1e6).toFixed(nanos < 1e8 ? 1 : 0)} ms`;
  const seconds = nanos < 1.2e11 ? nanos / 1e9 : Math.round(nanos / 1e9);
  if (seconds < 120) return `${seconds.toFixed(seconds % 1 === 0 ? 0 : 1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 72 ? `${hours} h ${minutes % 60} min` : `${(hours / 24).toFixed(1)} days`;
}

/** "2026-01-05 09:30:00", UTC; with fraction: ".250". */
export function instantText(unixMillis: number, withFraction = false): string {
  const text = new Date(unixMillis).toISOString().replace("T", " ");
  return withFraction ? text.slice(0, 23) : text.slice(0, 19);
}

function minus(text: string): string {
  return text.replace("-", "−");
}
