import { spokenTime, utcStamp } from './event-times.ts';
import { homeOf, typeOf } from './events.ts';
import type { Preferences } from './preferences.ts';
import type { StoredEvent } from './stored-event.ts';
import type { World } from './world.ts';

export type Row = Record<string, unknown>;

/** The id of an event in the form that was asked for. */
function idOf(event: Pick<StoredEvent, 'id' | 'key'>, immutable: boolean): string {
  return immutable ? event.key : event.id;
}

/** The id of the series that an event belongs to; null if it belongs to none. */
function seriesIdOf(world: World, event: StoredEvent, immutable: boolean): string | null {
  if (event.seriesKey === null) return null;
  return immutable ? event.seriesKey : (homeOf(world, event).events.get(event.seriesKey)?.id ?? null);
}

function etagOf(event: StoredEvent): string {
  return `W/"${event.changeKey}"`;
}

function times(event: StoredEvent, zone: string): Row {
  return {
    start: spokenTime(event.start, event.isAllDay, zone),
    end: spokenTime(event.end, event.isAllDay, zone),
  };
}

/** Text of a body without its tags. */
function preview(body: unknown): string {
  const content = (body as { content?: string } | undefined)?.content ?? '';
  return content
    .replace(/<head>.*?<\/head>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 255);
}

/** Who sees only that something is there. */
function isHidden(world: World, event: StoredEvent): boolean {
  const secret = ['private', 'confidential', 'personal'].includes(String(event.content['sensitivity']));
  return secret && !homeOf(world, event).canViewPrivateItems;
}

function detailsOf(world: World, event: StoredEvent): Row {
  const { content } = event;
  const home = homeOf(world, event);
  const user = world.users.get(home.oid);
  const self = { emailAddress: { name: user?.name, address: user?.mail ?? user?.upn } };
  const hidden = isHidden(world, event);
  /** What is null is told so. */
  const told = (name: string, usual: unknown): unknown => (content[name] === undefined ? usual : content[name]);
  const organizer = content['organizer'] ?? self;
  const isOrganizer = content['isOrganizer'] ?? content['organizer'] === undefined;
  return {
    subject: hidden ? 'Private appointment' : (content['subject'] ?? null),
    bodyPreview: hidden ? '' : preview(content['body']),
    body: hidden ? null : (content['body'] ?? { contentType: 'html', content: '' }),
    importance: told('importance', 'normal'),
    sensitivity: told('sensitivity', 'normal'),
    isAllDay: event.isAllDay,
    isCancelled: told('isCancelled', false),
    isOrganizer,
    isDraft: false,
    responseRequested: told('responseRequested', true),
    showAs: told('showAs', 'busy'),
    onlineMeetingUrl: null,
    isOnlineMeeting: told('isOnlineMeeting', false),
    onlineMeetingProvider: told('onlineMeetingProvider', 'unknown'),
    onlineMeeting: told('onlineMeeting', null),
    allowNewTimeProposals: told('allowNewTimeProposals', true),
    hideAttendees: told('hideAttendees', false),
    isReminderOn: told('isReminderOn', true),
    reminderMinutesBeforeStart: told('reminderMinutesBeforeStart', 15),
    responseStatus: told('responseStatus', {
      response: isOrganizer ? 'organizer' : 'none',
      time: '0001-01-01T00:00:00Z',
    }),
    location: hidden ? { displayName: '' } : (content['location'] ?? { displayName: '', locationType: 'default' }),
    locations: hidden ? [] : (content['locations'] ?? []),
    attendees: hidden ? [] : (content['attendees'] ?? []),
    organizer: hidden ? self : organizer,
    categories: told('categories', []),
  };
}

/** An event as responses hold it, with all its properties. */
export function viewEvent(world: World, event: StoredEvent, prefer: Preferences): Row {
  const id = idOf(event, prefer.immutableIds);
  const { recurrence } = event;
  return {
    '@odata.etag': etagOf(event),
    id,
    createdDateTime: new Date(event.createdAt).toISOString(),
    lastModifiedDateTime: new Date(event.changedAt).toISOString(),
    changeKey: event.changeKey,
    ...(event.transactionId === null ? {} : { transactionId: event.transactionId }),
    originalStartTimeZone: event.content['originalStartTimeZone'] ?? event.startZone,
    originalEndTimeZone: event.endZone,
    iCalUId: event.iCalUId,
    hasAttachments: false,
    ...detailsOf(world, event),
    seriesMasterId: seriesIdOf(world, event, prefer.immutableIds),
    type: typeOf(world, event),
    webLink: `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(id)}&exvsurl=1&path=/calendar/item`,
    recurrence: recurrence && {
      pattern: { month: 0, dayOfMonth: 0, firstDayOfWeek: 'sunday', index: 'first', ...recurrence.pattern },
      range: {
        endDate: '0001-01-01',
        numberOfOccurrences: 0,
        recurrenceTimeZone: event.startZone,
        ...recurrence.range,
      },
    },
    ...times(event, prefer.timeZone),
    ...(event.originalStart === null ? {} : { originalStart: utcStamp(event.originalStart) }),
  };
}

/** A row of a delta: occurrences are bare. */
export function deltaRow(world: World, event: StoredEvent, prefer: Preferences): Row {
  if (typeOf(world, event) !== 'occurrence')
    return { '@odata.type': '#microsoft.graph.event', ...viewEvent(world, event, prefer) };
  return {
    '@odata.type': '#microsoft.graph.event',
    '@odata.etag': etagOf(event),
    seriesMasterId: seriesIdOf(world, event, prefer.immutableIds),
    type: 'occurrence',
    id: idOf(event, prefer.immutableIds),
    ...times(event, prefer.timeZone),
  };
}

/** A row that says that an event is gone from the window, for whatever reason. */
export function removedRow(world: World, event: Pick<StoredEvent, 'id' | 'key'>, prefer: Preferences): Row {
  return {
    '@odata.type': '#microsoft.graph.event',
    id: idOf(event, prefer.immutableIds),
    '@removed': { reason: world.settings.removedReason },
  };
}
