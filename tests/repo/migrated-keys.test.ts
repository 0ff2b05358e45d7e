import { expect, it } from 'vitest';
import { migrateRows } from './migrated-rows.ts';

const rows = `
      with owner as (insert into auth.users (id) values (gen_random_uuid()) returning id),
      host as (insert into public.hosts (owner_id, slug) select id, 'h' from owner returning id),
      type as (insert into public.event_types (host_id, slug) select id, 'a' from host returning id, host_id),
      booking as (
        insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at)
        select host_id, id, 'confirmed', now() + interval '1 day', now() + interval '25 hours' from type returning id
      )
      insert into private.idempotency_keys (key, request_hash, booking_id, created_at)
      select k.key, 'hash', b.id, now() - k.age
      from booking as b, (values ('new', interval '1 hour'), ('old', interval '25 hours')) as k (key, age)`;

it('Requests from before a migration find their booking by their Idempotency-Key after it, whoever repeats them', async () => {
  await migrateRows(rows, async (client) => {
    const { rows: found } = await client.query(`
      select k.key, c.caller, private.find_idempotent_booking(c.owner_id, e.id, k.key, 'hash') = b.id as is_found
      from public.event_types as e
      join public.hosts as h on h.id = e.host_id
      join public.bookings as b on b.event_type_id = e.id
      cross join (values ('new'), ('old')) as k (key)
      cross join lateral (values ('visitor', null), ('owner', h.owner_id), ('other', gen_random_uuid())) as c (caller, owner_id)
      order by k.key, c.caller`);
    expect(found).toEqual([
      { key: 'new', caller: 'other', is_found: null },
      { key: 'new', caller: 'owner', is_found: true },
      { key: 'new', caller: 'visitor', is_found: true },
      { key: 'old', caller: 'other', is_found: null },
      { key: 'old', caller: 'owner', is_found: null },
      { key: 'old', caller: 'visitor', is_found: null },
    ]);
  });
});
