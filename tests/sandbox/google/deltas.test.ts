import { expect, test } from 'vitest';
import { addEvent, changeEvent, changeFollowing, removeEvent } from '../../../sync-service/sandbox/google/controls.ts';
import { type ApiCaller, anna, hourOf, openApi, type SandboxResponse } from './api-caller.ts';

/** Numbers from 0 to 1, the same for a seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function changeSomething(api: ApiCaller, random: () => number, step: number): void {
  const below = (limit: number): number => Math.floor(random() * limit);
  const events = [...(api.world.calendars.get(anna)?.events.values() ?? [])];
  const alive = events.filter((event) => event.status !== 'cancelled');
  const chosen = alive[below(alive.length)];
  const times = (): Record<string, unknown> => {
    const { start, end } = hourOf(1 + below(28), below(20));
    return { start, end };
  };
  const rule = { recurrence: [`RRULE:FREQ=${random() < 0.5 ? 'DAILY' : 'WEEKLY'};COUNT=${2 + below(6)}`] };
  const what = below(7);
  if (!chosen || what < 2) addEvent(api.world, anna, { id: `event${step}`, ...times(), ...(what === 0 ? rule : {}) });
  else if (what === 2) removeEvent(api.world, anna, chosen.id);
  else if (what === 3) changeEvent(api.world, anna, chosen.id, times());
  else if (chosen.recurringEventId) changeEvent(api.world, anna, chosen.id, { summary: `step ${step}` });
  else if (!chosen.recurrence) changeEvent(api.world, anna, chosen.id, random() < 0.3 ? rule : times());
  else changeInstance(api, chosen.id, what, below, times());
}

function changeInstance(
  api: ApiCaller,
  seriesId: string,
  what: number,
  below: (limit: number) => number,
  times: Record<string, unknown>,
): void {
  const series = api.world.calendars.get(anna)?.events.get(seriesId);
  const days = series?.recurrence?.[0]?.includes('WEEKLY') ? 7 : 1;
  const start = Date.parse(series?.start.dateTime ?? '') + days * below(2) * 86_400_000;
  const dateTime = new Date(start).toISOString().replace('.000Z', 'Z');
  const id = `${seriesId}_${dateTime.replace(/[-:]/g, '')}`;
  const known = api.world.calendars.get(anna)?.events.get(id);
  if (known) return;
  if (what === 4) changeEvent(api.world, anna, id, times);
  else if (what === 5) removeEvent(api.world, anna, id);
  else if (days === 1 || below(2) === 0) changeEvent(api.world, anna, seriesId, { recurrence: null });
  else if (start > Date.parse(series?.start.dateTime ?? '')) changeFollowing(api.world, anna, seriesId, { dateTime });
}

test.each([...Array(8)].map((_, index) => index + 1))(
  'whoever applies all deltas has what a new list holds (%s)',
  async (seed) => {
    const api = openApi();
    const random = randomFrom(seed);
    const params = { singleEvents: 'true', maxResults: '20' };
    const copy = new Map<string, SandboxResponse['body']>();
    let { token } = await api.listAll(params);
    for (let step = 0; step < 40; step += 1) {
      changeSomething(api, random, step);
      if (random() < 0.5) continue;
      const delta = await api.listAll({ ...params, syncToken: token });
      for (const item of delta.items) {
        if (item.status === 'cancelled') copy.delete(item.id);
        else copy.set(item.id, item);
      }
      token = delta.token;
      const { items } = await api.listAll(params);
      const byId = (one: SandboxResponse['body'], other: SandboxResponse['body']): number =>
        one.id < other.id ? -1 : 1;
      expect([...copy.values()].sort(byId)).toEqual(items.sort(byId));
    }
    expect(api.violations).toEqual([]);
  },
);
