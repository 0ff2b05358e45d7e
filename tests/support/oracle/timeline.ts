/** A stretch of minutes with one yes or no for each, and quick questions about spans of it. */
export class MinuteSet {
  readonly first: number;
  readonly last: number;
  private readonly marks: Uint8Array;
  private counts: Uint32Array | null = null;

  /** Covers first <= minute < last, empty at the beginning. Minutes since the epoch. */
  constructor(first: number, last: number) {
    this.first = first;
    this.last = last;
    this.marks = new Uint8Array(last - first);
  }

  /** Marks every minute of a span; what lies outside the stretch is left out. */
  mark(from: number, until: number): void {
    this.counts = null;
    const start = Math.max(from, this.first);
    if (start < until) this.marks.fill(1, start - this.first, Math.max(0, Math.min(until, this.last) - this.first));
  }

  /** Marks the minutes for which a test says yes. */
  markWhere(test: (minute: number) => boolean): void {
    this.counts = null;
    for (let minute = this.first; minute < this.last; minute += 1) {
      if (test(minute)) this.marks[minute - this.first] = 1;
    }
  }

  has(minute: number): boolean {
    return this.marks[minute - this.first] === 1;
  }

  /** How many minutes of [from, until) are marked. */
  count(from: number, until: number): number {
    if (from < this.first || until > this.last) throw new Error('asked outside the stretch that was computed');
    const counts = this.sums();
    return (counts[until - this.first] ?? 0) - (counts[from - this.first] ?? 0);
  }

  meets(from: number, until: number): boolean {
    return this.count(from, until) > 0;
  }

  contains(from: number, until: number): boolean {
    return this.count(from, until) === until - from;
  }

  private sums(): Uint32Array {
    if (this.counts) return this.counts;
    const counts = new Uint32Array(this.marks.length + 1);
    let sum = 0;
    for (let index = 0; index < this.marks.length; index += 1) {
      sum += this.marks[index] ?? 0;
      counts[index + 1] = sum;
    }
    this.counts = counts;
    return counts;
  }
}
