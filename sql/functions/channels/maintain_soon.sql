create function private.maintain_soon(p_connection_id uuid, p_at timestamptz default now())
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- Also where it is due already: whoever plans it at this moment (public.enqueue_due_channels) does not see what changed, and would plan it for tomorrow.
  perform from private.connection_sync as s where s.connection_id = p_connection_id for no key update;
  update private.connection_sync as s set maintain_at = p_at where s.connection_id = p_connection_id and s.maintain_at > p_at;
end;
$$;
comment on function private.maintain_soon(uuid, timestamptz) is
  'Something changed that may concern the channels of an account: they are maintained at this instant, or sooner if that is already planned '
  '(public.enqueue_due_channels, which is waited for).';
