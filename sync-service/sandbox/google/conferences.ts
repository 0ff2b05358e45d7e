import { apiErrors } from './api-errors.ts';
import type { EventFields } from './event-fields.ts';
import { replaceFields } from './events.ts';
import type { SandboxCalendar } from './state.ts';
import type { StoredEvent } from './stored-event.ts';
import type { World } from './world.ts';

interface Conference {
  createRequest?: { requestId?: string; status?: { statusCode: string }; conferenceSolutionKey?: { type: string } };
  entryPoints?: unknown[];
}

const conferenceOf = (content: Record<string, unknown>): Conference | undefined =>
  content['conferenceData'] as Conference | undefined;

/** Kinds of conferences that events of a calendar may ask for. */
export function conferenceSolutionsOf({ conferenceSolutions }: SandboxCalendar): string[] {
  return conferenceSolutions ?? ['hangoutsMeet'];
}

/**
 * Puts the conference that is kept, removed or asked for into the fields of a write.
 * @throws ApiError 400.
 */
export function writeConference(
  home: SandboxCalendar,
  fields: EventFields,
  before: StoredEvent | null,
  version: string | undefined,
): void {
  const kept = before && conferenceOf(before.content);
  const sent = conferenceOf(fields.content);
  if (version !== '1') {
    // Version 0 knows of no conferences: what was sent is ignored, what there was stays.
    delete fields.content['conferenceData'];
    if (kept) fields.content['conferenceData'] = kept;
    return;
  }
  const request = sent?.createRequest;
  if (!request) return;
  if (!conferenceSolutionsOf(home).includes(request.conferenceSolutionKey?.type ?? 'hangoutsMeet')) {
    throw apiErrors.invalid('Invalid conference type value.');
  }
  if (kept?.createRequest?.requestId === request.requestId) fields.content['conferenceData'] = kept;
  else fields.content['conferenceData'] = { createRequest: { ...request, status: { statusCode: 'pending' } } };
}

/** Makes the conference an event waits for, or fails to, as the settings say. */
export function settleConference(world: World, home: SandboxCalendar, eventId: string): void {
  const event = home.events.get(eventId);
  const request = event && conferenceOf(event.content)?.createRequest;
  const outcome = world.settings.conferences;
  if (!event || event.status === 'cancelled' || request?.status?.statusCode !== 'pending' || outcome === 'pending') {
    return;
  }
  const letters = event.id.replace(/[^a-z]/g, '').padEnd(10, 'x');
  const conferenceId = [letters.slice(0, 3), letters.slice(3, 7), letters.slice(7, 10)].join('-');
  const made = {
    entryPoints: [{ entryPointType: 'video', uri: `https://meet.google.com/${conferenceId}` }],
    conferenceSolution: { key: { type: 'hangoutsMeet' }, name: 'Google Meet' },
    conferenceId,
  };
  const conferenceData = {
    createRequest: { ...request, status: { statusCode: outcome } },
    ...(outcome === 'success' ? made : {}),
  };
  const { status, start, end, recurrence, content } = event;
  const fields: EventFields = { status, start, end, content: { ...content, conferenceData } };
  if (recurrence) fields.recurrence = recurrence;
  replaceFields(world, home, event, fields);
}
