/** One line of Prometheus' text format. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** Reads Prometheus' text format. @throws where a line is not of it. */
export function readSamples(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const parts = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
      if (parts === null) throw new Error(`not a sample: ${line}`);
      const labels = [...(parts[2] ?? '').matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)/g)];
      const rest = labels.reduce((left, [whole]) => left.replace(whole, ''), parts[2] ?? '');
      const value = Number(parts[3]);
      if (rest !== '' || Number.isNaN(value)) throw new Error(`not a sample: ${line}`);
      return {
        name: parts[1] as string,
        labels: Object.fromEntries(labels.map(([, name, of]) => [name as string, of as string])),
        value,
      };
    });
}
