import { beforeAll, expect, test } from 'vitest';
import type { StormHost } from './hosts.ts';
import type { Rig } from './rig.ts';
import { runStorm } from './storm.ts';

// The harness of `npm run history`, run on a database in which one rule is broken for each host: what breaks it is found.

let violations: string[];

async function sabotage({ asAdmin }: Rig, hosts: readonly StormHost[]): Promise<void> {
  const [sellsTwice, loses, tellsNobody, writesNothing] = hosts.map(({ id }) => id);
  await asAdmin(
    // Bookings are in nobody's way.
    'alter table public.bookings drop constraint bookings_no_overlap',
    'drop index public.bookings_seat_key',
    'alter function private.sessions_forbidden rename to sessions_forbidden_rightly',
    `create function private.sessions_forbidden(p_rules private.slot_rules, p_range tstzrange, p_now timestamptz, p_except uuid default null)
     returns tstzmultirange language sql stable set search_path = '' as $$
       select case when p_rules.host_id = '${sellsTwice}' then '{}' else private.sessions_forbidden_rightly(p_rules, p_range, p_now, p_except) end
     $$`,
    // What was acknowledged is undone when the transaction ends.
    `create function private.lose() returns trigger language plpgsql set search_path = '' as $$
     begin update public.bookings set status = 'cancelled' where id = new.id; return null; end $$`,
    `create constraint trigger lose after insert or update of status on public.bookings deferrable initially deferred
     for each row when (new.status = 'confirmed' and new.host_id = '${loses}') execute function private.lose()`,
    `create function private.forget() returns trigger language plpgsql set search_path = '' as $$
     begin return case when exists (select from public.bookings as b where b.id = new.booking_id and b.host_id = '${tellsNobody}') then null else new end; end $$`,
    `create trigger forget before insert on public.notifications for each row execute function private.forget()`,
    // Everything counts as written.
    `create function private.pretend() returns trigger language plpgsql set search_path = '' as $$
     begin
       if exists (select from public.bookings as b where b.id = new.booking_id and b.host_id = '${writesNothing}') then
         new.state := 'removed'; new.pushed_revision := new.revision;
       end if;
       return new;
     end $$`,
    `create trigger pretend before insert or update on public.booking_calendar_events for each row execute function private.pretend()`,
  );
}

beforeAll(async () => {
  ({ violations } = await runStorm({ operations: 240, seed: 1, hosts: 4, clients: 8, isStormy: false, sabotage }));
}, 180_000);

test.each([
  ['is offered though it is booked', /^slot \d+ was offered while it was taken:\n.*host 0/],
  ['is sold twice', /^host 0, day 0: no order explains it/],
])('A slot that %s is found', (_, line) => {
  expect(violations).toContainEqual(expect.stringMatching(line));
});

test('A booking that is acknowledged and lost is found', () => {
  expect(violations).toContainEqual(expect.stringMatching(/^host 1, day 0: no order explains it/));
});

test('A booking of which no mail tells is found', () => {
  expect(violations).toContainEqual(expect.stringMatching(/\(confirmed\): 0 mails booking_confirmed for 1/));
});

test('A booking that never reaches the calendar is found', () => {
  expect(violations).toContainEqual(expect.stringMatching(/^host-3@example\.com .*: booked, and no event/));
});
