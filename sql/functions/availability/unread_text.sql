create function private.unread_text(p_last_synced_at timestamptz, p_stale_after interval, p_now timestamptz)
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
  return case
    when p_last_synced_at is null then 'It has not been read yet.'
    when p_last_synced_at < p_now - p_stale_after then 'It has not been read recently.'
    else 'It is not known so far ahead.'
  end;
end;
$$;
comment on function private.unread_text(timestamptz, interval, timestamptz) is
  'Why a blocking calendar is not known at a time, in a sentence, where nothing went wrong that would say more.';
