import { randomBytes } from 'node:crypto';
import type { Violations } from '../shared/violations.ts';
import { apiErrors } from './api-errors.ts';
import { settleConference, writeConference } from './conferences.ts';
import { type EventFields, eventFields, knownEventFields, merged } from './event-fields.ts';
import { allows } from './event-view.ts';
import { deleteEvent, findEvent, insertEvent, replaceFields } from './events.ts';
import type { AccessRole, SandboxCalendar, SandboxUser } from './state.ts';
import type { StoredEvent } from './stored-event.ts';
import type { World } from './world.ts';

type Body = Record<string, unknown>;

/** A write: who, where, and what came with it. */
export interface Write {
  world: World;
  violations: Violations;
  user: SandboxUser;
  calendar: SandboxCalendar;
  role: AccessRole;
  params: URLSearchParams;
  ifMatch: string | undefined;
  /** Method and path, for violations. */
  where: string;
}

/** Parameters of all writes. */
export const writeParameters = [
  'conferenceDataVersion',
  'sendUpdates',
  'sendNotifications',
  'maxAttendees',
  'supportsAttachments',
  'alwaysIncludeEmail',
];

function check(write: Write, body: Body): void {
  if (!allows(write.role, 'writer')) throw apiErrors.requiredAccessLevel();
  write.violations.unknown(write.where, Object.keys(body), knownEventFields);
  const sendUpdates = write.params.get('sendUpdates') ?? 'none';
  if (!['all', 'externalOnly', 'none'].includes(sendUpdates)) {
    throw apiErrors.invalid('Invalid value for: sendUpdates', 'sendUpdates');
  }
}

const wait = 1000;

/** A conference that was asked for is there, or has failed, some time after the answer. */
function settleLater({ world, calendar }: Write, event: StoredEvent): StoredEvent {
  const pending = (event.content['conferenceData'] as { createRequest?: unknown } | undefined)?.createRequest;
  if (pending) world.clock.after(wait, () => settleConference(world, calendar, event.id));
  return event;
}

/** events.insert. @throws ApiError 400, 403, 409. */
export function insert(write: Write, body: Body): StoredEvent {
  const { world, calendar, violations, where, user } = write;
  check(write, body);
  const sent = body['id'];
  if (sent === undefined || sent === null) violations.add(`${where}: insert without an id of the client`);
  else if (typeof sent !== 'string' || !/^[a-v0-9]{5,1024}$/.test(sent)) {
    throw apiErrors.invalid('Invalid resource id value.');
  }
  const uid = body['iCalUID'];
  if (sent && uid) violations.add(`${where}: iCalUID together with id`);
  const id = typeof sent === 'string' ? sent : randomBytes(13).toString('hex');
  const fields = eventFields(body, calendar);
  if (calendar.events.has(id)) throw apiErrors.duplicate();
  writeConference(write.calendar, fields, null, write.params.get('conferenceDataVersion') ?? undefined);
  const iCalUID = typeof uid === 'string' ? uid : undefined;
  return settleLater(write, insertEvent(world, calendar, id, fields, { email: user.email }, iCalUID));
}

/** The event to change. @throws ApiError 404; 403 forbidden for deleted ones; 412. */
function existing(write: Write, id: string): StoredEvent {
  const event = findEvent(write.calendar, id);
  if (!event) throw apiErrors.notFound();
  if (event.status === 'cancelled') throw apiErrors.forbidden();
  if (write.ifMatch !== undefined && write.ifMatch !== '*' && write.ifMatch !== event.etag) {
    throw apiErrors.conditionNotMet();
  }
  return event;
}

function store(write: Write, event: StoredEvent, fields: EventFields): StoredEvent {
  const { world, calendar } = write;
  if (event.recurringEventId && fields.recurrence) throw apiErrors.invalid('Invalid recurrence rule.');
  writeConference(write.calendar, fields, event, write.params.get('conferenceDataVersion') ?? undefined);
  if (fields.status === 'cancelled') {
    deleteEvent(world, calendar, event);
    return calendar.events.get(event.id) as StoredEvent;
  }
  return settleLater(write, replaceFields(world, calendar, event, fields));
}

/** events.patch: merges what was sent. An instance becomes an exception. @throws ApiError 400, 403, 404, 412. */
export function patch(write: Write, id: string, body: Body): StoredEvent {
  check(write, body);
  const event = existing(write, id);
  const { status, start, end, recurrence, content } = event;
  const whole = merged({ ...content, status, start, end, ...(recurrence ? { recurrence } : {}) }, body) as Body;
  return store(write, event, eventFields(whole, write.calendar));
}

/** events.update: replaces all of it. @throws ApiError 400, 403, 404, 412. */
export function update(write: Write, id: string, body: Body): StoredEvent {
  check(write, body);
  const event = existing(write, id);
  if (event.organizer.email.toLowerCase() !== write.calendar.id.toLowerCase()) {
    throw apiErrors.forbiddenForNonOrganizer();
  }
  return store(write, event, eventFields(body, write.calendar));
}

/** events.delete. @throws ApiError 403, 404, 410, 412. */
export function remove(write: Write, id: string): void {
  check(write, {});
  const event = findEvent(write.calendar, id);
  if (event?.status === 'cancelled') throw apiErrors.deleted();
  deleteEvent(write.world, write.calendar, existing(write, id));
}
