import type { Messages } from '../shared/messages.ts';
import type { FailureCode } from '../shared/request.ts';

const known: { [C in FailureCode]?: 'failNetwork' | 'failCalendar' | 'failRate' | 'failInvalid' | 'failForbidden' } = {
  network: 'failNetwork',
  calendar_unavailable: 'failCalendar',
  rate_limited: 'failRate',
  forbidden: 'failForbidden',
  invalid_request: 'failInvalid',
};

/** What a failed request means to the visitor, and what to do about it. */
export function failureText(code: FailureCode, messages: Messages): string {
  return messages[known[code] ?? 'failUnexpected'];
}
