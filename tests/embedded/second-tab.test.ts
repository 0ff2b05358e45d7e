import fs from 'node:fs';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { createEventType, createHost } from '../support/fixtures.ts';
import { APIS, type Api, secrets, sign } from './api-scene.ts';

const text = fs.readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');

/** The program of docs/api.md that has this function, as it is printed there. */
// biome-ignore lint/suspicious/noExplicitAny: plain JavaScript
async function documented(name: string): Promise<any> {
  const blocks = [...text.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  const code = `${blocks.find((block) => block.includes(`function ${name}(`))}\nexport { ${name} };`;
  return (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`))[name];
}

describe.each(APIS)('A page that saves through %s with supabase-js', (_name, start) => {
  const database = useDatabase();
  let api: Api;
  let supabase: SupabaseClient;
  // biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
  let host: any;
  beforeAll(async () => {
    api = await start(database.url);
    host = await createHost(database.sql);
    const token = await sign({ sub: host.owner_id });
    supabase = createClient('http://localhost', secrets.publishableKey, {
      accessToken: async () => token,
      global: { fetch: async (input, init) => api.fetch(new Request(input, init)) },
    });
  });
  afterAll(() => api?.close());

  it('saves hours, and is told where another tab was faster', async () => {
    const saveHours = await documented('saveHours');
    const rules = [{ day_of_week: 1, start_time: '09:00', end_time: '12:00' }];
    await expect(saveHours(supabase, host.id, () => ({ rules }))).resolves.toMatchObject({
      rules: [{ start_time: '09:00:00' }],
    });
    const saved = await supabase.rpc('get_schedule', { host_id: host.id });
    await saveHours(supabase, host.id, () => ({ rules: [] }));
    const late = await supabase.rpc('save_schedule', {
      host_id: host.id,
      version: saved.data.version,
      changes: { rules },
    });
    expect([late.status, late.error?.code, late.error?.details]).toEqual([409, 'PT409', 'invalid_state']);
  });

  it('saves an event type, and is told where another tab was faster', async () => {
    const saveEventType = await documented('saveEventType');
    const { id } = await createEventType(database.sql, host.id);
    const { data: read } = await supabase.from('event_types').select().eq('id', id).single();
    const saved = await saveEventType(supabase, read, { title: 'First' });
    expect(saved).toMatchObject({ title: 'First' });
    await expect(saveEventType(supabase, read, { title: 'Second' })).rejects.toThrow('Somebody else changed');
    await expect(saveEventType(supabase, saved, { title: 'Third' })).resolves.toMatchObject({ title: 'Third' });
  });

  it('previews, which leaves everything as it was', async () => {
    const { id } = await createEventType(database.sql, host.id, { horizon_days: 30 });
    const before = await supabase.rpc('get_schedule', { host_id: host.id });
    const days = [0, 1, 2, 3, 4, 5, 6];
    const { data, error } = await supabase.rpc('preview_slots', {
      event_type_id: id,
      range_start: new Date().toISOString(),
      range_end: new Date(Date.now() + 7 * 86_400_000).toISOString(),
      changes: { rules: days.map((day) => ({ day_of_week: day, start_time: '09:00', end_time: '12:00' })) },
    });
    expect(error).toBeNull();
    expect(data).toMatchObject({ lost: [], bookings_outside: [] });
    expect(data.gained.length).toBeGreaterThan(30);
    expect((await supabase.rpc('get_schedule', { host_id: host.id })).data).toEqual(before.data);
  });
});
