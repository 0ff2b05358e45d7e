import { beforeAll, describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { expectError, send } from './scene.ts';

const stack = useStack();
let token = '';
beforeAll(async () => {
  token = (await stack.signUp()).accessToken;
});

const read = (path: string) => send(stack.url, 'GET', path, { token });
/** What is listed, as `date name`. */
async function holidays(query: string): Promise<string[]> {
  const { status, body, text } = await read(`/holidays?${query}`);
  expect(status, text).toBe(200);
  return body.holidays.map(({ date, name }: { date: string; name: string }) => `${date} ${name}`);
}

describe('GET /holidays', () => {
  test('lists the public holidays of a region in a year, in English', async () => {
    const { body } = await read('/holidays?country=DE&region=BY&year=2027');
    expect(body).toEqual({
      holidays: [
        { date: '2027-01-01', name: "New Year's Day" },
        { date: '2027-01-06', name: 'Epiphany' },
        { date: '2027-03-26', name: 'Good Friday' },
        { date: '2027-03-29', name: 'Easter Monday' },
        { date: '2027-05-01', name: 'Labour Day' },
        { date: '2027-05-06', name: 'Ascension Day' },
        { date: '2027-05-17', name: 'Whit Monday' },
        { date: '2027-05-27', name: 'Corpus Christi' },
        { date: '2027-10-03', name: 'National Holiday' },
        { date: '2027-11-01', name: "All Saints' Day" },
        { date: '2027-12-25', name: 'Christmas Day' },
        { date: '2027-12-26', name: 'Boxing Day' },
      ],
    });
  });

  test('knows what is one in some regions only, and in parts of them', async () => {
    expect(await holidays('country=DE&year=2027')).toHaveLength(9);
    expect(await holidays('country=DE&region=BY-A&year=2027&lang=de')).toContain('2027-08-08 Augsburger Friedensfest');
    // Of a country that has no states.
    expect(await holidays('country=IC&region=TE&year=2027')).toContain('2027-09-07 La Bajada de la Virgen del Socorro');
  });

  test('names them in the language that is asked for, also that of a country', async () => {
    expect((await holidays('country=DE&region=BY&year=2027&lang=de-CH'))[1]).toBe('2027-01-06 Heilige Drei Könige');
    expect((await holidays('country=DE&year=2027&lang=xx'))[0]).toBe("2027-01-01 New Year's Day");
  });

  test('lists the day instead of one that falls on a weekend', async () => {
    const found = await holidays('country=GB&region=ENG&year=2027');
    expect(found).toContain('2027-12-27 Christmas Day (substitute day)');
    expect(found).toContain('2027-12-28 Boxing Day (substitute day)');
    // Of the next year.
    expect(await holidays('country=US&year=2027')).toContain("2027-12-31 New Year's Day (substitute day)");
  });

  test('has a row for each day of one that lasts several, though it begins at sunset', async () => {
    const found = await holidays('country=SA&year=2027');
    expect(found.filter((line) => line.includes('Eid al-Fitr')).map((line) => line.slice(0, 10))).toEqual([
      '2027-03-09',
      '2027-03-10',
      '2027-03-11',
      '2027-03-12',
    ]);
  });

  test('leaves out what is free in part', async () => {
    expect((await holidays('country=CN&year=2027')).join()).not.toContain('2027-03-08');
    // Half a day at its end.
    const found = await holidays('country=TR&year=2027');
    expect(found.filter((line) => line.includes('Eid al-Fitr')).map((line) => line.slice(8, 10))).toEqual([
      '09',
      '10',
      '11',
    ]);
  });

  test('lists a day on which clocks change', async () => {
    // Easter Sunday.
    expect(await holidays('country=DE&region=BB&year=2027')).toContain('2027-03-28 Easter Sunday');
  });

  test('has one row for a day that is free for two reasons', async () => {
    const found = await holidays('country=ID&year=2027');
    expect(found.filter((line) => line.startsWith('2027-12-25'))).toEqual([
      expect.stringMatching(/, Christmas Day$|Christmas Day, /),
    ]);
  });

  test.each([
    ['country=XX&year=2027'],
    ['country=de&year=2027'],
    ['country=__proto__&year=2027'],
    ['country=DE&region=XX&year=2027'],
    ['country=DE&region=BY-XX&year=2027'],
    ['country=DE&region=&year=2027'],
    ['country=DE&year=20270'],
    ['country=DE&year=now'],
    ['country=DE'],
    ['year=2027'],
    ['country=DE&year=2027&lang=%00'],
  ])('refuses %s', async (query) => {
    expectError(await read(`/holidays?${query}`), 422, 'invalid_request');
  });
});

describe('GET /holidays/places', () => {
  test('lists countries and their regions by name, each with holidays', async () => {
    const { body } = await read('/holidays/places?lang=de');
    const germany = body.countries.find(({ code }: { code: string }) => code === 'DE');
    expect(germany.name).toBe('Deutschland');
    expect(germany.regions).toContainEqual({ code: 'BY', name: 'Bayern' });
    expect(germany.regions).toContainEqual({ code: 'BY-A', name: 'Bayern: Stadt Augsburg' });
    const names = body.countries.map(({ name }: { name: string }) => name);
    expect(names).toEqual([...names].sort(new Intl.Collator('de').compare));
    expect(names.length).toBeGreaterThan(200);
    const { body: english } = await read('/holidays/places');
    expect(english.countries.find(({ code }: { code: string }) => code === 'DE').name).toBe('Germany');
  });

  test('names no region that GET /holidays does not know', async () => {
    const { body } = await read('/holidays/places');
    for (const { code, regions } of body.countries.filter((_: unknown, n: number) => n % 10 === 0)) {
      expect((await holidays(`country=${code}&year=2027`)).length).toBeGreaterThan(0);
      for (const region of regions) await holidays(`country=${code}&region=${region.code}&year=2027`);
    }
  });
});

test('Holidays are for owners', async () => {
  expectError(await send(stack.url, 'GET', '/holidays?country=DE&year=2027'), 401, 'unauthorized');
  expectError(await send(stack.url, 'GET', '/holidays/places'), 401, 'unauthorized');
});
