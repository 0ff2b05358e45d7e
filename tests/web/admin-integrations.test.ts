import { describe, expect, it } from 'vitest';
import { webhookEvents } from '../../sync-service/src/db/webhook.ts';
import {
  deliveryLabel,
  endpointState,
  eventNames,
  eventsText,
  responseText,
} from '../../web-embed/admin/screens/integrations/integration-words.ts';
import type { Delivery, WebhookEndpoint } from '../../web-embed/admin/screens/integrations/integrations-api.ts';

const endpoint = (change: Partial<WebhookEndpoint> = {}) =>
  ({ has_secret: true, is_active: true, disabled_reason: null, failing_since: null, ...change }) as WebhookEndpoint;
const delivery = (change: Partial<Delivery> = {}) =>
  ({ state: 'pending', attempts: 0, status_code: null, last_error: null, ...change }) as Delivery;

describe('a webhook', () => {
  it.each([
    [{}, 'On'],
    [{ has_secret: false }, 'Without a secret'],
    [{ is_active: false }, 'Off'],
    [{ is_active: false, disabled_reason: 'It answered 410' }, 'Switched off'],
    [{ failing_since: '2026-11-24T09:00:00Z' }, 'Failing'],
  ])('of %j is said to be that', (change, label) => expect(endpointState(endpoint(change)).label).toBe(label));

  it('that we switched off says why', () =>
    expect(endpointState(endpoint({ is_active: false, disabled_reason: 'It answered 410' })).text).toContain(
      'It answered 410.',
    ));

  it('can be told of each event that there is', () =>
    expect([...eventNames].sort()).toEqual([...webhookEvents].sort()));

  it('says of how many it is told', () =>
    expect([eventsText(eventNames), eventsText(['booking.moved']), eventsText(eventNames.slice(0, 2))]).toEqual([
      'Told of all events',
      'Told of 1 event',
      'Told of 2 events',
    ]));
});

describe('a delivery', () => {
  it.each([
    [{}, 'Waiting', 'Not sent yet'],
    [{ attempts: 2, last_error: 'No response within 10 s.' }, 'Trying again', '2 attempts, No response within 10 s.'],
    [{ state: 'failed', attempts: 12, status_code: 500 }, 'Failed', '12 attempts, answered 500'],
    [{ state: 'delivered', attempts: 1, status_code: 204 }, 'Delivered', '1 attempt, answered 204'],
  ] as const)('of %j is told in words', (change, label, text) => {
    expect(deliveryLabel(delivery(change))).toBe(label);
    expect(responseText(delivery(change))).toBe(text);
  });
});
