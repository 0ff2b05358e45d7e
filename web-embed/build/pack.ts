import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readCommandLine } from '../../sync-service/src/command-line.ts';
import { withTables } from './manifest.ts';
import { buildPackage, DOCS, readDocs } from './package.ts';

// `npm run widget:pack`: the package for npm, and the tables of its interface in docs/embed.md.
readCommandLine({ usage: 'npm run widget:pack' });
const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'package/dist');
await buildPackage(root, folder);
writeFileSync(DOCS, withTables(readDocs()));
console.log(`${path.relative(process.cwd(), folder)} is ready: npm publish ${path.relative(process.cwd(), folder)}`);
