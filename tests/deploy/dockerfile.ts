import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The image that a Dockerfile leads to, as a folder. */
export interface BuiltImage {
  /** `/` of the last stage. */
  root: string;
  workdir: string;
  env: Record<string, string>;
  user: string;
  command: string[];
  healthCheck: string[];
}

interface Stage {
  name: string | null;
  image: BuiltImage;
}

/** What stands for `npm ci` in a stage: packages are copied, because no registry may be there. */
export type InstallPackages = (folder: string, command: string) => void;

/**
 * Follows the instructions of a Dockerfile in folders, without an engine: what it copies, what it runs and with which settings. Its base
 * image is this machine with this Node. An instruction that it does not know is an error.
 */
export function buildImage(root: string, folder: string, install: InstallPackages): BuiltImage {
  const stages: Stage[] = [];
  for (const line of readInstructions(fs.readFileSync(path.join(root, 'Dockerfile'), 'utf8'))) {
    const [, word = '', rest = ''] = /^(\w+)\s+([\s\S]*)$/.exec(line) ?? [];
    if (word === 'FROM') {
      stages.push({
        name: / AS (\w+)$/.exec(rest)?.[1] ?? null,
        image: emptyImage(path.join(folder, `${stages.length}`)),
      });
      continue;
    }
    const { image } = stages.at(-1) as Stage;
    follow(word, rest, image, { root, stages, install });
  }
  return (stages.at(-1) as Stage).image;
}

/** Whole lines: comments are left out, a backslash goes on. */
function readInstructions(text: string): string[] {
  return text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim());
}

function emptyImage(root: string): BuiltImage {
  fs.mkdirSync(root, { recursive: true });
  return { root, workdir: '/', env: {}, user: 'root', command: [], healthCheck: [] };
}

function follow(
  word: string,
  rest: string,
  image: BuiltImage,
  { root, stages, install }: { root: string; stages: Stage[]; install: InstallPackages },
): void {
  const inside = (place: string) => path.join(image.root, path.resolve(image.workdir, place));
  if (word === 'WORKDIR') {
    image.workdir = rest;
    fs.mkdirSync(inside('.'), { recursive: true });
  } else if (word === 'ENV') {
    for (const pair of rest.split(' ')) image.env[pair.slice(0, pair.indexOf('='))] = pair.slice(pair.indexOf('=') + 1);
  } else if (word === 'COPY') {
    const from = /^--from=(\w+) /.exec(rest)?.[1];
    const source = stages.find(({ name }) => name === from)?.image.root ?? root;
    const places = rest.split(' ').filter((part) => !part.startsWith('--'));
    const target = places.pop() as string;
    for (const place of places) copy(path.join(source, place), inside(target), target.endsWith('/'));
  } else if (word === 'RUN') {
    if (rest.startsWith('npm ci')) install(inside('.'), rest);
    else run(rest, image, inside('.'));
  } else if (word === 'USER') image.user = rest;
  else if (word === 'HEALTHCHECK') image.healthCheck = JSON.parse(/CMD (\[.*\])$/.exec(rest)?.[1] ?? 'null');
  else if (word === 'CMD') image.command = JSON.parse(rest);
  else if (word !== 'EXPOSE') throw new Error(`What does ${word} do? Teach it to tests/deploy/dockerfile.ts.`);
}

/** As the engine does, with what .dockerignore leaves out everywhere. */
function copy(from: string, to: string, isFolder: boolean): void {
  const isLeftOut = (file: string) =>
    /\/(\.data|dist)$|\.log$/.test(file) && !from.includes('node_modules') && file !== from;
  const isFile = fs.statSync(from).isFile();
  const target = isFile && isFolder ? path.join(to, path.basename(from)) : to;
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.cpSync(from, target, { recursive: true, verbatimSymlinks: true, filter: (file) => !isLeftOut(file) });
}

function run(command: string, image: BuiltImage, cwd: string): void {
  const done = spawnSync('bash', ['-c', inImage(command, image)], {
    cwd,
    encoding: 'utf8',
    env: imageEnvironment(image),
  });
  if (done.status !== 0) throw new Error(`RUN ${command}\n${done.stdout}${done.stderr}`);
}

/** The settings of the image, and this Node. */
export function imageEnvironment(image: BuiltImage): Record<string, string> {
  const { PATH = '' } = process.env;
  const env = Object.entries(image.env).map(([name, value]) => [name, inImage(value, image)]);
  return { ...Object.fromEntries(env), PATH: `${path.dirname(process.execPath)}${path.delimiter}${PATH}` };
}

/** Paths of the image as paths of this machine. */
function inImage(text: string, image: BuiltImage): string {
  return text.replaceAll(/(?<![\w.])\/app\b/g, path.join(image.root, 'app'));
}
