import { afterAll, expect } from 'vitest';
import type { ChannelNotice } from '../../../sync-service/src/calendar/channels.ts';
import { type DeniedScene, describeDenied } from '../contract-denied.ts';
import { describeProviderContract, type SceneEvent } from '../contract-suite.ts';
import { at, listenTo, openMicrosoftScene, weekly } from './scene.ts';

const violations: string[] = [];
afterAll(() => expect(violations).toEqual([]));

const open = async (): Promise<DeniedScene> => {
  const scene = await openMicrosoftScene({ fetch: listenTo([]) });
  const { person, sandbox } = scene;
  const there = new Map<string, { id: string; event: string }>();
  return {
    ...scene,
    secrets: [scene.account.credentials['access_token'] ?? '', scene.account.credentials['refresh_token'] ?? ''],
    put(events) {
      const wanted = new Set(events.map(({ name }) => name));
      for (const [name, { id }] of there) {
        if (wanted.has(name)) continue;
        person.remove(id);
        there.delete(name);
      }
      for (const event of events) {
        const known = there.get(event.name);
        if (known?.event === JSON.stringify(event)) continue;
        const id = known?.id ?? person.add(bodyOf(event)).key;
        if (known !== undefined) person.change(id, bodyOf(event));
        there.set(event.name, { id, event: JSON.stringify(event) });
      }
    },
    setBroken(isBroken) {
      sandbox.faults.clear();
      if (isBroken) sandbox.faults.add({ path: /./, times: 1000, effect: { kind: 'html', status: 502 } });
    },
    deny: () => void sandbox.faults.add({ path: /./, times: 1000, effect: { kind: 'html', status: 404 } }),
    calls({ channelId, resourceId, token }) {
      const named = { subscriptionId: resourceId, clientState: `${channelId}.${token}`, tenantId: 'tenant' };
      const resourceData = { '@odata.type': '#Microsoft.Graph.Event', '@odata.etag': 'W/"v1"', id: 'AAMk1' };
      const change = { ...named, changeType: 'updated', resource: 'Users/u/Events/AAMk1', resourceData };
      const event = { providerEventId: 'AAMk1', version: 'W/"v1"' };
      const call = (...value: object[]) => ({ headers: new Headers(), body: JSON.stringify({ value }) });
      const says = (kind: ChannelNotice['kind']): ChannelNotice => ({ channelId, resourceId, token, kind });
      const lifecycle = { reauthorizationRequired: 'renew', subscriptionRemoved: 'removed', missed: 'missed' } as const;
      return [
        { request: call(change, change), says: [1, 2].map(() => ({ ...says('changed'), event })) },
        ...Object.entries(lifecycle).map(([lifecycleEvent, kind]) => ({
          request: call({ ...named, lifecycleEvent }, change),
          says: [says(kind), { ...says('changed'), event }],
        })),
      ];
    },
    async stop() {
      violations.push(...sandbox.violations);
      await scene.stop();
    },
  };
};

describeProviderContract('Microsoft', open);
describeDenied('Microsoft', open);

function bodyOf({ title, start, end, weeks }: SceneEvent): Record<string, unknown> {
  return { subject: title, ...at(start, end), ...(weeks === undefined ? {} : weekly(start, weeks)) };
}
