import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n');

/** The rows of the map: what is asked, the file, the function. */
const map = (/## Map\n([\s\S]*?)\n## /.exec(read('CONTRIBUTING.md'))?.[1] ?? '')
  .split('\n')
  .map((line) => /^\| (.+) \| \[[^\]]+\]\(([^)]+)\) \| `([^`]+)` \|$/.exec(line))
  .filter((row) => row !== null)
  .map(([, question = '', file = '', name = '']) => [question, file, name] as const);

/** Whether a file is where a function, or a table of values, of that name is written down. */
function defines(file: string, name: string): boolean {
  return file.endsWith('.sql')
    ? read(file).includes(`create function ${name}(`)
    : new RegExp(`^(export )?(async )?(function|const|class) ${name}\\b`, 'm').test(read(file));
}

describe('A newcomer', () => {
  it('is led from the README to the map, and there to ten things and more', () => {
    expect(read('README.md')).toContain('](CONTRIBUTING.md#map)');
    expect(map.length).toBeGreaterThanOrEqual(10);
  });

  it.each(map)('finds where it is decided, or done: %s (%s, %s)', (_question, file, name) => {
    expect(tracked).toContain(file);
    expect(defines(file, name)).toBe(true);
  });
});

describe('The guide to adapters', () => {
  const guide = read('docs/adapters.md');

  it('names functions of the database that there are', () => {
    const known = new Set(tracked.filter((file) => file.startsWith('sql/')).map((file) => path.basename(file, '.sql')));
    // Columns and fields of rows are named as well; functions are those that a table says do something, or that have a room.
    const inTables = [...guide.matchAll(/\| ([^|]+) \|$/gm)].flatMap(([, cell = '']) => [
      ...cell.matchAll(/`([^`]+)`/g),
    ]);
    const functions = inTables
      .map(([, name = '']) => name.replace(/^private\./, ''))
      .filter((name) => /^[a-z_]+$/.test(name));
    expect(functions.filter((name) => name.includes('_') && !known.has(name))).toEqual([]);
    const rooms = [...guide.matchAll(/`private\.([a-z_]+)`/g)].map(([, name = '']) => name);
    expect(rooms.filter((name) => !known.has(name))).toEqual([]);
    expect(functions.length + rooms.length).toBeGreaterThan(30);
  });

  it('names every state of a pushed event and of a channel', () => {
    for (const [file, title] of [
      ['sql/tables/booking_calendar_events.sql', 'States of a pushed event'],
      ['sql/tables/channels.sql', 'States of a channel'],
    ] as const) {
      const states = /check \(state in \(([^)]+)\)\)/.exec(read(file))?.[1]?.match(/\w+/g) ?? [];
      const part = guide.split('\n## ').find((text) => text.startsWith(title)) ?? '';
      expect(states.length).toBeGreaterThan(2);
      for (const state of states) expect(part).toMatch(new RegExp(`^\\|.*\\b${state}\\b.*\\|`, 'm'));
    }
  });

  it('names helpers that there are', () => {
    const helpers = [...guide.matchAll(/((?:`\w+`, )*`\w+`) of `((?:providers|calendar)\/[\w-]+\.ts)`/g)];
    expect(helpers.length).toBeGreaterThanOrEqual(6);
    for (const [, names = '', file = ''] of helpers) {
      for (const [, name = ''] of names.matchAll(/`(\w+)`/g)) {
        const text = read(`sync-service/src/${file}`);
        expect([name, new RegExp(`^export .*\\b(function\\*?|interface|const) ${name}\\b`, 'm').test(text)]).toEqual([
          name,
          true,
        ]);
      }
    }
  });
});
