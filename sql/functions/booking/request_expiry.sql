create function private.request_expiry(p_event_type_id uuid, p_start timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select least(p_start, now() + make_interval(hours => e.request_hours)) from public.event_types as e where e.id = p_event_type_id
  );
end;
$$;
comment on function private.request_expiry(uuid, timestamptz) is
  'How long a request waits for the host: event_types.request_hours, but not beyond its start.';
