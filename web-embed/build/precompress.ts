import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const packers = {
  '.br': (body: Buffer) =>
    promisify(brotliCompress)(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    }),
  '.gz': (body: Buffer) => promisify(gzip)(body, { level: 9 }),
};

/** Pictures and fonts are compressed as they are. */
const isText = /\.(js|css|html|svg|json|map)$/;
/** What fits into one packet is no faster when it is compressed. */
const minBytes = 1024;

/** Writes the compressed forms of each text of a folder beside it, `NAME.br` and `NAME.gz`: once, with all effort. */
async function precompressFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && isText.test(entry.name));
  await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      const body = await readFile(file);
      if (body.length < minBytes) return;
      for (const [suffix, pack] of Object.entries(packers)) await writeFile(file + suffix, await pack(body));
    }),
  );
}

/** Compresses what a build has written. */
export function precompress(): Plugin {
  let folder = '';
  return {
    name: 'precompress',
    apply: 'build',
    configResolved({ root, build }) {
      folder = path.resolve(root, build.outDir);
    },
    closeBundle: { order: 'post', sequential: true, handler: () => precompressFolder(folder) },
  };
}
