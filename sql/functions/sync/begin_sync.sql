create function public.begin_sync(connection_id uuid, calendar_ids uuid[] default null)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
declare
  v_connection constant jsonb := private.connection_with_secret(begin_sync.connection_id);
begin
  if v_connection is null or private.blocked_until(begin_sync.connection_id) is not null then
    return null;
  end if;
  return jsonb_build_object(
    'connection', v_connection,
    'is_list_due', exists (
      select from private.connection_sync as s where s.connection_id = begin_sync.connection_id and s.relist_at <= now()
    ),
    'failures', coalesce((
      select s.failures from private.connection_sync as s where s.connection_id = begin_sync.connection_id
    ), 0),
    'calendars', coalesce((
      select jsonb_agg(private.calendar_to_read(c) || jsonb_build_object(
        'name', c.name, 'access', c.access, 'cursor', s.cursor, 'is_missing', s.missing_since is not null, 'is_due', d.at <= now()
      ) order by s.last_attempt_at nulls first, c.id)
      from public.calendars as c
      left join private.calendar_sync as s on s.calendar_id = c.id
      cross join lateral private.calendar_due_at(c, s) as d (at)
      where c.connection_id = begin_sync.connection_id and d.at < 'infinity'
        and (begin_sync.calendar_ids is null or (d.at <= now() and c.id = any (begin_sync.calendar_ids)))
    ), '[]')
  );
end;
$$;
comment on function public.begin_sync(uuid, uuid[]) is
  'What one sync of an account needs: the connection with its sealed secret; its calendars that have not vanished, with their cursors and whether '
  'they are due (private.calendar_due_at); whether to read its list of calendars; and how often in a row it failed. calendar_ids: of these only '
  'those that are due. Null if the connection is gone or disconnected, or its provider asked us to wait (its next sync is then planned for when '
  'that is over).';
