create function private.has_later_job(p_key text, p_at timestamptz)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from graphile_worker.jobs as j where j.key = p_key and j.locked_at is null and j.attempts = 0 and j.run_at > p_at
  );
end;
$$;
comment on function private.has_later_job(text, timestamptz) is 'Whether a job of this key waits for an instant after p_at.';
