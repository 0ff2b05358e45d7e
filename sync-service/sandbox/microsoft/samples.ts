import { DateTime } from 'luxon';
import { addEvent } from './controls.ts';
import type { EventBody } from './event-fields.ts';
import { ianaZone } from './event-times.ts';
import type { NewUser, World } from './world.ts';

interface Person extends NewUser {
  address: string;
  name: string;
  timeZone: string;
}

/** Accounts of each kind that a consent can meet. */
const samplePersons: readonly Person[] = [
  { address: 'clara.vogel@contoso.example', name: 'Clara Vogel', timeZone: 'W. Europe Standard Time' },
  { address: 'daniel.reyes@contoso.example', name: 'Daniel Reyes', timeZone: 'GMT Standard Time' },
  { address: 'eva.lind@outlook.example', name: 'Eva Lind', timeZone: 'W. Europe Standard Time', kind: 'personal' },
  {
    address: 'farid.amini@fabrikam.example',
    name: 'Farid Amini',
    timeZone: 'W. Europe Standard Time',
    consent: 'administrator',
  },
  {
    address: 'gina.moretti@contoso.example',
    name: 'Gina Moretti',
    timeZone: 'W. Europe Standard Time',
    hasMailbox: false,
  },
];

/** An event so many working days from `today`, from `hour` on. */
function timed(today: DateTime, day: number, hour: number, minutes: number, more: EventBody): EventBody {
  let date = today;
  for (let left = day; left > 0 || date.weekday > 5; left -= date.weekday > 5 ? 0 : 1) date = date.plus({ days: 1 });
  const start = date.set({ hour });
  const at = (time: DateTime): EventBody => ({
    dateTime: time.toFormat("yyyy-MM-dd'T'HH:mm:ss"),
    timeZone: today.zoneName,
  });
  return { ...more, start: at(start), end: at(start.plus({ minutes })) };
}

function workweekFrom({ start }: EventBody): EventBody {
  const daysOfWeek = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
  const startDate = (start as { dateTime: string }).dateTime.slice(0, 10);
  return { recurrence: { pattern: { type: 'weekly', interval: 1, daysOfWeek }, range: { type: 'noEnd', startDate } } };
}

function addPerson(world: World, { address, ...account }: Person): void {
  world.addUser(address, account);
  if (account.hasMailbox === false) return;
  const today = DateTime.fromJSDate(world.now(), { zone: ianaZone(account.timeZone) ?? 'utc' }).startOf('day');
  const standUp = timed(today, 1, 9, 15, { subject: 'Daily' });
  const declined = { response: 'declined', time: world.now().toISOString() };
  const organizer = { emailAddress: { name: 'Team', address: 'team@contoso.example' } };
  const events: EventBody[] = [
    { ...standUp, ...workweekFrom(standUp) },
    timed(today, 1, 13, 60, { subject: 'Steering group', location: { displayName: 'Room Lisbon' } }),
    timed(today, 2, 10, 45, { subject: 'Interview', sensitivity: 'private' }),
    timed(today, 2, 15, 60, { subject: 'Perhaps: review', showAs: 'tentative' }),
    timed(today, 3, 11, 60, { subject: 'Office hour', showAs: 'free' }),
    timed(today, 4, 14, 60, { subject: 'Planning', responseStatus: declined, organizer }),
  ];
  for (const body of events) addEvent(world, world.calendarOf(address).id, body);
  const trip = today.plus({ days: 9 });
  const midnight = (day: DateTime): EventBody => ({
    dateTime: `${day.toISODate()}T00:00:00`,
    timeZone: today.zoneName,
  });
  const away = { isAllDay: true, start: midnight(trip), end: midnight(trip.plus({ days: 2 })), showAs: 'oof' };
  const second = world.addCalendar(address, { name: 'Family', hexColor: '#b3dc6c' });
  addEvent(world, second.id, { subject: 'Away', ...away });
  const shared = { name: 'Team calendar', canEdit: false, owner: { name: 'Team', address: 'team@contoso.example' } };
  if (account.kind !== 'personal') world.addCalendar(address, { ...shared, onlineMeetingProviders: [] });
}

/** Adds an account of each kind, with appointments in the coming days. Does nothing in a world that has them. */
export function addSampleAccounts(world: World): void {
  if (samplePersons.some(({ address }) => world.userByAddress(address))) return;
  for (const person of samplePersons) addPerson(world, person);
}
