import { describe, expect, it } from 'vitest';
import { createAxis, rowsOf } from '../../web-embed/admin/screens/calendar/axis.ts';
import type { CalendarRange, CalendarView } from '../../web-embed/admin/screens/calendar/calendar-api.ts';
import { parseSettings } from '../../web-embed/admin/screens/calendar/calendar-settings.ts';
import { createWords, headingOf, itemText, shownDates } from '../../web-embed/admin/screens/calendar/calendar-words.ts';
import { nextCell } from '../../web-embed/admin/screens/calendar/grid-keys.ts';
import { itemsOf } from '../../web-embed/admin/screens/calendar/items.ts';
import { layMonth, monthCellText } from '../../web-embed/admin/screens/calendar/month-cells.ts';
import { openLink } from '../../web-embed/admin/screens/calendar/open-link.ts';
import { cellText, layDays, layTimes } from '../../web-embed/admin/screens/calendar/time-cells.ts';
import { addDays } from '../../web-embed/shared/month-grid.ts';

const zone = 'Europe/Berlin';
const words = createWords(['en-GB']);
const week = Array.from({ length: 7 }, (_, day) => addDays('2026-11-23', day));

/** A local time of Berlin in winter. */
const at = (date: string, time: string) => new Date(`${date}T${time}:00+01:00`).toISOString();
const event = (title: string, start: string, end: string, more = {}) => ({
  id: title,
  calendar_id: 'c',
  calendar_name: 'Work',
  provider: 'google',
  title,
  start,
  end,
  is_all_day: false,
  start_date: null,
  end_date: null,
  status: 'confirmed',
  is_busy: true,
  booking_id: null,
  ...more,
});
const booking = (name: string, start: string, end: string) => ({
  id: name,
  status: 'confirmed' as const,
  start,
  end,
  host: { slug: 'h', display_name: 'Hanna', time_zone: zone },
  event_type: { id: 't', slug: 'call', title: 'Call' },
  attendee: { name, email: `${name}@example.com`, time_zone: zone },
});

function rangeOf(view: Partial<CalendarView>, free: string[] = [], conflicts: CalendarRange['conflicts'] = []) {
  const range: CalendarRange = {
    view: {
      time_zone: zone,
      open_hours: [],
      bookings: [],
      sessions: [],
      bookings_elsewhere: [],
      external_events: [],
      blocks: [],
      ...view,
    },
    free: new Map([['t', free.map((start) => Date.parse(start))]]),
    conflicts,
  };
  return { range, items: itemsOf(range) };
}

function lay(of: ReturnType<typeof rangeOf>, dates = week, hours: [number, number] = [6, 22]) {
  const axis = createAxis(dates, zone);
  const rows = rowsOf(axis, 30, ...hours);
  return layTimes({ ...of, dates, axis, rows, hidden: new Set(), maxColumns: 3, shortest: 25, words });
}
const namesOf = (day: ReturnType<typeof lay>[number] | undefined) =>
  day?.cells.flatMap(({ items }) => items.map(({ of }) => of.item.name));

