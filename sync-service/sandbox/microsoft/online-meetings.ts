import { newGuid } from './ids.ts';
import type { SandboxCalendar } from './state.ts';
import type { EventFields } from './stored-event.ts';

interface Body {
  contentType: string;
  content: string;
}

const blob = (joinUrl: string): string =>
  `<div class="me-email-text"><a class="me-email-headline" href="${joinUrl}">Join the meeting now</a></div>`;

const ended = { isOnlineMeeting: false, onlineMeetingProvider: 'unknown', onlineMeeting: null };

/**
 * Makes the online meeting that a write asks for, keeps the one that is there, or ends it where a new body lost it.
 * Accounts and calendars without the provider get none, and no error.
 * @param before of the event as it was; null for a new one.
 */
export function settleOnlineMeeting(home: SandboxCalendar, fields: EventFields, before: EventFields | null): void {
  const { content } = fields;
  const kept = before?.content;
  const joinUrl = (kept?.['onlineMeeting'] as { joinUrl: string } | null | undefined)?.joinUrl;
  if (kept && joinUrl !== undefined) {
    const body = content['body'] as Body | undefined;
    const isLost = body !== undefined && !body.content.includes(joinUrl);
    // Once set it can't be changed.
    const own = isLost ? ended : pick(kept);
    Object.assign(content, own);
    return;
  }
  if (content['isOnlineMeeting'] !== true) return;
  const provider = String(content['onlineMeetingProvider'] ?? home.onlineMeetingProviders[0] ?? 'unknown');
  if (!home.onlineMeetingProviders.includes(provider)) {
    Object.assign(content, ended);
    return;
  }
  const url = `https://teams.microsoft.com/l/meetup-join/19%3ameeting_${newGuid()}%40thread.v2/0`;
  const body = (content['body'] as Body | undefined) ?? { contentType: 'html', content: '<html><body></body></html>' };
  Object.assign(content, {
    onlineMeetingProvider: provider,
    onlineMeeting: { joinUrl: url, conferenceId: null },
    body: { ...body, content: body.content.replace(/<\/body>/i, `${blob(url)}</body>`) },
  });
}

/** A person takes the online meeting off an event: its link and what the text says of it go. */
export function endOnlineMeeting({ content }: EventFields): void {
  const body = content['body'] as Body | undefined;
  const text = body?.content.replace(/<div class="me-email-text">.*?<\/div>/s, '');
  Object.assign(content, { ...ended, ...(body === undefined ? {} : { body: { ...body, content: text } }) });
}

function pick({ isOnlineMeeting, onlineMeeting, onlineMeetingProvider }: Record<string, unknown>) {
  return { isOnlineMeeting, onlineMeeting, onlineMeetingProvider };
}
