import { afterAll, expect } from 'vitest';
import { type DeniedScene, describeDenied } from '../contract-denied.ts';
import { describeProviderContract, type SceneEvent } from '../contract-suite.ts';
import { at, openGoogleScene } from './scene.ts';

const violations: string[] = [];
afterAll(() => expect(violations).toEqual([]));

const open = async (): Promise<DeniedScene> => {
  const scene = await openGoogleScene();
  const { person, sandbox } = scene;
  // An id that was used is never free again.
  const there = new Map<string, { id: string; event: string }>();
  let ids = 0;
  return {
    ...scene,
    secrets: [scene.account.credentials.access_token ?? '', scene.account.credentials.refresh_token ?? ''],
    async put(events) {
      const wanted = new Set(events.map(({ name }) => name));
      for (const [name, { id }] of there) {
        if (wanted.has(name)) continue;
        await person.delete(id);
        there.delete(name);
      }
      for (const event of events) {
        const known = there.get(event.name);
        if (known?.event === JSON.stringify(event)) continue;
        if (known !== undefined) await person.patch(known.id, bodyOf(event));
        const id = known?.id ?? `scene${++ids}`;
        if (known === undefined) await person.insert(id, bodyOf(event));
        there.set(event.name, { id, event: JSON.stringify(event) });
      }
    },
    setBroken(isBroken) {
      sandbox.faults.clear();
      sandbox.world.clock.advance(60_000);
      if (isBroken) sandbox.faults.add({ path: /./, times: 1000, effect: { kind: 'html', status: 502 } });
    },
    deny: () => void sandbox.faults.add({ path: /./, times: 1000, effect: { kind: 'html', status: 404 } }),
    makeLinks: () => sandbox.world.clock.advance(2_000),
    calls: ({ channelId, resourceId, token }) =>
      (['sync', 'exists', 'not_exists'] as const).map((state) => ({
        request: {
          headers: new Headers({
            'X-Goog-Channel-ID': channelId,
            'X-Goog-Channel-Token': token,
            'X-Goog-Resource-ID': resourceId,
            'X-Goog-Resource-State': state,
            'X-Goog-Message-Number': '1',
          }),
          body: '',
        },
        says: [{ channelId, resourceId, token, kind: state === 'sync' ? ('opened' as const) : ('changed' as const) }],
      })),
    async stop() {
      violations.push(...sandbox.violations);
      await scene.stop();
    },
  };
};

describeProviderContract('Google', open);
describeDenied('Google', open);

function bodyOf({ title, start, end, weeks }: SceneEvent): object {
  const recurrence = weeks === undefined ? {} : { recurrence: [`RRULE:FREQ=WEEKLY;COUNT=${weeks}`] };
  return { summary: title, ...at(start, end), ...recurrence };
}