describe('the week', () => {
  it('has each item in the cell in which it begins, and says so in the cells that it lies over', () => {
    const [, tuesday] = lay(
      rangeOf({ bookings: [booking('Ann', at('2026-11-24', '09:30'), at('2026-11-24', '10:30'))] }),
    );
    expect(tuesday?.cells[7]?.items[0]?.of.texts.whole).toBe('Booking: Ann, 09:30–10:30');
    expect(tuesday?.cells.map((cell) => cellText(cell, words, zone)).slice(6, 10)).toEqual([
      'closed',
      '',
      'Booking: Ann',
      'closed',
    ]);
  });

  it('shows what goes over midnight on both days, and counts what is outside of its hours', () => {
    const days = lay(
      rangeOf({ external_events: [event('Night train', at('2026-11-24', '21:00'), at('2026-11-25', '07:00'))] }),
    );
    expect(namesOf(days[1])).toEqual(['Night train']);
    expect(namesOf(days[2])).toEqual(['Night train']);
    expect(days[1]?.cells.at(-2)?.items[0]?.of).toMatchObject({ goesOnBefore: false, goesOnAfter: true });
    expect(days[2]?.cells[0]?.items[0]?.of).toMatchObject({ goesOnBefore: true, goesOnAfter: false });
    const [monday] = lay(
      rangeOf({
        external_events: [
          event('Early', at('2026-11-23', '05:00'), at('2026-11-23', '06:00')),
          event('Late', at('2026-11-23', '22:00'), at('2026-11-23', '23:00')),
        ],
      }),
    );
    expect([monday?.earlier, monday?.later, namesOf(monday)]).toEqual([1, 1, []]);
  });

  it('says what is free, also within a cell, what is open, and what is closed', () => {
    const [monday] = lay(
      rangeOf({ open_hours: [{ start: at('2026-11-23', '09:00'), end: at('2026-11-23', '11:00') }] }, [
        at('2026-11-23', '09:00'),
        at('2026-11-23', '09:45'),
      ]),
    );
    expect(monday?.cells.slice(5, 10).map((cell) => cellText(cell, words, zone))).toEqual([
      'closed',
      'free',
      'free at 09:45',
      'open, no slot',
      'open, no slot',
    ]);
    expect(monday?.bands).toEqual([{ top: 540, bottom: 660 }]);
  });

  it('has vacations and events of whole days in lines over the hours, from the first to the last day that is shown', () => {
    const { items } = rangeOf({
      blocks: [
        { id: 'v', kind: 'vacation', reason: null, start: at('2026-11-20', '00:00'), end: at('2026-11-25', '00:00') },
        { id: 'b', kind: 'block', reason: 'Tax', start: at('2026-11-25', '09:00'), end: at('2026-11-25', '10:00') },
      ],
      external_events: [
        event('Fair', '', '', {
          start: null,
          end: null,
          is_all_day: true,
          start_date: '2026-11-24',
          end_date: '2026-11-26',
        }),
      ],
    });
    expect(layDays(items, week, new Set()).map(({ of, line }) => [of.item.name, of.first, of.last, line])).toEqual([
      ['Vacation', 0, 1, 0],
      ['Fair', 1, 2, 1],
    ]);
  });

  it('marks conflicts as they are stored, and leaves out the event of a booking that is where the booking is', () => {
    const [start, end] = [at('2026-11-24', '09:00'), at('2026-11-24', '10:00')];
    const { items } = rangeOf(
      {
        bookings: [booking('Ann', start, end)],
        external_events: [
          event('Call with Ann', start, end, { booking_id: 'Ann' }),
          event('Moved', at('2026-11-24', '12:00'), at('2026-11-24', '13:00'), { booking_id: 'Ann' }),
        ],
      },
      [],
      [{ booking_id: 'Ann', kind: 'overlap', event_title: null }],
    );
    expect(items.map(({ name, isConflict }) => [name, isConflict])).toEqual([
      ['Ann', true],
      ['Moved', false],
    ]);
    expect(items.map((item) => itemText(item, words, zone))).toEqual([
      'Booking: Ann, 09:00–10:00, conflict',
      'External event: Moved, 12:00–13:00, Synced from Google Calendar',
    ]);
  });

  it('shows the bookings of a session once, with its seats', () => {
    const [start, end] = [at('2026-11-24', '09:00'), at('2026-11-24', '10:00')];
    const session = {
      event_type: { id: 't', slug: 'call', title: 'Yoga' },
      start,
      end,
      seats: 8,
      seats_taken: 2,
      attendees: [],
      waiting: [],
    };
    const { items } = rangeOf({
      bookings: [booking('Ann', start, end), booking('Bo', start, end)],
      sessions: [session],
    });
    expect(items.map(({ name }) => name)).toEqual(['Yoga 2/8']);
  });
});

