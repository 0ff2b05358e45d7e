import { DateTime } from 'luxon';
import { ApiError } from '../../sync-service/sandbox/google/api-errors.ts';
import {
  addEvent,
  changeEvent,
  changeFollowing,
  type EventBody,
  listBusy,
  removeEvent,
} from '../../sync-service/sandbox/google/controls.ts';
import { findEvent } from '../../sync-service/sandbox/google/events.ts';
import type { StoredEvent } from '../../sync-service/sandbox/google/stored-event.ts';
import type { World } from '../../sync-service/sandbox/google/world.ts';
import { atSlot } from './sandbox-chaos.ts';

/** What somebody does to their calendar with another program. Events of ours they only give another colour. */
export function edit(world: World, calendarId: string, random: () => number): string {
  const home = world.calendars.get(calendarId);
  if (!home) throw new Error(`no calendar ${calendarId}`);
  const now = world.now();
  const at = (first: number) => atSlot(now, first);
  const upTo = (limit: number) => Math.floor(random() * limit);
  const pick = <Item>(items: readonly Item[]) => items[upTo(items.length)];
  const alive = [...home.events.values()].filter((event) => event.status !== 'cancelled');
  const foreign = alive.filter((event) => !isOurs(event) && event.recurringEventId === undefined);
  const series = foreign.filter((event) => event.recurrence !== undefined);

  /** Mostly in the next days, where bookings are; sometimes behind the window's end, or before its beginning. */
  const slot = () => (random() < 0.8 ? upTo(400) : upTo(6_000) - 600);
  const zone = () => pick(['Europe/Berlin', 'America/New_York', 'UTC']);
  function timed(): EventBody {
    const first = slot();
    const time = (dateTime: string) => ({ dateTime, timeZone: zone() ?? 'UTC' });
    return { start: time(at(first)), end: time(at(first + 1 + upTo(4))) };
  }
  function days(): EventBody {
    const first = DateTime.fromISO(at(slot()), { zone: 'utc' });
    return { start: { date: first.toISODate() }, end: { date: first.plus({ days: 1 + upTo(3) }).toISODate() } };
  }
  const times = () => (random() < 0.75 ? timed() : days());
  function rule(): string[] {
    const end = pick([`;COUNT=${1 + upTo(9)}`, `;COUNT=${1 + upTo(9)}`, '']);
    return [`RRULE:FREQ=${pick(['DAILY;INTERVAL=2', 'WEEKLY', 'WEEKLY;BYDAY=MO,TH', 'DAILY'])}${end}`];
  }
  function kind(): EventBody {
    return (
      pick<EventBody>([
        {},
        {},
        {},
        { transparency: 'transparent' },
        { status: 'tentative' },
        { visibility: 'private' },
        { attendees: [{ email: calendarId, responseStatus: 'declined' }, { email: 'else@example.com' }] },
        { attendees: [{ email: calendarId, responseStatus: 'accepted' }, { email: 'else@example.com' }] },
        { summary: 'Renamed' },
      ]) ?? {}
    );
  }
  const freed = { transparency: null, status: 'confirmed', attendees: null };
  /** An occurrence of a series, if one of its next is busy. */
  function occurrence(): StoredEvent | null {
    const of = pick(series)?.id;
    const spans = listBusy(world, calendarId, now, new Date(now.getTime() + 40 * 86_400_000));
    const span = pick(spans.filter(({ eventId }) => eventId.startsWith(`${of}_`)));
    return span === undefined ? null : findEvent(home as NonNullable<typeof home>, span.eventId);
  }

  const event = pick(foreign);
  const acts: Record<string, () => unknown> = {
    add: () => addEvent(world, calendarId, { id: name(), summary: 'Busy', ...times(), ...kind() }),
    'add again': () => addEvent(world, calendarId, { id: name(), summary: 'Busy', ...times(), ...kind() }),
    'add a series': () =>
      addEvent(world, calendarId, { id: name(), summary: 'Series', ...times(), recurrence: rule(), ...kind() }),
    'add a kind of status': () =>
      home.primary &&
      addEvent(world, calendarId, { id: name(), ...timed(), eventType: pick(['focusTime', 'outOfOffice']) }),
    'add a place of work': () =>
      home.primary &&
      addEvent(world, calendarId, { id: name(), ...days(), eventType: 'workingLocation', transparency: 'transparent' }),
    move: () => event && changeEvent(world, calendarId, event.id, replaced(times())),
    change: () => event && plain(event) && changeEvent(world, calendarId, event.id, { ...freed, ...kind() }),
    delete: () => event && removeEvent(world, calendarId, event.id),
    'delete again': () => event && removeEvent(world, calendarId, event.id),
    'change a rule': () =>
      event && plain(event) && changeEvent(world, calendarId, event.id, { recurrence: random() < 0.3 ? null : rule() }),
    'change an occurrence': () => {
      const found = occurrence();
      return found && changeEvent(world, calendarId, found.id, random() < 0.6 ? replaced(times()) : kind());
    },
    'delete an occurrence': () => {
      const found = occurrence();
      return found && removeEvent(world, calendarId, found.id);
    },
    'this and following': () => {
      const found = occurrence();
      const master = home.events.get(found?.recurringEventId ?? '');
      if (!found || !master?.recurrence || !found.originalStartTime) return null;
      return changeFollowing(world, calendarId, master.id, found.originalStartTime, kind());
    },
    'colour ours': () => {
      const ours = pick(alive.filter(isOurs));
      return ours && changeEvent(world, calendarId, ours.id, { colorId: String(1 + upTo(9)) });
    },
  };
  const act = pick(Object.keys(acts)) ?? 'add';
  try {
    acts[act]?.();
  } catch (error) {
    // Not every rule goes with every time: their program tells them so.
    if (!(error instanceof ApiError)) throw error;
    return 'refused';
  }
  return act;

  function name(): string {
    return `e${upTo(2 ** 31).toString(32)}${upTo(2 ** 31).toString(32)}`.padEnd(5, '0');
  }
}

/** Times that replace others, be they of the same kind or not. */
function replaced(times: EventBody): EventBody {
  const whole = (time: unknown) => ({ date: null, dateTime: null, timeZone: null, ...(time as object) });
  return { start: whole(times['start']), end: whole(times['end']) };
}

/** Whether an event may be anything: those of status may not. */
function plain(event: StoredEvent): boolean {
  return event.content['eventType'] === undefined;
}

/** The key of an event of ours. */
export function markerOf(event: { content: Record<string, unknown> } | undefined): string | undefined {
  const properties = event?.content['extendedProperties'] as { private?: Record<string, string> } | undefined;
  return properties?.private?.['openslotEvent'];
}

/** Whether an event of the sandbox is one of ours. */
export function isOurs(event: { content: Record<string, unknown> } | undefined): boolean {
  return markerOf(event) !== undefined;
}
