create function private.rows_then(p_row anyelement)
returns setof anyelement
language plpgsql
stable
set search_path = ''
as $$
declare
  v_table constant regclass := pg_typeof(p_row)::text::regclass;
  v_kind constant text := (select c.relname from pg_catalog.pg_class as c where c.oid = v_table);
  v_owner_id constant uuid := current_setting('openslot.owner_id')::uuid;
  v_near constant tstzrange := current_setting('openslot.near')::tstzrange;
  v_id constant text := case v_kind when 'calendar_links' then 'calendar_id' else 'id' end;
  v_made constant text := case v_kind when 'unknown_times' then 'detected_at' else 'created_at' end;
  v_subject constant text := case
    when v_kind in ('hosts', 'calendars', 'calendar_connections') then 'id'
    when v_kind in ('synced_events', 'unknown_times') then 'calendar_id'
    else 'host_id'
  end;
  v_subjects constant uuid[] := case
    when v_kind in ('calendars', 'synced_events', 'unknown_times')
      then array(select c.id from public.calendars as c where c.owner_id = v_owner_id)
    when v_kind = 'calendar_connections' then array(select k.id from public.calendar_connections as k where k.owner_id = v_owner_id)
    else array(select h.id from public.hosts as h where h.owner_id = v_owner_id)
  end;
begin
  return query execute format(
    $query$
      with change as materialized (
        select h.subject, h.row_id, jsonb_object_agg(w.key, w.value order by h.id desc) as was
        from private.history as h
        cross join lateral jsonb_each(h.was) as w
        where h.subject = any ($1) and h.kind = %1$L and h.valid_until >= $2
        group by h.subject, h.row_id
      )
      select r.*
      from %2$s as t
      left join change as c on c.subject = t.%4$I and c.row_id = t.%3$I
      cross join lateral jsonb_populate_record(t, c.was) as r
      where t.%4$I = any ($1) and t.%5$I < $2 and (c.row_id is not null or (%6$s))
      union all
      select r.*
      from change as c
      cross join lateral jsonb_populate_record(null::%2$s, c.was) as r
      where c.was ? %5$L and r.%5$I < $2
        and not exists (select from %2$s as t where t.%3$I = c.row_id and t.%4$I = c.subject)
    $query$,
    v_kind, v_table, v_id, v_subject, v_made,
    -- What is not near the question and never changed is not read.
    case when v_kind = 'bookings' then format(
      't.starts_at between %L and %L', lower(v_near) - interval '40 days', upper(v_near)
    ) else 'true' end
  ) using v_subjects, private.asked_at();
end;
$$;
comment on function private.rows_then(anyelement) is
  'The rows of a table (named by the type of p_row, null) of the owner of the question, as they were just before private.asked_at(): what there is now, with '
  'what private.history says that it was before it changed, and what was deleted since. Of bookings those near the question. A transaction that '
  'committed while the question was asked may count on the other side.';
