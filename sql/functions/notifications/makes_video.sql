create function private.makes_video(p_calendar_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.calendars as c
    join public.calendar_connections as k on k.id = c.connection_id
    where c.id = p_calendar_id and c.access = 'write' and c.has_video and k.provider in ('google', 'microsoft') and k.status <> 'disconnected'
  );
end;
$$;
comment on function private.makes_video(uuid) is
  'Whether the provider of a calendar makes video links for its events (capabilities.makesVideoLinks of the adapters, and what the list of calendars says).';
