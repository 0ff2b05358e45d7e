import type { Tone } from '../../ui/parts.tsx';
import type { Delivery, KeyScope, WebhookEndpoint } from './integrations-api.ts';

/** What a key may do, in plain words. */
export const scopeTexts: Readonly<Record<KeyScope, { name: string; text: string }>> = {
  read: {
    name: 'Read',
    text: 'See everything: event types, free times, bookings with the names of visitors, reports, calendars and webhooks.',
  },
  book: { name: 'Book', text: 'Book for visitors like your page does, and move and cancel bookings.' },
  manage: {
    name: 'Manage',
    text: 'Everything else that you can do: confirm and decline, decide about conflicts, connect and disconnect calendars.',
  },
};
export const scopeNames = Object.keys(scopeTexts) as KeyScope[];

/** The events that a program can be told of, in groups. */
export const eventTexts: Readonly<Record<string, string>> = {
  'booking.requested': 'A visitor asks for a time',
  'booking.confirmed': 'A booking is made or confirmed',
  'booking.moved': 'A booking has another time',
  'booking.cancelled': 'A booking is cancelled',
  'booking.declined': 'You decline a request',
  'booking.expired': 'A request was not decided in time',
  'booking.no_show': 'You mark that a visitor did not come',
  'calendar.needs_reconnect': 'A calendar account no longer lets us in',
  'calendar.restored': 'A calendar account lets us in again',
};
export const eventNames = Object.keys(eventTexts);

/** How an endpoint is doing. */
export function endpointState(endpoint: WebhookEndpoint): { tone: Tone; label: string; text: string | null } {
  if (!endpoint.has_secret)
    return { tone: 'warn', label: 'Without a secret', text: 'Nothing is sent until it has one: make a new secret.' };
  if (!endpoint.is_active)
    return endpoint.disabled_reason === null
      ? { tone: 'neutral', label: 'Off', text: 'Events that happen meanwhile are not recorded for it.' }
      : { tone: 'bad', label: 'Switched off', text: `We switched it off: ${sentence(endpoint.disabled_reason)}` };
  if (endpoint.failing_since !== null)
    return {
      tone: 'warn',
      label: 'Failing',
      text: 'Its last deliveries were not accepted. We try again for 24 hours, then it is switched off.',
    };
  return { tone: 'good', label: 'On', text: null };
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

export const deliveryTones: Readonly<Record<Delivery['state'], Tone>> = {
  delivered: 'good',
  pending: 'busy',
  failed: 'bad',
};

/** What became of a delivery, in a word. */
export function deliveryLabel({ state, attempts }: Pick<Delivery, 'state' | 'attempts'>): string {
  if (state === 'delivered') return 'Delivered';
  if (state === 'failed') return 'Failed';
  return attempts === 0 ? 'Waiting' : 'Trying again';
}

/** What the last attempt gave. */
export function responseText({ status_code: status, last_error: error, attempts, state }: Delivery): string {
  const times = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  if (attempts === 0) return 'Not sent yet';
  const said = state === 'delivered' || error === null ? (status === null ? null : `answered ${status}`) : error;
  return said === null ? times : `${times}, ${said}`;
}

/** What events of an endpoint are called in a line. */
export function eventsText(events: readonly string[]): string {
  if (eventNames.every((each) => events.includes(each))) return 'Told of all events';
  return events.length === 1 ? 'Told of 1 event' : `Told of ${events.length} events`;
}
