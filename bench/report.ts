/** One benchmark's rows; printed as a table or, with --json, as JSON. */
export interface Result {
  name: string;
  what: string;
  rows: Record<string, string | number>[];
}

export function table(name: string, what: string, rows: Record<string, string | number>[]): Result {
  return { name, what, rows };
}

/** Two significant places below 10, one below 100, none above. */
export function round(value: number): number {
  const places = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  return Number(value.toFixed(places));
}

/** The p-th percentile (0..100) of measurements. */
export function percentile(values: number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((p / 100) * sorted.length))] ?? Number.NaN;
}

export function toMarkdown({ name, what, rows }: Result): string {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [
    `### ${name}`,
    what,
    '',
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map((column) => row[column] ?? ''))),
    '',
  ].join('\n');
}

/**
 * A page of tables with those that were measured in place of former ones of their name, and new ones at its end. Tables of benchmarks that did
 * not run stay as they are.
 */
export function replaceTables(page: string, measured: readonly Result[]): string {
  const [head = '', ...kept] = page.split(/^### /m);
  const sections = new Map(kept.map((section) => [section.split('\n', 1)[0] ?? '', `### ${section.trimEnd()}\n`]));
  for (const result of measured) sections.set(result.name, toMarkdown(result));
  return `${head.trimEnd()}\n\n${[...sections.values()].join('\n')}`;
}

/** Milliseconds of a clock that all processes of this machine share. */
export function clockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
