/**
 * Latency histograms in shared memory, written by one thread and read by any.
 *
 * Log-linear buckets: 32 to each power of two, so a percentile is off by at most 3 %, from 1 ns to
 * 18 minutes; the maximum is kept exactly. Recording costs about 5 ns and does not allocate.
 */

const SUB_BITS = 5;
const SUB_BUCKETS = 1 << SUB_BITS;
const OCTAVES = 35;
const BUCKETS = (OCTAVES + 1) * SUB_BUCKETS;
const MAX_NANOS = 2 ** 40 - 1;
/** Before the buckets: maximum and sum, both f64. */
const HEADER_BYTES = 16;

/** Places in a histogram's cell. */
const DURATION = 0;
const END = 1;

export const HISTOGRAM_BYTES = HEADER_BYTES + BUCKETS * 4;

/** What a person wants to know of a distribution, in nanoseconds. */
export interface LatencySummary {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export class Histogram {
  readonly #buckets: Uint32Array;
  readonly #header: Float64Array;
  /** The duration to add, and when those of a batch end: an array, so that no number is boxed. */
  readonly #cell = new Float64Array(2);

  constructor(buffer: SharedArrayBuffer, byteOffset: number) {
    this.#header = new Float64Array(buffer, byteOffset, 2);
    this.#buckets = new Uint32Array(buffer, byteOffset + HEADER_BYTES, BUCKETS);
  }

  /** Durations that {@link recordSince} adds from now on end at `nanos`. */
  endAt(nanos: number): void {
    this.#cell[END] = nanos;
  }

  /**
   * Adds the duration that began at `times[at]`. A number handed over as an argument may be put on
   * the heap, once a frame; a place in an array is not.
   */
  recordSince(times: Float64Array, at: number): void {
    this.#cell[DURATION] = this.#cell[END] - times[at];
    this.#add();
  }

  /** Adds one duration; negative ones (clocks that disagree) count as 0. */
  record(nanos: number): void {
    this.#cell[DURATION] = nanos;
    this.#add();
  }

  #add(): void {
    const nanos = this.#cell[DURATION];
    const value = nanos > 0 ? (nanos < MAX_NANOS ? nanos : MAX_NANOS) : 0;
    this.#header[1] += value;
    if (value > this.#header[0]) this.#header[0] = value;
    // Values above 2^31 lose their low 16 bits first, so that integer arithmetic can go on.
    const wide = value >= 0x7fff_ffff;
    this.#buckets[bucketOf(wide ? (value / 0x1_0000) | 0 : value | 0, wide ? 16 : 0)]++;
  }

  summary(): LatencySummary {
    let count = 0;
    for (let i = 0; i < BUCKETS; i++) count += this.#buckets[i];
    const max = this.#header[0];
    return {
      count,
      mean: count === 0 ? 0 : this.#header[1] / count,
      p50: this.#quantile(0.5, count, max),
      p99: this.#quantile(0.99, count, max),
      p999: this.#quantile(0.999, count, max),
      max,
    };
  }

  /** Counts by octave: entry i has the durations below 2^(i + 5) ns that no entry before it has. */
  octaves(): number[] {
    const counts = new Array<number>(OCTAVES + 1).fill(0);
    for (let i = 0; i < BUCKETS; i++) counts[i >> SUB_BITS] += this.#buckets[i];
    return counts;
  }

  /** Of all durations, ns. */
  get sumNanos(): number {
    return this.#header[1];
  }

  #quantile(q: number, count: number, max: number): number {
    if (count === 0) return 0;
    const rank = Math.ceil(q * count);
    let seen = 0;
    for (let i = 0; i < BUCKETS; i++) {
      seen += this.#buckets[i];
      if (seen >= rank) return Math.min(upperEdgeOf(i), max);
    }
    return max;
  }
}

/** Upper edge of an entry of {@link Histogram.octaves}, ns. */
export function octaveNanos(octave: number): number {
  return 2 ** (octave + SUB_BITS);
}

/** @param shifted by how many bits the value is larger than `small` */
function bucketOf(small: number, shifted: number): number {
  if (small < SUB_BUCKETS && shifted === 0) return small;
  const exponent = 31 - Math.clz32(small);
  const sub = (small >>> (exponent - SUB_BITS)) & (SUB_BUCKETS - 1);
  return (exponent + shifted - SUB_BITS + 1) * SUB_BUCKETS + sub;
}

function upperEdgeOf(bucket: number): number {
  const octave = bucket >> SUB_BITS;
  if (octave === 0) return bucket;
  const sub = bucket & (SUB_BUCKETS - 1);
  return (SUB_BUCKETS + sub + 1) * 2 ** (octave - 1) - 1;
}
