create function private.day_or_instant(p_text text, p_zone text)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return case when p_text ~ 'T' then p_text::timestamptz else private.day_start(p_text::date, p_zone) end;
end;
$$;
comment on function private.day_or_instant(text, text) is
  'The instant that a text means: itself, or for a date (without a T) its first instant in the zone. The service has checked its form.';
