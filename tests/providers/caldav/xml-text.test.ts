import { afterAll, describe, expect, test } from 'vitest';
import { createMultistatusReader, textOf } from '../../../sync-service/src/providers/caldav/multistatus.ts';
import { createXmlText } from '../../../sync-service/src/providers/caldav/xml-text.ts';
import { Mirror } from '../contract-suite.ts';
import { closeReaders, event, openStandIn, titles } from './read-scene.ts';

afterAll(() => closeReaders());

/** A multistatus with one property. */
const around = (text: string): string =>
  `<multistatus xmlns="DAV:"><response><href>/a</href><propstat><prop><displayname>${text}</displayname></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`;

/** The property as it is read, when the answer comes in chunks of so many bytes. */
function read(response: Buffer | string, chunk = 65_536, contentType?: string): string {
  const bytes = Buffer.from(response as string);
  const [text, reader] = [createXmlText(contentType), createMultistatusReader()];
  for (let from = 0; from < bytes.length; from += chunk) reader.write(text.write(bytes.subarray(from, from + chunk)));
  reader.write(text.end());
  return textOf(reader.end().rows[0]?.props['displayname']);
}

// caldav.md 24
test.each([
  ['behind a whole row', /<\/multistatus>$/],
  ['within a row', /<\/response>.*$/],
  ['within a property', /me<\/displayname>.*$/],
])('An answer that ends %s is none, however complete it looks', (_, rest) => {
  const response = around('Name').replace(rest, '');
  expect(response).not.toBe(around('Name'));
  expect(() => read(response)).toThrow('incomplete');
});

// caldav.md 47
describe.each([65_536, 1, 7])('In chunks of %i bytes', (chunk) => {
  test.each([
    ['halves of characters', '&#55357;&#56787; Notes', '🗓 Notes'],
    ['halves in hexadecimal', '&#xD83D;&#xdcd3;&#XD83D;&#XDCD3;', '📓📓'],
    ['many of them', '&#55357;&#56787;'.repeat(300), '🗓'.repeat(300)],
    ['a half that is alone', 'a&#55357;b', 'a\ufffdb'],
    ['halves in the wrong order', '&#56787;&#55357;', '\ufffd\ufffd'],
    ['a whole character by its number', '&#128211;', '📓'],
    ['characters that XML forbids', 'a&#0;b&#xFFFE;c&#1114112;d', 'a\ufffdb\ufffdc\ufffdd'],
    ['a control character', 'a&#x1F;b', 'a\u001fb'],
    ['line ends by their numbers', 'a&#13;&#10;b', 'a\r\nb'],
    ['names of HTML', 'Sch&ouml;n&nbsp;&eacute;', 'Schön\u00a0é'],
    ['names that nobody knows', '&blah; & &;', '&blah; & &;'],
    ['an ampersand that begins nothing', 'R & D&', 'R & D&'],
    ['an ampersand that begins nothing, before a number', 'a&#b;', 'a&#b;'],
    ['what XML knows', '&lt;b&gt; &amp;amp; &quot;&apos;&#60;&#x26;', `<b> &amp; "'<&`],
    ['an escaped reference', '&amp;#55357;', '&#55357;'],
    [
      'references in CDATA, which are none',
      '<![CDATA[a &amp; &#55357; & ]]> &#55357;&#56787;',
      'a &amp; &#55357; &  🗓',
    ],
    ['brackets', 'a]] b]<![CDATA[c]]]]><![CDATA[>d]]>', 'a]] b]c]]>d'],
  ])('%s are read', (_, written, text) => {
    expect(read(around(written), chunk)).toBe(text);
  });

  test.each<[string, Buffer, string?]>([
    [
      'Latin-1, as it says itself',
      Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${around('Büro')}`, 'latin1'),
    ],
    ['Latin-1, as the header says', Buffer.from(around('Büro'), 'latin1'), 'text/xml; charset="iso-8859-1"'],
    [
      'UTF-8, whatever the header says',
      Buffer.from(`<?xml version='1.0' encoding='utf-8'?>${around('Büro')}`),
      'text/xml; charset=iso-8859-1',
    ],
    ['UTF-8 under a name that nobody knows', Buffer.from(around('Büro')), 'text/xml; charset=utf8mb4-what'],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${around('Büro')}`, 'utf16le')],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${around('Büro')}`)],
    ['UTF-8 after blanks', Buffer.from(`\r\n \n<?xml version="1.0"?>\n${around('Büro')}`)],
  ])('an answer in %s is read', (_, bytes, contentType) => {
    // Marks and declarations are not torn apart: the first piece of an answer is longer.
    expect(read(bytes, Math.max(chunk, 64), contentType)).toBe('Büro');
  });

  test.each([
    '\n<!-- from cache -->',
    '<br />\n<b>Deprecated</b>: x in <b>y.php</b> on line 3<br>',
    'trailing',
    '\0\0',
  ])('what follows an answer is none of it: %j', (rest) => {
    expect(read(around('a') + rest, chunk)).toBe('a');
  });
});

// caldav.md 47
test.each(['text', 'cdata'] as const)('An event is read to the letter when its data is written as %s', async (data) => {
  const { server, settle } = await openStandIn();
  server.faults.data = data;
  server.calendar('office').put('a.ics', event('R&D &#55357; &amp;lt; <b> ]]> 📓'));
  const mirror = new Mirror();
  await settle(mirror);
  expect(titles(mirror)).toEqual(['R&D &#55357; &amp;lt; <b> ]]> 📓']);
  await server.stop();
});
