import { expect, it } from 'vitest';
import { migrateRows } from './migrated-rows.ts';

const rows = `
      with owner as (insert into auth.users (id) values (gen_random_uuid()) returning id),
      host as (insert into public.hosts (owner_id, slug) select id, 'h' from owner returning id),
      types as (
        insert into public.event_types (host_id, slug, location)
        select h.id, t.slug, t.location
        from host as h, (values ('a', 'Room 4'), ('b', 'https://meet.example/x'), ('c', '+49 30 123456'), ('d', '')) as t (slug, location)
        returning id, host_id, slug
      )
      insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at)
      select host_id, id, 'confirmed', now() + interval '1 day', now() + interval '25 hours' from types where slug = 'a'`;

it('Places that were a text get a kind; bookings from before say the same as before', async () => {
  await migrateRows(rows, async (client) => {
    const { rows: found } = await client.query(
      'select slug, location, locations from public.event_types order by slug',
    );
    expect(found).toEqual([
      { slug: 'a', location: 'Room 4', locations: [{ kind: 'custom', value: 'Room 4' }] },
      {
        slug: 'b',
        location: 'https://meet.example/x',
        locations: [{ kind: 'video_link', value: 'https://meet.example/x' }],
      },
      {
        slug: 'c',
        location: '+49 30 123456',
        locations: [{ kind: 'phone_visitor_calls', value: '+49 30 123456' }],
      },
      { slug: 'd', location: '', locations: [] },
    ]);
    const read = await client.query(
      `select public.get_booking(id, generation) -> 'booking' as booking from public.bookings`,
    );
    expect(read.rows[0].booking).toMatchObject({ location: null, location_text: 'Room 4' });
  });
});
