import type { Messages } from '../shared/messages.ts';
import type { RequestError } from '../shared/request.ts';

/** What a failed request means to the visitor, and what to do about it. */
export function failureText(error: RequestError, messages: Messages): string {
  switch (error.code) {
    case 'network':
      return messages.failNetwork;
    case 'calendar_unavailable':
      return messages.failCalendar;
    case 'rate_limited':
      return messages.failRate;
    default:
      return messages.failUnexpected;
  }
}
