import fs from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { MJMLParsingOptions } from 'mjml-core';

// As CommonJS, which they are: tools differ in what they take for the default export of such a package.
const require = createRequire(import.meta.url);
const { default: mjml2html } = require('mjml-core') as typeof import('mjml-core');
const preset = require('mjml-preset-core') as { components: unknown[] };

const source = fileURLToPath(new URL('../src/mail/layout.mjml', import.meta.url));

/** The file that the service reads. */
export const LAYOUT = fileURLToPath(new URL('../src/mail/layout.html', import.meta.url));

/** Makes HTML of the layout of mails, without a font or anything else that would be fetched. */
export async function buildLayout(): Promise<string> {
  const options: MJMLParsingOptions & { presets: unknown[] } = {
    presets: [preset],
    fonts: {},
    validationLevel: 'strict',
  };
  const { html } = await mjml2html(fs.readFileSync(source, 'utf8'), options);
  // Space between tags is no content here, and a mail over 102 kB is cut off by Gmail.
  return `${html.replace(/>\s+</g, '><').replace(/\n\s+/g, '\n')}\n`;
}
