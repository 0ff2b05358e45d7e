import { type EventTime, spoken } from './event-times.ts';
import type { AccessRole, SandboxCalendar } from './state.ts';
import type { StoredEvent } from './stored-event.ts';

/** What a user may do with a calendar, from least to most. */
export const accessRoles: readonly AccessRole[] = [
  'freeBusyReader',
  'reader',
  'writerWithoutPrivateAccess',
  'writer',
  'owner',
];

/** Whether `role` gives at least `wanted`. */
export function allows(role: AccessRole, wanted: AccessRole): boolean {
  return accessRoles.indexOf(role) >= accessRoles.indexOf(wanted);
}

/** How an event is to be told. */
export interface ViewOptions {
  /** Zone of the times in the answer. */
  zone: string;
  role: AccessRole;
  maxAttendees?: number | undefined;
  /** Whether a deleted event is told with all it had; else with what is guaranteed only. */
  deletedDetails?: boolean;
}

type Json = Record<string, unknown>;

/** Addresses are compared without regard to case. */
function isSelf(home: SandboxCalendar, email: unknown): boolean {
  return typeof email === 'string' && email.toLowerCase() === home.id.toLowerCase();
}

function person(home: SandboxCalendar, who: Json): Json {
  return isSelf(home, who['email']) ? { ...who, self: true } : { ...who };
}

function attendees(home: SandboxCalendar, event: StoredEvent, max: number | undefined): Json {
  const sent = event.content['attendees'] as Json[] | undefined;
  if (!sent || sent.length === 0) return {};
  const all = sent.map((attendee) => {
    const reported = person(home, { responseStatus: 'needsAction', ...attendee });
    if (String(attendee['email']).toLowerCase() === event.organizer.email.toLowerCase()) reported['organizer'] = true;
    return reported;
  });
  if (max === undefined || all.length <= max) return { attendees: all };
  return { attendees: all.filter((attendee) => attendee['self']), attendeesOmitted: true };
}

/** Whether only the time of the event may be told. */
function isHidden(event: StoredEvent, role: AccessRole): boolean {
  if (role === 'freeBusyReader') return true;
  const secret = event.content['visibility'] === 'private' || event.content['visibility'] === 'confidential';
  return secret && !allows(role, 'writer');
}

/** An event as answers hold it: defaults left out, times in one zone, and no more than the reader may see. */
export function viewEvent(home: SandboxCalendar, event: StoredEvent, options: ViewOptions): Json {
  const time = (value: EventTime): EventTime => spoken(value, options.zone);
  const { id, etag, status } = event;
  const view: Json = { kind: 'calendar#event', etag, id, status };
  const instance = event.recurringEventId && event.originalStartTime;
  const partOf: Json = instance
    ? { recurringEventId: event.recurringEventId, originalStartTime: time(event.originalStartTime as EventTime) }
    : {};
  if (status === 'cancelled' && !options.deletedDetails) return { ...view, ...partOf };
  const hidden = isHidden(event, options.role);
  const times = { start: time(event.start), end: time(event.end), ...partOf };
  const { transparency, visibility, eventType = 'default' } = event.content;
  const recurrence = event.recurrence ? { recurrence: event.recurrence } : {};
  const { created, updated, iCalUID, sequence } = event;
  if (hidden) {
    const reported = { ...(transparency ? { transparency } : {}), ...(visibility ? { visibility } : {}) };
    return { ...view, created, updated, ...times, ...recurrence, ...reported, iCalUID, sequence, eventType };
  }
  const conference = event.content['conferenceData'] as
    | { entryPoints?: { entryPointType: string; uri: string }[] }
    | undefined;
  const video = conference?.entryPoints?.find((entry) => entry.entryPointType === 'video');
  return {
    ...view,
    htmlLink: `https://www.google.com/calendar/event?eid=${encodeURIComponent(id)}`,
    created,
    updated,
    creator: person(home, event.creator),
    organizer: person(home, event.organizer),
    ...times,
    ...recurrence,
    iCalUID,
    sequence,
    reminders: { useDefault: true },
    eventType: 'default',
    ...event.content,
    ...attendees(home, event, options.maxAttendees),
    ...(video ? { hangoutLink: video.uri } : {}),
  };
}

/** Whether an event takes the time of its calendar's owner. */
export function blocksTime(event: StoredEvent, selfEmail: string): boolean {
  if (event.status === 'cancelled') return false;
  const kind = event.content['eventType'];
  if (kind === 'workingLocation' || kind === 'birthday') return false;
  if (kind === 'focusTime' || kind === 'outOfOffice') return true;
  if (event.content['transparency'] === 'transparent') return false;
  const invited = event.content['attendees'] as { email: string; responseStatus?: string }[] | undefined;
  const self = invited?.find((attendee) => attendee.email.toLowerCase() === selfEmail.toLowerCase());
  return self?.responseStatus !== 'declined';
}
