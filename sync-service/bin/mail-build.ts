import fs from 'node:fs';
import { buildLayout, LAYOUT } from './build-layout.ts';

// Writes src/mail/layout.html from layout.mjml.
fs.writeFileSync(LAYOUT, await buildLayout());
console.log('Wrote sync-service/src/mail/layout.html');
