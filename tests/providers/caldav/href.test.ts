import { expect, test } from 'vitest';
import { hrefOf, objectIdOf } from '../../../sync-service/src/providers/caldav/href.ts';

const calendar = '/dav/jo%40example.com/office/';

test.each([
  ['a path', '/dav/jo%40example.com/office/a.ics'],
  ['a path with other escapes', '/dav/jo@example.com/office/%61.ics'],
  ['a URL', 'https://p12-caldav.icloud.com:443/dav/jo%40example.com/office/a.ics'],
  ['a relative path', 'a.ics'],
])('An object has one name, written as %s', (_, href) => {
  expect(objectIdOf(calendar, href)).toBe('a.ics');
});

test.each([
  '/dav/jo@example.com/office/',
  '/dav/jo%40example.com/office',
  'https://example.com/dav/jo@example.com/office/',
])('The calendar itself is no object: %s', (href) => {
  expect(objectIdOf(calendar, href)).toBeNull();
});

test.each(['a.ics', 'with%20space.ics', 'a%3Ab.ics', '100%25.ics', '%E4%F6.ics', 'sub%2Fpath.ics', '/elsewhere/b.ics'])(
  'The name %s leads back to its object',
  (objectId) => {
    expect(objectIdOf(calendar, hrefOf(calendar, objectId))).toBe(objectId);
  },
);

test('A name is no way out of the calendar', () => {
  expect(objectIdOf(calendar, '../../other/b.ics')).toBe('/dav/other/b.ics');
});
