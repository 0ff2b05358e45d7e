import fs from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import type { Message } from '../../sync-service/src/mail/message.ts';
import { writeHtml } from '../../sync-service/src/mail/write-html.ts';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';
import { full } from '../support/scale.ts';
import { allMails, plain } from './mail-scenes.ts';

const browser = await launchBrowser();
const axe = fs.readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
/** A folder for pictures of all mails, to look at them: MAIL_PICTURES=/tmp/mails npm test -- tests/mail/look.test.ts */
const pictures = process.env.MAIL_PICTURES;

const long = {
  ...plain,
  title: 'Donaudampfschifffahrtsgesellschaft'.repeat(3),
  location: `https://meet.example/${'x'.repeat(120)}`,
};
const mails = new Map([
  ...allMails('en'),
  ['long words', allMails('de', long).get('visitor booking_confirmed') as Message],
  ...[...allMails('ar-EG', { ...plain, hostName: 'د. ليلى حسن', title: 'استشارة (Zoom)' })].map(
    ([name, mail]): [string, Message] => [`arabic ${name}`, mail],
  ),
]);
const some = [
  'visitor booking_confirmed',
  'host booking_requested',
  'owner conflicts',
  'gathered',
  'long words',
  'arabic visitor booking_confirmed',
  'arabic owner conflicts',
  'arabic gathered',
];
const shown = pictures === undefined ? some : [...mails.keys()];
afterAll(closePages);

const widths = [320, 640];
const schemes = ['light', 'dark'] as const;
const views = widths
  .flatMap((width) => schemes.map((scheme) => ({ width, scheme })))
  .filter(({ width, scheme }) => full || pictures !== undefined || (width === 320) === (scheme === 'light'));

describe.skipIf(browser === null)(`a mail in a browser${browser === null ? ` (${NO_BROWSER})` : ''}`, () => {
  it.each(views)(
    '$width px wide in $scheme fits, and is found faultless by axe',
    { timeout: 120_000 },
    async ({ width, scheme }) => {
      const context = await browser?.newContext({ viewport: { width, height: 800 }, colorScheme: scheme });
      const page = (await context?.newPage()) as Page;
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      for (const name of shown) {
        await page.setContent(writeHtml(mails.get(name) as Message));
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, `${name} is wider than the screen`).toBeLessThanOrEqual(0);
        await page.evaluate(axe);
        const faults = await page.evaluate(async () => {
          const { axe } = window as unknown as {
            axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
          };
          // The rest are wishes about pages of a site.
          const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
          return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
        });
        expect(faults, name).toEqual([]);
        if (pictures !== undefined) {
          await page.screenshot({
            path: `${pictures}/${name.replaceAll(' ', '-')}-${width}-${scheme}.png`,
            fullPage: true,
          });
        }
      }
      expect(asked, 'nothing is fetched').toEqual([]);
      await context?.close();
    },
  );
});
