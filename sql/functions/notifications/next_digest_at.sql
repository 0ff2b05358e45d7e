create function private.next_digest_at(p_zone text)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_monday constant timestamp := date_trunc('week', now() at time zone p_zone) + interval '7 hours';
  v_at constant timestamptz := v_monday at time zone p_zone;
begin
  return case when v_at > now() then v_at else (v_monday + interval '7 days') at time zone p_zone end;
end;
$$;
comment on function private.next_digest_at(text) is 'The next Monday, 7:00 in this zone.';
