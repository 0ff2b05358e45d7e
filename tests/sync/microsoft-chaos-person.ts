import { DateTime } from 'luxon';
import {
  addEvent,
  changeEvent,
  listBusy,
  moveToCalendar,
  removeEvent,
  touchEvent,
} from '../../sync-service/sandbox/microsoft/controls.ts';
import type { EventBody } from '../../sync-service/sandbox/microsoft/event-fields.ts';
import { GraphError } from '../../sync-service/sandbox/microsoft/graph-errors.ts';
import { parseOccurrenceId } from '../../sync-service/sandbox/microsoft/ids.ts';
import type { StoredEvent } from '../../sync-service/sandbox/microsoft/stored-event.ts';
import type { World } from '../../sync-service/sandbox/microsoft/world.ts';
import { atSlot, pickFrom } from './sandbox-chaos.ts';

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
/** Names as programs send them, with those that luxon knows. */
const zones = [
  ['W. Europe Standard Time', 'Europe/Berlin'],
  ['America/New_York', 'America/New_York'],
  ['UTC', 'UTC'],
] as const;

/** What somebody does to their calendar with another program. Events of ours they only give another colour. */
export function edit(world: World, calendarId: string, random: () => number): string {
  const home = world.calendars.get(calendarId);
  if (!home) throw new Error(`no calendar ${calendarId}`);
  const now = world.now();
  const upTo = (limit: number) => Math.floor(random() * limit);
  const pick = <Item>(items: readonly Item[]) => pickFrom(random, items);
  const alive = [...home.events.values()].filter((event) => !event.deleted && event.seriesKey === null);
  const foreign = alive.filter((event) => !isOurs(event));
  const series = foreign.filter((event) => event.recurrence !== null);

  /** Mostly in the next days, where bookings are; sometimes behind the window's end, or before its beginning. */
  const slot = () => (random() < 0.8 ? upTo(400) : upTo(6_000) - 600);
  function timed(): EventBody {
    const [first, [timeZone, zone]] = [slot(), pick(zones)];
    const time = (at: number) => ({
      dateTime: DateTime.fromISO(atSlot(now, at), { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss"),
      timeZone,
    });
    return { start: time(first), end: time(first + 1 + upTo(4)), isAllDay: false };
  }
  function days(): EventBody {
    const first = DateTime.fromISO(atSlot(now, slot()), { zone: 'utc' }).startOf('day');
    const time = (at: DateTime) => ({ dateTime: at.toFormat("yyyy-MM-dd'T'00:00:00"), timeZone: 'UTC' });
    return { start: time(first), end: time(first.plus({ days: 1 + upTo(3) })), isAllDay: true };
  }
  const times = () => (random() < 0.75 ? timed() : { ...days(), showAs: 'busy' });
  function recurrence(of: Pick<StoredEvent, 'start'> | null): EventBody {
    const start = of === null ? new Date(atSlot(now, upTo(400))) : new Date(of.start);
    const day = weekdays[start.getUTCDay()];
    const pattern = pick([
      { type: 'daily', interval: 1 },
      { type: 'daily', interval: 2 },
      { type: 'weekly', interval: 1, daysOfWeek: [day] },
      { type: 'weekly', interval: 1, daysOfWeek: ['monday', 'thursday'] },
    ]);
    const startDate = start.toISOString().slice(0, 10);
    const endDate = new Date(start.getTime() + upTo(30) * 86_400_000).toISOString().slice(0, 10);
    const range = pick([
      { type: 'numbered', numberOfOccurrences: 1 + upTo(9) },
      { type: 'endDate', endDate },
      { type: 'noEnd' },
    ]);
    return { recurrence: { pattern, range: { ...range, startDate } } };
  }
  const response = (said: string) => ({ responseStatus: { response: said, time: now.toISOString() } });
  function kind(): EventBody {
    return pick<EventBody>([
      ...[{}, {}, {}, { subject: 'Renamed' }, { sensitivity: 'private' }, { showAs: 'free' }, { showAs: 'tentative' }],
      ...[{ showAs: 'workingElsewhere' }, { showAs: 'oof' }, { showAs: 'unknown' }, { showAs: 'somethingNew' }],
      ...[{ isCancelled: true }, response('declined'), response('accepted'), response('notResponded')],
    ]);
  }
  const freed = { showAs: 'busy', isCancelled: false, ...response('organizer') };
  /** An occurrence of a series, if one of its next is busy. */
  function occurrence(): string | undefined {
    const spans = listBusy(world, calendarId, now, new Date(now.getTime() + 40 * 86_400_000));
    const of = series.length > 0 ? pick(series).key : '';
    return pick(spans.filter(({ eventId }) => parseOccurrenceId(eventId)?.seriesId === of))?.eventId;
  }

  const event = pick(foreign);
  const others = [...world.calendars.keys()].filter((id) => id !== calendarId);
  const acts: Record<string, () => unknown> = {
    add: () => addEvent(world, calendarId, { subject: 'Busy', ...times(), ...kind() }),
    'add again': () => addEvent(world, calendarId, { subject: 'Busy', ...times(), ...kind() }),
    'add a series': () =>
      addEvent(world, calendarId, { subject: 'Series', ...times(), ...recurrence(null), ...kind() }),
    move: () => event && changeEvent(world, calendarId, event.key, times()),
    change: () => event && changeEvent(world, calendarId, event.key, { ...freed, ...kind() }),
    delete: () => event && removeEvent(world, calendarId, event.key),
    'delete again': () => event && removeEvent(world, calendarId, event.key),
    'change a rule': () =>
      event && changeEvent(world, calendarId, event.key, random() < 0.3 ? { recurrence: null } : recurrence(event)),
    'change an occurrence': () => {
      const found = occurrence();
      return found && changeEvent(world, calendarId, found, random() < 0.6 ? times() : kind());
    },
    'delete an occurrence': () => {
      const found = occurrence();
      return found && removeEvent(world, calendarId, found);
    },
    'move to the other calendar': () => event && moveToCalendar(world, calendarId, event.key, pick(others)),
    'change nothing': () => event && touchEvent(world, calendarId, event.key),
    'colour ours': () => {
      const ours = pick(alive.filter(isOurs));
      return ours && changeEvent(world, calendarId, ours.key, { categories: [`Colour ${upTo(9)}`] });
    },
  };
  const act = pick(Object.keys(acts));
  try {
    acts[act]?.();
  } catch (error) {
    // Not every rule goes with every time: their program tells them so.
    if (!(error instanceof GraphError)) throw error;
    return 'refused';
  }
  return act;
}

/** The key of an event of ours. */
export function markerOf(event: Pick<StoredEvent, 'properties'> | undefined): string | undefined {
  return Object.entries(event?.properties ?? {}).find(([name]) => name.endsWith(' Name openslotEvent'))?.[1];
}

/** Whether an event of the sandbox is one of ours. */
export function isOurs(event: Pick<StoredEvent, 'properties'> | undefined): boolean {
  return markerOf(event) !== undefined;
}
