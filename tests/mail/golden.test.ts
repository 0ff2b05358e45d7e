import { describe, expect, it } from 'vitest';
import type { Block, Message } from '../../sync-service/src/mail/message.ts';
import { writeMoment, writeSpan, writeZone } from '../../sync-service/src/mail/times.ts';
import { writeHtml } from '../../sync-service/src/mail/write-html.ts';
import { writeText } from '../../sync-service/src/mail/write-text.ts';
import { allMails } from './mail-scenes.ts';

/**
 * Dates and zones as the languages' data have them differ between versions of Node, so a golden file says which they are instead.
 * `times.test.ts` has the formats.
 */
function withoutFormats(text: string, tag: string): string {
  const [start, end] = ['2026-05-04T09:00:00Z', '2026-05-04T09:30:00Z'];
  const later = ['2026-05-04T11:00:00Z', '2026-05-04T11:30:00Z'] as const;
  const earlier = ['2026-05-01T07:00:00Z', '2026-05-01T07:30:00Z'] as const;
  const zones = ['Europe/Berlin', 'America/New_York'];
  const date = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' });
  const day = (iso: string) => date.format(new Date(iso));
  const week = date.formatRange(new Date('2026-05-04'), new Date('2026-05-10'));
  return [
    ...zones.map((zone): [string, string] => [writeSpan(start, end, zone, tag), `[span in ${zone}]`]),
    ...zones.map((zone): [string, string] => [writeSpan(later[0], later[1], zone, tag), `[later span in ${zone}]`]),
    ...zones.map((zone): [string, string] => [
      writeSpan(earlier[0], earlier[1], zone, tag),
      `[earlier span in ${zone}]`,
    ]),
    ...zones.map((zone): [string, string] => [writeZone(start, zone, tag), `[name of ${zone}]`]),
    ...zones.map((zone): [string, string] => [writeMoment('2026-05-04T08:00:00Z', zone, tag), `[moment in ${zone}]`]),
    [week, '[week]'] as [string, string],
    ...['2026-05-04', '2026-06-01', '2026-06-03'].map((iso): [string, string] => [day(iso), `[${iso}]`]),
  ].reduce((result, [written, name]) => result.replaceAll(written, name), text);
}

describe.each(['en', 'de', 'es', 'fr', 'ar'])('the mails in %s', (language) => {
  const mails = allMails(language);

  it('say what is in the golden file', async () => {
    const all = [...mails].map(([name, message]) => {
      const text = withoutFormats(writeText(message), message.locale.tag);
      return `${'='.repeat(100)}\n${name}\nSubject: ${withoutFormats(message.subject, message.locale.tag)}\n\n${text}\n`;
    });
    await expect(all.join('\n')).toMatchFileSnapshot(`golden/${language}.txt`);
  });

  it('say the same as text and as HTML', () => {
    for (const [name, message] of mails) {
      const text = writeText(message).replace(/\s+/g, ' ');
      const html = shownText(writeHtml(message));
      for (const words of wordsOf(message)) {
        expect(text, name).toContain(words);
        expect(html.texts, name).toContain(words);
      }
      for (const url of urlsOf(message)) {
        expect(text, name).toContain(url);
        expect(html.urls, name).toContain(url);
      }
    }
  });
});

it('the HTML of a mail is what is in the golden file', async () => {
  const message = allMails('en').get('visitor booking_confirmed') as Message;
  const html = withoutFormats(writeHtml(message), message.locale.tag);
  await expect(html).toMatchFileSnapshot('golden/visitor-booking-confirmed.html.txt');
});

/** All that a mail has to say. */
function wordsOf(message: Message): string[] {
  const wordsIn = (block: Block): string[] => {
    switch (block.kind) {
      case 'text':
      case 'words':
        return block.text.split('\n');
      case 'facts':
        return block.facts.flatMap(({ label, value, note }) => [label, ...value.split('\n'), note ?? '']);
      case 'action':
        return [block.label];
      case 'links':
        return [block.label, ...block.links.map(({ label }) => label)];
      case 'part':
        return [block.heading];
    }
  };
  return [message.heading, ...message.blocks.flatMap(wordsIn), message.footer].map((words) =>
    words.replace(/\s+/g, ' ').trim(),
  );
}

/** Where it leads. */
function urlsOf({ blocks }: Message): string[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'action') return [block.url];
    return block.kind === 'links' ? block.links.map(({ url }) => url) : [];
  });
}

/** What a reader of the HTML gets: its texts, and where its links lead. */
function shownText(html: string): { texts: string; urls: string[] } {
  const plain = (escaped: string) =>
    escaped.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))).replace(/&nbsp;|\s+/g, ' ');
  const shown = html
    .replace(/<(style|title)[^>]*>.*?<\/\1>|<!--.*?-->/gs, ' ')
    .replace(/<\/?(a|span)\b[^>]*>/g, '')
    .replace(/<[^>]+>/g, ' ');
  return { texts: plain(shown), urls: [...html.matchAll(/href="([^"]*)"/g)].map(([, url = '']) => plain(url)) };
}
