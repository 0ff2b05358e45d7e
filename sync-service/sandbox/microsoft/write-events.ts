import { isDeepStrictEqual } from 'node:util';
import type { Violations } from '../shared/violations.ts';
import { changedFields, type EventBody, newFields, writableNames } from './event-fields.ts';
import { deleteEvent, findEvent, homeOf, insertEvent, replaceFields } from './events.ts';
import { GraphError, graphErrors } from './graph-errors.ts';
import { settleOnlineMeeting } from './online-meetings.ts';
import type { SandboxCalendar, SandboxUser } from './state.ts';
import type { StoredEvent } from './stored-event.ts';
import type { SentMail, World } from './world.ts';

/** A write: who, and under which conditions. */
export interface Write {
  world: World;
  violations: Violations;
  user: SandboxUser;
  ifMatch: string | undefined;
  /** Method and path, for violations. */
  where: string;
}

function checkNames({ violations, where }: Write, body: EventBody): void {
  const names = Object.keys(body).filter((name) => !name.startsWith('@odata.'));
  violations.unknown(where, names, writableNames);
  const wrong = names.find((name) => !writableNames.includes(name));
  if (wrong !== undefined) {
    throw new GraphError(
      400,
      'RequestBodyRead',
      `The property '${wrong}' does not exist on type 'microsoft.graph.event', or it can't be written.`,
    );
  }
}

function addresses(event: Pick<StoredEvent, 'content'>): string[] {
  const attendees = (event.content['attendees'] ?? []) as { emailAddress?: { address?: string } }[];
  return attendees.map(({ emailAddress }) => emailAddress?.address ?? '').filter((address) => address !== '');
}

function mail({ world }: Write, kind: SentMail['kind'], event: StoredEvent, to: string[]): void {
  const subject = String(event.content['subject'] ?? '');
  for (const address of to) world.mails.push({ kind, to: address, subject, event: event.key });
}

/** Creates an event, or gives the one that was created with the same `transactionId`. @throws GraphError 400, 403, 409. */
export function create(write: Write, calendar: SandboxCalendar, body: EventBody): StoredEvent {
  const { world, violations, where, user } = write;
  checkNames(write, body);
  if (!calendar.canEdit) throw graphErrors.accessDenied();
  const sent = body['transactionId'];
  const transactionId = typeof sent === 'string' && sent !== '' ? sent : null;
  if (transactionId === null) violations.add(`${where}: create without a transactionId`);
  const known = world.transactions.get(`${user.oid} ${transactionId}`);
  if (known) {
    if (world.settings.refuseRepeatedTransaction) {
      throw new GraphError(409, 'ErrorDuplicateTransactionId', 'The transactionId was used before.');
    }
    return homeOf(world, known).events.get(known.key) ?? known;
  }
  const fields = newFields(body, 'api');
  settleOnlineMeeting(calendar, fields, null);
  const event = insertEvent(world, calendar, fields, transactionId);
  mail(write, 'invitation', event, addresses(event));
  return event;
}

/** The event to change. @throws GraphError 400, 403, 404, 412 (or 409). */
function existing({ world, user, ifMatch }: Write, id: string): StoredEvent {
  const event = findEvent(world, user.oid, id);
  if (!event) throw graphErrors.notFound();
  if (!homeOf(world, event).canEdit) throw graphErrors.accessDenied();
  if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== `W/"${event.changeKey}"`) {
    throw graphErrors.conflict(world.settings.conflictStatus);
  }
  return event;
}

/** Changes what was sent. An occurrence becomes an exception. @throws GraphError 400, 403, 404, 412. */
export function patch(write: Write, id: string, body: EventBody): StoredEvent {
  const { world, violations, where } = write;
  checkNames(write, body);
  const event = existing(write, id);
  if (body['transactionId'] !== undefined && body['transactionId'] !== event.transactionId) {
    violations.add(`${where}: a transactionId that changes`);
  }
  const fields = changedFields(event, body, 'api');
  settleOnlineMeeting(homeOf(world, event), fields, event);
  const changed = replaceFields(world, event, fields);
  if (isDeepStrictEqual(Object.keys(body), ['attendees'])) {
    const before = addresses(event);
    const added = addresses(changed).filter((address) => !before.includes(address));
    mail(write, 'invitation', changed, added);
    mail(
      write,
      'cancellation',
      changed,
      before.filter((address) => !addresses(changed).includes(address)),
    );
  } else mail(write, 'update', changed, addresses(changed));
  return changed;
}

/** Deletes an event; organizers cancel it for those invited. @throws GraphError 403, 404, 412. */
export function remove(write: Write, id: string): void {
  const event = existing(write, id);
  if (event.content['organizer'] === undefined) mail(write, 'cancellation', event, addresses(event));
  deleteEvent(write.world, event);
}

/** Cancels a meeting for all who are invited. @throws GraphError 400 for those who do not organize it. */
export function cancel(write: Write, id: string): void {
  const event = existing(write, id);
  if (event.content['organizer'] !== undefined)
    throw graphErrors.invalidRequest('You need to be an organizer to cancel a meeting.');
  remove(write, id);
}
