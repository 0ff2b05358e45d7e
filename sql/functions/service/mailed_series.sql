create function private.mailed_series(p_kind text, p_series_id uuid, p_is_for_host boolean)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_kind not like 'series\_%' then
    return null;
  end if;
  return (
    select jsonb_agg(private.mailed_booking(b.id, p_is_for_host) order by b.starts_at, b.id)
    from public.bookings as b
    where b.series_id = p_series_id
  );
end;
$$;
comment on function private.mailed_series(text, uuid, boolean) is
  'All bookings of a series, by start, for a mail about several of them, which says those to which it applies; null for other kinds of mails.';
