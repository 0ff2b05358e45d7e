import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toMarkdown } from '../../bench/report.ts';
import { measured } from '../../bench/scale/figures.ts';
import { benchSimulate, simulateDay } from '../../bench/scale/simulate.ts';

const read = (file: string) => fs.readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const page = read('docs/scale.md');
const benchmarks = read('bench/README.md');

/** The rows of a table of bench/README.md, by their first cell. */
function rowsOf(title: string): Map<string, Record<string, string>> {
  const section = benchmarks.split(`\n### ${title}\n`)[1]?.split('\n### ')[0] ?? '';
  const cells = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const [head = '', , ...lines] = section.split('\n').filter((line) => line.startsWith('|'));
  const names = cells(head);
  return new Map(
    lines.map((line) => {
      const values = cells(line);
      return [values[0] ?? '', Object.fromEntries(names.map((name, n) => [name, values[n] ?? '']))];
    }),
  );
}

describe('docs/scale.md', () => {
  it('has the table that the simulation prints', () => {
    const rows = (text: string) => text.split('\n').filter((line) => line.startsWith('|'));
    const shown = page.split('<!-- simulate -->')[1]?.split('<!-- /simulate -->')[0] ?? '';
    expect(rows(shown)).toEqual(rows(toMarkdown(benchSimulate())));
  });

  it('says how much room rows take, as it was measured', () => {
    const largest = rowsOf('scale, room').get('20000') ?? {};
    for (const name of ['bytes an event', 'bytes a booking', 'kB a host, without events and bookings']) {
      expect(page.replaceAll(/(\d),(?=\d{3})/g, '$1'), name).toContain(` ${largest[name]}`);
    }
  });
});

describe('The simulation', () => {
  it('gives the same day each time', () => {
    expect(simulateDay()).toEqual(simulateDay());
  });

  it('has every account read as often as the pace says, and each change announced once', () => {
    const day = simulateDay();
    const all = (minutes: Float64Array) => minutes.reduce((sum, n) => sum + n, 0);
    // 200 accounts of CalDAV, each minute; 2,000 × 8 changes but for those 200.
    expect(all(day.caldavPoll) / (200 * 1_440)).toBeCloseTo(1, 1);
    expect(all(day.notice)).toBe(1_800 * 8);
    // A pull that a notice causes puts the next one off.
    expect(all(day.googlePoll) / (1_200 * 2 * 288)).toBeGreaterThan(0.95);
    expect(all(day.googlePoll) / (1_200 * 2 * 288)).toBeLessThanOrEqual(1.01);
  });

  it('reckons with what was measured', () => {
    const costs = rowsOf('scale');
    const cpu = (...calls: string[]) =>
      calls.reduce((sum, call) => sum + Number(costs.get(call)?.['20000: CPU ms'] ?? Number.NaN), 0);
    const { slots, notice, renewal } = measured.cpuMs;
    expect(slots.database).toBeCloseTo(cpu('get_available_slots'), 1);
    expect(notice.database).toBeCloseTo(cpu('receive_notices', 'begin_pull', 'apply_calendar_changes'), 1);
    expect(renewal.database).toBeCloseTo(cpu('begin_channel', 'finish_channel', 'receive_notices'), 1);
    const room = rowsOf('scale, room').get('20000') ?? {};
    expect(measured.bytes.event).toBe(Number(room['bytes an event']));
    expect(measured.bytes.booking).toBe(Number(room['bytes a booking']));
    expect(measured.bytes.host).toBe(Number(room['kB a host, without events and bookings']) * 1000);
  });
});
