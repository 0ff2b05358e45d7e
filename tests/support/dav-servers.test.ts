import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  deleteObject,
  getObject,
  hasRadicale,
  hasXandikos,
  putObject,
  startRadicale,
  startXandikos,
  writeEvent,
} from './dav-servers.ts';

const lunch = writeEvent({ uid: 'lunch', start: '20260504T100000Z', end: '20260504T110000Z', summary: 'Lunch' });

describe.each([
  ['Radicale', hasRadicale, startRadicale],
  ['Xandikos', hasXandikos, startXandikos],
] as const)('%s', (_, isThere, start) => {
  test.skipIf(!isThere)('keeps objects until it is stopped, then leaves nothing behind', async () => {
    const server = await start();
    await putObject(server.calendarUrl, 'lunch.ics', lunch, server);
    expect((await getObject(server.calendarUrl, 'lunch.ics', server))?.ics).toContain('SUMMARY:Lunch');
    await deleteObject(server.calendarUrl, 'lunch.ics', server);
    expect(await getObject(server.calendarUrl, 'lunch.ics', server)).toBeNull();
    await server.stop();
    expect(fs.existsSync(server.folder)).toBe(false);
    await expect(fetch(server.url)).rejects.toThrow();
  });
});
