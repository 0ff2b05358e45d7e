import { afterAll, expect } from 'vitest';
import { describeProviderContract, type SceneEvent } from '../contract-suite.ts';
import { at, openMicrosoftScene, weekly } from './scene.ts';

const violations: string[] = [];
afterAll(() => expect(violations).toEqual([]));

describeProviderContract('Microsoft', async () => {
  const scene = await openMicrosoftScene();
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
    async stop() {
      violations.push(...sandbox.violations);
      await scene.stop();
    },
  };
});

function bodyOf({ title, start, end, weeks }: SceneEvent): Record<string, unknown> {
  return { subject: title, ...at(start, end), ...(weeks === undefined ? {} : weekly(start, weeks)) };
}
