create function private.series_json(p_series_id uuid, p_is_host boolean)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_series_id is null then
    return null;
  end if;
  return jsonb_build_object('id', p_series_id, 'bookings', (
    select jsonb_agg(jsonb_build_object(
      'id', b.id,
      'status', case when b.status = 'pending' and b.expires_at <= now() then 'expired' else b.status end,
      'start', private.iso_instant(b.starts_at), 'end', private.iso_instant(b.ends_at), 'sequence', b.sequence,
      'can_cancel', (l.limits).cancel_refusal is null, 'can_reschedule', (l.limits).reschedule_refusal is null
    ) order by b.starts_at, b.id)
    from public.bookings as b
    cross join lateral (select private.change_limits(b, p_is_host) as limits offset 0) as l
    where b.series_id = p_series_id
  ));
end;
$$;
comment on function private.series_json(uuid, boolean) is
  'A series as the page of a booking shows it: {id, bookings: [{id, status, start, end, sequence, can_cancel, can_reschedule}]}; null: none.';
