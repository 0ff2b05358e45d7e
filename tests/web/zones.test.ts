import { describe, expect, it } from 'vitest';
import { searchZones, ZoneLabels } from '../../web-embed/shared/zone-search.ts';
import { cityOf, knownZone, zoneLabel } from '../../web-embed/shared/zones.ts';

const winter = Date.UTC(2027, 0, 15);
const summer = Date.UTC(2027, 6, 15);

describe('zone labels', () => {
  it('name the city and the offset', () => {
    expect(zoneLabel('America/New_York', winter)).toBe('New York (GMT−5)');
  });
  it('follow the season of the instant', () => expect(zoneLabel('America/New_York', summer)).toBe('New York (GMT−4)'));
  it('use the last part of a long name', () => expect(cityOf('America/Argentina/Buenos_Aires')).toBe('Buenos Aires'));
  it('call cities by their present name', () => expect(cityOf('Asia/Calcutta')).toBe('Kolkata'));
});

/** The list, once it is complete. */
async function listed(...always: string[]) {
  let changes = 0;
  const labels = new ZoneLabels(winter, always, () => {
    changes += 1;
  });
  const last = labels.zones.at(-1) ?? '';
  await expect.poll(() => labels.labelOf(last)).toContain('GMT');
  return { labels, changes: () => changes };
}

describe('the list of zones', () => {
  it('has every zone that the browser knows once, and those that are asked for', async () => {
    const { labels } = await listed('Etc/GMT+12');
    expect(new Set(labels.zones).size).toBe(labels.zones.length);
    expect(labels.zones).toEqual(expect.arrayContaining([...Intl.supportedValuesOf('timeZone'), 'Etc/GMT+12']));
  });

  it('does without those that the browser cannot tell the time of', async () => {
    const { labels } = await listed('America/New_Town');
    expect(labels.zones).not.toContain('America/New_Town');
  });

  it('is labelled in many short pieces of work, cities first', async () => {
    const labels = new ZoneLabels(winter, [], () => undefined);
    expect(labels.labelOf('Asia/Tokyo')).toBe('Tokyo');
    await expect.poll(() => labels.labelOf('Asia/Tokyo')).toBe('Tokyo (GMT+9)');
    // Some 420 zones take a multiple of one slice.
    const { changes } = await listed();
    expect(changes()).toBeGreaterThan(0);
  });

  it('is computed no further once nobody wants it', async () => {
    let changes = 0;
    new ZoneLabels(winter, [], () => {
      changes += 1;
    }).stop();
    await listed();
    expect(changes).toBe(0);
  });
});

describe('the search for a zone', () => {
  const zones = [
    'America/New_York',
    'America/Argentina/Buenos_Aires',
    'America/Sao_Paulo',
    'Asia/Calcutta',
    'Europe/York',
  ];
  it.each([
    ['york', ['Europe/York', 'America/New_York']],
    ['new y', ['America/New_York']],
    ['NEW_YORK', ['America/New_York']],
    ['são', ['America/Sao_Paulo']],
    ['kolkata', ['Asia/Calcutta']],
    ['argentina', ['America/Argentina/Buenos_Aires']],
    ['nowhere', []],
  ])('for %j finds %j', (query, found) => expect(searchZones(zones, query)).toEqual(found));

  it('begins with those that matter most while nothing is typed', () => {
    expect(searchZones(zones, ' ', ['Asia/Calcutta']).slice(0, 2)).toEqual(['Asia/Calcutta', 'America/New_York']);
  });
});

describe('a zone that is newer than the browser', () => {
  it('gives way to another', () => expect(knownZone('America/New_Town', 'UTC')).toBe('UTC'));
  it('does so only then', () => expect(knownZone('Asia/Tokyo', 'UTC')).toBe('Asia/Tokyo'));
});