describe('the month', () => {
  it('has six weeks with the counts of each day, which a screen reader says', () => {
    const dates = Array.from({ length: 42 }, (_, day) => addDays('2026-10-26', day));
    const { range, items } = rangeOf(
      {
        bookings: [booking('Ann', at('2026-11-24', '09:00'), at('2026-11-24', '10:00'))],
        external_events: [event('Night', at('2026-11-24', '22:00'), at('2026-11-25', '00:00'))],
        blocks: [
          {
            id: 'v',
            kind: 'vacation',
            reason: 'Away',
            start: at('2026-11-25', '00:00'),
            end: at('2026-11-27', '00:00'),
          },
        ],
      },
      [at('2026-11-24', '11:00'), at('2026-11-24', '12:00')],
    );
    const cells = layMonth(range, items, dates, '2026-11', '2026-11-26', new Set());
    const texts = new Map(cells.map((cell) => [cell.date, monthCellText(cell, words, true)]));
    expect(texts.get('2026-11-24')).toBe('Tuesday 24 November, 1 booking, 2 free times, 1 external event');
    expect(texts.get('2026-11-25')).toBe('Wednesday 25 November, 1 block');
    expect(texts.get('2026-11-26')).toBe('Thursday 26 November, today, 1 block');
    expect(texts.get('2026-11-27')).toBe('Friday 27 November, nothing, no free time');
    expect(cells.filter(({ isInMonth }) => isInMonth)).toHaveLength(30);
  });
});

it('a week is named by its days', () => {
  const heading = (date: string) =>
    headingOf(
      'week',
      date,
      shownDates('week', date, 1, () => []),
      words,
    );
  expect(heading('2026-11-25')).toBe('23–29 November 2026');
  expect(heading('2026-12-01')).toBe('30 November – 6 December 2026');
});

it('settings that make no sense are as if there were none', () => {
  const usual = parseSettings(null);
  expect(usual).toMatchObject({ firstHour: 6, lastHour: 22, step: 30, hidden: [] });
  for (const text of ['nonsense', '7', '{"firstHour":22,"lastHour":6}', '{"firstHour":-1,"step":7,"hidden":"all"}'])
    expect(parseSettings(text)).toEqual(usual);
  expect(parseSettings('{"firstHour":0,"lastHour":24,"hidden":["external","x"]}')).toMatchObject({
    lastHour: 24,
    hidden: ['external'],
  });
});

it('arrows stay within the rows, and leave the week at its sides', () => {
  const size = { columns: 7, firstRow: -2, rows: 32 };
  expect(nextCell('ArrowUp', { column: 0, row: -2 }, size, false)).toEqual({ column: 0, row: -2 });
  expect(nextCell('ArrowDown', { column: 0, row: 31 }, size, false)).toEqual({ column: 0, row: 31 });
  expect(nextCell('ArrowRight', { column: 6, row: 3 }, size, false)).toEqual({ turn: 1, unit: 'day' });
  expect(nextCell('ArrowRight', { column: 0, row: 3 }, size, true)).toEqual({ turn: -1, unit: 'day' });
  expect(nextCell('End', { column: 2, row: 3 }, size, false)).toEqual({ column: 6, row: 3 });
});

it('an event is opened where it is, else its day', () => {
  const place = (id: string) => ({
    provider_event_id: id,
    calendars: { provider_calendar_id: 'ann@example.com', calendar_connections: { account_email: 'ann@example.com' } },
  });
  const google = event('Lunch', '', '');
  expect(openLink(google, place('abcdef0123'), '2026-11-24')?.href).toBe(
    `https://calendar.google.com/calendar/event?eid=${btoa('abcdef0123 ann@example.com').replaceAll('=', '')}&authuser=ann%40example.com`,
  );
  expect(openLink(google, place('our own:id'), '2026-11-24')).toEqual({
    label: 'Open the day in Google',
    href: 'https://calendar.google.com/calendar/r/day/2026/11/24?authuser=ann%40example.com',
  });
  expect(
    openLink({ ...google, provider: 'microsoft' }, place('AAMkAGI2T/abcdefghijklmnop='), '2026-11-24')?.label,
  ).toBe('Open in Outlook');
  expect(openLink({ ...google, provider: 'caldav' }, place('x'), '2026-11-24')).toBeNull();
});
