/** A number that only grows, for each set of labels. */
export interface Counter {
  add(labels: Readonly<Record<string, string>>, count: number): void;
}

/** What this process counted since its start, in Prometheus' text format. */
export interface Metrics {
  /** @param name By Prometheus' rules, with `_total` at its end. */
  counter(name: string, help: string): Counter;
  text(): string;
}

/** Creates the counters of a process. */
export function createMetrics(): Metrics {
  const counters = new Map<string, { help: string; values: Map<string, number> }>();
  return {
    counter(name, help) {
      const values = new Map<string, number>();
      counters.set(name, { help, values });
      return {
        add(labels, count) {
          if (count <= 0) return;
          const key = Object.entries(labels)
            .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
            .join(',');
          values.set(key, (values.get(key) ?? 0) + count);
        },
      };
    },
    text() {
      const lines = [...counters].flatMap(([name, { help, values }]) => [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} counter`,
        ...[...values].map(([labels, value]) => `${name}{${labels}} ${value}`),
      ]);
      return lines.map((line) => `${line}\n`).join('');
    },
  };
}
