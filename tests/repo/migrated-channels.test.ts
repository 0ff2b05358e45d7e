import { expect, it } from 'vitest';
import { migrateRows } from './migrated-rows.ts';

const rows = `
      with owner as (insert into auth.users (id) values (gen_random_uuid()) returning id),
      account as (insert into public.calendar_connections (owner_id, provider) select id, 'google' from owner returning id),
      calendar as (
        insert into public.calendars (connection_id, provider_calendar_id)
        select a.id, name from account as a, unnest(array['watched', 'refused']) as name returning id, provider_calendar_id
      ),
      refused as (
        insert into private.calendar_watch (calendar_id, watch_error)
        select id, 'not_watchable' from calendar where provider_calendar_id = 'refused'
      )
      insert into private.channels (id, calendar_id, token_hash)
      select gen_random_uuid(), id, 'hash' from calendar where provider_calendar_id = 'watched'`;

it('Channels that were open before channels of accounts keep their calendar, and get its account', async () => {
  await migrateRows(rows, async (client) => {
    const { rows: found } = await client.query(`
      select c.provider_calendar_id as calendar, h.connection_id = c.connection_id as of_account
      from (
        select calendar_id, connection_id from private.channels
        union all
        select calendar_id, connection_id from private.calendar_watch
      ) as h
      join public.calendars as c on c.id = h.calendar_id
      order by 1`);
    expect(found).toEqual([
      { calendar: 'refused', of_account: true },
      { calendar: 'watched', of_account: true },
    ]);
  });
});
