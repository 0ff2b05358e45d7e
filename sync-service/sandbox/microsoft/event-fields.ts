import { parseSentTime } from './event-times.ts';
import { graphErrors } from './graph-errors.ts';
import { checkRecurrence } from './recurrence.ts';
import type { EventFields, Recurrence } from './stored-event.ts';

/** An event as the API takes it: `{subject, start: {dateTime, timeZone}, end, recurrence, attendees…}`. */
export type EventBody = Record<string, unknown>;

const listed = {
  showAs: ['free', 'tentative', 'busy', 'oof', 'workingElsewhere', 'unknown'],
  sensitivity: ['normal', 'personal', 'private', 'confidential'],
  importance: ['low', 'normal', 'high'],
} as const;

/** What is kept as it was sent. */
const contentNames = [
  ...['subject', 'body', 'location', 'locations', 'attendees', 'showAs', 'sensitivity', 'importance', 'categories'],
  ...['isReminderOn', 'reminderMinutesBeforeStart', 'responseRequested', 'allowNewTimeProposals', 'hideAttendees'],
  ...['isOnlineMeeting', 'onlineMeetingProvider'],
];

/** All that a client may send. */
export const writableNames: readonly string[] = [
  ...contentNames,
  ...['start', 'end', 'isAllDay', 'recurrence', 'transactionId', 'singleValueExtendedProperties'],
];

/** What a calendar may hold besides: facts that the API only reports. */
const reportedNames = ['isCancelled', 'responseStatus', 'organizer', 'isOrganizer', 'originalStartTimeZone'];

/** Who writes: the API checks what it is sent, and a calendar may hold what nobody knew when the API was described. */
export type Writer = 'api' | 'calendar';

const dayLength = 86_400_000;

function checkLists(body: EventBody): void {
  for (const [name, values] of Object.entries(listed)) {
    const sent = body[name];
    if (sent !== undefined && sent !== null && !(values as readonly unknown[]).includes(sent)) {
      throw graphErrors.invalidProperty(`Requested value '${String(sent)}' was not found.`);
    }
  }
  if (Array.isArray(body['attendees']) && body['attendees'].length > 500)
    throw graphErrors.invalidRequest('Too many attendees.');
}

function propertiesOf(body: EventBody): Record<string, string> {
  const sent = body['singleValueExtendedProperties'];
  if (sent === undefined || sent === null) return {};
  if (!Array.isArray(sent)) throw graphErrors.invalidProperty();
  const pairs = sent.map(({ id, value }: { id?: unknown; value?: unknown }) => {
    const isNamed =
      /^(String|Integer|Boolean|Double|SystemTime|Binary) \{[0-9a-f-]{36}\} (Name .+|Id 0x[0-9a-f]+)$/i.test(
        String(id),
      );
    if (!isNamed || typeof value !== 'string')
      throw graphErrors.invalidProperty(`The extended property '${String(id)}' is not valid.`);
    return [String(id), value];
  });
  return Object.fromEntries(pairs);
}

/** HTML comes back as a whole document, and text as HTML. */
function wrapped(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return { contentType: 'html', content: '' };
  const { contentType = 'text', content = '' } = body as { contentType?: string; content?: string };
  const inner =
    contentType.toLowerCase() === 'html'
      ? content
      : content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\n', '<br>\n');
  if (/^\s*<html/i.test(inner)) return { contentType: 'html', content: inner };
  return {
    contentType: 'html',
    content: `<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>${inner}</body></html>`,
  };
}

function contentOf(body: EventBody, writer: Writer): Record<string, unknown> {
  const content: Record<string, unknown> = {};
  const names = writer === 'api' ? contentNames : [...contentNames, ...reportedNames];
  for (const name of names) if (body[name] !== undefined) content[name] = body[name];
  if ('body' in content) content['body'] = wrapped(content['body']);
  const { location, locations } = content as { location?: { displayName?: string } | null; locations?: unknown[] };
  // Each reflects the other.
  if (location !== undefined)
    content['locations'] = location?.displayName ? [{ ...location, uniqueIdType: 'private' }] : [];
  else if (locations !== undefined) content['location'] = locations[0] ?? { displayName: '' };
  return content;
}

function checkSpan(fields: EventFields): void {
  if (fields.end < fields.start) throw graphErrors.invalidProperty('End date is earlier than the start date.');
  if (!fields.isAllDay) return;
  const isMidnight = fields.start % dayLength === 0 && fields.end % dayLength === 0;
  if (!isMidnight || fields.end < fields.start + dayLength || fields.startZone !== fields.endZone) {
    throw graphErrors.invalidRequest('The Event.Start property for an all-day event needs to be set to midnight.');
  }
}

/** The fields of a new event. @throws GraphError 400. */
export function newFields(body: EventBody, writer: Writer): EventFields {
  if (writer === 'api') checkLists(body);
  const isAllDay = body['isAllDay'] === true;
  const start = parseSentTime(body['start'], isAllDay);
  const end = parseSentTime(body['end'], isAllDay);
  const fields: EventFields = {
    isAllDay,
    start: start.instant,
    end: end.instant,
    startZone: start.zone,
    endZone: end.zone,
    recurrence: (body['recurrence'] as Recurrence | null | undefined) ?? null,
    // Outlook's own habit.
    content: { showAs: isAllDay ? 'free' : 'busy', ...contentOf(body, writer) },
    properties: propertiesOf(body),
  };
  checkSpan(fields);
  checkRecurrence(fields);
  return fields;
}

/** The fields of an event with what was sent put over them. @throws GraphError 400. */
export function changedFields(before: EventFields, body: EventBody, writer: Writer): EventFields {
  if (writer === 'api') checkLists(body);
  const isAllDay = body['isAllDay'] === undefined ? before.isAllDay : body['isAllDay'] === true;
  const start = body['start'] === undefined ? null : parseSentTime(body['start'], isAllDay);
  const end = body['end'] === undefined ? null : parseSentTime(body['end'], isAllDay);
  const fields: EventFields = {
    isAllDay,
    start: start?.instant ?? before.start,
    end: end?.instant ?? before.end,
    startZone: start?.zone ?? before.startZone,
    endZone: end?.zone ?? before.endZone,
    recurrence: body['recurrence'] === undefined ? before.recurrence : (body['recurrence'] as Recurrence | null),
    content: { ...before.content, ...contentOf(body, writer) },
    properties: { ...before.properties, ...propertiesOf(body) },
  };
  checkSpan(fields);
  checkRecurrence(fields);
  return fields;
}
