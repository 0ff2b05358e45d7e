import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { deleteObject, getObject, listNames, putObject, realServers, writeEvent } from './dav-servers.ts';

const lunch = writeEvent({ uid: 'lunch', start: '2026-05-04T10:00:00Z', end: '2026-05-04T11:00:00Z' });

describe.each(realServers)('$name', ({ isThere, start }) => {
  test.skipIf(!isThere)('keeps objects until it is stopped, then leaves nothing behind', async () => {
    const server = await start();
    await putObject(server, 'lunch.ics', lunch);
    expect(await getObject(server, 'lunch.ics')).toContain('SUMMARY:lunch');
    expect(await listNames(server)).toEqual(['lunch.ics']);
    await deleteObject(server, 'lunch.ics');
    expect(await getObject(server, 'lunch.ics')).toBeNull();
    await server.stop();
    expect(fs.existsSync(server.folder)).toBe(false);
    await expect(fetch(server.url)).rejects.toThrow();
  });
});
