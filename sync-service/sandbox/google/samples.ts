import { DateTime } from 'luxon';
import { addEvent, type EventBody } from './controls.ts';
import type { World } from './world.ts';

const holidays = 'en.german#holiday@group.v.calendar.google.com';

interface Person {
  email: string;
  name: string;
  timeZone: string;
  second: { id: string; summary: string };
}

/** Two persons who may be connected in a demo. */
export const samplePersons: readonly Person[] = [
  {
    email: 'anna.berg@example.com',
    name: 'Anna Berg',
    timeZone: 'Europe/Berlin',
    second: { id: 'annafamily00000000000000000@group.calendar.google.com', summary: 'Family' },
  },
  {
    email: 'ben.okafor@example.com',
    name: 'Ben Okafor',
    timeZone: 'Europe/London',
    second: { id: 'benclimbing0000000000000000@group.calendar.google.com', summary: 'Climbing' },
  },
];

/** An event so many working days from `today`, from `hour` on. */
function timed(today: DateTime, day: number, hour: number, minutes: number, more: EventBody): EventBody {
  let date = today;
  for (let left = day; left > 0 || date.weekday > 5; left -= date.weekday > 5 ? 0 : 1) date = date.plus({ days: 1 });
  const start = date.set({ hour });
  const timeZone = today.zoneName;
  const at = (time: DateTime): EventBody => ({ dateTime: time.toISO({ suppressMilliseconds: true }), timeZone });
  return { ...more, start: at(start), end: at(start.plus({ minutes })) };
}

function addPerson(world: World, person: Person): void {
  const { email, name, timeZone, second } = person;
  world.addUser(email, { name, timeZone });
  world.addCalendar(email, { ...second, timeZone, backgroundColor: '#b3dc6c' });
  const today = DateTime.fromJSDate(world.now(), { zone: timeZone }).startOf('day');
  const primary: EventBody[] = [
    timed(today, 1, 9, 30, { summary: 'Stand-up', recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'] }),
    timed(today, 1, 14, 60, { summary: 'Project review', location: 'Room 2' }),
    timed(today, 2, 11, 45, { summary: 'Call with a customer', visibility: 'private' }),
    timed(today, 3, 10, 120, { summary: 'Writing', eventType: 'focusTime' }),
    timed(today, 3, 15, 60, { summary: 'Open hour', transparency: 'transparent' }),
    timed(today, 4, 13, 60, {
      summary: 'Planning',
      attendees: [
        { email, responseStatus: 'declined' },
        { email: 'team@example.com', responseStatus: 'accepted' },
      ],
    }),
  ];
  for (const body of primary) addEvent(world, email, body);
  addEvent(world, second.id, timed(today, 2, 17, 90, { summary: second.summary }));
  const trip = today.plus({ days: 9 });
  const days = { start: { date: trip.toISODate() }, end: { date: trip.plus({ days: 2 }).toISODate() } };
  addEvent(world, second.id, { summary: 'Away', ...days });
}

function addHolidays(world: World): void {
  const [first, ...others] = samplePersons;
  const owner = first && world.userByEmail(first.email);
  if (!first || !owner) return;
  const calendar = world.addCalendar(first.email, {
    id: holidays,
    summary: 'Holidays in Germany',
    timeZone: 'Europe/Berlin',
    watchable: false,
    backgroundColor: '#16a765',
  });
  const listing = calendar.listings[owner.sub];
  if (listing) listing.role = 'reader';
  for (const { email } of others) world.changeAccess(holidays, email, 'reader');
  const { year } = DateTime.fromJSDate(world.now());
  const yearly = (name: string, month: number, day: number): void => {
    const date = DateTime.local(year, month, day);
    const times = { start: { date: date.toISODate() }, end: { date: date.plus({ days: 1 }).toISODate() } };
    addEvent(world, holidays, {
      summary: name,
      ...times,
      recurrence: ['RRULE:FREQ=YEARLY'],
      transparency: 'transparent',
      visibility: 'public',
    });
  };
  yearly('New Year’s Day', 1, 1);
  yearly('Labour Day', 5, 1);
  yearly('German Unity Day', 10, 3);
  yearly('Christmas Day', 12, 25);
}

/**
 * Adds two persons with three calendars each: their own with appointments in the coming days, a second one, and
 * holidays, which can't be watched. Does nothing in a world that has them.
 */
export function addSampleAccounts(world: World): void {
  if (samplePersons.some(({ email }) => world.userByEmail(email))) return;
  for (const person of samplePersons) addPerson(world, person);
  addHolidays(world);
}
