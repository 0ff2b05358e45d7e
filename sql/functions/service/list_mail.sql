create function public.list_mail(max_count integer default 50)
returns jsonb
language plpgsql
stable
security definer -- reads a private table; the service shows it in the demo only
set search_path = ''
as $$
begin
  return jsonb_build_object('mails', coalesce((
    select jsonb_agg(to_jsonb(m) order by m.id desc)
    from (
      select o.id, o.recipient, o.subject, o.body, o.html, o.ics, private.iso_instant(o.created_at) as created_at
      from private.outbox as o
      order by o.id desc
      limit least(list_mail.max_count, 200)
    ) as m
  ), '[]'));
end;
$$;
comment on function public.list_mail(integer) is 'The newest mails of the outbox, at most 200.';
