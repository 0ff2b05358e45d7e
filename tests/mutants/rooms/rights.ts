import type { Mutant } from '../mutant.ts';

/** Who may read and do what: grants, policies, owners. */
export const rights: readonly Mutant[] = [
  {
    name: 'visitors read tables',
    file: 'sql/grants.sql',
    find: "('{authenticated}', '{select}', null, 'table', array[",
    replace: "('{anon,authenticated}', '{select}', null, 'table', array[",
    why: 'Anonymous visitors read no table.',
    tests: ['sql/rights/catalogue.test.ts'],
  },
  {
    name: 'visitors call the functions of the service',
    file: 'sql/grants.sql',
    find: "('{service_role}', '{execute}', null, 'function', array[",
    replace: "('{anon,service_role}', '{execute}', null, 'function', array[",
    why: 'Booking, sync and connection functions are called by the service only.',
    tests: ['sql/rights/catalogue.test.ts'],
  },
  {
    name: 'strangers read bookings',
    file: 'owner_rows.sql',
    find: 'create policy bookings_owner on public.bookings for select to authenticated\n  using (',
    replace: 'create policy bookings_owner on public.bookings for select to authenticated\n  using (true or ',
    why: 'An owner sees the bookings of their own hosts only.',
    tests: ['sql/rights/tables.test.ts'],
    only: 'bookings',
  },
  {
    name: 'strangers read events',
    file: 'owner_rows.sql',
    find: 'create policy synced_events_owner on public.synced_events for select to authenticated\n  using (',
    replace: 'create policy synced_events_owner on public.synced_events for select to authenticated\n  using (true or ',
    why: 'An owner sees the events of their own calendars only.',
    tests: ['sql/rights/tables.test.ts'],
    only: 'synced_events',
  },
  {
    name: 'owners link the calendars of others',
    file: 'owner_rows.sql',
    find: 'and calendar_id = any (array(select c.id from public.calendars as c where c.owner_id = (select auth.uid())))\n  );',
    replace: ');',
    why: "An id in an owner's row belongs to the same owner.",
    tests: ['sql/rights/tables.test.ts'],
    only: 'An id in an owner',
  },
  {
    name: 'anybody has an account read',
    file: 'request_sync.sql',
    find: 'where k.id = request_sync.connection_id and k.owner_id = request_sync.owner_id;',
    replace: 'where k.id = request_sync.connection_id;',
    why: 'Only its owner has an account read.',
    tests: ['http/connections.test.ts'],
  },
  {
    name: 'anybody acknowledges unknown times',
    file: 'acknowledge_unknown_time.sql',
    find: 'where u.id = acknowledge_unknown_time.unknown_time_id and c.owner_id = acknowledge_unknown_time.owner_id;',
    replace: 'where u.id = acknowledge_unknown_time.unknown_time_id;',
    why: 'Only the owner of a calendar says that an event of unknown time takes none.',
    tests: ['http/unknown-times.test.ts'],
  },
];
