import type { Event, SingleValueLegacyExtendedProperty } from '@microsoft/microsoft-graph-types';
import type { EventToWrite } from '../../calendar/provider.ts';
import { field, text } from '../json.ts';
import { type EventFields, fieldsOf, printEvent, updateFields } from '../written-fields.ts';
import { readTimes } from './events.ts';
import { marksOf, readWritten, transactionIdOf } from './ids.ts';

/** Graph's type lacks nothing that is written here. */
type Body = Event & { singleValueExtendedProperties?: SingleValueLegacyExtendedProperty[] };

const maxDescription = 8000;
/** The only provider of links that an application can ask for. */
export const teamsProvider = 'teamsForBusiness';
const teams = { isOnlineMeeting: true, onlineMeetingProvider: teamsProvider } as const;

/**
 * Builds a new event. Without attendees, because Microsoft would write to them.
 * @param asksVideo Whether to ask for a link of Teams.
 */
export function buildBody(event: EventToWrite, generation: number, asksVideo: boolean): Body {
  const fields = wantedFields(event);
  return {
    subject: '',
    ...timesOf(event),
    ...bodyOf(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))),
    ...(asksVideo ? teams : {}),
    transactionId: transactionIdOf(event.key, generation),
    singleValueExtendedProperties: marksOf({
      key: event.key,
      prints: printEvent(event, fields),
      isVideoAsked: asksVideo,
    }),
  };
}

/**
 * Builds the change of our stored event. Fields that it does not name stay as others left them.
 * @param stored As in Graph's response, with our extended properties.
 * @param asksVideo Whether to ask for a link of Teams.
 * @returns null if there is nothing to change.
 */
export function buildPatch(stored: unknown, event: EventToWrite, asksVideo: boolean): Body | null {
  const known = readWritten(stored);
  const wanted = wantedFields(event);
  const options = { keepsForeignText: true };
  const { fields, writesTimes, written } = updateFields(
    storedFields(stored),
    known?.prints ?? null,
    event,
    wanted,
    options,
  );
  // Its text holds what makes it a meeting: overwriting that would end the meeting.
  if (asksVideo || field(stored, 'isOnlineMeeting') === true) delete fields.description;
  const times = readTimes(stored);
  const [startsAt, endsAt] = [event.startsAt, event.endsAt].map((instant) => new Date(instant).toISOString());
  const isElsewhere = times?.startsAt !== startsAt || times?.endsAt !== endsAt;
  const isVideoAsked = asksVideo || known?.isVideoAsked === true;
  const isMarked =
    known?.key === event.key.toLowerCase() && known.prints === written && known.isVideoAsked === isVideoAsked;
  const patch: Body = {
    ...(writesTimes && isElsewhere ? timesOf(event) : {}),
    ...bodyOf(fields),
    ...(asksVideo ? teams : {}),
    ...(isMarked ? {} : { singleValueExtendedProperties: marksOf({ key: event.key, prints: written, isVideoAsked }) }),
  };
  return Object.keys(patch).length === 0 ? null : patch;
}

/** Graph has no field for a link; ours is in the description. */
function wantedFields(event: EventToWrite): EventFields {
  return { ...fieldsOf(event, maxDescription), url: null };
}

/** Fields in Graph's form; empty ones are cleared. */
function bodyOf(fields: Partial<EventFields>): Body {
  const { title, description, location, status } = fields;
  return {
    ...(title === undefined ? {} : { subject: title ?? '' }),
    ...(description === undefined ? {} : { body: { contentType: 'text', content: description ?? '' } }),
    ...(location === undefined ? {} : { location: { displayName: location ?? '' } }),
    ...(status === undefined ? {} : { showAs: status === 'tentative' ? 'tentative' : 'busy' }),
  };
}

function storedFields(stored: unknown): EventFields {
  const showAs = text(field(stored, 'showAs'));
  return {
    title: text(field(stored, 'subject')) || null,
    description: textOf(field(stored, 'body')) || null,
    location: text(field(field(stored, 'location'), 'displayName')) || null,
    url: null,
    // Others are the owner's choice.
    status: showAs === 'busy' ? 'confirmed' : showAs,
  };
}

/** The text of a body: asked for as text, it may still come in HTML. */
function textOf(body: unknown): string {
  const content = text(field(body, 'content'));
  if (text(field(body, 'contentType')).toLowerCase() !== 'html') return content;
  return content
    .replace(/<(head|style|script)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<(br|\/p|\/div|\/li|\/tr)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;|&#160;/gi, ' ')
    .replace(/&lt;/gi, '<')
    .replace(/&gt;/gi, '>')
    .replace(/&quot;/gi, '"')
    .replace(/&#39;|&apos;/gi, "'")
    .replace(/&amp;/gi, '&');
}

function timesOf(event: EventToWrite): Body {
  const timeOf = (instant: string) => ({ dateTime: new Date(instant).toISOString().slice(0, 19), timeZone: 'UTC' });
  return { start: timeOf(event.startsAt), end: timeOf(event.endsAt), isAllDay: false };
}
