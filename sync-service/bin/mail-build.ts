import fs from 'node:fs';
import { readCommandLine } from '../src/command-line.ts';
import { buildLayout, LAYOUT } from './build-layout.ts';

// Writes src/mail/layout.html from layout.mjml.
readCommandLine({ usage: 'npm run mail:build' });
fs.writeFileSync(LAYOUT, await buildLayout());
console.log('Wrote sync-service/src/mail/layout.html');
