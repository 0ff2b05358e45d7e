create function public.begin_poll(connection_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
declare
  v_connection constant jsonb := private.connection_to_open(begin_poll.connection_id);
begin
  if v_connection is null then
    return null;
  end if;
  return jsonb_build_object(
    'connection', v_connection,
    'is_list_due', exists (
      select from private.connection_sync as s where s.connection_id = begin_poll.connection_id and s.relist_at <= now()
    ),
    'calendars', coalesce((
      select jsonb_agg(private.calendar_to_read(c) || jsonb_build_object(
        'name', c.name, 'access', c.access, 'cursor', s.cursor
      ) order by s.last_attempt_at nulls first, c.id)
      from public.calendars as c
      left join private.calendar_sync as s on s.calendar_id = c.id
      where c.connection_id = begin_poll.connection_id and private.calendar_due_at(c, s) <= now()
    ), '[]')
  );
end;
$$;
comment on function public.begin_poll(uuid) is
  'What one look at an account needs: the connection with its sealed secret, those of its calendars that are due '
  '(private.calendar_due_at) with their cursors, and whether its list of calendars is to be read anew; null if it is gone or disconnected.';
