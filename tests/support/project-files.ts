import fs from 'node:fs';
import path from 'node:path';

const list = path.resolve(import.meta.dirname, '../deploy/project-exceptions.txt');

/** Files of `tests/http` that cannot run on a project that is given, each with the reason: the lines of the list but those with `#`. */
export function readExceptions(text = fs.readFileSync(list, 'utf8')): Map<string, string> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, file, reason] = /^(tests\/http\/[\w-]+\.test\.ts): (\S.{19,})$/.exec(line) ?? [];
      if (file === undefined || reason === undefined) throw new Error(`No file of tests/http and a reason: ${line}`);
      return [file, reason];
    }),
  );
}
