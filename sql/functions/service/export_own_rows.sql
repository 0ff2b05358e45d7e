create function public.export_own_rows(after_table text default null, after_key text[] default null, max_count integer default 1000)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_tables constant text[] := array[
    'hosts', 'event_types', 'availability_rules', 'availability_overrides', 'blocked_periods', 'calendar_connections', 'calendars',
    'calendar_links', 'synced_events', 'bookings', 'booking_attendees', 'booking_calendar_events', 'booking_conflicts', 'notifications',
    'waitlist_entries', 'sync_logs', 'api_keys', 'webhook_endpoints', 'webhook_deliveries'
  ];
  v_table constant text := coalesce(after_table, v_tables[1]);
  v_position constant integer := array_position(v_tables, v_table);
  v_max_count constant integer := greatest(1, least(coalesce(max_count, 1000), 1000));
  v_keys text;
  v_page jsonb;
  v_next jsonb;
begin
  if v_position is null then
    return null;
  end if;
  select string_agg(format('t.%I::text', a.attname), ', ' order by k.position) into v_keys
  from pg_catalog.pg_constraint as c
  cross join unnest(c.conkey) with ordinality as k (attnum, position)
  join pg_catalog.pg_attribute as a on a.attrelid = c.conrelid and a.attnum = k.attnum
  where c.conrelid = format('public.%I', v_table)::regclass and c.contype = 'p';
  -- What is the owner's is found first, by its policy: in the order of the keys the rows of all others would be read.
  execute format(
    'select jsonb_build_object(''rows'', coalesce(jsonb_agg(to_jsonb(p.t) order by p.key), ''[]''), ''last'', to_jsonb(max(p.key)), ''count'', count(*))
     from (
       select o.t, o.key
       from (select t, array[%s] as key from public.%I as t offset 0) as o
       where $1 is null or o.key > $1
       order by o.key
       limit $2
     ) as p',
    v_keys, v_table
  ) into v_page using after_key, v_max_count;
  if (v_page ->> 'count')::integer = v_max_count then
    v_next := jsonb_build_object('table', v_table, 'key', v_page -> 'last');
  elsif v_position < cardinality(v_tables) then
    v_next := jsonb_build_object('table', v_tables[v_position + 1], 'key', null);
  end if;
  return jsonb_build_object('table', v_table, 'rows', v_page -> 'rows', 'next', v_next);
end;
$$;
comment on function public.export_own_rows(text, text[], integer) is
  'For an owner: a part of all that is theirs in these tables, by row level security: {table, rows, next: {table, key}}. Begins with the first row of '
  'the first table; ask again with what is in next, until it is null. after_key: values of the primary key. Null: there is no such table.';
