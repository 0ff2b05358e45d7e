create table private.time_zones (
  name text not null,
  constraint time_zones_pkey primary key (name)
);
comment on table private.time_zones is
  'Names of time zones that may be stored, copied once from pg_timezone_names (reading that view costs tens of milliseconds).';

insert into private.time_zones (name)
select z.name
from pg_catalog.pg_timezone_names as z
where z.name !~ '^(posix|right)/' and z.name not in ('posixrules', 'localtime', 'Factory')
on conflict do nothing;
