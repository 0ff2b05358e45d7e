type Labels = Readonly<Record<string, string>>;

/** A number that only grows, for each set of labels. */
export interface Counter {
  add(labels: Labels, count?: number): void;
  /** Shows 0 for these labels until something is counted: an alarm sees the first increase of what was there before, and no other. */
  show(labels: Labels): void;
}

/** A number as it is now, for each set of labels. */
interface Gauge {
  set(labels: Labels, value: number): void;
  /** Forgets every set of labels: what is not set again is no longer there. */
  clear(): void;
}

/** How often values were at most so large, for each set of labels. */
interface Histogram {
  observe(labels: Labels, value: number): void;
}

/** What a process measures, in Prometheus' text format. */
export interface Metrics {
  /** @param name By Prometheus' rules, with `_total` at its end. */
  counter(name: string, help: string): Counter;
  gauge(name: string, help: string): Gauge;
  /** @param buckets Upper bounds, ascending. */
  histogram(name: string, help: string, buckets: readonly number[]): Histogram;
  /** @param read Called before each text, to set gauges. Its failure leaves out what it would have set. */
  collect(read: () => void | Promise<void>): void;
  text(): Promise<string>;
}

/** Seconds: a visitor waits for milliseconds, a provider for seconds. */
export const secondsBuckets = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60] as const;

/** Sets of labels of one metric. Ours are far fewer; a mistake must not fill the memory of a process and its observers. */
const maxSeries = 500;

type Handle = Counter | Gauge | Histogram;

interface Family {
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  buckets: string;
  /** What its callers hold. */
  handle: Handle;
  lines(name: string): string[];
}

/** Creates the metrics of a process. Who asks for a name again gets the same metric: several apps of a process count together. */
export function createMetrics(): Metrics {
  const families = new Map<string, Family>();
  const readers: (() => void | Promise<void>)[] = [];

  function familyOf<H extends Handle>(
    name: string,
    shape: Pick<Family, 'help' | 'type' | 'buckets'>,
    create: () => { handle: H; lines: Family['lines'] },
  ): H {
    const known = families.get(name);
    if (known === undefined) {
      const { handle, lines } = create();
      families.set(name, { ...shape, handle, lines });
      return handle;
    }
    // Two meanings under one name would be added up, or one would hide the other.
    const isSame = known.type === shape.type && known.help === shape.help && known.buckets === shape.buckets;
    if (!isSame) throw new Error(`The metric ${name} is there already, as a ${known.type} with another meaning.`);
    return known.handle as H;
  }

  return {
    counter: (name, help) =>
      familyOf(name, { help, type: 'counter', buckets: '' }, () => {
        const values = createSeries(() => ({ value: 0 }));
        const handle: Counter = {
          add(labels, count = 1) {
            const series = count > 0 ? values.at(labels) : undefined;
            if (series !== undefined) series.value += count;
          },
          show: (labels) => void values.at(labels),
        };
        return { handle, lines: (as) => values.lines(as) };
      }),
    gauge: (name, help) =>
      familyOf(name, { help, type: 'gauge', buckets: '' }, () => {
        const values = createSeries(() => ({ value: 0 }));
        const handle: Gauge = {
          set(labels, value) {
            const series = values.at(labels);
            if (series !== undefined) series.value = value;
          },
          clear: () => values.clear(),
        };
        return { handle, lines: (as) => values.lines(as) };
      }),
    histogram: (name, help, buckets) =>
      familyOf(name, { help, type: 'histogram', buckets: buckets.join() }, () => {
        const values = createSeries(() => ({ value: 0, sum: 0, counts: buckets.map(() => 0) }));
        const handle: Histogram = {
          observe(labels, value) {
            const series = values.at(labels);
            if (series === undefined) return;
            series.value += 1;
            series.sum += value;
            const bucket = buckets.findIndex((bound) => value <= bound);
            if (bucket >= 0) series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
          },
        };
        return {
          handle,
          lines: (as) => values.all().flatMap(([labels, of]) => histogramLines(as, labels, buckets, of)),
        };
      }),
    collect: (read) => void readers.push(read),
    async text() {
      await Promise.all(readers.map((read) => read()));
      const lines = [...families].flatMap(([name, { help, type, lines: write }]) => [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} ${type}`,
        ...write(name),
      ]);
      return lines.map((line) => `${line}\n`).join('');
    },
  };
}

/** The values of a metric by its labels, as Prometheus writes them. */
function createSeries<S extends { value: number }>(create: () => S) {
  const series = new Map<string, S>();
  return {
    at(labels: Labels): S | undefined {
      const key = Object.entries(labels)
        .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
        .join(',');
      let found = series.get(key);
      if (found === undefined && series.size < maxSeries) {
        found = create();
        series.set(key, found);
      }
      return found;
    },
    all: () => [...series],
    lines: (name: string) => [...series].map(([labels, { value }]) => line(name, labels, value)),
    clear: () => series.clear(),
  };
}

function histogramLines(
  name: string,
  labels: string,
  buckets: readonly number[],
  { value: count, sum, counts }: { value: number; sum: number; counts: number[] },
): string[] {
  const with_ = (le: string) => (labels === '' ? `le="${le}"` : `${labels},le="${le}"`);
  let below = 0;
  return [
    ...buckets.map((bound, i) => {
      below += counts[i] ?? 0;
      return line(`${name}_bucket`, with_(String(bound)), below);
    }),
    line(`${name}_bucket`, with_('+Inf'), count),
    line(`${name}_sum`, labels, Number(sum.toFixed(6))),
    line(`${name}_count`, labels, count),
  ];
}

function line(name: string, labels: string, value: number): string {
  return labels === '' ? `${name} ${value}` : `${name}{${labels}} ${value}`;
}
