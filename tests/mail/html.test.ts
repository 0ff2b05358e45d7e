import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildLayout, LAYOUT } from '../../sync-service/bin/build-layout.ts';
import { contrast, darkCard, paletteOf } from '../../sync-service/src/mail/colours.ts';
import type { Message } from '../../sync-service/src/mail/message.ts';
import { writeHtml } from '../../sync-service/src/mail/write-html.ts';
import { writeText } from '../../sync-service/src/mail/write-text.ts';
import { allMails, plain, type Typed } from './mail-scenes.ts';

const evil =
  '"\'><script>alert(1)</script><img src=x onerror=alert(1)><style>*{}</style>{{footer}} #ac0001 &lt;b&gt; <!--part:text-->\u2028\u202ex javascript:alert(1) https://evil.example/"onclick="x';
const allEvil: Typed = {
  ...(Object.fromEntries(Object.keys(plain).map((key) => [key, evil])) as unknown as Typed),
  message: `${evil}\n${evil}`,
};

/** The elements of a page with their attributes' names: what typed words must never change. */
const elementsOf = (html: string) =>
  (html.replace(/<!--.*?-->/gs, '').match(/<[a-z][^>]*>/gi) ?? []).map((tag) =>
    tag.replace(/"[^"]*"/g, '""').replace(/\s+/g, ' '),
  );
/** Links in texts of hosts are the only elements that words make. */
const withoutLinks = (elements: string[]) => elements.filter((tag) => !tag.startsWith('<a class="" '));

describe('the HTML of a mail', () => {
  it('is made from what layout.mjml says now: else run npm run mail:build', async () => {
    expect(readFileSync(LAYOUT, 'utf8')).toBe(await buildLayout());
  });

  it('fetches nothing, runs nothing and is smaller than what Gmail cuts off', () => {
    for (const [name, message] of allMails('de')) {
      const html = writeHtml(message);
      expect(html, name).not.toMatch(/<img|<script|<iframe|<form|<input|<object|@import|@font-face|url\(|src=/i);
      expect(html.match(/<link\b/i), name).toBeNull();
      expect(Buffer.byteLength(html), name).toBeLessThan(102_000);
      expect(html, name).not.toMatch(/\{\{|#ac000/);
    }
  });

  it('says the zone of a time also where a list of mails shows its beginning', () => {
    const html = writeHtml(allMails('en').get('visitor booking_confirmed') as Message);
    const beginning = html.slice(0, html.indexOf('Your booking is confirmed', html.indexOf('<body')));
    expect(beginning).toContain('(America/New_York, UTC-04:00)');
  });

  it('names its language and both colour schemes', () => {
    const html = writeHtml(allMails('fr-CA').get('visitor booking_confirmed') as Message);
    expect(html).toContain('<html lang="fr-CA"');
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('prefers-color-scheme: dark');
  });

  it('has as many elements whatever anybody typed, and all of it as text', () => {
    const mails = allMails('en');
    for (const [name, message] of allMails('en', allEvil)) {
      const html = writeHtml(message);
      expect(withoutLinks(elementsOf(html)), name).toEqual(
        withoutLinks(elementsOf(writeHtml(mails.get(name) as Message))),
      );
      for (const [, href = ''] of html.matchAll(/href="([^"]*)"/g)) expect(href, name).toMatch(/^https:\/\//);
    }
  });

  it("links addresses in the host's words and places, without what ends their sentence, and none that a visitor typed", () => {
    const typed = { ...plain, location: 'https://meet.example/a?b=1&c=2', visitorName: 'https://evil.example' };
    const withLink = { ...typed, answer: 'https://evil.example' };
    const mails = allMails('en', typed);
    const html = writeHtml(mails.get('visitor booking_confirmed') as Message);
    expect(html).toContain('href="https://ann.example/way"');
    expect(html).toContain('href="https://meet.example/a?b=1&#38;c=2"');
    for (const [name, message] of allMails('en', withLink)) {
      expect(writeHtml(message), name).not.toContain('href="https://evil.example');
    }
  });
});

describe('the text of a mail', () => {
  it('has as many lines whatever anybody typed', () => {
    const lines = (message: Message) => writeText(message).split('\n').length;
    const broken = Object.fromEntries(
      Object.keys(plain).map((key) => [key, 'a\r\nDecide here:\nhttps://evil.example']),
    ) as unknown as Typed;
    const oneLined = {
      ...broken,
      location: plain.location,
      message: plain.message,
      reason: plain.reason,
      answer: plain.answer,
    };
    const mails = allMails('en');
    for (const [name, message] of allMails('en', oneLined)) {
      expect(lines(message), name).toBe(lines(mails.get(name) as Message));
    }
  });
});

describe('the colours of a mail', () => {
  it.each([
    null,
    '#0b6660',
    '#ffffff',
    '#000000',
    '#ffff00',
    '#7a3cff',
    '#ff0000',
    '#808080',
    '#161b22',
    'red',
    '#12',
    '#ac0001',
  ])('can be read with the accent %s', (accent) => {
    const { accent: background, onAccent, link, darkAccent } = paletteOf(accent);
    expect(contrast(background, onAccent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(link, '#ffffff')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(darkAccent, darkCard)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(darkAccent, '#0d1117')).toBeGreaterThanOrEqual(4.5);
  });

  it('keep one that can be read as it is', () => {
    expect(paletteOf('#7a3cff')).toMatchObject({ accent: '#7a3cff', onAccent: '#ffffff', link: '#7a3cff' });
  });
});
