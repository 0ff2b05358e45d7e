import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');

/** What the pages for operators say, by the name of its script in package.json. */
const documented = ['deploy', 'platforms', 'operate', 'upgrade', 'backup', 'privacy'].flatMap((page) =>
  [...read(`docs/${page}.md`).matchAll(/npm run ([a-z:]+)/g)].map(([, name = '']) => name),
);
/** Of a machine with the whole project: for the embedded stack, before there is a container, or for developers. */
const elsewhere = ['backup', 'restore', 'compose:env', 'bench', 'history', 'soak', 'check'];
const hosted = [...new Set(documented)].filter((name) => !elsewhere.includes(name)).sort();
const scriptOf = (name: string) =>
  new RegExp(`'?${name}'?: \\(\\) => \\(\\{\\s*script: '([^']+)'`).exec(read('sync-service/bin/run.mjs'))?.[1] ?? '';

/** Names of packages, and files of the project, that a program loads when it starts. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const imports = read(file).matchAll(/^(?:import|export) (?!type )(?:[^;']*? from )?'([^']+)'/gm);
  for (const [, from = ''] of imports) {
    if (from.startsWith('.')) {
      const target = path.join(path.dirname(file), from);
      if (target.endsWith('.ts')) loadedBy(target, seen);
    } else if (!from.startsWith('node:'))
      seen.add(
        from
          .split('/')
          .slice(0, from.startsWith('@') ? 2 : 1)
          .join('/'),
      );
  }
  return seen;
}

const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };

describe('The commands that docs tell hosted operators', () => {
  it('are found', () => {
    expect(hosted).toEqual(['audit', 'db:migrate', 'db:repair', 'keys:rotate', 'owner:create']);
  });

  it.each([...hosted.map(scriptOf), 'sync-service/src/main.ts'])(
    'load nothing at start that a production install lacks: %s',
    (script) => {
      const packages = [...loadedBy(script)].filter((name) => !name.endsWith('.ts'));
      expect(packages.length).toBeGreaterThan(0);
      expect(packages.filter((name) => !(name in dependencies))).toEqual([]);
    },
  );

  it.each(hosted.map(scriptOf))('are in the image: %s', (script) => {
    const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = '']) =>
      files.split(' '),
    );
    expect(copied).toContain(script);
    expect(read('docs/deploy.md')).toContain(`\`${path.basename(script)}\``);
  });
});
