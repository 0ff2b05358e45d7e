import { DateTime } from 'luxon';
import { type Controls, type EventTimes, type EventView, spanOf } from '../shared/controls.ts';
import { addEvent, changeEvent, removeEvent } from './controls.ts';
import type { EventBody } from './event-fields.ts';
import { ianaZone } from './event-times.ts';
import { findEvent, homeOf } from './events.ts';
import { GraphError } from './graph-errors.ts';
import { liveSubscriptions } from './live-subscriptions.ts';
import type { SandboxUser } from './state.ts';
import type { StoredEvent } from './stored-event.ts';
import { eventsIn, isBusy, usualRules } from './windows.ts';
import type { World } from './world.ts';

/** An application without a subscription polls about once a minute; after this silence it counts as gone. */
const silenceMs = 5 * 60_000;

/** Start and end as the API takes them. */
function timesOf(times: EventTimes): EventBody {
  const { start, end } = spanOf(times);
  const isAllDay = times.time === null;
  const at = (value: string): EventBody =>
    isAllDay
      ? { dateTime: `${value}T00:00:00`, timeZone: times.time_zone }
      : { dateTime: value.slice(0, 19), timeZone: times.time_zone };
  return { isAllDay, start: at(start), end: at(end) };
}

function weeklyFrom(date: string): EventBody {
  const weekday = DateTime.fromISO(date).setLocale('en').toFormat('cccc').toLowerCase();
  const pattern = { type: 'weekly', interval: 1, daysOfWeek: [weekday], firstDayOfWeek: 'monday' };
  return { recurrence: { pattern, range: { type: 'noEnd', startDate: date } } };
}

function noteOf(user: SandboxUser): string | null {
  if (!user.hasMailbox) return 'Work account without a mailbox';
  if (user.kind === 'personal') return 'Personal account';
  return user.consent === 'administrator' ? 'Work account, an administrator consents' : 'Work account';
}

/** What the calendars' owners see and do. */
export function createPersonControls(world: World): Controls {
  const view = (event: StoredEvent): EventView => {
    const at = (instant: number): string =>
      new Date(instant).toISOString().slice(0, event.isAllDay ? 10 : 19) + (event.isAllDay ? '' : 'Z');
    return {
      id: event.key,
      series: event.seriesKey,
      title: String(event.content['subject'] ?? '(No title)'),
      busy: isBusy(event, usualRules),
      all_day: event.isAllDay,
      start: at(event.start),
      end: at(event.end),
    };
  };

  const isConnected = (oid: string): boolean =>
    [...world.refreshTokens.values()].some(
      (token) =>
        token.oid === oid &&
        token.deadBy === null &&
        !token.isLeft &&
        token.expiresAt > world.now().getTime() &&
        token.scopes.some((scope) => scope.startsWith('Calendars.')) &&
        isInUse(token),
    );
  /** Nobody tells Microsoft that they forget their tokens: an application that has left neither watches the mailbox nor asks. */
  const isInUse = ({ oid, clientId }: { oid: string; clientId: string }): boolean => {
    const isOfSame = (other: { oid: string; clientId: string }) => other.oid === oid && other.clientId === clientId;
    const since = world.now().getTime() - silenceMs;
    return (
      liveSubscriptions(world).some(isOfSame) ||
      [...world.accessTokens.values()].some((token) => isOfSame(token) && (token.usedAt ?? 0) > since)
    );
  };

  return {
    accounts: () =>
      [...world.users.values()].map((user) => ({
        email: user.upn,
        name: user.name,
        note: noteOf(user),
        connected: user.hasMailbox && isConnected(user.oid),
        calendars: [...world.calendars.values()]
          .filter((calendar) => calendar.oid === user.oid && !calendar.deleted && user.hasMailbox)
          .map(({ id, name, isDefault, canEdit }) => ({
            id,
            name: isDefault ? user.name : name,
            time_zone: ianaZone(user.timeZone) ?? 'UTC',
            primary: isDefault,
            writable: canEdit,
          })),
      })),
    access(id) {
      const calendar = world.calendars.get(id);
      if (!calendar || calendar.deleted) return 'none';
      return calendar.canEdit ? 'write' : 'read';
    },
    has(calendarId, id) {
      const oid = world.calendars.get(calendarId)?.oid ?? '';
      const event = findEvent(world, oid, id);
      return event !== null && homeOf(world, event).id === calendarId;
    },
    events(calendarId, from, until) {
      const calendar = world.calendars.get(calendarId);
      return calendar ? eventsIn(world, calendar, { from, until }).map(({ event }) => view(event)) : [];
    },
    add: (calendarId, event) =>
      view(
        addEvent(world, calendarId, {
          subject: event.title,
          ...timesOf(event),
          showAs: event.busy ? 'busy' : 'free',
          ...(event.weekly ? weeklyFrom(event.date) : {}),
        }),
      ),
    move: (calendarId, id, times) => view(changeEvent(world, calendarId, id, timesOf(times))),
    remove: (calendarId, id) => removeEvent(world, calendarId, id),
    isRefusal: (error) => error instanceof GraphError,
  };
}
