import { oneLine } from './clean.ts';
import type { Message } from './messages.ts';

/** A webhook endpoint that was switched off. */
export interface MailedEndpoint {
  url: string;
  is_active: boolean;
  disabled_reason: string | null;
}

/**
 * Tells the owner that an endpoint gets no more events.
 * @returns null if it was switched on again.
 */
export function writeDisabledWebhook(endpoint: MailedEndpoint, publicUrl: string): Message | null {
  if (endpoint.is_active) return null;
  const { host, origin, pathname } = new URL(endpoint.url);
  return {
    subject: oneLine(`Your webhook is switched off: ${host}`).slice(0, 200),
    text: [
      'We could not deliver events to one of your webhook endpoints and have switched it off. It gets no more events until you switch it on again.',
      // What follows may be a secret.
      [`Endpoint: ${oneLine(origin + pathname)}`, `Reason: ${oneLine(endpoint.disabled_reason ?? 'not known')}`].join(
        '\n',
      ),
      `When it works again, switch it on (PATCH /webhook-endpoints/:id with is_active true) and replay the deliveries that failed, which are kept for 30 days. How, is described here:\n${publicUrl}/docs`,
    ].join('\n\n'),
  };
}
