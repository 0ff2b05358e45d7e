create function private.write_unknown_times(
  p_calendar_id uuid, p_run_id uuid, p_times jsonb, p_changes jsonb, p_closed text[], p_keep text[], p_is_all boolean, p_is_partial boolean
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_max constant integer := 200;
  v_named text[];
  v_times private.unknown_times[];
  v_over uuid[];
  v_fresh private.unknown_times[];
  v_rest text;
  v_known text;
begin
  -- The usual case.
  if p_times = '[]' and not exists (select from private.unknown_times as u where u.calendar_id = p_calendar_id) then
    return;
  end if;
  v_times := array(
    select row(
      gen_random_uuid(), p_calendar_id, t.object_id, left(t.fingerprint, 100), t.from_day, t.until_day, left(t.message, 300),
      now(), null, null, p_run_id
    )::private.unknown_times
    from (
      select distinct on (x.object_id) x.*
      from rows from (jsonb_to_recordset(p_times) as (
        object_id text, fingerprint text, from_day date, until_day date, message text
      )) with ordinality as x (object_id, fingerprint, from_day, until_day, message, position)
      order by x.object_id, x.position desc
    ) as t
    -- An event that was over yesterday takes nobody's time in any zone.
    where t.until_day is null or t.until_day >= (now() at time zone 'UTC')::date - 1
    order by t.position
  );
  v_named := p_closed || array(
    select n.id
    from jsonb_to_recordset(p_changes) as c (kind text, provider_event_id text, series_id text)
    cross join lateral (values (c.provider_event_id), (c.series_id)) as n (id)
    where c.kind = 'upsert' and n.id is not null
    union all
    select t ->> 'object_id' from jsonb_array_elements(p_times) as t
  );
  -- Understood again, deleted, or now another question.
  v_over := array(
    select u.id
    from private.unknown_times as u
    left join unnest(v_times) as t on t.object_id = u.object_id
    where u.calendar_id = p_calendar_id and u.object_id is not null and case
      when t.id is null then (p_is_all or u.object_id = any (v_named)) and u.object_id <> all (p_keep)
      else t.fingerprint <> u.fingerprint
    end
  );
  -- A feed may rename its events each time: the same question under another name is not a new one, one for one.
  with old as (
    select u.*, row_number() over (partition by u.fingerprint order by u.acknowledged_at, u.notified_at, u.id) as place
    from private.unknown_times as u where u.id = any (v_over)
  ),
  fresh as (
    select t.*, u.id as known_id, row_number() over (partition by t.fingerprint order by t.position) as place
    from unnest(v_times) with ordinality as t (
      id, calendar_id, object_id, fingerprint, from_day, until_day, message, detected_at, acknowledged_at, notified_at, run_id, position
    )
    left join private.unknown_times as u
      on u.calendar_id = p_calendar_id and u.object_id = t.object_id and u.fingerprint = t.fingerprint
    where u.id is null or (u.run_id = p_run_id and u.acknowledged_at is null and u.notified_at is null)
  )
  select
    v_over || coalesce(array_agg(f.known_id) filter (where f.known_id is not null), '{}'),
    array_agg(row(
      coalesce(o.id, f.id), p_calendar_id, f.object_id, f.fingerprint, f.from_day, f.until_day, f.message,
      coalesce(o.detected_at, f.detected_at), o.acknowledged_at, o.notified_at, p_run_id
    )::private.unknown_times order by o.id is null, f.position)
  into v_over, v_fresh
  from fresh as f
  left join old as o on o.fingerprint = f.fingerprint and o.place = f.place
  where f.known_id is null or o.id is not null;

  delete from private.unknown_times as u where u.id = any (v_over);
  update private.unknown_times as u set from_day = t.from_day, until_day = t.until_day, message = t.message
  from unnest(v_times) as t
  where u.calendar_id = p_calendar_id and u.object_id = t.object_id
    and (u.from_day, u.until_day, u.message) is distinct from (t.from_day, t.until_day, t.message);
  insert into private.unknown_times
  select f.* from unnest(v_fresh) as f
  limit v_max - (select count(*) from private.unknown_times as u where u.calendar_id = p_calendar_id and u.object_id is not null);

  -- One row for all others, any day of which may be meant: another question whenever these change, gone when a complete list leaves none.
  v_rest := (
    select md5(string_agg(t.fingerprint, ' ' order by t.fingerprint)) from unnest(v_times) as t
    where not exists (select from private.unknown_times as u where u.calendar_id = p_calendar_id and u.object_id = t.object_id)
  );
  v_known := (select u.fingerprint from private.unknown_times as u where u.calendar_id = p_calendar_id and u.object_id is null);
  if (v_rest is not null or p_is_all) and v_rest is distinct from v_known and (v_known is null or not p_is_partial) then
    delete from private.unknown_times as u where u.calendar_id = p_calendar_id and u.object_id is null;
    insert into private.unknown_times (calendar_id, fingerprint, message, run_id)
    select p_calendar_id, v_rest, 'There are more events in this calendar whose time cannot be read.', p_run_id where v_rest is not null;
  end if;
end;
$$;
comment on function private.write_unknown_times(uuid, uuid, jsonb, jsonb, text[], text[], boolean, boolean) is
  'Updates the events of unknown time from a page: p_times ({object_id, fingerprint, from_day, until_day, message}) are unknown; anything else '
  'that p_changes and p_closed name, or with p_is_all is stored, is understood again or deleted, except p_keep. The same question keeps its '
  'owner''s response; another fingerprint is another question; days that are over do not count. p_is_partial: a later page of the run names all. '
  'At most 200 per calendar; one row is kept for all others.';
