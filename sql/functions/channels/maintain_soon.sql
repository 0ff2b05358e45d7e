create function private.maintain_soon(p_connection_id uuid, p_at timestamptz default now())
returns void
language plpgsql
set search_path = ''
as $$
begin
  update private.connection_sync as s set maintain_at = p_at where s.connection_id = p_connection_id and s.maintain_at > p_at;
end;
$$;
comment on function private.maintain_soon(uuid, timestamptz) is
  'Something changed that may concern the channels of an account: they are maintained at this instant, or sooner if that is already planned '
  '(public.enqueue_due_channels).';
