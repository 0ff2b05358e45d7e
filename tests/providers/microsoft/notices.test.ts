import { describe, expect, test } from 'vitest';
import { readNotices } from '../../../sync-service/src/providers/microsoft/channels.ts';

const channelId = 'b5b4c1c0-1111-4222-8333-444455556666';
const token = 'x_-'.repeat(14);
const item = {
  id: 'n1',
  subscriptionId: 'sub-1',
  subscriptionExpirationDateTime: '2026-03-07T11:00:00Z',
  clientState: `${channelId}.${token}`,
  changeType: 'updated',
  resource: 'Users/u/Events/AAMk1',
  tenantId: 't',
  resourceData: {
    '@odata.type': '#Microsoft.Graph.Event',
    '@odata.id': 'Users/u/Events/AAMk1',
    '@odata.etag': 'W/"v1"',
    id: 'AAMk1',
  },
};
const lifecycle = (lifecycleEvent: unknown) => {
  const { changeType: _, resourceData: __, ...rest } = item;
  return { ...rest, lifecycleEvent };
};
const read = (value: unknown) => readNotices({ body: JSON.stringify({ value }) });
const named = { channelId, resourceId: 'sub-1', token };

describe('the notices of a call', () => {
  test('name channel, subscription and token, and the event that changed', () => {
    expect(read([item])).toEqual({
      notices: [{ ...named, kind: 'changed', event: { providerEventId: 'AAMk1', version: 'W/"v1"' } }],
      malformed: 0,
    });
  });

  test('may say no more than that something changed', () => {
    expect(read([{ ...item, resourceData: null }]).notices).toEqual([{ ...named, kind: 'changed' }]);
  });

  // microsoft.md 39
  test.each([
    ['reauthorizationRequired', 'renew'],
    ['subscriptionRemoved', 'removed'],
    ['missed', 'missed'],
  ])('of the life of a subscription: %s', (event, kind) => {
    expect(read([lifecycle(event)])).toEqual({ notices: [{ ...named, kind }], malformed: 0 });
  });

  // microsoft.md 38
  test('are read though others in the same call are none', () => {
    const bad = [
      { ...item, clientState: null },
      { ...item, clientState: token },
      { ...item, clientState: `${channelId}.` },
      { ...item, clientState: `${channelId}.a b` },
      { ...item, subscriptionId: undefined },
      { ...item, changeType: undefined },
      lifecycle('somethingNew'),
      lifecycle('toString'),
      null,
      'text',
    ];
    expect(read([...bad, item, lifecycle('missed')])).toMatchObject({
      notices: [{ kind: 'changed' }, { kind: 'missed' }],
      malformed: bad.length,
    });
  });

  test.each(['', 'no JSON', '[]', '{}', 'null', '{"value":{}}'])('of a body that is none: %s', (body) => {
    expect(readNotices({ body })).toEqual({ notices: [], malformed: 1 });
  });
});
