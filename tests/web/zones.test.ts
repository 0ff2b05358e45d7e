import { describe, expect, it } from 'vitest';
import { cityOf, knownZone, zoneLabel, zoneOptions } from '../../web-embed/shared/zones.ts';

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

describe('the list of zones', () => {
  const options = zoneOptions(winter, ['Etc/GMT+12']);
  it('has each zone once', () => expect(new Set(options.map(({ zone }) => zone)).size).toBe(options.length));
  it('has every zone that the browser knows', () => {
    const zones = options.map(({ zone }) => zone);
    expect(zones).toEqual(expect.arrayContaining(Intl.supportedValuesOf('timeZone')));
  });
  it('has those that are asked for, known to the browser’s list or not', () => {
    expect(options.map(({ zone }) => zone)).toContain('Etc/GMT+12');
  });
  it('does without those that the browser cannot tell the time of', () => {
    expect(zoneOptions(winter, ['America/New_Town']).map(({ zone }) => zone)).not.toContain('America/New_Town');
  });
});

describe('a zone that is newer than the browser', () => {
  it('gives way to another', () => expect(knownZone('America/New_Town', 'UTC')).toBe('UTC'));
  it('does so only then', () => expect(knownZone('Asia/Tokyo', 'UTC')).toBe('Asia/Tokyo'));
});
