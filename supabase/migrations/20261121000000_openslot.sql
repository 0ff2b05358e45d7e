-- Generated from sql/ by npm run db:build. Do not edit.

-- sql/schemas.sql
-- `public` is the API: what the Data API shows. `private` is everything that nobody outside may see or call. If another application has made a
-- schema of this name, it is used and stays theirs, with its rights; our objects are closed one by one in any case.
do $$
begin
  if to_regnamespace('private') is null then
    create schema private;
    comment on schema private is 'Internals of Openslot: never exposed by the Data API, no rights for anon, authenticated or service_role.';
  end if;
end
$$;

-- sql/extensions.sql
-- The exclusion constraint of bookings compares uuids in a GiST index.
create extension if not exists btree_gist with schema extensions;

-- sql/types/slot_rules.sql
create type private.slot_rules as (
  event_type_id uuid,
  host_id uuid,
  is_active boolean,
  zone text,
  host_zone text,
  duration_minutes integer,
  duration interval,
  step interval,
  buffer_before interval,
  buffer_after interval,
  min_notice interval,
  horizon interval,
  max_per_day integer,
  max_per_week integer,
  seats integer,
  requires_confirmation boolean,
  stale_policy text,
  stale_after interval
);
comment on type private.slot_rules is
  'What an event type of one duration requires of a slot. Intervals are elapsed time (no days), zones IANA names.';

create type private.free_windows as (
  windows tstzmultirange,
  anchors timestamptz[],
  unconfirmed tstzmultirange,
  covered_until timestamptz
);
comment on type private.free_windows is
  'Where a start may be: windows of instants, first instants of the grid (ascending), the starts that need the host''s confirmation (rule 9), and '
  'until when the blocking calendars are known (null: there are none).';

-- sql/functions/errors/fail.sql
create function private.fail(p_code text, p_message text, p_hint text default null)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_status constant integer := case p_code
    when 'invalid_range' then 400
    when 'unauthorized' then 401
    when 'forbidden' then 403
    when 'not_found' then 404
    when 'slot_taken' then 409
    when 'slot_not_offered' then 409
    when 'invalid_state' then 409
    when 'hold_expired' then 410
    when 'invalid_request' then 422
    when 'rate_limited' then 429
    when 'calendar_unavailable' then 503
  end;
begin
  if v_status is null then
    raise exception 'unknown error code %', p_code using errcode = 'PT500';
  end if;
  raise exception using
    errcode = 'PT' || v_status,
    message = p_message,
    detail = p_code,
    hint = coalesce(p_hint, p_message);
end;
$$;
comment on function private.fail(text, text, text) is
  'Raises one of the errors of sql/README.md: SQLSTATE PT<status>, detail = code, hint = what to do. Unknown codes raise PT500.';

-- sql/functions/shapes/durations_fault.sql
create function private.durations_fault(p_durations integer[])
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  v_minutes integer;
  v_seen integer[] := '{}';
begin
  if p_durations is null or array_ndims(p_durations) is distinct from 1 or array_lower(p_durations, 1) <> 1
    or cardinality(p_durations) > 20
  then
    return 'durations_minutes must be a list of 1 to 20 lengths.';
  end if;
  foreach v_minutes in array p_durations loop
    if v_minutes is null or v_minutes not between 1 and 10080 then
      return 'durations_minutes: each length must be a whole number of minutes from 1 to 10080 (a week).';
    end if;
    if v_minutes = any (v_seen) then
      return format('durations_minutes has %s twice.', v_minutes);
    end if;
    v_seen := v_seen || v_minutes;
  end loop;
  return null;
end;
$$;
comment on function private.durations_fault(integer[]) is
  'What is wrong with the lengths of an event type, in a sentence; null: nothing. 1 to 20 different numbers of minutes from 1 to 10080, in a plain '
  'list: a nested list, or one with another lower bound than 1, has no first length.';

-- sql/functions/shapes/hidden_character.sql
create function private.hidden_character(p_text text, p_lines boolean default false)
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  -- Controls, bidirectional embeddings, overrides and isolates, fillers, tags, and whatever else is drawn as nothing.
  v_never constant text := '\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u034f\u115f\u1160\u17b4\u17b5\u180e\u2028-\u202e'
    || '\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff'
    || '\U000e01f0-\U000e0fff';
  -- Allowed in running text, but not in a single line: line breaks, soft hyphens, zero-width spaces, direction marks.
  v_in_lines constant text := '\t\n\r\u00ad\u061c\u200b\u200e\u200f';
  v_joiners constant text := '\u200c\u200d';
  -- Scripts and pictures that are written with joiners, not Latin, Greek, Cyrillic or punctuation.
  v_joined constant text := '\u0590-\u1dff\u2070-\ufdff\ufe0f\ufe70-\ufefe\uff00-\uff9f\U00010000-\U0010ffff';
  -- Signs that remove the vowel of a letter: a joiner may follow them at the end of a word, too.
  v_viramas constant text := '\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca';
  v_selectors constant text := '\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef';
  v_found text := substring(p_text from '[' || v_never || case when p_lines then '' else v_in_lines end || ']');
  v_rest text;
begin
  if v_found is null and not p_lines and p_text ~ ('[' || v_joiners || v_selectors || ']') then
    -- A selector belongs to the sign before it; a joiner is between two signs, one of which uses joiners.
    v_rest := regexp_replace(p_text, '([^A-Za-z\s' || v_joiners || v_selectors || '])[' || v_selectors || ']', '\1', 'g');
    v_rest := regexp_replace(v_rest, '([' || v_viramas || '])[' || v_joiners || ']', '\1', 'g');
    v_rest := regexp_replace(v_rest, '([' || v_joined || '])[' || v_joiners || '](?=[^\s' || v_joiners || '])', '\1', 'g');
    v_rest := regexp_replace(v_rest, '([^\s' || v_joiners || '])[' || v_joiners || '](?=[' || v_joined || '])', '\1', 'g');
    v_found := substring(v_rest from '[' || v_joiners || v_selectors || ']');
  end if;
  return 'U+' || case when ascii(v_found) < 4096 then lpad(upper(to_hex(ascii(v_found))), 4, '0') else upper(to_hex(ascii(v_found))) end;
end;
$$;
comment on function private.hidden_character(text, boolean) is
  'The first invisible character that could make a text read as another one, as U+202E; null: none. p_lines: running text, which may have line '
  'breaks, direction marks, zero-width spaces and joiners anywhere. A single line may have joiners (Persian, Indic scripts, emoji) and variation '
  'selectors only where they join or select something.';

-- sql/functions/shapes/is_blank.sql
create function private.is_blank(p_text text)
returns boolean
language sql
immutable
parallel safe
set search_path = ''
as $$
  select p_text !~ (
    '[^\s\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f'
    || '\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]'
  )
$$;
comment on function private.is_blank(text) is 'Whether a text shows nothing: it is empty, or only spaces and invisible characters.';

-- sql/functions/shapes/mailbox.sql
create function private.mailbox(p_email text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case when s.domain in ('gmail.com', 'googlemail.com') then replace(s.name, '.', '') || '@gmail.com' else s.name || '@' || s.domain end
  from (
    select
      -- In "Ann+news@example.com" the part after the plus is the sender's choice: the mail still reaches ann@example.com.
      regexp_replace(lower(regexp_replace(btrim(p_email), '@[^@]*$', '')), '^([^+]+)\+.*$', '\1') as name,
      -- As mail servers look it up: wide letters and ideographic full stops count as plain ones.
      rtrim(translate(lower(normalize(substring(btrim(p_email) from '@([^@]*)$'), nfkc)), '。', '.'), '.') as domain
  ) as s
$$;
comment on function private.mailbox(text) is
  'Where mails to an address probably arrive, for counting only: without capitals and what follows a plus, with the domain in its plain spelling, '
  'and for Gmail without dots in the name. Never an address to send to.';

-- sql/functions/shapes/options_fault.sql
create function private.options_fault(p_name text, p_options jsonb, p_is_needed boolean)
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
  v_option jsonb;
  v_options jsonb := '{}';
  v_fault text;
begin
  if coalesce(jsonb_typeof(p_options), 'null') not in ('null', 'array') then
    return format('%s: options must be a list of texts.', p_name);
  end if;
  if p_is_needed and coalesce(p_options, 'null') in ('null', '[]') then
    return format('%s is a choice: it needs options to choose from.', p_name);
  end if;
  if jsonb_typeof(p_options) = 'array' then
    if jsonb_array_length(p_options) > 100 then
      return format('%s has too many options: at most 100.', p_name);
    end if;
    for v_option in select * from jsonb_array_elements(p_options) loop
      v_fault := case
        when jsonb_typeof(v_option) <> 'string' or private.is_blank(v_option #>> '{}') then
          format('%s: each option must be a text that is not empty.', p_name)
        when v_options ? (v_option #>> '{}') then
          format('%s has an option twice: "%s".', p_name, left(v_option #>> '{}', 40))
        else private.text_fault(format('An option of %s', lower(p_name)), v_option #>> '{}', 200)
      end;
      if v_fault is not null then
        return v_fault;
      end if;
      v_options := v_options || jsonb_build_object(v_option #>> '{}', true);
    end loop;
  end if;
  return null;
end;
$$;
comment on function private.options_fault(text, jsonb, boolean) is
  'What is wrong with the options of a question, in a sentence about p_name; null: nothing. Different texts of 1 to 200 characters, at most '
  '100; p_is_needed: at least one.';

-- sql/functions/shapes/questions_fault.sql
create function private.questions_fault(p_questions jsonb)
returns text
language plpgsql
immutable
parallel safe
security definer -- constraints call it as the writer, who may not call the functions that it calls
set search_path = ''
as $$
declare
  v_question jsonb;
  v_name text;
  v_fault text;
  v_ids text[] := '{}';
begin
  if p_questions is null or jsonb_typeof(p_questions) <> 'array' or jsonb_array_length(p_questions) > 50 then
    return 'questions must be a list of at most 50 questions.';
  end if;
  for v_question in select * from jsonb_array_elements(p_questions) loop
    v_name := format('Question %s', cardinality(v_ids) + 1);
    v_fault := case
      when jsonb_typeof(v_question) <> 'object' then
        format('%s must be an object {id, label, type, required, options}.', v_name)
      when v_question - '{id,label,type,required,options}'::text[] <> '{}' then
        format('%s has an unknown field; the fields are id, label, type, required and options.', v_name)
      when jsonb_typeof(v_question -> 'id') is distinct from 'string'
        or v_question ->> 'id' !~ '^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$' then
        format('%s needs an id of 1 to 64 letters a to z, digits and _.:- that begins with a letter or digit.', v_name)
      when v_question ->> 'id' = any (v_ids) then
        format('%s has the id of another question; each needs its own.', v_name)
      when jsonb_typeof(v_question -> 'label') is distinct from 'string' or private.is_blank(v_question ->> 'label') then
        format('%s needs a label.', v_name)
      when coalesce(v_question -> 'type', 'null') not in ('"text"', '"textarea"', '"select"', '"checkbox"', '"phone"') then
        format('%s needs a type: text, textarea, select, checkbox or phone.', v_name)
      when coalesce(v_question -> 'required', 'false') not in ('true', 'false') then
        format('%s: required must be true or false.', v_name)
      else coalesce(
        private.text_fault(format('The label of question %s', cardinality(v_ids) + 1), v_question ->> 'label', 500),
        private.options_fault(v_name, v_question -> 'options', v_question ->> 'type' = 'select')
      )
    end;
    if v_fault is not null then
      return v_fault;
    end if;
    v_ids := v_ids || (v_question ->> 'id');
  end loop;
  return null;
end;
$$;
comment on function private.questions_fault(jsonb) is
  'What is wrong with the questions of an event type, in a sentence; null: nothing. A list of at most 50 objects {id, label, type, required?, '
  'options?} with ids of their own.';

-- sql/functions/shapes/text_fault.sql
create function private.text_fault(p_name text, p_text text, p_max integer, p_lines boolean default false)
returns text
language plpgsql
immutable
parallel safe
security definer -- constraints call it as the writer, who may not call the functions that it calls
set search_path = ''
as $$
declare
  v_hidden text;
begin
  if char_length(p_text) > p_max then
    return format('%s is too long: at most %s characters.', p_name, p_max);
  end if;
  v_hidden := private.hidden_character(p_text, p_lines);
  return case
    when v_hidden is null then null
    when v_hidden in ('U+0009', 'U+000A', 'U+000D') then format('%s must be on one line, without tabs.', p_name)
    else format('%s contains an invisible character (%s). Type it instead of pasting it.', p_name, v_hidden)
  end;
end;
$$;
comment on function private.text_fault(text, text, integer, boolean) is
  'What is wrong with a text, in a sentence that begins with p_name: it is longer than p_max characters, or has a character of '
  'private.hidden_character(). Null: nothing, also for null.';

-- sql/tables/time_zones.sql
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

-- sql/tables/hosts.sql
create table public.hosts (
  id uuid not null default gen_random_uuid(),
  owner_id uuid not null default auth.uid(),
  slug text not null,
  display_name text not null default '',
  kind text not null default 'person',
  time_zone text not null default 'UTC',
  stale_policy text not null default 'request',
  stale_after_minutes integer not null default 15,
  calendar_privacy text not null default 'full',
  max_bookings_per_email integer default 20,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  constraint hosts_pkey primary key (id),
  constraint hosts_slug_key unique (slug),
  constraint hosts_id_owner_key unique (id, owner_id),
  constraint hosts_owner_fkey foreign key (owner_id) references auth.users (id) on delete cascade,
  constraint hosts_slug_format check (slug ~ '^[a-z0-9]([a-z0-9_-]{0,78}[a-z0-9])?$'),
  constraint hosts_display_name_valid check (private.text_fault('display_name', display_name, 200) is null),
  constraint hosts_kind_known check (kind in ('person', 'room', 'equipment', 'space', 'class')),
  constraint hosts_stale_policy_known check (stale_policy in ('closed', 'request', 'open')),
  constraint hosts_calendar_privacy_known check (calendar_privacy in ('full', 'name_only', 'busy_only')),
  constraint hosts_stale_after_positive check (stale_after_minutes between 1 and 525600),
  constraint hosts_max_bookings_per_email_valid check (max_bookings_per_email between 1 and 10000)
);
create index hosts_time_zone_idx on public.hosts (time_zone);
create index hosts_owner_idx on public.hosts (owner_id, created_at);

comment on table public.hosts is 'A person or thing that can be booked. The row is the lock under which its bookings are decided.';
comment on column public.hosts.time_zone is 'IANA name; zone of blocked periods and the default zone of its event types.';
comment on column public.hosts.stale_policy is 'What happens to slots that a stale or uncovered calendar affects: closed, request (needs confirmation) or open.';
comment on column public.hosts.stale_after_minutes is 'Minutes after the last successful sync from which a blocking calendar counts as stale.';
comment on column public.hosts.calendar_privacy is
  'What the events in the host''s calendar say: full (visitor, address, answers), name_only, or busy_only (that time is booked).';
comment on column public.hosts.max_bookings_per_email is
  'How many open bookings and requests one email address may have with this host; null: any number.';

-- sql/tables/event_types.sql
create table public.event_types (
  id uuid not null default gen_random_uuid(),
  host_id uuid not null,
  slug text not null,
  title text not null default '',
  description text not null default '',
  durations_minutes integer[] not null default '{30}',
  slot_interval_minutes integer,
  buffer_before_minutes integer not null default 0,
  buffer_after_minutes integer not null default 0,
  min_notice_minutes integer not null default 0,
  horizon_days integer not null default 60,
  max_per_day integer,
  max_per_week integer,
  seats integer not null default 1,
  requires_confirmation boolean not null default false,
  time_zone text,
  location text not null default '',
  questions jsonb not null default '[]',
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  constraint event_types_pkey primary key (id),
  constraint event_types_host_slug_key unique (host_id, slug),
  constraint event_types_host_id_key unique (host_id, id),
  constraint event_types_host_fkey foreign key (host_id) references public.hosts (id) on delete cascade,
  constraint event_types_slug_format check (slug ~ '^[a-z0-9]([a-z0-9_-]{0,78}[a-z0-9])?$'),
  constraint event_types_title_valid check (private.text_fault('title', title, 200) is null),
  constraint event_types_description_valid check (private.text_fault('description', description, 5000, true) is null),
  constraint event_types_location_valid check (private.text_fault('location', location, 1000, true) is null),
  constraint event_types_durations_valid check (private.durations_fault(durations_minutes) is null),
  constraint event_types_slot_interval_valid check (slot_interval_minutes between 1 and 10080),
  constraint event_types_buffers_valid check (
    buffer_before_minutes between 0 and 1440 and buffer_after_minutes between 0 and 1440
  ),
  constraint event_types_notice_valid check (min_notice_minutes between 0 and 5256000),
  constraint event_types_horizon_valid check (horizon_days between 1 and 3660),
  constraint event_types_max_per_day_valid check (max_per_day >= 1),
  constraint event_types_max_per_week_valid check (max_per_week >= 1),
  constraint event_types_seats_valid check (seats between 1 and 10000),
  constraint event_types_questions_valid check (private.questions_fault(questions) is null)
);
create index event_types_time_zone_idx on public.event_types (time_zone) where time_zone is not null;

comment on table public.event_types is 'What can be booked with a host: lengths, grid, buffers, limits, seats, questions.';
comment on column public.event_types.durations_minutes is 'Lengths offered, in minutes; the first is the default.';
comment on column public.event_types.slot_interval_minutes is 'Minutes between two starts; null: the duration.';
comment on column public.event_types.horizon_days is 'How far ahead a start may be, in days of 24 hours.';
comment on column public.event_types.max_per_day is 'Most sessions a local day of the zone; null: no limit.';
comment on column public.event_types.max_per_week is 'Most sessions an ISO week of the zone; null: no limit.';
comment on column public.event_types.time_zone is 'Zone of its hours and overrides; null: the host''s.';
comment on column public.event_types.questions is 'List of {id, label, type: text|textarea|select|checkbox|phone, required, options?}.';

-- sql/tables/availability_rules.sql
create table public.availability_rules (
  id uuid not null default gen_random_uuid(),
  host_id uuid not null,
  event_type_id uuid,
  day_of_week smallint not null,
  start_time time(0) not null,
  end_time time(0) not null,
  valid_from date,
  valid_until date,
  label text,
  created_at timestamptz not null default now(),
  constraint availability_rules_pkey primary key (id),
  constraint availability_rules_host_fkey foreign key (host_id) references public.hosts (id) on delete cascade,
  constraint availability_rules_event_type_fkey foreign key (host_id, event_type_id)
    references public.event_types (host_id, id) on delete cascade,
  constraint availability_rules_day_known check (day_of_week between 0 and 6),
  constraint availability_rules_end_after_start check (end_time > start_time),
  constraint availability_rules_dates_in_calendar check (
    coalesce(valid_from between '1900-01-01' and '9999-12-31', true) and coalesce(valid_until between '1900-01-01' and '9999-12-31', true)
  ),
  constraint availability_rules_dates_ordered check (valid_until >= valid_from),
  constraint availability_rules_label_valid check (private.text_fault('label', label, 200) is null)
);
create index availability_rules_host_idx on public.availability_rules (host_id);
create index availability_rules_event_type_idx on public.availability_rules (event_type_id) where event_type_id is not null;

comment on table public.availability_rules is 'Weekly hours (no dates) and temporary hours (dates): wall-clock windows in the event type''s zone. Overlaps merge.';
comment on column public.availability_rules.event_type_id is 'Null: hours of the host, for every event type without hours of its own.';
comment on column public.availability_rules.day_of_week is '0 = Sunday .. 6 = Saturday.';
comment on column public.availability_rules.end_time is 'Exclusive; 24:00 is the end of the day.';
comment on column public.availability_rules.valid_until is 'Last date, inclusive; null: open.';

-- sql/tables/availability_overrides.sql
create table public.availability_overrides (
  id uuid not null default gen_random_uuid(),
  host_id uuid not null,
  event_type_id uuid,
  override_date date not null,
  effect text not null,
  start_time time(0),
  end_time time(0),
  label text,
  created_at timestamptz not null default now(),
  constraint availability_overrides_pkey primary key (id),
  constraint availability_overrides_host_fkey foreign key (host_id) references public.hosts (id) on delete cascade,
  constraint availability_overrides_event_type_fkey foreign key (host_id, event_type_id)
    references public.event_types (host_id, id) on delete cascade,
  constraint availability_overrides_effect_known check (effect in ('open', 'extra', 'closed')),
  constraint availability_overrides_date_in_calendar check (override_date between '1900-01-01' and '9999-12-31'),
  constraint availability_overrides_times_given check (
    (start_time is null) = (end_time is null) and (effect = 'closed' or start_time is not null)
  ),
  constraint availability_overrides_end_after_start check (end_time > start_time),
  constraint availability_overrides_label_valid check (private.text_fault('label', label, 200) is null)
);
create index availability_overrides_host_idx on public.availability_overrides (host_id, override_date);
create index availability_overrides_event_type_idx on public.availability_overrides (event_type_id)
  where event_type_id is not null;

comment on table public.availability_overrides is
  'One date that differs: open replaces the hours, extra adds, closed takes away (without times the whole day) and wins.';
comment on column public.availability_overrides.override_date is 'Local date in the event type''s zone.';

-- sql/tables/blocked_periods.sql
create table public.blocked_periods (
  id uuid not null default gen_random_uuid(),
  host_id uuid not null,
  event_type_id uuid,
  kind text not null default 'block',
  start_date date,
  end_date date,
  starts_at timestamptz,
  ends_at timestamptz,
  reason text,
  created_at timestamptz not null default now(),
  constraint blocked_periods_pkey primary key (id),
  constraint blocked_periods_host_fkey foreign key (host_id) references public.hosts (id) on delete cascade,
  constraint blocked_periods_event_type_fkey foreign key (host_id, event_type_id)
    references public.event_types (host_id, id) on delete cascade,
  constraint blocked_periods_kind_known check (kind in ('vacation', 'block')),
  constraint blocked_periods_dates_or_instants check (
    (start_date is not null and end_date is not null and starts_at is null and ends_at is null)
    or (start_date is null and end_date is null and starts_at is not null and ends_at is not null)
  ),
  constraint blocked_periods_ordered check (coalesce(end_date >= start_date, true) and coalesce(ends_at > starts_at, true)),
  constraint blocked_periods_in_calendar check (
    coalesce(start_date >= '1900-01-01' and end_date <= '9999-12-30', true)
    and coalesce(starts_at >= '1900-01-01 00:00Z' and ends_at <= '9999-12-31 00:00Z', true)
  ),
  constraint blocked_periods_reason_valid check (private.text_fault('reason', reason, 1000, true) is null)
);
create index blocked_periods_host_idx on public.blocked_periods (host_id);
create index blocked_periods_event_type_idx on public.blocked_periods (event_type_id) where event_type_id is not null;

comment on table public.blocked_periods is 'Vacations and blocks: whole local days of the host''s zone, or two instants. A slot may not meet one; buffers may.';
comment on column public.blocked_periods.end_date is 'Last day, inclusive; 9999-12-30 at most, so that its end is an instant of four digits in each zone.';
comment on column public.blocked_periods.event_type_id is 'Null: for every event type of the host.';

-- sql/tables/calendar_connections.sql
create table public.calendar_connections (
  id uuid not null default gen_random_uuid(),
  owner_id uuid not null,
  provider text not null,
  account_email text,
  status text not null default 'active',
  last_error text,
  created_at timestamptz not null default now(),
  constraint calendar_connections_pkey primary key (id),
  constraint calendar_connections_id_owner_key unique (id, owner_id),
  constraint calendar_connections_owner_fkey foreign key (owner_id) references auth.users (id) on delete cascade,
  constraint calendar_connections_provider_known check (provider in ('google', 'microsoft', 'apple', 'caldav', 'ics')),
  constraint calendar_connections_status_known check (status in ('active', 'needs_reconnect', 'error', 'disconnected'))
);
create index calendar_connections_owner_idx on public.calendar_connections (owner_id);

create table private.connection_secrets (
  connection_id uuid not null,
  account_key text not null,
  sealed text,
  revoking_since timestamptz,
  updated_at timestamptz not null default now(),
  constraint connection_secrets_pkey primary key (connection_id),
  constraint connection_secrets_connection_fkey foreign key (connection_id)
    references public.calendar_connections (id) on delete cascade
);

comment on table public.calendar_connections is 'One account at one provider. Has no secrets: those are sealed in private.connection_secrets.';
comment on table private.connection_secrets is 'Credentials of a connection, sealed by the service (JWE); never readable through the Data API.';
comment on column private.connection_secrets.account_key is 'The provider''s stable id of the account, or a hash of the address of a feed: recognises a reconnect, also after a disconnect. No secret.';
comment on column private.connection_secrets.sealed is 'Null: erased, the connection is disconnected.';
comment on column private.connection_secrets.revoking_since is
  'Since the owner disconnected, the secret is kept only to remove our events, if they want that, to close channels and to withdraw the consent.';

-- sql/tables/calendars.sql
create table public.calendars (
  id uuid not null default gen_random_uuid(),
  connection_id uuid not null,
  owner_id uuid not null,
  provider_calendar_id text not null,
  name text not null default '',
  time_zone text,
  access text not null default 'read',
  is_own boolean not null default true,
  is_primary boolean not null default false,
  sync_status text not null default 'pending',
  sync_error text,
  last_synced_at timestamptz,
  covered_from timestamptz,
  covered_until timestamptz,
  push_expires_at timestamptz,
  policy jsonb not null default '{"tentative": "busy", "needs_action": "busy", "all_day": "busy", "working_location": "free"}',
  created_at timestamptz not null default now(),
  constraint calendars_pkey primary key (id),
  constraint calendars_connection_provider_key unique (connection_id, provider_calendar_id),
  constraint calendars_id_owner_key unique (id, owner_id),
  constraint calendars_connection_fkey foreign key (connection_id, owner_id)
    references public.calendar_connections (id, owner_id) on update cascade on delete cascade,
  constraint calendars_sync_status_known check (sync_status in ('pending', 'syncing', 'synced', 'error')),
  -- As private.refuse_faulty_policy() checks it; each pull writes the row, so no function is called here.
  constraint calendars_policy_valid check (
    jsonb_typeof(policy) = 'object'
    and policy - '{tentative,needs_action,all_day,working_location}'::text[] = '{}'
    and coalesce(policy -> 'tentative', '"busy"') in ('"busy"', '"free"')
    and coalesce(policy -> 'needs_action', '"busy"') in ('"busy"', '"free"')
    and coalesce(policy -> 'all_day', '"busy"') in ('"busy"', '"free"')
    and coalesce(policy -> 'working_location', '"busy"') in ('"busy"', '"free"')
  )
);
create index calendars_time_zone_idx on public.calendars (time_zone) where time_zone is not null;
create index calendars_owner_idx on public.calendars (owner_id);

create table private.calendar_sync (
  calendar_id uuid not null,
  cursor text,
  run_id uuid,
  last_attempt_at timestamptz,
  held_back_digest text,
  held_back_at timestamptz,
  warning text,
  failed_at timestamptz,
  failures integer not null default 0,
  retry_at timestamptz,
  unanswered_at timestamptz,
  wanted_at timestamptz,
  missing_since timestamptz,
  vanished_at timestamptz,
  vanished_from uuid[] not null default '{}',
  relist_reason text,
  relist_asked_at timestamptz,
  write_refused_at timestamptz,
  unknown_mail_at timestamptz,
  constraint calendar_sync_pkey primary key (calendar_id),
  constraint calendar_sync_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade
);

create table private.calendar_objects (
  calendar_id uuid not null,
  object_id text not null,
  state text not null,
  constraint calendar_objects_pkey primary key (calendar_id, object_id)
);

create table private.connection_sync (
  connection_id uuid not null,
  next_poll_at timestamptz not null default now(),
  failures integer not null default 0,
  failure_code text,
  backoff_until timestamptz,
  blocked_until timestamptz,
  refused_at timestamptz,
  listed_at timestamptz not null default now(),
  relist_at timestamptz not null default now() + interval '1 day',
  maintain_at timestamptz not null default now(),
  constraint connection_sync_pkey primary key (connection_id),
  constraint connection_sync_connection_fkey foreign key (connection_id)
    references public.calendar_connections (id) on delete cascade
);
create index connection_sync_next_idx on private.connection_sync (next_poll_at);
create index connection_sync_maintain_idx on private.connection_sync (maintain_at);

comment on table public.calendars is 'One calendar of a connection, with the state of its sync and how far it is covered.';
comment on column public.calendars.owner_id is 'Derived from the connection; binds links to calendars of the same owner.';
comment on column public.calendars.time_zone is 'Zone of its all-day events; null: the host''s.';
comment on column public.calendars.is_own is 'Whether it is the owner''s own, not one that others share with them.';
comment on column public.calendars.is_primary is 'Whether it is the account''s first choice for new events.';
comment on column public.calendars.covered_until is 'Events are known before this instant; null: nothing is known yet.';
comment on column public.calendars.policy is 'What blocks: tentative, needs_action, all_day, working_location, each busy or free.';
comment on column private.calendar_sync.warning is 'What could not be read in the last listing; shown as sync_error until the next listing.';
comment on table private.calendar_sync is 'Cursor of a calendar, and deletions that the deletion guard holds back until a second pull.';
comment on column private.calendar_sync.run_id is
  'The run that began last: pages of an earlier, unfinished one are refused. Null: begin_pull has not begun one yet.';
comment on column private.calendar_sync.failed_at is 'The last pull that failed; whoever waits for a pull stops waiting then.';
comment on column private.calendar_sync.failures is 'Pulls of it that failed in a row, whatever else the account does.';
comment on column private.calendar_sync.retry_at is 'After a failure: it is not pulled before then; null: its last pull did not fail.';
comment on column private.calendar_sync.unanswered_at is
  'When its last pull got no response, because of the calendar or its server; null: it got one.';
comment on column private.calendar_sync.wanted_at is 'Somebody waits for a pull that begins later than this.';
comment on column private.calendar_sync.missing_since is 'When a list of its account first did not name it; null: the last one did.';
comment on column private.calendar_sync.vanished_at is
  'When it was last believed to no longer exist. That is still so unless missing_since is later (private.has_vanished).';
comment on column private.calendar_sync.vanished_from is 'The hosts whose time it took, or whose bookings went to it, until then: for the mail.';
comment on column private.calendar_sync.relist_reason is
  'Why it last had the list of its account requested (public.request_relist), and when: the same reason counts once an hour.';
comment on column private.calendar_sync.write_refused_at is
  'When its provider last refused the write of an event. For an hour after that a list that calls it writable is not believed.';
comment on column private.calendar_sync.unknown_mail_at is 'created_at of the last mail about events of unknown time in it.';
comment on table private.calendar_objects is
  'The object states of a calendar (an ETag each), written with the events that they describe; opaque to all but the adapter. No foreign key, '
  'because it would be checked for many thousands of rows: the only writer holds the lock of the calendar, whose trigger deletes these rows.';
comment on table private.connection_sync is
  'When an account is asked next, and how often in a row that failed for reasons that concern the whole account: credentials, limits, no '
  'connection. One row for each account with a secret (trigger).';
comment on column private.connection_sync.next_poll_at is
  'The one time by which accounts that are due are found: never before the two below; infinity: disconnected.';
comment on column private.connection_sync.failure_code is 'Of the last failure of the account: a code of ProviderErrorCode, credentials_unreadable or internal.';
comment on column private.connection_sync.backoff_until is
  'After failures of the account: only what somebody waits for is asked before then. Null once the failure is over.';
comment on column private.connection_sync.blocked_until is
  'The provider said so (Retry-After): until then nothing at all is asked of the account, whoever wants it. Ends at this time, or when the owner '
  'connects the account again, since the provider then let them in.';
comment on column private.connection_sync.relist_at is
  'When the list of calendars is next read: a day after the last time, or as soon as something shows that it changed; listed_at: when it was last '
  'read.';
comment on column private.connection_sync.maintain_at is
  'When its channels are maintained (public.enqueue_due_channels): triggers (plan_channels_of_*.sql) bring it forward whenever something changes '
  'that may concern them.';
comment on column private.connection_sync.refused_at is
  'Since when the credentials are refused. It counts only if they still are a minute later, because servers refuse by mistake.';

-- sql/tables/unknown_times.sql
create table private.unknown_times (
  id uuid not null default gen_random_uuid(),
  calendar_id uuid not null,
  object_id text,
  fingerprint text not null,
  from_day date,
  until_day date,
  message text not null,
  detected_at timestamptz not null default now(),
  acknowledged_at timestamptz,
  notified_at timestamptz,
  run_id uuid,
  constraint unknown_times_pkey primary key (id),
  constraint unknown_times_object_key unique nulls not distinct (calendar_id, object_id),
  constraint unknown_times_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade,
  constraint unknown_times_days_ordered check (num_nulls(from_day, until_day) = 2 or (num_nulls(from_day, until_day) = 0 and from_day < until_day)),
  constraint unknown_times_message_short check (char_length(message) <= 300),
  constraint unknown_times_fingerprint_short check (char_length(fingerprint) <= 100)
);
create index unknown_times_open_idx on private.unknown_times (calendar_id) where acknowledged_at is null;

comment on table private.unknown_times is
  'Events whose time cannot be determined, each a question to the owner: until they acknowledge it, busy time of the calendar on these days is '
  'unknown (rule 9). At most 200 rows per calendar, and one for all other events.';
comment on column private.unknown_times.id is
  'Of the question, not of the event: a changed fingerprint gets a new id, so that nobody acknowledges what they have not seen.';
comment on column private.unknown_times.object_id is 'The adapter''s name of the event, or of the object that holds it; null: all events beyond the 200 others.';
comment on column private.unknown_times.fingerprint is 'Of what could not be understood: another fingerprint is another question.';
comment on column private.unknown_times.from_day is
  'The local days (of the calendar''s zone, else of the host''s) that it may affect, until_day exclusive; both null: any day.';
comment on column private.unknown_times.message is 'What is wrong, for the owner; contains no title.';
comment on column private.unknown_times.acknowledged_at is 'When the owner said that it does not take their time; null: unknown.';
comment on column private.unknown_times.notified_at is 'created_at of the mail that notifies the owner; null: none yet.';
comment on column private.unknown_times.run_id is 'The pull that found it.';

-- sql/tables/calendar_links.sql
create table public.calendar_links (
  calendar_id uuid not null,
  host_id uuid not null,
  owner_id uuid not null,
  blocks_availability boolean not null default true,
  is_booking_target boolean not null default false,
  created_at timestamptz not null default now(),
  constraint calendar_links_pkey primary key (calendar_id, host_id),
  constraint calendar_links_calendar_fkey foreign key (calendar_id, owner_id)
    references public.calendars (id, owner_id) on update cascade on delete cascade,
  constraint calendar_links_host_fkey foreign key (host_id, owner_id)
    references public.hosts (id, owner_id) on update cascade on delete cascade
);
create index calendar_links_owner_idx on public.calendar_links (owner_id);
create index calendar_links_host_idx on public.calendar_links (host_id);
create unique index calendar_links_one_target on public.calendar_links (host_id) where is_booking_target;

create table private.booking_target_changes (
  host_id uuid not null,
  reason text not null,
  calendar_id uuid,
  calendar_name text not null,
  changed_at timestamptz not null default now(),
  constraint booking_target_changes_pkey primary key (host_id),
  constraint booking_target_changes_host_fkey foreign key (host_id) references public.hosts (id) on delete cascade,
  constraint booking_target_changes_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete set null,
  constraint booking_target_changes_reason_known check (reason in ('disconnected', 'vanished', 'read_only', 'deleted'))
);
create index booking_target_changes_calendar_idx on private.booking_target_changes (calendar_id);

comment on table private.booking_target_changes is
  'Hosts that lost their booking target without their owner choosing that (private.replace_target), until the owner chooses a target or none. A '
  'host without a target gets the next available one (private.restore_targets).';
comment on column private.booking_target_changes.calendar_id is 'The calendar that was lost; null: its row is deleted.';
comment on table public.calendar_links is 'Which calendars take time from a host, and which one its bookings are written to (one per host).';
comment on column public.calendar_links.owner_id is 'Derived from the host; makes a link to another owner''s calendar impossible.';

-- sql/tables/bookings.sql
create table public.bookings (
  id uuid not null default gen_random_uuid(),
  host_id uuid not null,
  event_type_id uuid not null,
  status text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  expires_at timestamptz,
  sequence integer not null default 0,
  seat integer not null,
  generation integer not null default 0,
  created_at timestamptz not null default now(),
  confirmed_at timestamptz,
  cancelled_at timestamptz,
  cancelled_by text,
  cancel_reason text,
  unread_calendars jsonb,
  renewed_at timestamptz,
  calendar_id uuid,
  during tstzrange generated always as (tstzrange(starts_at, ends_at, '[)')) stored,
  session_key uuid generated always as (
    md5(
      event_type_id::text
      || extract(epoch from starts_at at time zone 'UTC')::text || '/'
      || extract(epoch from ends_at at time zone 'UTC')::text
    )::uuid
  ) stored,
  constraint bookings_pkey primary key (id),
  constraint bookings_event_type_fkey foreign key (host_id, event_type_id) references public.event_types (host_id, id),
  constraint bookings_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete set null,
  constraint bookings_status_known check (
    status in ('held', 'pending', 'confirmed', 'cancelled', 'declined', 'expired')
  ),
  constraint bookings_end_after_start check (ends_at > starts_at and isfinite(starts_at) and isfinite(ends_at)),
  constraint bookings_held_expires check (status <> 'held' or expires_at is not null),
  constraint bookings_seat_positive check (seat >= 1),
  constraint bookings_sequence_positive check (sequence >= 0),
  constraint bookings_cancelled_by_known check (cancelled_by in ('visitor', 'host', 'system')),
  constraint bookings_unread_calendars_list check (jsonb_typeof(unread_calendars) = 'array'),
  constraint bookings_cancel_reason_length check (char_length(cancel_reason) <= 2000),
  constraint bookings_no_overlap exclude using gist (
    host_id with =, session_key with <>, during with &&
  ) where (status in ('held', 'pending', 'confirmed'))
);
create unique index bookings_seat_key on public.bookings (session_key, seat) where status in ('held', 'pending', 'confirmed');
create index bookings_event_type_idx on public.bookings (event_type_id, starts_at);
create index bookings_host_idx on public.bookings (host_id, starts_at);
create index bookings_calendar_idx on public.bookings using gist (calendar_id, during) where calendar_id is not null;
create index bookings_expiring_idx on public.bookings (expires_at) where status in ('held', 'pending');

comment on table public.bookings is
  'One row per visitor. Rows of one event type with the same start and end form a session. Active: confirmed, or held or pending and not expired.';
comment on column public.bookings.expires_at is 'Held and pending rows are active until this instant (null: without end).';
comment on column public.bookings.renewed_at is 'When its hold was extended by 5 minutes, which happens once.';
comment on column public.bookings.sequence is 'Raised by every move: SEQUENCE of the calendar event (RFC 5545).';
comment on column public.bookings.seat is 'Number of the seat in its session, from 1; chosen by a trigger when not given.';
comment on column public.bookings.generation is 'Part of the derived tokens: increasing it revokes the old ones.';
comment on column public.bookings.unread_calendars is
  'The blocking calendars that were stale when it was booked or moved, [{calendar_id, reason}]; null: all were known.';
comment on column public.bookings.calendar_id is
  'While it is active: the calendar that has or will get its event (private.receiving_calendar, by triggers). It takes the time of every '
  'other host that this calendar blocks.';
comment on column public.bookings.session_key is
  'Same for rows of one event type with the same start and end, for the constraints. Rows of a session are found by those three columns: for this one '
  'the planner may walk through all of bookings_no_overlap.';
comment on constraint bookings_no_overlap on public.bookings is
  'Two sessions of a host never overlap in raw time; buffers are checked under the host''s row lock.';

-- sql/tables/booking_attendees.sql
create table public.booking_attendees (
  id uuid not null default gen_random_uuid(),
  booking_id uuid not null,
  name text not null,
  email text not null,
  time_zone text not null default 'UTC',
  locale text not null default 'en',
  answers jsonb not null default '{}',
  created_at timestamptz not null default now(),
  constraint booking_attendees_pkey primary key (id),
  constraint booking_attendees_booking_key unique (booking_id),
  constraint booking_attendees_booking_fkey foreign key (booking_id) references public.bookings (id) on delete cascade,
  constraint booking_attendees_name_valid check (private.text_fault('name', name, 200) is null and not private.is_blank(name)),
  constraint booking_attendees_email_valid check (
    private.text_fault('email', email, 254) is null
    and email ~ '^[^[:space:][:cntrl:]\u200c\u200d\ufe00-\ufe0f@<>,;:"\\]+@[^[:space:][:cntrl:]\u200c\u200d\ufe00-\ufe0f@<>,;:"\\]+$'
  ),
  constraint booking_attendees_locale_valid check (locale ~ '^[A-Za-z0-9-]{2,35}$'),
  constraint booking_attendees_answers_object check (jsonb_typeof(answers) = 'object')
);

comment on table public.booking_attendees is 'The visitor of a booking. Control and invisible characters are refused: name and address reach mail headers and ICS files.';
comment on column public.booking_attendees.answers is 'Object: id of the question to the answer.';

-- sql/tables/counted_bookings.sql
create table private.counted_bookings (
  booking_id uuid not null,
  kind text not null,
  host_id uuid not null,
  counted_as text not null,
  until timestamptz not null,
  constraint counted_bookings_pkey primary key (booking_id),
  constraint counted_bookings_booking_fkey foreign key (booking_id) references public.bookings (id) on delete cascade,
  constraint counted_bookings_kind_known check (kind in ('address', 'email'))
);
create index counted_bookings_idx on private.counted_bookings (host_id, kind, counted_as, until);
create index counted_bookings_until_idx on private.counted_bookings (until);

comment on table private.counted_bookings is
  'What the limits of visitors count, one row per booking: active holds by address group, active bookings by mailbox. Kept by triggers on bookings '
  'and attendees, so that each count is one short index scan.';
comment on column private.counted_bookings.counted_as is
  'Of a hold: a keyed hash of the address group of its visitor. Of a booking: private.mailbox of their email address.';
comment on column private.counted_bookings.until is 'It counts until this instant: the end of the hold, of the request, of the booking.';

-- sql/tables/synced_events.sql
create table public.synced_events (
  id uuid not null default gen_random_uuid(),
  calendar_id uuid not null,
  provider_event_id text not null,
  series_id text,
  ical_uid text,
  title text,
  starts_at timestamptz,
  ends_at timestamptz,
  is_all_day boolean not null default false,
  start_date date,
  end_date date,
  status text not null default 'confirmed',
  transparency text not null default 'opaque',
  is_busy boolean not null default true,
  booking_id uuid,
  provider_updated_at timestamptz,
  deleted_at timestamptz,
  sync_run uuid,
  renamed_from text,
  during tstzrange generated always as (case when not is_all_day then tstzrange(starts_at, ends_at, '[)') end) stored,
  is_long boolean generated always as (
    coalesce(ends_at - starts_at > interval '62 days', end_date - start_date > 62, false)
  ) stored,
  first_busy_day date generated always as (
    case
      when not is_busy or deleted_at is not null or booking_id is not null
        or coalesce(ends_at - starts_at > interval '62 days', end_date - start_date > 62, false) then null
      when is_all_day then start_date
      when ends_at > starts_at then (starts_at at time zone 'UTC')::date
    end
  ) stored,
  last_busy_day date generated always as (
    case when is_all_day then end_date - 1 else ((ends_at at time zone 'UTC') - interval '1 microsecond')::date end
  ) stored,
  constraint synced_events_pkey primary key (id),
  constraint synced_events_provider_key unique (calendar_id, provider_event_id),
  constraint synced_events_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade,
  constraint synced_events_booking_fkey foreign key (booking_id) references public.bookings (id) on delete set null,
  constraint synced_events_status_known check (status in ('confirmed', 'tentative', 'cancelled')),
  constraint synced_events_transparency_known check (transparency in ('opaque', 'transparent')),
  constraint synced_events_times_given check (
    case when is_all_day
      then start_date is not null and end_date is not null and starts_at is null and ends_at is null
      else starts_at is not null and ends_at is not null and start_date is null and end_date is null
    end
  ),
  -- A range between two nulls would be all time.
  constraint synced_events_during_of_timed check (is_all_day = (during is null)),
  constraint synced_events_times_finite check (
    coalesce(isfinite(starts_at) and isfinite(ends_at), true) and coalesce(isfinite(start_date) and isfinite(end_date), true)
  ),
  constraint synced_events_times_ordered check (coalesce(ends_at >= starts_at, end_date >= start_date))
);
create index synced_events_during_idx on public.synced_events using gist (calendar_id, during)
  where is_busy and deleted_at is null and booking_id is null and not is_all_day;
create index synced_events_all_day_idx on public.synced_events (calendar_id, start_date)
  where is_busy and deleted_at is null and booking_id is null and is_all_day;
create index synced_events_long_idx on public.synced_events (calendar_id)
  where is_busy and deleted_at is null and booking_id is null and is_long;
create index synced_events_own_idx on public.synced_events (calendar_id, ends_at)
  where booking_id is not null and not is_all_day;
create index synced_events_own_all_day_idx on public.synced_events (calendar_id, end_date)
  where booking_id is not null and is_all_day;
create index synced_events_series_idx on public.synced_events (calendar_id, series_id) where series_id is not null;
create index synced_events_booking_idx on public.synced_events (booking_id) where booking_id is not null;
create index synced_events_renamed_idx on public.synced_events (calendar_id) where renamed_from is not null;

create table private.busy_days (
  calendar_id uuid not null,
  day date not null,
  spans tstzmultirange not null default '{}',
  is_all_day boolean not null default false,
  constraint busy_days_pkey primary key (calendar_id, day),
  constraint busy_days_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade
);

comment on table public.synced_events is 'External events, normalised: times and titles only. All-day rows have dates and no instants.';
comment on column public.synced_events.end_date is 'Exclusive.';
comment on column public.synced_events.during is 'Null for all-day rows: they take whole local days in a zone that the row does not know.';
comment on column public.synced_events.is_busy is 'Whether it takes time: written by the sync from status, transparency and the calendar''s policy.';
comment on column public.synced_events.booking_id is 'Our own booking''s event: busy only outside its active booking.';
comment on column public.synced_events.deleted_at is
  'Set only by outside writers: the row then counts as not busy. The sync deletes rows instead, and clears this when the provider names the event.';
comment on column public.synced_events.sync_run is
  'The run (full or of changes) that named it last: a full listing or series deletes what its run has not named.';
comment on column public.synced_events.renamed_from is
  'The name of the row before an unfinished listing gave it to an event with the same times and title (private.rename_events). Null: none.';
comment on column public.synced_events.is_long is 'Longer than 62 days: not in busy_days, read separately.';
comment on column public.synced_events.first_busy_day is
  'First day of busy_days in which it counts (UTC days for a timed event, local dates for an all-day one); null: it takes no time.';
comment on column public.synced_events.last_busy_day is 'The last such day.';
comment on table private.busy_days is
  'Busy time of a calendar merged per day, kept by triggers of synced_events, so that the cost of reading does not depend on the number of events.';
comment on column private.busy_days.spans is 'Merged timed events, cut to the UTC day.';
comment on column private.busy_days.is_all_day is 'An all-day event covers this local date.';

-- sql/tables/booking_calendar_events.sql
create table public.booking_calendar_events (
  event_key uuid not null default gen_random_uuid(),
  calendar_id uuid not null,
  booking_id uuid not null,
  is_wanted boolean not null default true,
  revision integer not null default 1,
  pushed_revision integer,
  provider_event_id text,
  version text,
  state text not null default 'pending',
  last_error text,
  attempts integer not null default 0,
  pushed_at timestamptz,
  listed_at timestamptz,
  constraint booking_calendar_events_pkey primary key (event_key, calendar_id),
  constraint booking_calendar_events_booking_fkey foreign key (booking_id) references public.bookings (id) on delete cascade,
  constraint booking_calendar_events_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade,
  constraint booking_calendar_events_state_known check (state in ('pending', 'pushed', 'failed', 'removed')),
  constraint booking_calendar_events_revision_positive check (revision >= 1)
);
create unique index booking_calendar_events_wanted_key on public.booking_calendar_events (booking_id, calendar_id) where is_wanted;
create index booking_calendar_events_booking_idx on public.booking_calendar_events (booking_id);
create index booking_calendar_events_provider_idx on public.booking_calendar_events (calendar_id, provider_event_id);
create index booking_calendar_events_unlisted_idx on public.booking_calendar_events (calendar_id) where is_wanted and listed_at is null;

comment on table public.booking_calendar_events is
  'An event in the host''s own calendar: what is wanted, what was written, the state of the attempt. One per session, carried by one of its '
  'confirmed bookings.';
comment on column public.booking_calendar_events.event_key is
  'Permanent identity of the event, and its UID: the id of the booking that first carried it, or a random one where that is used.';
comment on column public.booking_calendar_events.is_wanted is 'False: the event is to be removed.';
comment on column public.booking_calendar_events.revision is 'Raised by every wanted change; also SEQUENCE of the event, from 0.';
comment on column public.booking_calendar_events.pushed_revision is 'The revision that the calendar has; null: none yet.';
comment on column public.booking_calendar_events.provider_event_id is
  'What the provider calls it; null: not written (any more), as far as we know.';
comment on column public.booking_calendar_events.version is 'Last seen state at the provider (an ETag).';
comment on column public.booking_calendar_events.pushed_at is 'When the provider last confirmed a write; null: never.';
comment on column public.booking_calendar_events.listed_at is
  'When a pull or a direct check first showed it under provider_event_id; null: not yet. If it is gone before that, it is searched for.';
comment on column public.booking_calendar_events.attempts is 'Attempts since the last success; 1 again after giving up, and for another change.';

-- sql/tables/booking_conflicts.sql
create table public.booking_conflicts (
  id uuid not null default gen_random_uuid(),
  booking_id uuid not null,
  host_id uuid not null,
  kind text not null default 'overlap',
  synced_event_id uuid,
  other_booking_id uuid,
  other_host_id uuid,
  event_title text,
  event_starts_at timestamptz,
  event_ends_at timestamptz,
  detected_at timestamptz not null default now(),
  resolved_at timestamptz,
  resolution text,
  constraint booking_conflicts_pkey primary key (id),
  constraint booking_conflicts_booking_fkey foreign key (booking_id) references public.bookings (id) on delete cascade,
  constraint booking_conflicts_event_fkey foreign key (synced_event_id) references public.synced_events (id) on delete set null,
  constraint booking_conflicts_other_booking_fkey foreign key (other_booking_id) references public.bookings (id) on delete cascade,
  constraint booking_conflicts_other_given check (
    (other_booking_id is null) = (other_host_id is null)
    and (other_booking_id is null or (kind = 'overlap' and synced_event_id is null))
  ),
  constraint booking_conflicts_kind_known check (kind in ('overlap', 'moved', 'deleted')),
  constraint booking_conflicts_resolution_known check (
    resolution in ('gone', 'rescheduled', 'cancelled', 'kept', 'accepted')
  ),
  constraint booking_conflicts_resolved_how check ((resolved_at is null) = (resolution is null))
);
create index booking_conflicts_booking_idx on public.booking_conflicts (booking_id);
create index booking_conflicts_host_idx on public.booking_conflicts (host_id, resolved_at);
create index booking_conflicts_event_idx on public.booking_conflicts (synced_event_id);
create index booking_conflicts_other_booking_idx on public.booking_conflicts (other_booking_id) where other_booking_id is not null;
create index booking_conflicts_other_host_idx on public.booking_conflicts (other_host_id)
  where resolved_at is null and other_host_id is not null;
create unique index booking_conflicts_open_other_booking on public.booking_conflicts (booking_id, other_booking_id)
  where resolved_at is null and other_booking_id is not null;
create unique index booking_conflicts_open_overlap on public.booking_conflicts (booking_id, synced_event_id)
  where resolved_at is null and kind = 'overlap';
create unique index booking_conflicts_open_proposal on public.booking_conflicts (booking_id, kind)
  where resolved_at is null and kind <> 'overlap';

comment on table public.booking_conflicts is
  'What the host''s calendar has against an active booking: for the host to decide, never a reason to change the booking. Rows stay as history.';
comment on column public.booking_conflicts.host_id is 'The host of the booking, filled by a trigger, to find open conflicts.';
comment on column public.booking_conflicts.kind is
  'overlap: another event, or the booking of another host, is in its time; moved, deleted: its own event was moved or deleted in the calendar.';
comment on column public.booking_conflicts.synced_event_id is 'The other event; null when that is gone, for moved and deleted, and for the booking of another host.';
comment on column public.booking_conflicts.other_booking_id is
  'A booking of another host at the same time; one takes the other''s time through a calendar. That booking has a row of its own.';
comment on column public.booking_conflicts.other_host_id is 'Its host, to find the hosts to lock before either booking changes.';
comment on column public.booking_conflicts.event_starts_at is 'Times of the event when it was seen; for moved: the times proposed for the booking.';
comment on column public.booking_conflicts.resolution is
  'gone: the cause went away; rescheduled, cancelled: the booking was; kept: the host keeps the booking; accepted: the booking took the event''s '
  'times.';

-- sql/tables/notifications.sql
create table public.notifications (
  id uuid not null default gen_random_uuid(),
  booking_id uuid,
  connection_id uuid,
  conflict_id uuid,
  kind text not null,
  recipient text not null,
  state text not null default 'pending',
  attempts integer not null default 0,
  last_error text,
  sent_at timestamptz,
  begun_at timestamptz,
  gathered_into uuid,
  created_at timestamptz not null default now(),
  constraint notifications_pkey primary key (id),
  constraint notifications_booking_fkey foreign key (booking_id) references public.bookings (id) on delete cascade,
  constraint notifications_connection_fkey foreign key (connection_id) references public.calendar_connections (id) on delete cascade,
  constraint notifications_conflict_fkey foreign key (conflict_id) references public.booking_conflicts (id) on delete set null,
  constraint notifications_gathered_fkey foreign key (gathered_into) references public.notifications (id) on delete set null,
  constraint notifications_one_subject check (num_nonnulls(booking_id, connection_id) = 1),
  constraint notifications_state_known check (state in ('pending', 'sent', 'kept', 'failed'))
);
create index notifications_booking_idx on public.notifications (booking_id);
create index notifications_connection_idx on public.notifications (connection_id);
create index notifications_conflict_idx on public.notifications (conflict_id);

create index notifications_gathered_idx on public.notifications (gathered_into) where gathered_into is not null;

create table private.mail_recipients (
  mailbox text not null,
  mailed_at timestamptz[] not null default '{}',
  last_at timestamptz not null default now(),
  constraint mail_recipients_pkey primary key (mailbox)
);
create index mail_recipients_last_idx on private.mail_recipients (last_at);

create table private.gathering_mails (
  recipient text not null,
  notification_id uuid not null,
  constraint gathering_mails_pkey primary key (recipient),
  constraint gathering_mails_notification_fkey foreign key (notification_id) references public.notifications (id) on delete cascade
);
create index gathering_mails_notification_idx on private.gathering_mails (notification_id);

create table private.conflict_mails (
  conflict_id uuid not null,
  notification_id uuid not null,
  run_id uuid,
  mail_count integer not null default 1,
  constraint conflict_mails_pkey primary key (conflict_id),
  constraint conflict_mails_conflict_fkey foreign key (conflict_id) references public.booking_conflicts (id) on delete cascade,
  constraint conflict_mails_notification_fkey foreign key (notification_id) references public.notifications (id) on delete cascade
);
create index conflict_mails_notification_idx on private.conflict_mails (notification_id);
create index conflict_mails_run_idx on private.conflict_mails (run_id) where run_id is not null;

create table private.outbox (
  id bigint generated always as identity,
  notification_id uuid not null,
  recipient text not null,
  subject text not null,
  body text not null,
  ics text,
  created_at timestamptz not null default now(),
  constraint outbox_pkey primary key (id),
  constraint outbox_notification_key unique (notification_id),
  constraint outbox_notification_fkey foreign key (notification_id) references public.notifications (id) on delete cascade
);

comment on table public.notifications is 'One mail to one recipient about a booking or a connection, with the state of its delivery.';
comment on column public.notifications.state is
  'pending; sent: a mail server accepted it; kept: it is in the outbox, because no mail server is configured, and has reached nobody; failed: the '
  'last attempt failed, or there was nothing left to send (last_error).';
comment on column public.notifications.conflict_id is 'The first conflict that the mail reports; private.conflict_mails has all of them.';
comment on column public.notifications.begun_at is
  'When a mail about conflicts, about events of unknown time, or to a visitor is first written: from then on nothing is added to it, and it is not '
  'counted again. Null for other mails to owners.';
comment on column public.notifications.gathered_into is
  'The mail that includes this one, because its recipient had reached the limit of mails per hour.';
comment on table private.mail_recipients is 'Mailboxes of visitors that got mail in the last day, so that none gets more than 10 mails an hour.';
comment on column private.mail_recipients.mailbox is 'As private.mailbox spells it.';
comment on column private.mail_recipients.mailed_at is 'When mails were handed out in the last hour, oldest first: at most 10.';
comment on table private.gathering_mails is 'The mail that waits until the hour is over and gathers what else there is to say to one address.';
comment on table private.conflict_mails is
  'The last mail that notifies, or will notify, the host of a conflict. One mail lists all conflicts of one change.';
comment on column private.conflict_mails.run_id is
  'The pull that found the conflict: what it finds later goes into the same mail. Null: no pull found it.';
comment on column private.conflict_mails.mail_count is 'How many mails reported the conflict; more than one because its time changed.';
comment on table private.outbox is
  'Mails kept instead of sent while no SMTP server is configured: one row per notification, deleted once it is sent after all.';

-- sql/tables/sync_logs.sql
create table public.sync_logs (
  id uuid not null default gen_random_uuid(),
  owner_id uuid not null,
  connection_id uuid,
  calendar_id uuid,
  operation text not null,
  status text not null default 'started',
  events_processed integer not null default 0,
  events_created integer not null default 0,
  events_updated integer not null default 0,
  events_deleted integer not null default 0,
  error_message text,
  duration_ms integer,
  created_at timestamptz not null default now(),
  constraint sync_logs_pkey primary key (id),
  constraint sync_logs_owner_fkey foreign key (owner_id) references auth.users (id) on delete cascade,
  constraint sync_logs_connection_fkey foreign key (connection_id)
    references public.calendar_connections (id) on delete cascade,
  constraint sync_logs_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade,
  constraint sync_logs_status_known check (status in ('started', 'completed', 'failed'))
);
create index sync_logs_owner_idx on public.sync_logs (owner_id, created_at desc);
create index sync_logs_created_idx on public.sync_logs (created_at);
create index sync_logs_connection_idx on public.sync_logs (connection_id);
create index sync_logs_calendar_idx on public.sync_logs (calendar_id, created_at desc);
comment on table public.sync_logs is 'What each sync did, for people. Polls that found nothing new leave no row.';
comment on column public.sync_logs.status is
  'The sync writes one row when a run is over: completed or failed. started, the default, is for outside writers that do not report how it ended.';

-- sql/tables/service_state.sql
create table private.idempotency_keys (
  key text not null,
  request_hash text not null,
  booking_id uuid not null,
  created_at timestamptz not null default now(),
  constraint idempotency_keys_pkey primary key (key),
  constraint idempotency_keys_booking_fkey foreign key (booking_id) references public.bookings (id) on delete cascade,
  constraint idempotency_keys_key_length check (char_length(key) between 1 and 255)
);
create index idempotency_keys_created_idx on private.idempotency_keys (created_at);
create index idempotency_keys_booking_idx on private.idempotency_keys (booking_id);

create table private.workers (
  id text not null,
  seen_at timestamptz not null default now(),
  constraint workers_pkey primary key (id)
);

create table private.probes (
  id uuid not null,
  probed_at timestamptz not null default now(),
  constraint probes_pkey primary key (id)
);
create index probes_probed_idx on private.probes (probed_at);

comment on table private.idempotency_keys is 'Idempotency-Key of POST /bookings with a hash of the body; valid for 24 hours.';
comment on table private.workers is 'Heartbeats of job workers, so that the others free the lanes of one that died.';
comment on table private.probes is
  'What processes wrote through the Data API in the last minutes, to check that DATABASE_URL shows it (public.write_probe).';

-- sql/tables/host_versions.sql
create table private.host_versions (
  host_id uuid not null,
  version bigint not null default 1,
  constraint host_versions_pkey primary key (host_id),
  constraint host_versions_host_fkey foreign key (host_id) references public.hosts (id) on delete cascade
);

create unlogged table private.changed_hosts (
  host_id uuid not null,
  number bigint generated always as identity,
  constraint changed_hosts_pkey primary key (number)
);

comment on table private.host_versions is
  'How often a host''s slots may have changed: open pages compare it with what they have seen. Bumped in the transaction of the change.';
comment on table private.changed_hosts is
  'Hosts whose version the current transaction bumps when it ends; no other transaction ever sees these rows.';

-- sql/tables/oauth_attempts.sql
create table private.oauth_attempts (
  id uuid not null,
  owner_id uuid not null,
  host_id uuid,
  provider text not null,
  sealed_verifier text not null,
  is_repeat boolean not null,
  expires_at timestamptz not null,
  constraint oauth_attempts_pkey primary key (id),
  constraint oauth_attempts_owner_fkey foreign key (owner_id) references auth.users (id) on delete cascade,
  constraint oauth_attempts_host_fkey foreign key (host_id) references public.hosts (id) on delete cascade
);
create index oauth_attempts_owner_idx on private.oauth_attempts (owner_id);
create index oauth_attempts_host_idx on private.oauth_attempts (host_id);
create index oauth_attempts_expires_idx on private.oauth_attempts (expires_at);

comment on table private.oauth_attempts is
  'Owners who were sent to a provider to give consent and have not come back. The provider does not report those who never do, so rows expire.';
comment on column private.oauth_attempts.host_id is 'Null: none was named, so the owner''s oldest host gets a new account.';
comment on column private.oauth_attempts.sealed_verifier is 'The PKCE verifier, sealed by the service (JWE).';
comment on column private.oauth_attempts.is_repeat is 'Consent is requested again because the first response could not be used.';

-- sql/tables/channels.sql
create table private.channels (
  id uuid not null,
  calendar_id uuid not null,
  state text not null default 'opening',
  token_hash text not null,
  resource_id text,
  opened_at timestamptz not null default now(),
  verified_at timestamptz,
  last_notice_at timestamptz,
  expires_at timestamptz,
  renew_at timestamptz,
  suspected_at timestamptz,
  missed_at timestamptz,
  misses integer not null default 0,
  close_after timestamptz not null default now(),
  close_failures integer not null default 0,
  constraint channels_pkey primary key (id),
  constraint channels_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade,
  constraint channels_state_known check (state in ('opening', 'open', 'closing')),
  constraint channels_open_is_answered check (state <> 'open' or (resource_id is not null and expires_at is not null and renew_at is not null))
);
create index channels_calendar_idx on private.channels (calendar_id);

create table private.calendar_watch (
  calendar_id uuid not null,
  failures integer not null default 0,
  failed_at timestamptz not null default now(),
  watch_after timestamptz not null default now(),
  watch_error text,
  constraint calendar_watch_pkey primary key (calendar_id),
  constraint calendar_watch_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade
);

comment on table private.channels is
  'Channels by which a provider notifies us of changes of a calendar. A row exists before the provider is asked for the channel: the first notice '
  'may come before the response.';
comment on column private.channels.id is 'The name of the channel at the provider, never used twice.';
comment on column private.channels.state is
  'opening: the provider''s response is not known (yet); open: it was granted; closing: it is to be closed, its notices no longer count.';
comment on column private.channels.token_hash is 'SHA-256 (hex) of the random token that comes with each notice; the token itself is not kept.';
comment on column private.channels.verified_at is 'When the first notice came, which shows that notices arrive.';
comment on column private.channels.renew_at is 'When another channel is opened; this one is closed once that one is verified.';
comment on column private.channels.suspected_at is 'When a change without a notice was found. If none comes within 60 s, it was missed.';
comment on column private.channels.missed_at is 'The last change without a notice.';
comment on table private.calendar_watch is 'Calendars for which no channel could be opened: why, and when to try again.';
comment on column private.calendar_watch.watch_error is 'A code of ProviderErrorCode, internal, or unverified: a channel was granted, and no notice came.';

-- sql/functions/time/backoff.sql
create function private.backoff(p_failures integer)
returns interval
language plpgsql
volatile
set search_path = ''
as $$
begin
  return make_interval(secs => least(2 * power(2, least(p_failures, 20) - 1), 600) * (1 + 0.5 * random()));
end;
$$;
comment on function private.backoff(integer) is
  'How long an account or a calendar backs off after so many failures in a row: 2 s, doubled each time up to 10 min, plus up to half at random, so '
  'never more than 15 min.';

-- sql/functions/time/iso_instant.sql
create function private.iso_instant(p_at timestamptz)
returns text
language sql
immutable
parallel safe
as $$
  select to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;
comment on function private.iso_instant(timestamptz) is
  'An instant as ISO 8601 in UTC, whole seconds. Sets no search_path so that it can be inlined; it uses only built-ins.';

-- sql/functions/time/jittered.sql
create function private.jittered(p_seconds double precision)
returns interval
language plpgsql
volatile
set search_path = ''
as $$
begin
  return make_interval(secs => greatest(p_seconds * (0.8 + 0.4 * random()), least(p_seconds, 30), 1));
end;
$$;
comment on function private.jittered(double precision) is
  'p_seconds, 20 % more or less, so that accounts do not run in step; at least 30 s unless less is asked for.';

-- sql/functions/jobs/enqueue.sql
create function private.enqueue(
  p_task text, p_payload jsonb, p_key text default null, p_queue text default null,
  p_run_at timestamptz default null, p_max_attempts integer default null, p_priority integer default null,
  p_key_mode text default null
)
returns void
language plpgsql
security definer -- the roles of the API have no rights on the queue
set search_path = private, pg_catalog -- so that graphile-worker's functions find private.pg_notify first
as $$
begin
  perform graphile_worker.add_job(
    p_task, p_payload::json, queue_name => p_queue, run_at => p_run_at, max_attempts => p_max_attempts,
    job_key => p_key, priority => p_priority, job_key_mode => p_key_mode
  );
  if p_priority <= -10 and coalesce(p_run_at <= now(), true) then
    perform pg_catalog.pg_notify('jobs:insert', '{"count": 1}');
  end if;
end;
$$;
comment on function private.enqueue(text, jsonb, text, text, timestamptz, integer, integer, text) is
  'Adds a job in the caller''s transaction: it runs only if that commits. The same p_key replaces a waiting job (p_key_mode ''preserve_run_at'': '
  'at its old place in the queue); jobs of one p_queue run one at a time. Workers check five times a second; they are notified only of jobs that a '
  'visitor waits for (p_priority -10). The only caller of graphile_worker.add_job; the service installs that schema before it is ready.';

-- sql/functions/jobs/has_later_job.sql
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

-- sql/functions/jobs/pg_notify.sql
create function private.pg_notify(p_channel text, p_payload text)
returns void
language sql
immutable
set search_path = ''
as $$
  select
$$;
comment on function private.pg_notify(text, text) is
  'Does nothing. Replaces pg_catalog.pg_notify for what private.enqueue calls: a notification makes all commits of the database wait for one lock.';

-- sql/functions/jobs/remove_jobs.sql
create function private.remove_jobs(p_queue text)
returns void
language plpgsql
security definer -- the roles of the API have no rights on the queue
set search_path = ''
as $$
begin
  perform graphile_worker.complete_jobs(array(select j.id from graphile_worker.jobs as j where j.queue_name = p_queue));
end;
$$;
comment on function private.remove_jobs(text) is 'Removes the waiting jobs of a lane; a running one finds out by itself that it has nothing to do.';

-- sql/functions/notifications/add_notification.sql
create function private.add_notification(
  p_kind text, p_recipient text, p_booking_id uuid default null, p_conflict_id uuid default null, p_connection_id uuid default null,
  p_run_at timestamptz default null
)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_id uuid;
begin
  insert into public.notifications (kind, recipient, booking_id, conflict_id, connection_id)
  values (p_kind, p_recipient, p_booking_id, p_conflict_id, p_connection_id)
  returning id into v_id;
  perform private.enqueue('send_notification', jsonb_build_object('notification_id', v_id), p_key => 'send_notification:' || v_id, p_run_at => p_run_at);
  return v_id;
end;
$$;
comment on function private.add_notification(text, text, uuid, uuid, uuid, timestamptz) is
  'Writes one mail to one recipient, about a booking or a connection, with its job (now or at p_run_at) in the caller''s transaction. Returns its '
  'id.';

-- sql/functions/notifications/notify_of_conflict.sql
create function private.notify_of_conflict(p_conflict_id uuid, p_run_id uuid default null)
returns void
language plpgsql
security definer -- the roles of the API may not read the addresses of users
set search_path = ''
as $$
declare
  v_conflict public.booking_conflicts;
  v_kind text;
  v_recipient text;
  v_last record;
  v_id uuid;
begin
  select k.* into v_conflict from public.booking_conflicts as k where k.id = p_conflict_id;
  v_kind := case v_conflict.kind when 'overlap' then 'booking_conflict' else 'booking_event_' || v_conflict.kind end;
  select u.email into v_recipient
  from public.bookings as b
  join public.hosts as h on h.id = b.host_id
  join auth.users as u on u.id = h.owner_id
  where b.id = v_conflict.booking_id;
  if v_recipient is null then
    return;
  end if;

  -- Mails are locked: each is either written after this conflict was added, or seen to have begun.
  select m.mail_count, n.id, n.begun_at, n.created_at into v_last
  from private.conflict_mails as m
  join public.notifications as n on n.id = m.notification_id
  where m.conflict_id = p_conflict_id
  for update of n;
  if v_last.id is not null and v_last.begun_at is null then
    update public.notifications as n set booking_id = v_conflict.booking_id
    where n.id = v_last.id and n.conflict_id = p_conflict_id and n.booking_id <> v_conflict.booking_id;
    return;
  end if;
  select n.id into v_id
  from private.conflict_mails as m
  join public.notifications as n on n.id = m.notification_id
  where m.run_id = p_run_id and n.kind = v_kind and n.recipient = v_recipient and n.begun_at is null
  limit 1
  for update of n;
  if v_id is null then
    v_id := private.add_notification(
      v_kind, v_recipient, v_conflict.booking_id, p_conflict_id,
      -- An event that changes its time with each pull is reported once an hour.
      p_run_at => case
        when v_last.mail_count > 1 then v_last.created_at + interval '1 hour'
        when p_run_id is not null then now() + interval '10 seconds'
      end
    );
  end if;
  insert into private.conflict_mails as m (conflict_id, notification_id, run_id) values (p_conflict_id, v_id, p_run_id)
  on conflict on constraint conflict_mails_pkey do update
  set notification_id = excluded.notification_id, run_id = excluded.run_id, mail_count = m.mail_count + 1;
end;
$$;
comment on function private.notify_of_conflict(uuid, uuid) is
  'Notifies the owner of a booking''s host of a conflict: in a mail of its own, or in one of the same kind from the same pull (p_run_id) that is '
  'not written yet. Such a mail waits 10 s for more (private.send_conflict_mails ends that). A conflict is reported again at once the first time, '
  'then at most once an hour. The caller holds the lock of the host.';

-- sql/functions/notifications/notify_of_unknown_times.sql
create function private.notify_of_unknown_times(p_calendar_id uuid)
returns void
language plpgsql
security definer -- the roles of the API may not read the addresses of users
set search_path = ''
as $$
declare
  v_connection_id uuid;
  v_recipient text;
  v_last_at timestamptz;
  v_notified_at timestamptz;
begin
  if not exists (
    select from private.unknown_times as u where u.calendar_id = p_calendar_id and u.acknowledged_at is null and u.notified_at is null
  ) or not exists (select from public.calendar_links as l where l.calendar_id = p_calendar_id and l.blocks_availability) then
    return;
  end if;
  -- Where events with the same text cannot be told apart, their owner already has the question.
  update private.unknown_times as u set notified_at = o.notified_at
  from private.unknown_times as o
  where u.calendar_id = p_calendar_id and u.acknowledged_at is null and u.notified_at is null
    and o.calendar_id = p_calendar_id and o.acknowledged_at is null and o.notified_at is not null and o.fingerprint = u.fingerprint;
  if not exists (
    select from private.unknown_times as u where u.calendar_id = p_calendar_id and u.acknowledged_at is null and u.notified_at is null
  ) then
    return;
  end if;

  select k.id, a.email, s.unknown_mail_at into v_connection_id, v_recipient, v_last_at
  from public.calendars as c
  join public.calendar_connections as k on k.id = c.connection_id
  join private.calendar_sync as s on s.calendar_id = c.id
  left join auth.users as a on a.id = k.owner_id
  where c.id = p_calendar_id;
  if v_recipient is null then
    return;
  end if;
  -- The last mail, if nobody has begun to write it; locked, so that it is not begun before this is added.
  select n.created_at into v_notified_at
  from public.notifications as n
  where n.connection_id = v_connection_id and n.kind = 'calendar_times_unknown' and n.created_at = v_last_at and n.begun_at is null
  for update;
  if v_notified_at is null then
    v_notified_at := now();
    perform private.add_notification(
      'calendar_times_unknown', v_recipient, p_connection_id => v_connection_id,
      -- A calendar that changes each time is reported once an hour.
      p_run_at => case when v_last_at + interval '1 hour' > now() then v_last_at + interval '1 hour' end
    );
    update private.calendar_sync as s set unknown_mail_at = v_notified_at where s.calendar_id = p_calendar_id;
  end if;
  update private.unknown_times as u set notified_at = v_notified_at
  where u.calendar_id = p_calendar_id and u.acknowledged_at is null and u.notified_at is null;
end;
$$;
comment on function private.notify_of_unknown_times(uuid) is
  'Notifies the owner of a calendar that takes a host''s time of the events whose time is unknown: once per question, all of one pull in one mail. '
  'A calendar gets at most one such mail an hour, which reports all that is found until it is written. The caller holds the lock of the calendar.';

-- sql/functions/notifications/notify_owner.sql
create function private.notify_owner(
  p_kind text, p_booking_id uuid default null, p_conflict_id uuid default null, p_connection_id uuid default null
)
returns void
language plpgsql
security definer -- the roles of the API may not read the addresses of users
set search_path = ''
as $$
declare
  v_recipient text;
begin
  if p_conflict_id is not null then
    perform private.notify_of_conflict(p_conflict_id);
    return;
  end if;
  select u.email into v_recipient
  from auth.users as u
  where u.id = coalesce(
    (select h.owner_id from public.bookings as b join public.hosts as h on h.id = b.host_id where b.id = p_booking_id),
    (select k.owner_id from public.calendar_connections as k where k.id = p_connection_id)
  );
  if v_recipient is not null then
    perform private.add_notification(p_kind, v_recipient, p_booking_id => p_booking_id, p_connection_id => p_connection_id);
  end if;
end;
$$;
comment on function private.notify_owner(text, uuid, uuid, uuid) is
  'Writes one mail to the owner of a booking''s host, or to the owner of a connection. About a conflict: private.notify_of_conflict, which knows '
  'the kind of the mail.';

-- sql/functions/notifications/notify_parties.sql
create function private.notify_parties(p_booking_id uuid, p_kind text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_recipient text;
begin
  for v_recipient in
    select r.recipient
    from public.bookings as b
    join public.hosts as h on h.id = b.host_id
    join auth.users as u on u.id = h.owner_id
    left join public.booking_attendees as a on a.booking_id = b.id
    cross join lateral (values (a.email), (u.email::text)) as r (recipient)
    where b.id = p_booking_id and r.recipient is not null
  loop
    perform private.add_notification(p_kind, v_recipient, p_booking_id => p_booking_id);
  end loop;
end;
$$;
comment on function private.notify_parties(uuid, text) is
  'Writes one notification to the visitor and one to the owner of the host, with a job for each, in the caller''s transaction.';

-- sql/functions/locks/lock_calendar.sql
create function private.lock_calendar(p_calendar_id uuid)
returns void
language plpgsql
set search_path = ''
set lock_timeout = '4s' -- as private.lock_slot
as $$
declare
  v_host_ids uuid[];
begin
  for v_attempt in 1..10 loop
    begin
      v_host_ids := array(select l.host_id from public.calendar_links as l where l.calendar_id = p_calendar_id);
      perform from public.hosts as h where h.id = any (v_host_ids) order by h.id for no key update;
      if not exists (
        select from public.calendar_links as l where l.calendar_id = p_calendar_id and l.host_id <> all (v_host_ids)
      ) then
        perform from public.calendars as c where c.id = p_calendar_id for no key update;
        return;
      end if;
      raise serialization_failure using message = 'The hosts of this calendar are being changed.';
    exception
      when serialization_failure then
        if v_attempt = 10 then
          raise;
        end if;
    end;
  end loop;
end;
$$;
comment on function private.lock_calendar(uuid) is
  'Locks the hosts that a calendar is linked to, by id, then the calendar: the first statement of what writes its events. See private.lock_slot.';

-- sql/functions/locks/lock_connection.sql
create function private.lock_connection(p_connection_id uuid, p_owner_id uuid)
returns public.calendar_connections
language plpgsql
set search_path = ''
as $$
declare
  v_connection public.calendar_connections;
begin
  perform private.lock_owner_hosts(p_owner_id);
  -- Pulls lock a calendar before its connection; the same order here.
  perform from public.calendars as c
  where c.connection_id = p_connection_id and c.owner_id = p_owner_id
  order by c.id for no key update;
  select k.* into v_connection
  from public.calendar_connections as k
  where k.id = p_connection_id and k.owner_id = p_owner_id
  for no key update;
  return v_connection;
end;
$$;
comment on function private.lock_connection(uuid, uuid) is
  'Locks the hosts of an owner (bookings wait), the calendars of a connection and the connection; all null if it is not theirs. '
  'p_connection_id null locks the hosts only.';

-- sql/functions/locks/lock_host.sql
create function private.lock_host(p_host_id uuid)
returns void
language plpgsql
set search_path = ''
set lock_timeout = '4s' -- as private.lock_slot
as $$
begin
  perform from public.hosts as h where h.id = p_host_id for no key update;
end;
$$;
comment on function private.lock_host(uuid) is 'Locks one host, as the first statement of what ends or renews a hold of theirs. Raises 55P03 after 4 s.';

-- sql/functions/locks/lock_owner_hosts.sql
create function private.lock_owner_hosts(p_owner_id uuid)
returns void
language plpgsql
set search_path = ''
set lock_timeout = '4s' -- as private.lock_slot
as $$
begin
  perform from public.hosts as h where h.owner_id = p_owner_id order by h.id for no key update;
end;
$$;
comment on function private.lock_owner_hosts(uuid) is
  'Locks all hosts of an owner, by id, so that bookings with them and pulls of calendars linked to them wait. For everything that changes which '
  'calendars take whose time.';

-- sql/functions/accounts/blocked_until.sql
create function private.blocked_until(p_connection_id uuid)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select s.blocked_until from private.connection_sync as s
    where s.connection_id = p_connection_id and s.blocked_until > now()
  );
end;
$$;
comment on function private.blocked_until(uuid) is
  'The instant until which the provider asked us to wait with this account: nothing asks it before then, no matter who wants it. Null: it may be '
  'asked.';

-- sql/functions/accounts/calendar_to_read.sql
create function private.calendar_to_read(p_calendar public.calendars)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'id', p_calendar.id, 'provider_calendar_id', p_calendar.provider_calendar_id, 'time_zone', p_calendar.time_zone,
    'policy', p_calendar.policy,
    'host_time_zone', coalesce((
      select h.time_zone from public.calendar_links as l
      join public.hosts as h on h.id = l.host_id
      where l.calendar_id = p_calendar.id
      order by l.created_at, l.host_id limit 1
    ), 'UTC')
  );
end;
$$;
comment on function private.calendar_to_read(public.calendars) is
  'A calendar as an adapter needs it. Floating times are in the zone of the first host that it is linked to.';

-- sql/functions/accounts/connection_with_secret.sql
create function private.connection_with_secret(p_connection_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', k.id, 'owner_id', k.owner_id, 'provider', k.provider, 'account_email', k.account_email,
      'account_key', s.account_key, 'secret', s.sealed,
      'owner_addresses', (
        select coalesce(jsonb_agg(distinct lower(a.address)) filter (where a.address like '%@%'), '[]')
        from (
          select u.email::text as address from auth.users as u where u.id = k.owner_id
          union all
          select o.account_email
          from public.calendar_connections as o
          where o.owner_id = k.owner_id and o.status <> 'disconnected'
        ) as a
      )
    )
    from public.calendar_connections as k
    join private.connection_secrets as s on s.connection_id = k.id and s.sealed is not null
    where k.id = p_connection_id and k.status <> 'disconnected'
  );
end;
$$;
comment on function private.connection_with_secret(uuid) is
  'A connection with its sealed secret and what that is bound to, for the service to unseal, and owner_addresses: the sign-in address of the owner '
  'and the addresses of all their connections, lower case, sorted. They identify the owner''s own responses to invitations. Null if the connection '
  'is gone or disconnected.';

-- sql/functions/accounts/enqueue_pull.sql
create function private.enqueue_pull(
  p_calendar_id uuid, p_connection_id uuid, p_is_announced boolean default false, p_run_at timestamptz default null,
  p_tries integer default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_sync private.calendar_sync;
  v_account private.connection_sync;
  v_backoff_until timestamptz;
  v_run_at timestamptz := p_run_at;
begin
  if exists (select from public.calendar_connections as k where k.id = p_connection_id and k.status = 'needs_reconnect') then
    update private.calendar_sync as s set wanted_at = clock_timestamp() where s.calendar_id = p_calendar_id;
    return;
  end if;
  if p_is_announced then
    select s.* into v_sync from private.calendar_sync as s where s.calendar_id = p_calendar_id;
    select s.* into v_account from private.connection_sync as s where s.connection_id = p_connection_id;
    v_backoff_until := greatest(v_sync.retry_at, v_account.backoff_until);
    v_run_at := greatest(
      now(),
      -- A provider calls once for each of a hundred changes: those within a second of the last pull are gathered.
      v_sync.last_attempt_at + interval '1 second',
      -- Notices wait for a backoff, too; but a provider that calls may have recovered, most of all a server that was down.
      case
        when v_account.backoff_until > now() and v_account.failure_code = 'rate_limited' then v_backoff_until
        when v_account.backoff_until > now() then least(v_backoff_until, v_sync.last_attempt_at + interval '10 seconds')
        when v_backoff_until > now() then least(v_backoff_until, v_sync.last_attempt_at + interval '60 seconds')
      end
    );
  end if;
  v_run_at := greatest(v_run_at, private.blocked_until(p_connection_id));
  -- Queueing a job again costs thirty times as much as seeing that it waits, and providers call in bursts. A job that a worker takes at this moment
  -- has not asked the provider yet, so it finds the announced change.
  if p_is_announced and exists (
    select from graphile_worker.jobs as j
    where j.key = 'pull:' || p_calendar_id and j.locked_at is null and j.attempts = 0 and j.priority <= -5 and j.run_at <= v_run_at
  ) then
    return;
  end if;
  perform private.enqueue(
    'pull', jsonb_strip_nulls(jsonb_build_object('calendar_id', p_calendar_id, 'tries', p_tries)),
    p_key => 'pull:' || p_calendar_id, p_queue => 'connection:' || p_connection_id, p_max_attempts => 3,
    -- After pulls that a visitor waits for, before everything that nobody asked for.
    p_priority => case when p_is_announced then -5 end,
    p_run_at => v_run_at,
    p_key_mode => case when p_is_announced and not private.has_later_job('pull:' || p_calendar_id, v_run_at) then 'preserve_run_at' end
  );
end;
$$;
comment on function private.enqueue_pull(uuid, uuid, boolean, timestamptz, integer) is
  'Queues the pull of a calendar in the lane of its connection, now or at p_run_at, but never before the provider permits it '
  '(private.blocked_until). A waiting pull is not doubled; a running one is followed by another. p_is_announced: the provider said that something '
  'changed. A calendar that backs off after a failure is then pulled when the backoff ends or a minute after its last attempt, whichever is '
  'sooner, or 10 s after it if the whole account failed, unless the failure was a limit. p_tries: if the pull finds nothing, it is repeated '
  '(public.pull_again); so many attempts were made before. If the account needs a reconnect, the calendar is pulled when that is over.';

-- sql/functions/accounts/enqueue_sync.sql
create function private.enqueue_sync(
  p_connection_id uuid, p_is_urgent boolean default false, p_run_at timestamptz default null, p_calendar_ids uuid[] default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_run_at constant timestamptz := greatest(p_run_at, private.blocked_until(p_connection_id));
begin
  if p_is_urgent then
    perform from private.calendar_sync as s
    join public.calendars as c on c.id = s.calendar_id
    where c.connection_id = p_connection_id and (p_calendar_ids is null or c.id = any (p_calendar_ids))
    order by s.calendar_id for update of s;
    update private.calendar_sync as s set wanted_at = clock_timestamp()
    from public.calendars as c
    where c.id = s.calendar_id and c.connection_id = p_connection_id and (p_calendar_ids is null or c.id = any (p_calendar_ids));
    -- The rare sync that finds it working again, or its reconnect, brings what is wanted.
    if exists (select from public.calendar_connections as k where k.id = p_connection_id and k.status = 'needs_reconnect') then
      return;
    end if;
  end if;
  perform private.enqueue(
    'sync_account', jsonb_build_object('connection_id', p_connection_id),
    p_key => 'sync:' || p_connection_id, p_queue => 'connection:' || p_connection_id, p_run_at => v_run_at, p_max_attempts => 3,
    p_priority => case when p_is_urgent then -10 else 0 end,
    p_key_mode => case
      when p_is_urgent or v_run_at is not null then 'replace'
      -- It was put off for a reason that is over.
      when private.has_later_job('sync:' || p_connection_id, now()) then 'replace'
      -- A waiting job keeps its place: replacing it again and again would starve it in a long queue.
      else 'preserve_run_at'
    end
  );
end;
$$;
comment on function private.enqueue_sync(uuid, boolean, timestamptz, uuid[]) is
  'Queues one sync of an account in its lane, now or at p_run_at. An urgent sync (somebody waits) runs before all others and pulls these calendars '
  '(null: all), even those whose channel is healthy. It never runs before the provider permits it (private.blocked_until). If the account needs a '
  'reconnect, even an urgent sync waits for the rare one. A waiting sync is not doubled, and put off only if p_run_at says so; a running one is '
  'followed by another.';

-- sql/functions/accounts/has_vanished.sql
create function private.has_vanished(p_calendar_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from private.calendar_sync as s where s.calendar_id = p_calendar_id and s.vanished_at >= s.missing_since
  );
end;
$$;
comment on function private.has_vanished(uuid) is
  'Whether a calendar is believed to no longer exist (private.record_missing_calendar), until a list names it again.';

-- sql/functions/accounts/needs_reconnect.sql
create function private.needs_reconnect(p_connection_id uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  if not exists (select from public.calendar_connections as k where k.id = p_connection_id and k.status = 'needs_reconnect') then
    return false;
  end if;
  -- Whoever finds it working meanwhile has queued what waited by then. Later work must not be lost, so wait and check again.
  perform from public.calendar_connections as k where k.id = p_connection_id and k.status = 'needs_reconnect' for share;
  return found;
end;
$$;
comment on function private.needs_reconnect(uuid) is
  'Whether the account no longer lets us in: nothing but a rare sync asks it. If so, locks the row of the connection. Call it before locking rows '
  'of events.';

-- sql/functions/accounts/quiet_until.sql
create function private.quiet_until(p_connection_id uuid)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select greatest(
      s.blocked_until,
      -- A second after the sync that finds out whether the account responds again.
      s.backoff_until + interval '1 second'
    )
    from private.connection_sync as s
    where s.connection_id = p_connection_id and (s.blocked_until > now() or s.backoff_until > now())
  );
end;
$$;
comment on function private.quiet_until(uuid) is
  'The instant until which only syncs ask an account, because its provider demanded that or asking it has just failed. Writes wait until it '
  'responds again. Null: it may be asked.';

-- sql/functions/accounts/request_relist.sql
create function public.request_relist(calendar_id uuid, reason text)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not schedule the reading of lists otherwise
set search_path = ''
as $$
declare
  v_connection_id uuid;
  v_last_synced_at timestamptz;
  v_sync private.connection_sync;
begin
  select c.connection_id, c.last_synced_at into v_connection_id, v_last_synced_at
  from public.calendars as c where c.id = request_relist.calendar_id;
  if v_connection_id is null then
    return jsonb_build_object('requested', false);
  end if;
  insert into private.calendar_sync as s (calendar_id, relist_reason, relist_asked_at)
  values (request_relist.calendar_id, request_relist.reason, now())
  on conflict on constraint calendar_sync_pkey do update
  set relist_reason = excluded.relist_reason, relist_asked_at = excluded.relist_asked_at
  where s.relist_reason is distinct from excluded.relist_reason or s.relist_asked_at < now() - interval '1 hour'
    -- It was read since, so this is another failure of the same kind.
    or (excluded.relist_reason in ('gone', 'forbidden') and s.relist_asked_at < v_last_synced_at);
  if not found then
    return jsonb_build_object('requested', false);
  end if;

  -- However many calendars ask, the list is read once in ten seconds at most.
  update private.connection_sync as s
  set relist_at = least(s.relist_at, greatest(now(), s.listed_at + interval '10 seconds'))
  where s.connection_id = v_connection_id
  returning s.* into v_sync;
  -- An account that backs off after a failure is asked when the backoff ends.
  if v_sync.failures = 0 then
    update private.connection_sync as s set next_poll_at = least(s.next_poll_at, s.relist_at) where s.connection_id = v_connection_id;
    if v_sync.relist_at <= now() then
      perform private.enqueue_sync(v_connection_id);
    end if;
  end if;
  return jsonb_build_object('requested', true);
end;
$$;
comment on function public.request_relist(uuid, text) is
  'A response about a calendar shows that the list of its account has changed: has the list read again in the lane of the account: {requested}. '
  'reason: ''gone'', ''forbidden'', ''not_writable'', or what the response said. The same reason counts once an hour for a calendar, a failure '
  'only once.';

-- sql/functions/availability/blocked_instants.sql
create function private.blocked_instants(p_rules private.slot_rules, p_range tstzrange)
returns table (blocked_period_id uuid, kind text, during tstzrange, reason text)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select p.id, p.kind, d.during, p.reason
  from public.blocked_periods as p
  cross join lateral (
    select case when p.start_date is null
      then tstzrange(p.starts_at, p.ends_at)
      else tstzrange(
        private.day_start(p.start_date, p_rules.host_zone), private.day_start(p.end_date + 1, p_rules.host_zone)
      )
    end as during
  ) as d
  where p.host_id = p_rules.host_id
    and (p.event_type_id is null or p.event_type_id = p_rules.event_type_id)
    and (p.start_date is null or p.start_date <= (upper(p_range) at time zone 'UTC')::date + 1)
    and (p.end_date is null or p.end_date >= (lower(p_range) at time zone 'UTC')::date - 1)
    and d.during && p_range;
end;
$$;
comment on function private.blocked_instants(private.slot_rules, tstzrange) is
  'Rule 3: vacations and blocks that meet p_range, as instants.';

-- sql/functions/availability/blocking_calendars.sql
create function private.blocking_calendars(p_host_id uuid)
returns table (calendar_id uuid, time_zone text, is_connected boolean, last_synced_at timestamptz, covered_until timestamptz)
language plpgsql
stable
rows 4 -- else the planner expects a thousand and reads all of the joined tables
set search_path = ''
as $$
begin
  return query
  select c.id, c.time_zone, k.status = 'active', c.last_synced_at, c.covered_until
  from public.calendar_links as l
  join public.calendars as c on c.id = l.calendar_id
  join public.calendar_connections as k on k.id = c.connection_id
  where l.host_id = p_host_id and l.blocks_availability and k.status <> 'disconnected';
end;
$$;
comment on function private.blocking_calendars(uuid) is
  'The calendars that take time from a host: linked with blocks_availability, connection not disconnected.';

-- sql/functions/availability/booked_sessions.sql
create function private.booked_sessions(
  p_host_id uuid, p_range tstzrange, p_now timestamptz, p_except uuid default null
)
returns table (event_type_id uuid, during tstzrange, taken bigint, has_hold boolean, has_booking boolean, booking_ids uuid[], buffer_before interval, buffer_after interval)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select
    b.event_type_id, b.during, count(*), bool_or(b.status = 'held'), bool_or(b.status <> 'held'), array_agg(b.id order by b.created_at),
    make_interval(mins => e.buffer_before_minutes), make_interval(mins => e.buffer_after_minutes)
  from public.bookings as b
  join public.event_types as e on e.id = b.event_type_id
  where b.host_id = p_host_id
    and b.status in ('held', 'pending', 'confirmed')
    and (b.status = 'confirmed' or coalesce(b.expires_at > p_now, true))
    and b.id is distinct from p_except
    -- No buffer is longer than a day (constraint event_types_buffers_valid).
    and b.during && tstzrange(lower(p_range) - interval '24 hours', upper(p_range) + interval '24 hours')
  group by b.event_type_id, b.during, e.buffer_before_minutes, e.buffer_after_minutes;
end;
$$;
comment on function private.booked_sessions(uuid, tstzrange, timestamptz, uuid) is
  'Active bookings of a host near p_range, one row per session, with the current buffers of their event type. p_except (a booking being moved, or '
  'the caller''s hold) does not count.';

-- sql/functions/availability/closed_wall_time.sql
create function private.closed_wall_time(p_rules private.slot_rules, p_from date, p_until date)
returns table (override_id uuid, wall tsrange, label text)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select
    o.id,
    tsrange(
      o.override_date + coalesce(o.start_time, time '00:00'),
      o.override_date + coalesce(o.end_time, time '24:00')
    ),
    o.label
  from public.availability_overrides as o
  where o.host_id = p_rules.host_id
    and (o.event_type_id is null or o.event_type_id = p_rules.event_type_id)
    and o.override_date >= p_from and o.override_date < p_until
    and o.effect = 'closed';
end;
$$;
comment on function private.closed_wall_time(private.slot_rules, date, date) is
  'The closed overrides of the local dates [p_from, p_until), as wall-clock time in the event type''s zone.';

-- sql/functions/availability/day_start.sql
create function private.day_start(p_day date, p_zone text)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_midnight constant timestamp := p_day::timestamp;
  v_start timestamptz := v_midnight at time zone p_zone;
  v_earlier timestamptz;
begin
  -- Where midnight is repeated Postgres takes the second pass; the offset before it gives the first.
  v_earlier := v_start - interval '12 hours';
  v_earlier := (v_midnight - ((v_earlier at time zone p_zone) - (v_earlier at time zone 'UTC'))) at time zone 'UTC';
  if v_earlier < v_start and v_earlier at time zone p_zone = v_midnight then
    return v_earlier;
  end if;
  return v_start;
end;
$$;
comment on function private.day_start(date, text) is
  'First instant of a local date: midnight, its first pass where the clock repeats it, or the end of the gap where the clock skips it.';

-- sql/functions/availability/explain_candidates.sql
create function private.explain_candidates(
  p_rules private.slot_rules, p_range tstzrange, p_open tstzmultirange, p_limit integer
)
returns table (starts_at timestamptz)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select s.at
  from (
    select g.at
    from private.grid_anchors(p_rules, p_open) as a
    cross join lateral generate_series(a.anchor, a.grid_end, p_rules.step) as g (at)
    where g.at < a.grid_end
    union all
    select g.at
    from generate_series(
      (lower(p_range) at time zone p_rules.zone)::date - 1, (upper(p_range) at time zone p_rules.zone)::date, interval '1 day'
    ) as d (day)
    cross join lateral generate_series(
      private.day_start(d.day::date, p_rules.zone), private.day_start(d.day::date + 1, p_rules.zone), p_rules.step
    ) as g (at)
    where g.at < private.day_start(d.day::date + 1, p_rules.zone) and not p_open @> g.at
  ) as s
  where s.at <@ p_range
  order by s.at
  limit p_limit;
end;
$$;
comment on function private.explain_candidates(private.slot_rules, tstzrange, tstzmultirange, integer) is
  'The starts to explain: the grid of the open hours, and where nothing is open, steps from local midnight.';

-- sql/functions/availability/explain_slots.sql
create function public.explain_slots(
  event_type_id uuid, range_start timestamptz, range_end timestamptz,
  duration_minutes integer default null, starts timestamptz[] default null
)
returns jsonb
language plpgsql
stable
security definer -- reads private tables; the first statement lets only the owner pass
set search_path = ''
as $$
declare
  v_rules private.slot_rules;
begin
  if not exists (
    select from public.event_types as e
    join public.hosts as h on h.id = e.host_id
    where e.id = explain_slots.event_type_id and h.owner_id = (select auth.uid())
  ) then
    perform private.fail('not_found', 'You have no such event type.', 'Check event_type_id and who is signed in.');
  end if;
  if cardinality(explain_slots.starts) > 10000 or array_position(explain_slots.starts, null) is not null then
    perform private.fail('invalid_request', 'starts must be at most 10,000 instants.', 'Ask in smaller portions.');
  end if;
  perform private.require_range(min(s), max(s) + interval '1 second', 400) from unnest(explain_slots.starts) as s having count(*) > 0;
  v_rules := private.load_slot_rules(explain_slots.event_type_id, explain_slots.duration_minutes);
  return jsonb_build_object(
    'event_type_id', v_rules.event_type_id,
    'duration_minutes', v_rules.duration_minutes,
    'time_zone', v_rules.zone,
    'as_of', private.iso_instant(now()),
    'slots', private.explain_starts(
      explain_slots.event_type_id,
      private.require_range(explain_slots.range_start, explain_slots.range_end, 400),
      explain_slots.duration_minutes, explain_slots.starts, now()
    )
  );
end;
$$;
comment on function public.explain_slots(uuid, timestamptz, timestamptz, integer, timestamptz[]) is
  'For the owner: every candidate start of the range (or the given starts), whether it is free, and all reasons against it with the row behind '
  'each. Raises not_found (also for another owner''s event type), invalid_range, invalid_request.';

-- sql/functions/availability/explain_starts.sql
create function private.explain_starts(
  p_event_type_id uuid,
  p_range tstzrange,
  p_duration_minutes integer,
  p_starts timestamptz[],
  p_now timestamptz
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_max constant integer := 10000;
  v_rules constant private.slot_rules := private.load_slot_rules(p_event_type_id, p_duration_minutes);
  v_range tstzrange := p_range;
  v_wide tstzrange;
  v_hours tstzmultirange;
  v_open tstzmultirange;
  v_anchors timestamptz[];
  v_busy tstzmultirange;
  v_full_days tstzmultirange;
  v_full_weeks tstzmultirange;
  v_fresh record;
begin
  if p_starts is not null then
    if cardinality(p_starts) = 0 then
      return '[]';
    end if;
    select tstzrange(min(s), max(s), '[]') into v_range from unnest(p_starts) as s;
  end if;
  v_wide := tstzrange(
    lower(v_range) - v_rules.buffer_before - interval '1 day', upper(v_range) + v_rules.duration + v_rules.buffer_after + interval '1 day'
  );
  v_hours := private.open_hours(v_rules, v_range, false);
  v_open := private.open_hours(v_rules, v_range);
  select array_agg(a.anchor order by a.anchor) into v_anchors from private.grid_anchors(v_rules, v_open) as a;
  v_busy := private.external_busy(v_rules.host_id, v_rules.host_zone, v_wide, p_now);
  v_full_days := private.full_days(v_rules, v_range, p_now, null, 'day', v_rules.max_per_day);
  v_full_weeks := private.full_days(v_rules, v_range, p_now, null, 'week', v_rules.max_per_week);
  select f.* into v_fresh from private.host_freshness(v_rules, p_now) as f;

  return (
    with start as materialized (
      select c.starts_at, tstzrange(c.starts_at, c.starts_at + v_rules.duration) as slot,
        tstzrange(c.starts_at - v_rules.buffer_before, c.starts_at + v_rules.duration + v_rules.buffer_after) as wide
      from (
        select distinct s as starts_at from unnest(p_starts) as s
        union all
        select e.starts_at from private.explain_candidates(v_rules, v_range, v_open, v_max) as e where p_starts is null
      ) as c
    ),
    closed as materialized (
      select c.override_id, c.label, private.wall_to_instants(tsmultirange(c.wall), v_rules.zone) as during
      from private.closed_wall_time(
        v_rules, (lower(v_wide) at time zone v_rules.zone)::date - 1, (upper(v_wide) at time zone v_rules.zone)::date + 1
      ) as c
    ),
    blocked as materialized (select b.* from private.blocked_instants(v_rules, v_wide) as b),
    event as materialized (
      select r.* from private.external_rows(v_rules.host_id, v_rules.host_zone, v_wide, p_now) as r
    ),
    session as materialized (
      select s.*, s.event_type_id = v_rules.event_type_id as is_own_type
      from private.booked_sessions(v_rules.host_id, v_wide, p_now) as s
    ),
    reason as (
      select s.starts_at, 1 as rank, jsonb_build_object('reason', 'inactive') as reason
      from start as s where not v_rules.is_active
      union all
      select s.starts_at, 2, jsonb_build_object('reason', 'outside_hours') from start as s where not v_hours @> s.slot
      union all
      select s.starts_at, 3, jsonb_build_object('reason', 'closed_override', 'override_id', c.override_id, 'label', c.label)
      from start as s join closed as c on c.during && s.slot
      union all
      select s.starts_at, 4, jsonb_build_object('reason', 'off_grid') from start as s
      where v_open @> s.starts_at
        and mod(
          extract(epoch from s.starts_at - v_anchors[width_bucket(s.starts_at, v_anchors)]), extract(epoch from v_rules.step)
        ) <> 0
      union all
      select s.starts_at, 5, jsonb_build_object(
        'reason', b.kind, 'blocked_period_id', b.blocked_period_id, 'note', b.reason,
        'start', private.iso_instant(lower(b.during)), 'end', private.iso_instant(upper(b.during))
      )
      from start as s join blocked as b on b.during && s.slot
      union all
      select s.starts_at, 6, jsonb_build_object(
        'reason', case
          when v_busy && s.slot and (e.busy is null or e.busy && s.slot) then coalesce(e.source, 'external_event') else 'buffer'
        end,
        'source', coalesce(e.source, 'external_event'), 'calendar_id', e.calendar_id,
        'start', private.iso_instant(lower(e.busy)), 'end', private.iso_instant(upper(e.busy))
      ) || case
        when e.booking_ids is null then jsonb_build_object('synced_event_id', e.synced_event_id, 'title', e.title)
        else jsonb_build_object('booking_ids', e.booking_ids, 'host_id', e.host_id)
      end
      from start as s left join event as e on e.busy && s.wide
      where v_busy && s.wide
      union all
      select s.starts_at, 7, jsonb_build_object(
        'reason', case
          when x.is_same and v_rules.seats > 1 then 'seats'
          when not b.during && s.slot then 'buffer'
          else k.source
        end,
        'source', k.source, 'booking_ids', b.booking_ids,
        'start', private.iso_instant(lower(b.during)), 'end', private.iso_instant(upper(b.during))
      )
      from start as s
      join session as b
        on b.during && s.wide or tstzrange(lower(b.during) - b.buffer_before, upper(b.during) + b.buffer_after) && s.slot
      cross join lateral (select b.is_own_type and b.during = s.slot as is_same) as x
      join (values ('booking'), ('hold')) as k (source)
        on case k.source when 'hold' then b.has_hold else b.has_booking end
      where not x.is_same or b.taken >= v_rules.seats
      union all
      select s.starts_at, 8, jsonb_build_object('reason', 'notice') from start as s
      where s.starts_at < p_now + v_rules.min_notice
      union all
      select s.starts_at, 9, jsonb_build_object('reason', 'horizon') from start as s
      where s.starts_at >= p_now + v_rules.horizon
      union all
      select s.starts_at, 10, jsonb_build_object('reason', 'daily_limit', 'limit', v_rules.max_per_day)
      from start as s where v_full_days @> s.starts_at
      union all
      select s.starts_at, 11, jsonb_build_object('reason', 'weekly_limit', 'limit', v_rules.max_per_week)
      from start as s where v_full_weeks @> s.starts_at
      union all
      select s.starts_at, 12, jsonb_build_object('reason', 'stale_calendar') from start as s
      where v_rules.stale_policy = 'closed' and v_fresh.is_stale
      union all
      select s.starts_at, 13, jsonb_build_object('reason', 'not_covered') || u.details
      from start as s
      join private.explain_unknown(v_rules, p_now) as u on u.span && s.wide
      where v_rules.stale_policy = 'closed' and not v_fresh.is_stale
    )
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'start', private.iso_instant(s.starts_at), 'end', private.iso_instant(s.starts_at + v_rules.duration),
        'free', r.reasons is null, 'reasons', coalesce(r.reasons, '[]')
      ) order by s.starts_at
    ), '[]')
    from start as s
    left join (
      select r.starts_at, jsonb_agg(r.reason order by r.rank) as reasons from reason as r group by r.starts_at
    ) as r on r.starts_at = s.starts_at
  );
end;
$$;
comment on function private.explain_starts(uuid, tstzrange, integer, timestamptz[], timestamptz) is
  'Every reason why a start is not free, with the row behind it: for p_starts, or for the candidates in p_range. Built from the '
  'functions that list and book. At most 10,000 starts.';

-- sql/functions/availability/explain_unknown.sql
create function private.explain_unknown(p_rules private.slot_rules, p_now timestamptz)
returns table (span tstzrange, details jsonb)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select
    s.span,
    jsonb_build_object('calendar_id', c.id, 'calendar_name', c.name) || case
      when u.id is null then jsonb_build_object('covered_until', private.iso_instant(nullif(s.covered_until, '-infinity')))
      else jsonb_build_object('unknown_time_id', u.id, 'message', u.message, 'days', private.unknown_days(u))
    end
  from private.unknown_spans(p_rules, p_now) as s
  join public.calendars as c on c.id = s.calendar_id
  left join private.unknown_times as u on u.id = s.unknown_time_id;
end;
$$;
comment on function private.explain_unknown(private.slot_rules, timestamptz) is
  'The rows behind private.unknown_spans, for explanations to the owner: how far a calendar is known, or the event whose time is unknown. No '
  'titles.';

-- sql/functions/availability/external_busy.sql
create function private.external_busy(
  p_host_id uuid, p_host_zone text, p_range tstzrange, p_now timestamptz, p_except uuid default null, p_with_bookings boolean default true
)
returns tstzmultirange
language plpgsql
stable
set search_path = ''
as $$
declare
  -- A local day begins at most 14 hours before the UTC day of its date and ends at most 12 hours after it.
  v_from constant date := (lower(p_range) at time zone 'UTC')::date - 1;
  v_until constant date := (upper(p_range) at time zone 'UTC')::date + 1;
  v_calendars uuid[];
  v_busy tstzmultirange;
  v_special tstzmultirange;
begin
  select array_agg(b.calendar_id) into v_calendars from private.blocking_calendars(p_host_id) as b;
  if v_calendars is null then
    return '{}';
  end if;

  select range_agg(d.spans) into v_busy
  from private.busy_days as d
  where d.calendar_id = any (v_calendars) and d.day between v_from and v_until and not isempty(d.spans);

  select range_agg(x.span) into v_special
  from (
    select tstzmultirange(tstzrange(private.day_start(d.day, z.zone), private.day_start(d.day + 1, z.zone)))
    from private.busy_days as d
    join public.calendars as c on c.id = d.calendar_id
    cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
    where d.calendar_id = any (v_calendars) and d.day between v_from and v_until and d.is_all_day
    union all
    select tstzmultirange(coalesce(
      e.during, tstzrange(private.day_start(e.start_date, z.zone), private.day_start(e.end_date, z.zone))
    ))
    from public.synced_events as e
    join public.calendars as c on c.id = e.calendar_id
    cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
    where e.calendar_id = any (v_calendars)
      and e.is_busy and e.deleted_at is null and e.booking_id is null and e.is_long
    union all
    -- Events of bookings. This host's do not count inside their booking, which counts itself.
    select case
      when (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
        and (b.host_id = p_host_id or (not p_with_bookings and b.calendar_id = any (v_calendars)))
      then tstzmultirange(o.span) - tstzmultirange(b.during)
      else tstzmultirange(o.span)
    end
    from (
      select e.booking_id, e.during as span
      from public.synced_events as e
      where e.calendar_id = any (v_calendars)
        and e.is_busy and e.deleted_at is null and e.booking_id is not null and not e.is_all_day
        and e.ends_at > lower(p_range) and e.starts_at < upper(p_range)
      union all
      select e.booking_id, tstzrange(private.day_start(e.start_date, z.zone), private.day_start(e.end_date, z.zone))
      from public.synced_events as e
      join public.calendars as c on c.id = e.calendar_id
      cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
      where e.calendar_id = any (v_calendars)
        and e.is_busy and e.deleted_at is null and e.booking_id is not null and e.is_all_day
        and e.end_date >= v_from and e.start_date <= v_until
    ) as o
    -- One by one, and by these keys alone: else the planner may scan all bookings.
    cross join lateral (select k.* from public.bookings as k where k.id = o.booking_id offset 0) as b
    where b.id is distinct from p_except
    union all
    -- Bookings of other hosts that go to these calendars, written there yet or not.
    select tstzmultirange(b.during)
    from unnest(v_calendars) as c (id)
    cross join lateral (select k.* from public.bookings as k where k.calendar_id = c.id and k.during && p_range offset 0) as b
    where p_with_bookings and b.host_id <> p_host_id
      and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
  ) as x (span);

  return (coalesce(v_busy, '{}') + coalesce(v_special, '{}')) * tstzmultirange(p_range);
end;
$$;
comment on function private.external_busy(uuid, text, tstzrange, timestamptz, uuid, boolean) is
  'Rule 5: the merged time inside p_range that the host''s blocking calendars take: by events (read as merged days; only events of bookings one by '
  'one) and by active bookings of other hosts that go to these calendars. Without p_with_bookings those bookings take none. p_except: a booking '
  'that is being moved; its own event does not count.';

-- sql/functions/availability/external_rows.sql
create function private.external_rows(p_host_id uuid, p_host_zone text, p_range tstzrange, p_now timestamptz)
returns table (
  source text, synced_event_id uuid, booking_ids uuid[], host_id uuid, calendar_id uuid, title text, busy tstzmultirange
)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select 'external_event', e.id, null::uuid[], null::uuid, e.calendar_id, e.title, x.busy
  from private.blocking_calendars(p_host_id) as c
  -- Calendar by calendar: else the planner scans all events.
  cross join lateral (select k.* from public.synced_events as k where k.calendar_id = c.calendar_id offset 0) as e
  cross join lateral (select coalesce(c.time_zone, p_host_zone) as zone) as z
  cross join lateral (
    select coalesce(
      e.during, tstzrange(private.day_start(e.start_date, z.zone), private.day_start(e.end_date, z.zone))
    ) as span
  ) as s
  left join public.bookings as b
    on b.id = e.booking_id and b.host_id = p_host_id
    and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
  cross join lateral (select tstzmultirange(s.span) - tstzmultirange(coalesce(b.during, 'empty')) as busy) as x
  where e.is_busy and e.deleted_at is null
    and case when e.is_all_day
      then e.start_date <= (upper(p_range) at time zone 'UTC')::date + 1
        and e.end_date >= (lower(p_range) at time zone 'UTC')::date - 1
      else e.during && p_range
    end
    and x.busy && p_range;

  return query
  select case when b.status = 'held' then 'hold' else 'booking' end, null::uuid, array_agg(b.id order by b.created_at, b.id),
    b.host_id, b.calendar_id, null::text, tstzmultirange(b.during)
  from private.blocking_calendars(p_host_id) as c
  cross join lateral (select k.* from public.bookings as k where k.calendar_id = c.calendar_id and k.during && p_range offset 0) as b
  where b.host_id <> p_host_id
    and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > p_now, true)))
  group by 1, b.host_id, b.calendar_id, b.during;
end;
$$;
comment on function private.external_rows(uuid, text, tstzrange, timestamptz) is
  'The rows behind private.external_busy inside p_range, for explanations to the owner: events, and bookings and holds of other hosts (of the same '
  'owner), one row per session.';

-- sql/functions/availability/find_free_windows.sql
create function private.find_free_windows(
  p_rules private.slot_rules,
  p_range tstzrange,
  p_now timestamptz,
  p_except uuid default null,
  p_is_held boolean default false,
  p_ignore text default null
)
returns private.free_windows
language plpgsql
stable
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
as $$
declare
  v_result private.free_windows;
  v_range tstzrange := p_range;
  v_fresh record;
  v_affected tstzmultirange;
  v_starts tstzmultirange;
  v_external tstzmultirange;
  v_refused tstzmultirange;
begin
  v_result.windows := '{}';
  v_result.anchors := '{}';
  v_result.unconfirmed := '{}';
  if not p_is_held then
    v_range := v_range * tstzrange(p_now + p_rules.min_notice, p_now + greatest(p_rules.min_notice, p_rules.horizon));
  end if;

  select f.* into v_fresh from private.host_freshness(p_rules, p_now) as f;
  v_result.covered_until := v_fresh.covered_until;
  if p_rules.stale_policy <> 'open' and p_ignore is distinct from 'freshness' then
    -- The starts whose slot, with buffers, meets unknown time.
    select coalesce(range_agg(tstzrange(
      lower(u.span) - p_rules.duration - p_rules.buffer_after, upper(u.span) + p_rules.buffer_before, '()'
    )), '{}') into v_affected from unnest(v_fresh.unknown) as u (span);
    if p_rules.stale_policy = 'closed' then
      -- Later time need not be computed.
      v_range := range_merge(tstzmultirange(v_range) - v_affected);
    else
      v_result.unconfirmed := v_affected;
    end if;
  end if;
  if isempty(v_range) or not p_rules.is_active then
    return v_result;
  end if;

  -- Starts that leave room for a whole slot in their piece; the microsecond keeps grids of one piece apart.
  select
    range_agg(tstzrange(a.anchor, least(a.grid_end - interval '1 microsecond', a.piece_end - p_rules.duration), '[]'))
      filter (where a.anchor <= a.piece_end - p_rules.duration),
    array_agg(a.anchor order by a.anchor)
  into v_starts, v_result.anchors
  from private.grid_anchors(p_rules, private.open_hours(p_rules, v_range)) as a;
  v_starts := v_starts * tstzmultirange(v_range);
  if v_starts is null or isempty(v_starts) then
    return v_result;
  end if;

  v_external := private.external_busy(
    p_rules.host_id, p_rules.host_zone,
    tstzrange(lower(v_range) - p_rules.buffer_before, upper(v_range) + p_rules.duration + p_rules.buffer_after, '[]'), p_now, p_except,
    p_ignore is distinct from 'bookings'
  );
  select range_agg(tstzrange(
    lower(x.span) - p_rules.duration - p_rules.buffer_after, upper(x.span) + p_rules.buffer_before, '()'
  )) into v_refused from unnest(v_external) as x (span);
  v_starts := v_starts - coalesce(v_refused, '{}');

  select range_agg(tstzrange(lower(b.during) - p_rules.duration, upper(b.during), '()')) into v_refused
  from private.blocked_instants(
    p_rules, tstzrange(lower(v_range), upper(v_range) + p_rules.duration, '[]')
  ) as b;
  v_starts := v_starts - coalesce(v_refused, '{}')
    - case when p_ignore = 'bookings' then '{}' else private.sessions_forbidden(p_rules, v_range, p_now, p_except) end
    - private.full_days(p_rules, v_range, p_now, p_except, 'day', p_rules.max_per_day)
    - private.full_days(p_rules, v_range, p_now, p_except, 'week', p_rules.max_per_week)
    - case when p_rules.stale_policy = 'closed' then coalesce(v_affected, '{}') else '{}' end;

  v_result.windows := v_starts;
  return v_result;
end;
$$;
comment on function private.find_free_windows(private.slot_rules, tstzrange, timestamptz, uuid, boolean, text) is
  'The core (rule 10): all starts in p_range at which a slot may begin, before the grid is applied. p_except: a booking that is being moved or a '
  'hold that is being used. p_is_held: the caller holds the slot, so notice and horizon are not checked again. p_ignore ''bookings'' or '
  '''freshness'': as if these refused nothing, to explain why a start is refused.';

-- sql/functions/availability/first_candidate_beyond.sql
create function private.first_candidate_beyond(p_rules private.slot_rules, p_range tstzrange, p_now timestamptz, p_max integer)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_range constant tstzrange := p_range
    * tstzrange(p_now + p_rules.min_notice, p_now + greatest(p_rules.min_notice, p_rules.horizon));
  v_seconds constant numeric := extract(epoch from upper(v_range) - lower(v_range));
begin
  -- Coarse grids cannot have as many, so they are not counted: besides one start per step there is one at the beginning of each day and of each
  -- piece of open hours, which is at least as long as a slot.
  if isempty(v_range) or 2 + v_seconds / extract(epoch from p_rules.step) + v_seconds / extract(epoch from p_rules.duration) + v_seconds / 86400 <= p_max then
    return null;
  end if;
  return (
    select c.anchor + p_rules.step * (c.first_step + p_max - c.counted_before)::double precision
    from (
      select s.anchor, s.first_step, s.steps,
        coalesce(sum(s.steps) over (order by s.anchor rows between unbounded preceding and 1 preceding), 0) as counted_before
      from (
        select a.anchor, b.first_step, greatest(b.last_step - b.first_step + 1, 0) as steps
        from private.grid_anchors(p_rules, private.open_hours(p_rules, v_range)) as a
        -- As private.grid_starts applies the grid to the windows of private.find_free_windows.
        cross join lateral (
          select
            greatest(ceil(extract(epoch from lower(v_range) - a.anchor) / extract(epoch from p_rules.step)), 0) as first_step,
            floor(
              extract(epoch from least(
                a.grid_end - interval '1 microsecond', a.piece_end - p_rules.duration, upper(v_range) - interval '1 microsecond'
              ) - a.anchor) / extract(epoch from p_rules.step)
            ) as last_step
        ) as b
      ) as s
    ) as c
    where c.counted_before <= p_max and c.counted_before + c.steps > p_max
    order by c.anchor
    limit 1
  );
end;
$$;
comment on function private.first_candidate_beyond(private.slot_rules, tstzrange, timestamptz, integer) is
  'The candidate start in p_range with p_max others before it; null: there is none. Later time need not be computed. Counts the grid over the open '
  'hours; reads no bookings and no events.';

-- sql/functions/availability/full_days.sql
create function private.full_days(
  p_rules private.slot_rules, p_range tstzrange, p_now timestamptz, p_except uuid, p_unit text, p_limit integer
)
returns tstzmultirange
language plpgsql
stable
set search_path = ''
as $$
declare
  v_length constant interval := case p_unit when 'week' then interval '7 days' else interval '1 day' end;
begin
  if p_limit is null then
    return '{}';
  end if;
  return (
    select coalesce(
      range_agg(
        tstzmultirange(tstzrange(
          private.day_start(f.first_day, p_rules.zone), private.day_start((f.first_day + v_length)::date, p_rules.zone)
        ))
        -- Joining a session that is counted already adds nothing.
        - coalesce(f.joinable, '{}')
      ),
      '{}'::tstzmultirange
    )
    from (
      select
        s.first_day,
        range_agg(tstzrange(lower(s.during), lower(s.during), '[]'))
          filter (where upper(s.during) - lower(s.during) = p_rules.duration) as joinable
      from (
        select
          b.during, d.first_day, count(*) over (partition by d.first_day) as total
        from (
          select distinct b.during
          from public.bookings as b
          where b.event_type_id = p_rules.event_type_id
            and b.status in ('held', 'pending', 'confirmed')
            and (b.status = 'confirmed' or coalesce(b.expires_at > p_now, true))
            and b.id is distinct from p_except
            and b.starts_at >= lower(p_range) - interval '9 days'
            and b.starts_at <= upper(p_range) + interval '9 days'
        ) as b
        cross join lateral (
          select date_trunc(p_unit, lower(b.during) at time zone p_rules.zone)::date as first_day
        ) as d
      ) as s
      where s.total >= p_limit
      group by s.first_day
    ) as f
  );
end;
$$;
comment on function private.full_days(private.slot_rules, tstzrange, timestamptz, uuid, text, integer) is
  'Rule 8: instants of the local days (p_unit day) or ISO weeks (p_unit week) near p_range that already have p_limit sessions of the event type, '
  'except the starts of those sessions. p_limit null: none.';

-- sql/functions/availability/get_available_slots.sql
create function public.get_available_slots(
  event_type_id uuid, range_start timestamptz, range_end timestamptz, duration_minutes integer default null
)
returns jsonb
language plpgsql
stable
security definer -- anonymous visitors may read no table; the result has instants only
set search_path = ''
as $$
begin
  return private.list_slots(
    get_available_slots.event_type_id,
    private.require_range(
      get_available_slots.range_start, get_available_slots.range_end,
      case when current_setting('role', true) = 'anon' then 100 else 400 end
    ),
    get_available_slots.duration_minutes,
    now()
  );
end;
$$;
comment on function public.get_available_slots(uuid, timestamptz, timestamptz, integer) is
  'Free slots with range_start <= start < range_end for one duration (minutes; null: the first offered), as instants in UTC. Only reads, takes no '
  'locks, calls no provider. Raises not_found, invalid_range (over 400 days, anon 100), invalid_request.';

-- sql/functions/availability/grid_anchors.sql
create function private.grid_anchors(p_rules private.slot_rules, p_open tstzmultirange)
returns table (anchor timestamptz, grid_end timestamptz, piece_end timestamptz)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select
    a.anchor,
    coalesce(lead(a.anchor) over (partition by a.piece_start order by a.anchor), a.piece_end),
    a.piece_end
  from (
    select lower(p.piece) as piece_start, upper(p.piece) as piece_end, lower(p.piece) as anchor
    from unnest(p_open) as p (piece)
    union
    select lower(p.piece), upper(p.piece), d.first_instant
    from unnest(p_open) as p (piece)
    cross join lateral (
      select
        (lower(p.piece) at time zone p_rules.zone)::date as first_day,
        ((upper(p.piece) - interval '1 microsecond') at time zone p_rules.zone)::date as last_day
    ) as b
    cross join lateral (
      select private.day_start(b.first_day + i, p_rules.zone) as first_instant
      from pg_catalog.generate_series(0, b.last_day - b.first_day) as i
      where b.last_day > b.first_day
    ) as d
    where d.first_instant > lower(p.piece) and d.first_instant < upper(p.piece)
  ) as a
  order by a.anchor;
end;
$$;
comment on function private.grid_anchors(private.slot_rules, tstzmultirange) is
  'Rule 7: the grid begins with each continuous piece of open hours, and again with the first instant of each local date inside it. One row per '
  'beginning: where its grid ends (exclusive) and where the piece ends.';

-- sql/functions/availability/grid_starts.sql
create function private.grid_starts(p_free private.free_windows, p_step interval, p_limit integer)
returns table (starts_at timestamptz)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select s.starts_at
  from unnest(p_free.windows) as w (span)
  cross join lateral (
    -- The last anchor at or before the window: its grid applies there.
    select p_free.anchors[width_bucket(lower(w.span), p_free.anchors)] as anchor
  ) as a
  cross join lateral generate_series(
    a.anchor + p_step * ceil(extract(epoch from lower(w.span) - a.anchor) / extract(epoch from p_step))::double precision,
    upper(w.span),
    p_step
  ) as s (starts_at)
  where upper_inc(w.span) or s.starts_at < upper(w.span)
  limit p_limit;
end;
$$;
comment on function private.grid_starts(private.free_windows, interval, integer) is
  'Rule 7: the grid starts in the free windows, ascending, at most p_limit.';

-- sql/functions/availability/host_freshness.sql
create function private.host_freshness(p_rules private.slot_rules, p_now timestamptz)
returns table (is_stale boolean, covered_until timestamptz, unknown tstzmultirange)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select coalesce(bool_or(u.is_stale), false), min(u.covered_until), coalesce(range_agg(u.span), '{}')
  from private.unknown_spans(p_rules, p_now) as u;
end;
$$;
comment on function private.host_freshness(private.slot_rules, timestamptz) is
  'Rule 9 for the whole host: whether a blocking calendar is stale; until when all of them are known (-infinity: one is not known at all; null: '
  'there are none); and the time that one of them does not know (all of it if one is stale). A slot that meets that time with its buffers is '
  'affected.';

-- sql/functions/availability/list_slots.sql
create function private.list_slots(
  p_event_type_id uuid, p_range tstzrange, p_duration_minutes integer, p_now timestamptz
)
returns jsonb
language plpgsql
stable
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
set timezone = 'UTC'
set datestyle = 'ISO'
as $$
declare
  v_max constant integer := 10000;
  v_rules constant private.slot_rules := private.load_slot_rules(p_event_type_id, p_duration_minutes);
  v_beyond timestamptz;
  v_range tstzrange;
  v_free private.free_windows;
  v_slots jsonb;
  v_joined timestamptz[];
  v_taken bigint[];
begin
  if not v_rules.is_active then
    perform private.fail('not_found', 'This event type cannot be booked.', 'It was switched off by its owner.');
  end if;
  -- Before the work: a caller who asks for many weeks of a fine grid gets the first of them.
  v_beyond := private.first_candidate_beyond(v_rules, p_range, p_now, v_max);
  v_range := tstzrange(lower(p_range), least(upper(p_range), v_beyond));
  v_free := private.find_free_windows(v_rules, v_range, p_now);

  if v_rules.seats > 1 then
    select array_agg(lower(b.during) order by b.during), array_agg(b.taken order by b.during) into v_joined, v_taken
    from private.booked_sessions(v_rules.host_id, v_range, p_now) as b
    where b.event_type_id = v_rules.event_type_id and upper(b.during) - lower(b.during) = v_rules.duration;
  end if;
  -- Text that is parsed once is twice as fast as building thousands of small objects.
  select
    ('[' || coalesce(string_agg(
      '{"start":"' || replace(g.starts_at::timestamp::text, ' ', 'T')
      || 'Z","end":"' || replace((g.starts_at + v_rules.duration)::timestamp::text, ' ', 'T') || 'Z"'
      || case when v_rules.seats > 1 then
        ',"seats_left":' || v_rules.seats - case
          when v_joined[width_bucket(g.starts_at, v_joined)] = g.starts_at then v_taken[width_bucket(g.starts_at, v_joined)]
          else 0
        end
        else '' end
      || case when g.starts_at <@ v_free.unconfirmed then ',"needs_confirmation":true}' else '}' end,
      ','
    ), '') || ']')::jsonb
  into v_slots
  from private.grid_starts(v_free, v_rules.step, v_max) as g;
  return jsonb_build_object(
    'event_type_id', v_rules.event_type_id,
    'duration_minutes', v_rules.duration_minutes,
    'time_zone', v_rules.zone,
    'as_of', private.iso_instant(p_now),
    'covered_until', private.iso_instant(nullif(v_free.covered_until, '-infinity')),
    'slots', v_slots
  ) || case when v_beyond is not null then jsonb_build_object('truncated_at', private.iso_instant(v_beyond)) else '{}' end;
end;
$$;
comment on function private.list_slots(uuid, tstzrange, integer, timestamptz) is
  'The result of get_available_slots as of p_now: checks at most 10,000 starts; truncated_at = the first one it did not check. Raises not_found, '
  'invalid_request.';

-- sql/functions/availability/load_slot_rules.sql
create function private.load_slot_rules(p_event_type_id uuid, p_duration_minutes integer)
returns private.slot_rules
language plpgsql
stable
set search_path = ''
as $$
declare
  v_rules private.slot_rules;
  v_durations integer[];
begin
  select
    e.id, e.host_id, e.is_active and h.is_active, coalesce(e.time_zone, h.time_zone), h.time_zone,
    d.minutes, make_interval(mins => d.minutes),
    make_interval(mins => coalesce(e.slot_interval_minutes, d.minutes)),
    make_interval(mins => e.buffer_before_minutes), make_interval(mins => e.buffer_after_minutes),
    make_interval(mins => e.min_notice_minutes), make_interval(hours => 24 * e.horizon_days),
    e.max_per_day, e.max_per_week, e.seats, e.requires_confirmation,
    h.stale_policy, make_interval(mins => h.stale_after_minutes)
  into v_rules
  from public.event_types as e
  join public.hosts as h on h.id = e.host_id
  cross join lateral (select coalesce(p_duration_minutes, e.durations_minutes[1]) as minutes) as d
  where e.id = p_event_type_id;

  if v_rules.event_type_id is null then
    perform private.fail('not_found', 'There is no such event type.', 'Check event_type_id.');
  end if;
  select e.durations_minutes into v_durations from public.event_types as e where e.id = p_event_type_id;
  if not v_rules.duration_minutes = any (v_durations) then
    perform private.fail(
      'invalid_request', 'This duration is not offered.',
      'Choose one of these lengths in minutes: ' || array_to_string(v_durations, ', ') || '.'
    );
  end if;
  return v_rules;
end;
$$;
comment on function private.load_slot_rules(uuid, integer) is
  'The rules of an event type for one duration (minutes; null: its first). Raises not_found, invalid_request (duration not offered).';

-- sql/functions/availability/open_hours.sql
create function private.open_hours(
  p_rules private.slot_rules, p_range tstzrange, p_with_closed boolean default true
)
returns tstzmultirange
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select private.wall_to_instants(
      private.open_wall_time(
        p_rules,
        (lower(p_range) at time zone p_rules.zone)::date - 1,
        ((upper(p_range) + p_rules.duration) at time zone p_rules.zone)::date + 2,
        p_with_closed
      ),
      p_rules.zone
    )
  );
end;
$$;
comment on function private.open_hours(private.slot_rules, tstzrange, boolean) is
  'Open hours as instants (rules 1, 2 and 4), touching windows merged, for whole local dates around p_range: enough for every slot that starts in '
  'it and for the beginning of its grid.';

-- sql/functions/availability/open_wall_time.sql
create function private.open_wall_time(
  p_rules private.slot_rules, p_from date, p_until date, p_with_closed boolean default true
)
returns tsmultirange
language plpgsql
stable
set search_path = ''
as $$
declare
  v_own_hours boolean;
  v_open tsmultirange;
  v_closed tsmultirange;
begin
  select exists (
    select from public.availability_rules as r
    where r.event_type_id = p_rules.event_type_id and r.valid_from is null and r.valid_until is null
  ) into v_own_hours;

  with override as materialized (
    select o.override_date as day, o.effect, o.start_time, o.end_time, o.event_type_id is not null as is_own
    from public.availability_overrides as o
    where o.host_id = p_rules.host_id
      and (o.event_type_id is null or o.event_type_id = p_rules.event_type_id)
      and o.override_date >= p_from and o.override_date < p_until
  ),
  opened as (
    select o.day, bool_or(o.is_own) as has_own from override as o where o.effect = 'open' group by o.day
  ),
  day as materialized (
    -- 2000-01-02 was a Sunday.
    select p_from + i as day, ((p_from + i - date '2000-01-02') % 7 + 7) % 7 as dow
    from pg_catalog.generate_series(0, p_until - p_from - 1) as i
  ),
  window_of_day as (
    select d.day, r.start_time, r.end_time
    from day as d
    join public.availability_rules as r
      on r.host_id = p_rules.host_id
      and r.day_of_week = d.dow
      and case
        when r.valid_from is null and r.valid_until is null
          then r.event_type_id is not distinct from case when v_own_hours then p_rules.event_type_id end
        else (r.event_type_id is null or r.event_type_id = p_rules.event_type_id)
          and d.day >= coalesce(r.valid_from, d.day) and d.day <= coalesce(r.valid_until, d.day)
      end
    where d.day not in (select o.day from opened as o)
    union all
    select o.day, o.start_time, o.end_time
    from override as o
    left join opened as p on p.day = o.day
    where o.effect = 'extra' or (o.effect = 'open' and o.is_own = p.has_own)
  )
  select range_agg(tsrange(w.day + w.start_time, w.day + w.end_time)) into v_open from window_of_day as w;

  if v_open is null then
    return '{}';
  end if;
  if not p_with_closed then
    return v_open;
  end if;
  select range_agg(c.wall) into v_closed from private.closed_wall_time(p_rules, p_from, p_until) as c;
  return v_open - coalesce(v_closed, '{}');
end;
$$;
comment on function private.open_wall_time(private.slot_rules, date, date, boolean) is
  'Hours of the local dates [p_from, p_until) by rules 1 and 2, as wall-clock time of the event type''s zone; '
  'without p_with_closed as if there were no closed overrides.';

-- sql/functions/availability/require_free_start.sql
create function private.require_free_start(
  p_rules private.slot_rules, p_start timestamptz, p_now timestamptz, p_except uuid default null, p_is_held boolean default false
)
returns boolean
language plpgsql
stable
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
as $$
declare
  v_only constant tstzrange := tstzrange(p_start, p_start, '[]');
  v_ignored text;
  v_free private.free_windows;
begin
  foreach v_ignored in array array[null, 'bookings', 'freshness'] loop
    v_free := private.find_free_windows(p_rules, v_only, p_now, p_except, p_is_held, v_ignored);
    continue when not exists (select from private.grid_starts(v_free, p_rules.step, 1) as g where g.starts_at = p_start);
    case v_ignored
      when 'bookings' then
        perform private.fail('slot_taken', 'This time has just been taken.', 'Choose another time.');
      when 'freshness' then
        perform private.fail(
          'calendar_unavailable', 'The calendar of the host cannot be read at the moment.', 'Try again in a few minutes.'
        );
      else
        return p_start <@ v_free.unconfirmed;
    end case;
  end loop;
  perform private.fail('slot_not_offered', 'This time is not offered.', 'Choose one of the times that are shown.');
end;
$$;
comment on function private.require_free_start(private.slot_rules, timestamptz, timestamptz, uuid, boolean) is
  'Passes if the core offers a slot at p_start; says whether it needs the host''s confirmation (rule 9). Raises slot_taken (only bookings, holds, '
  'their buffers or seats refuse), calendar_unavailable (only a stale or uncovered calendar refuses), slot_not_offered (else).';

-- sql/functions/availability/require_range.sql
create function private.require_range(p_start timestamptz, p_end timestamptz, p_max_days integer)
returns tstzrange
language plpgsql
immutable
set search_path = ''
as $$
begin
  if p_start is null or p_end is null or not isfinite(p_start) or not isfinite(p_end) then
    perform private.fail('invalid_range', 'The range needs a start and an end.', 'Give range_start and range_end as instants.');
  end if;
  if p_end <= p_start then
    perform private.fail('invalid_range', 'The range ends before it starts.', 'range_end must be after range_start.');
  end if;
  if p_end - p_start > make_interval(hours => 24 * p_max_days) then
    perform private.fail(
      'invalid_range', 'The range is too long.', 'Ask for at most ' || p_max_days || ' days at a time.'
    );
  end if;
  if extract(year from p_start at time zone 'UTC') not between 1900 and 9000 then
    perform private.fail('invalid_range', 'The range is outside the calendar.', 'Ask for years 1900 to 9000.');
  end if;
  return tstzrange(p_start, p_end);
end;
$$;
comment on function private.require_range(timestamptz, timestamptz, integer) is
  'The range [p_start, p_end) if it is finite, in order and at most p_max_days long. Raises invalid_range.';

-- sql/functions/availability/sessions_forbidden.sql
create function private.sessions_forbidden(
  p_rules private.slot_rules, p_range tstzrange, p_now timestamptz, p_except uuid default null
)
returns tstzmultirange
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select coalesce(
      range_agg(
        tstzmultirange(tstzrange(
          lower(s.during) - p_rules.duration - greatest(p_rules.buffer_after, s.buffer_before),
          upper(s.during) + greatest(p_rules.buffer_before, s.buffer_after),
          '()'
        ))
        -- A session of this event type with free seats may be joined at exactly its start.
        - case
            when s.event_type_id = p_rules.event_type_id
              and upper(s.during) - lower(s.during) = p_rules.duration
              and s.taken < p_rules.seats
            then tstzmultirange(tstzrange(lower(s.during), lower(s.during), '[]'))
            else '{}'
          end
      ),
      '{}'::tstzmultirange
    )
    from private.booked_sessions(
      p_rules.host_id,
      tstzrange(lower(p_range) - p_rules.buffer_before, upper(p_range) + p_rules.duration + p_rules.buffer_after, '[]'),
      p_now, p_except
    ) as s
  );
end;
$$;
comment on function private.sessions_forbidden(private.slot_rules, tstzrange, timestamptz, uuid) is
  'Rule 6: the starts in p_range that active bookings refuse, buffers of both sides included (the larger counts).';

-- sql/functions/availability/stale_calendars.sql
create function private.stale_calendars(p_rules private.slot_rules, p_range tstzrange, p_now timestamptz)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_agg(
      jsonb_build_object('calendar_id', c.id, 'reason', coalesce(
        case when k.status <> 'active' then k.last_error end,
        case when u.events > 0 and not u.is_stale then
          'It has an event whose time cannot be read: ' || u.message
          || case when u.events > 1 then format(' (and %s more)', u.events - 1) else '' end
        end,
        c.sync_error,
        case
          when c.last_synced_at is null then 'It has not been read yet.'
          when c.last_synced_at < p_now - p_rules.stale_after then 'It has not been read recently.'
          else 'It is not known so far ahead.'
        end
      ))
      order by c.id
    )
    from (
      select s.calendar_id, bool_or(s.is_stale) as is_stale, count(s.unknown_time_id) as events, min(t.message) as message
      from private.unknown_spans(p_rules, p_now) as s
      left join private.unknown_times as t on t.id = s.unknown_time_id
      where s.span && p_range
      group by s.calendar_id
    ) as u
    join public.calendars as c on c.id = u.calendar_id
    join public.calendar_connections as k on k.id = c.connection_id
  );
end;
$$;
comment on function private.stale_calendars(private.slot_rules, tstzrange, timestamptz) is
  'Rule 9 in words for the host: the blocking calendars that are stale, or not known for p_range, [{calendar_id, reason}]; null: none.';

-- sql/functions/availability/unknown_days.sql
create function private.unknown_days(p_unknown private.unknown_times)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
  return case when p_unknown.from_day is not null then jsonb_build_object('from', p_unknown.from_day, 'until', p_unknown.until_day) end;
end;
$$;
comment on function private.unknown_days(private.unknown_times) is
  'The local days that an event of unknown time may affect, {from, until (exclusive)}; null: any.';

-- sql/functions/availability/unknown_spans.sql
create function private.unknown_spans(p_rules private.slot_rules, p_now timestamptz)
returns table (calendar_id uuid, unknown_time_id uuid, is_stale boolean, covered_until timestamptz, span tstzrange)
language plpgsql
stable
rows 4 -- else the planner expects a thousand and reads all of the joined tables
set search_path = ''
as $$
begin
  return query
  select
    b.calendar_id, null::uuid, s.is_stale, coalesce(b.covered_until, '-infinity'),
    tstzrange(case when not s.is_stale then coalesce(b.covered_until, '-infinity') end, null)
  from private.blocking_calendars(p_rules.host_id) as b
  cross join lateral (
    select not b.is_connected or b.last_synced_at is null or b.last_synced_at < p_now - p_rules.stale_after as is_stale
  ) as s;

  return query
  select
    b.calendar_id, u.id, false, case when u.from_day is null then '-infinity'::timestamptz end,
    tstzrange(private.day_start(u.from_day, z.zone), private.day_start(u.until_day, z.zone))
  from private.blocking_calendars(p_rules.host_id) as b
  cross join lateral (select coalesce(b.time_zone, p_rules.host_zone) as zone) as z
  cross join lateral (
    select k.* from private.unknown_times as k where k.calendar_id = b.calendar_id and k.acknowledged_at is null
    -- Calendar by calendar: else the planner scans them all.
    offset 0
  ) as u;
end;
$$;
comment on function private.unknown_spans(private.slot_rules, timestamptz) is
  'Rule 9: the time that the blocking calendars do not know, with its cause: one row per calendar (after covered_until, or all time if it is '
  'stale), and one per event whose time is unknown and not acknowledged (unknown_time_id). covered_until: how far the row leaves the calendar '
  'known (-infinity: not at all; null: the row does not say).';

-- sql/functions/availability/wall_to_instants.sql
create function private.wall_to_instants(p_wall tsmultirange, p_zone text)
returns tstzmultirange
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select coalesce(
      range_agg(tstzrange((lower(x.part) - s.shift) at time zone 'UTC', (upper(x.part) - s.shift) at time zone 'UTC')),
      '{}'::tstzmultirange
    )
    from private.zone_segments(
      p_zone,
      (lower(p_wall) at time zone 'UTC') - interval '26 hours',
      (upper(p_wall) at time zone 'UTC') + interval '26 hours'
    ) as s
    cross join lateral unnest(p_wall * tsmultirange(s.wall)) as x (part)
    where not isempty(p_wall)
  );
end;
$$;
comment on function private.wall_to_instants(tsmultirange, text) is
  'The instants whose wall-clock time in the zone is in p_wall: none for skipped time, both passes for repeated time.';

-- sql/functions/availability/zone_segments.sql
create function private.zone_segments(p_zone text, p_from timestamptz, p_until timestamptz)
returns table (wall tsrange, shift interval)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_start timestamptz := p_from;
  v_change record;
  v_low timestamptz;
  v_high timestamptz;
  v_middle timestamptz;
begin
  -- One sample a day finds every change: no zone changes twice within a day.
  for v_change in
    select s.at, s.previous, s.shift, s.shift_before
    from (
      select
        t.at, (t.at at time zone p_zone) - (t.at at time zone 'UTC') as shift,
        lag(t.at) over (order by t.at) as previous,
        lag((t.at at time zone p_zone) - (t.at at time zone 'UTC')) over (order by t.at) as shift_before
      from (
        select g.at from pg_catalog.generate_series(p_from, p_until, interval '24 hours') as g (at)
        union all select p_until
      ) as t
    ) as s
    where s.shift <> s.shift_before
    order by s.at
  loop
    v_low := v_change.previous;
    v_high := v_change.at;
    while v_high - v_low > interval '1 second' loop
      v_middle := date_trunc('second', v_low + (v_high - v_low) / 2);
      exit when v_middle <= v_low;
      if (v_middle at time zone p_zone) - (v_middle at time zone 'UTC') = v_change.shift_before then
        v_low := v_middle;
      else
        v_high := v_middle;
      end if;
    end loop;
    wall := tsrange((v_start at time zone 'UTC') + v_change.shift_before, (v_high at time zone 'UTC') + v_change.shift_before);
    shift := v_change.shift_before;
    return next;
    v_start := v_high;
  end loop;
  shift := (v_start at time zone p_zone) - (v_start at time zone 'UTC');
  wall := tsrange((v_start at time zone 'UTC') + shift, (p_until at time zone 'UTC') + shift);
  return next;
end;
$$;
comment on function private.zone_segments(text, timestamptz, timestamptz) is
  'Cuts [p_from, p_until) into pieces of constant UTC offset: the wall-clock time each covers and its shift (wall = UTC + shift). '
  'A skipped hour is in no piece, a repeated one in two. Bounds are whole seconds.';

-- sql/functions/channels/begin_channel.sql
create function public.begin_channel(calendar_id uuid, channel_id uuid, token_hash text)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write channels otherwise
set search_path = ''
as $$
declare
  v_connection_id uuid;
begin
  select c.connection_id into v_connection_id
  from public.calendars as c where c.id = begin_channel.calendar_id for no key update;
  if not exists (
    select from private.calendars_to_watch(v_connection_id) as c where v_connection_id is not null and c.id = begin_channel.calendar_id
  ) then
    return jsonb_build_object('begun', false);
  end if;
  insert into private.channels (id, calendar_id, token_hash)
  values (begin_channel.channel_id, begin_channel.calendar_id, begin_channel.token_hash);
  return jsonb_build_object('begun', true);
end;
$$;
comment on function public.begin_channel(uuid, uuid, text) is
  'Announces that a channel is about to be opened; token_hash = SHA-256 (hex) of its token: {begun}. False: the calendar does not need one (any '
  'more), or another worker is about to open one.';

-- sql/functions/channels/calendars_to_watch.sql
create function private.calendars_to_watch(p_connection_id uuid)
returns setof public.calendars
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select c.*
  from public.calendar_connections as k
  join private.connection_secrets as x on x.connection_id = k.id and x.sealed is not null and x.revoking_since is null
  join public.calendars as c on c.connection_id = k.id
  left join private.calendar_watch as w on w.calendar_id = c.id
  where k.id = p_connection_id and k.status in ('active', 'error') and private.quiet_until(k.id) is null
    -- It is read first; what cannot be read cannot be watched either.
    and c.last_synced_at is not null and c.sync_status <> 'error'
    and coalesce(w.watch_after <= now(), true)
    and private.should_be_watched(c.id)
    and not exists (
      select from private.channels as h
      where h.calendar_id = c.id and (
        (h.state = 'opening' and h.opened_at > now() - interval '10 minutes')
        or (
          h.state = 'open' and h.renew_at > now() and h.expires_at > now()
          and (h.verified_at is not null or h.opened_at > now() - interval '10 minutes')
        )
      )
    );
end;
$$;
comment on function private.calendars_to_watch(uuid) is
  'The calendars of a connection that need a channel now: there is none, it is due for renewal, or no notice of it came in 10 minutes. Without '
  'those that were refused recently (private.calendar_watch); none while the account backs off (private.quiet_until).';

-- sql/functions/channels/channel_due_at.sql
create function private.channel_due_at(p_channel private.channels)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return least(
    p_channel.expires_at,
    p_channel.suspected_at + interval '60 seconds',
    case
      when p_channel.state = 'closing' then p_channel.close_after
      when p_channel.state = 'opening' or p_channel.verified_at is null then p_channel.opened_at + interval '10 minutes'
    end,
    case when p_channel.state = 'open' then p_channel.renew_at end
  );
end;
$$;
comment on function private.channel_due_at(private.channels) is
  'When a channel needs attention next: it ends, is due for renewal or closing, was not verified, or a suspicion must be decided.';

-- sql/functions/channels/channels_due_at.sql
create function private.channels_due_at(p_connection_id uuid)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select min(d.at)
    from (
      select private.channel_due_at(h)
      from public.calendars as c
      join private.channels as h on h.calendar_id = c.id
      where c.connection_id = p_connection_id
      union all
      select w.watch_after
      from public.calendars as c
      join private.calendar_watch as w on w.calendar_id = c.id
      where c.connection_id = p_connection_id
      union all
      select private.quiet_until(p_connection_id)
      union all
      select now() + private.jittered(86400)
    ) as d (at)
    where d.at > now()
  );
end;
$$;
comment on function private.channels_due_at(uuid) is
  'When the channels of an account need attention next: when the first of them is due (private.channel_due_at), another attempt is permitted, or '
  'the backoff of the account ends; at least once a day.';

-- sql/functions/channels/channels_to_maintain.sql
create function public.channels_to_maintain(connection_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
declare
  v_connection constant jsonb := private.connection_with_secret(channels_to_maintain.connection_id);
begin
  if v_connection is null or private.quiet_until(channels_to_maintain.connection_id) is not null or exists (
    select from public.calendar_connections as k where k.id = channels_to_maintain.connection_id and k.status = 'needs_reconnect'
  ) then
    return null;
  end if;
  return jsonb_build_object(
    'connection', v_connection,
    'open', coalesce((
      select jsonb_agg(private.calendar_to_read(c) order by c.id)
      from private.calendars_to_watch(channels_to_maintain.connection_id) as c
    ), '[]'),
    'close', coalesce((
      select jsonb_agg(jsonb_build_object('id', h.id, 'resource_id', h.resource_id) order by h.id)
      from private.channels as h
      join public.calendars as c on c.id = h.calendar_id
      where c.connection_id = channels_to_maintain.connection_id and h.state = 'closing' and h.close_after <= now()
    ), '[]')
  );
end;
$$;
comment on function public.channels_to_maintain(uuid) is
  'What the channels of an account need: {connection (with its sealed secret), open: calendars, close: [{id, resource_id}]}. Null if the '
  'connection is deleted or disconnected, needs a reconnect, or backs off (private.quiet_until).';

-- sql/functions/channels/close_channel_done.sql
create function public.close_channel_done(channel_id uuid, is_closed boolean)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write channels otherwise
set search_path = ''
as $$
begin
  delete from private.channels as h
  where h.id = close_channel_done.channel_id and h.state = 'closing' and (close_channel_done.is_closed or h.close_failures >= 4);
  if not found then
    update private.channels as h
    set close_failures = h.close_failures + 1,
      close_after = now() + private.jittered(60 * power(4, least(h.close_failures, 4)))
    where h.id = close_channel_done.channel_id and h.state = 'closing';
  end if;
  return null;
end;
$$;
comment on function public.close_channel_done(uuid, boolean) is
  'Records that a channel was closed, or that closing it failed: it is tried again after 1 min, 4 min, …; after the fifth failure the channel is '
  'left to expire.';

-- sql/functions/channels/enqueue_due_channels.sql
create function public.enqueue_due_channels(providers text[], max_count integer default 200)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
declare
  v_account record;
  v_watched uuid[];
  v_calendar_id uuid;
  v_retired integer;
  v_is_due boolean;
  v_planned integer := 0;
  v_enqueued integer := 0;
begin
  for v_account in
    select s.connection_id, k.status in ('active', 'error') and k.provider = any (enqueue_due_channels.providers) as is_asked
    from private.connection_sync as s
    join public.calendar_connections as k on k.id = s.connection_id
    where s.maintain_at <= now()
    order by s.maintain_at, s.connection_id
    limit enqueue_due_channels.max_count
    for no key update of s skip locked
  loop
    v_planned := v_planned + 1;
    v_watched := array(
      select c.id from public.calendars as c
      where c.connection_id = v_account.connection_id and exists (select from private.channels as h where h.calendar_id = c.id)
    );
    v_retired := 0;
    for v_calendar_id in
      select c.id from public.calendars as c
      where c.id = any (v_watched)
      order by c.id
      for no key update of c skip locked
    loop
      perform private.retire_channels(v_calendar_id);
      v_retired := v_retired + 1;
    end loop;
    v_is_due := v_account.is_asked and private.quiet_until(v_account.connection_id) is null and (
      exists (select from private.calendars_to_watch(v_account.connection_id))
      or exists (
        select from private.channels as h
        join public.calendars as c on c.id = h.calendar_id
        where c.connection_id = v_account.connection_id and h.state = 'closing' and h.close_after <= now()
      )
    );
    update private.connection_sync as s
    set maintain_at = least(
      private.channels_due_at(v_account.connection_id),
      -- By then it is clear whether the job was done, and a calendar that is locked now is checked.
      case when v_is_due or v_retired < cardinality(v_watched) then now() + interval '1 minute' end
    )
    where s.connection_id = v_account.connection_id;
    if v_is_due then
      perform private.enqueue(
        'maintain_channels', jsonb_build_object('connection_id', v_account.connection_id), p_key => 'channels:' || v_account.connection_id,
        p_queue => 'connection:' || v_account.connection_id, p_max_attempts => 3, p_key_mode => 'preserve_run_at'
      );
      v_enqueued := v_enqueued + 1;
    end if;
  end loop;
  return jsonb_build_object('enqueued', v_enqueued, 'planned', v_planned);
end;
$$;
comment on function public.enqueue_due_channels(text[], integer) is
  'Maintains the channels of at most max_count accounts that are due, the longest waiting first: judges them (private.retire_channels), queues '
  'maintenance for those of these providers that need it, and plans the next check (private.channels_due_at): {enqueued, planned}. Accounts are '
  'found only by when they are due (connection_sync.maintain_at, brought forward by triggers). Call it again while planned = max_count; any number '
  'of processes may.';

-- sql/functions/channels/fail_channel.sql
create function public.fail_channel(
  channel_id uuid, error_code text, is_uncertain boolean, is_account_wide boolean, retry_after_ms bigint default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write channels otherwise
set search_path = ''
as $$
declare
  v_calendar public.calendars;
  v_id uuid;
  v_again_at timestamptz;
begin
  select c.* into v_calendar
  from private.channels as h
  join public.calendars as c on c.id = h.calendar_id
  where h.id = fail_channel.channel_id
  for no key update of c;
  if not fail_channel.is_uncertain then
    delete from private.channels as h where h.id = fail_channel.channel_id and h.state = 'opening';
  end if;
  for v_id in
    select c.id from public.calendars as c
    where c.id = v_calendar.id or (fail_channel.is_account_wide and c.connection_id = v_calendar.connection_id and not exists (
      select from private.calendar_watch as w where w.calendar_id = c.id and w.watch_after > now()
    ))
    order by c.id
  loop
    v_again_at := greatest(
      v_again_at, private.record_watch_failure(v_id, fail_channel.error_code, fail_channel.retry_after_ms)
    );
  end loop;
  return jsonb_build_object('again', coalesce(v_again_at <= now(), false));
end;
$$;
comment on function public.fail_channel(uuid, text, boolean, boolean, bigint) is
  'A channel could not be opened: {again}, whether to try another one at once (private.record_watch_failure says when else). is_uncertain: the '
  'provider may have granted it; its first notice will show that, and no other one is requested for 10 minutes. is_account_wide: the other '
  'calendars of the account back off as well.';

-- sql/functions/channels/finish_channel.sql
create function public.finish_channel(channel_id uuid, resource_id text, expires_at timestamptz)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write channels otherwise
set search_path = ''
as $$
declare
  v_channel private.channels;
begin
  perform from public.calendars as c
  where c.id = (select h.calendar_id from private.channels as h where h.id = finish_channel.channel_id) for no key update;
  update private.channels as h
  set state = case when h.state = 'opening' then 'open' else h.state end,
    -- A notice of another resource verifies nothing.
    verified_at = case when h.resource_id = finish_channel.resource_id then h.verified_at end,
    resource_id = finish_channel.resource_id, expires_at = finish_channel.expires_at,
    renew_at = now() + greatest((finish_channel.expires_at - now()) * (0.7 + 0.1 * random()), interval '1 minute')
  where h.id = finish_channel.channel_id
  returning h.* into v_channel;
  if v_channel.state is distinct from 'open' then
    return jsonb_build_object('kept', false);
  end if;
  perform private.retire_channels(v_channel.calendar_id);
  return jsonb_build_object('kept', true);
end;
$$;
comment on function public.finish_channel(uuid, text, timestamptz) is
  'The provider granted a channel: {kept}. It is renewed after 70 to 80 % of its granted life. False: it was given up meanwhile and must be '
  'closed.';

-- sql/functions/channels/has_healthy_channel.sql
create function private.has_healthy_channel(p_calendar_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from private.channels as h
    where h.calendar_id = p_calendar_id and h.state = 'open' and h.verified_at is not null and h.expires_at > now()
      and h.suspected_at is null and coalesce(h.missed_at < now() - interval '1 day', true)
  );
end;
$$;
comment on function private.has_healthy_channel(uuid) is
  'Whether we are notified of changes of a calendar: its channel is open, its notices arrive, and none was missed in the last day.';

-- sql/functions/channels/maintain_soon.sql
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

-- sql/functions/channels/receive_notices.sql
create function public.receive_notices(provider text, notices jsonb)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
declare
  v_ids uuid[];
  v_accepted jsonb;
  v_positions bigint[];
  v_calendar record;
begin
  select
    coalesce(array_agg(n.position), '{}'), coalesce(array_agg(distinct x.id), '{}'),
    coalesce(jsonb_object_agg(x.id, n.resource_id), '{}')
  into v_positions, v_ids, v_accepted
  from rows from (jsonb_to_recordset(notices) as (channel_id uuid, resource_id text, token_hash text)) with ordinality
    as n (channel_id, resource_id, token_hash, position)
  cross join lateral (
    select h.id
    from private.channels as h
    join public.calendars as c on c.id = h.calendar_id
    join public.calendar_connections as k on k.id = c.connection_id
    join private.connection_secrets as x on x.connection_id = k.id
    -- The time that comparing hashes takes reveals nothing useful about the tokens.
    where h.id = n.channel_id and h.token_hash = n.token_hash
      and k.provider = receive_notices.provider and k.status <> 'disconnected' and x.sealed is not null and x.revoking_since is null
      and h.state <> 'closing' and coalesce(h.expires_at > now(), true) and coalesce(h.resource_id = n.resource_id, true)
    -- One by one, by their ids: anybody can send ids that do not exist.
    offset 0
  ) as x;

  -- Calendars before their channels, as everywhere; only the first notice of a channel needs the calendar.
  perform from public.calendars as c
  where c.id in (select h.calendar_id from private.channels as h where h.id = any (v_ids) and h.verified_at is null)
  order by c.id for no key update;
  perform from private.channels as h where h.id = any (v_ids) order by h.id for no key update;
  for v_calendar in
    with noticed as (
      update private.channels as h
      set last_notice_at = now(), verified_at = coalesce(h.verified_at, now()), resource_id = coalesce(h.resource_id, v_accepted ->> h.id::text),
        suspected_at = case when h.suspected_at < now() - interval '60 seconds' then h.suspected_at end
      where h.id = any (v_ids)
      returning h.calendar_id, h.verified_at = now() as is_first
    )
    select c.id, c.connection_id, n.is_first
    from (select d.calendar_id, bool_or(d.is_first) as is_first from noticed as d group by d.calendar_id) as n
    cross join lateral (select k.id, k.connection_id from public.calendars as k where k.id = n.calendar_id offset 0) as c
    order by c.id
  loop
    if v_calendar.is_first then
      perform private.retire_channels(v_calendar.id);
    end if;
    perform private.enqueue_pull(v_calendar.id, v_calendar.connection_id, p_is_announced => true, p_tries => case when not v_calendar.is_first then 0 end);
  end loop;

  return coalesce((
    select jsonb_agg(case when n.position = any (v_positions) then 'accepted' else 'refused' end order by n.position)
    from jsonb_array_elements(notices) with ordinality as n (value, position)
  ), '[]');
end;
$$;
comment on function public.receive_notices(text, jsonb) is
  'A provider called: for each of [{channel_id, resource_id, token_hash}] whether it is accepted or refused, in order. Queues one pull per '
  'calendar; a running one is followed by another. The first notice verifies a channel. Channels that are unknown, another provider''s, over, to '
  'be closed, or of another resource or token cause no work.';

-- sql/functions/channels/record_watch_failure.sql
create function private.record_watch_failure(p_calendar_id uuid, p_error_code text, p_retry_after_ms bigint default null)
returns timestamptz
language plpgsql
set search_path = ''
as $$
declare
  v_watch private.calendar_watch;
begin
  select w.* into v_watch from private.calendar_watch as w where w.calendar_id = p_calendar_id for update;
  v_watch.failures := coalesce(v_watch.failures, 0) + 1;
  v_watch.watch_after := now() + case
    when p_error_code = 'not_watchable' then private.jittered(7 * 86400)
    when p_error_code = 'misconfigured' then private.jittered(6 * 3600)
    -- Another id is tried at once, but only once.
    when p_error_code = 'channel_taken' and v_watch.watch_error is distinct from 'channel_taken' then interval '0'
    else greatest(
      private.jittered(least(60 * power(2, least(v_watch.failures, 20) - 1), 6 * 3600)),
      make_interval(secs => least(coalesce(p_retry_after_ms, 0) / 1000.0, 86400))
    )
  end;
  insert into private.calendar_watch as w (calendar_id, failures, failed_at, watch_after, watch_error)
  values (p_calendar_id, v_watch.failures, now(), v_watch.watch_after, p_error_code)
  on conflict on constraint calendar_watch_pkey do update
  set failures = excluded.failures, failed_at = excluded.failed_at, watch_after = excluded.watch_after, watch_error = excluded.watch_error;
  return v_watch.watch_after;
end;
$$;
comment on function private.record_watch_failure(uuid, text, bigint) is
  'No channel could be opened for a calendar: plans the next attempt. not_watchable: in a week; misconfigured: in 6 h; channel_taken: at once the '
  'first time; else after 1 min, doubled each time up to 6 h, and never sooner than the provider asked for (in milliseconds); all 20 % more or '
  'less.';

-- sql/functions/channels/retire_channels.sql
create function private.retire_channels(p_calendar_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_best private.channels;
  v_given_up integer;
begin
  delete from private.channels as h
  where h.calendar_id = p_calendar_id and h.expires_at <= now();

  update private.channels as h
  set suspected_at = null, missed_at = h.suspected_at, misses = h.misses + 1,
    -- The second missed change is the channel's fault; but changes that its provider never reports must not cost a channel each time.
    renew_at = case when h.misses >= 1 then least(h.renew_at, greatest(now(), h.opened_at + interval '1 hour')) else h.renew_at end
  where h.calendar_id = p_calendar_id and h.suspected_at <= now() - interval '60 seconds';

  update private.channels as h set state = 'closing'
  where h.calendar_id = p_calendar_id and h.opened_at <= now() - interval '10 minutes'
    and (h.state = 'opening' or (h.state = 'open' and h.verified_at is null));
  get diagnostics v_given_up = row_count;
  if v_given_up > 0 then
    perform private.record_watch_failure(p_calendar_id, 'unverified');
  end if;

  select h.* into v_best
  from private.channels as h
  where h.calendar_id = p_calendar_id and h.state = 'open' and h.verified_at is not null
  order by h.opened_at desc, h.id limit 1;
  if v_best.id is not null then
    delete from private.calendar_watch as w where w.calendar_id = p_calendar_id and w.failed_at < v_best.verified_at;
  end if;
  update private.channels as h set state = 'closing', close_after = now()
  where h.calendar_id = p_calendar_id and h.state <> 'closing'
    and ((h.id <> v_best.id and h.opened_at <= v_best.opened_at) or not private.should_be_watched(p_calendar_id));

  update public.calendars as c
  set push_expires_at = (
    select h.expires_at from private.channels as h where h.id = v_best.id and h.state = 'open'
  )
  where c.id = p_calendar_id and c.push_expires_at is distinct from (
    select h.expires_at from private.channels as h where h.id = v_best.id and h.state = 'open'
  );
end;
$$;
comment on function private.retire_channels(uuid) is
  'Judges the channels of a calendar, whose row the caller has locked: deletes those that ended, gives up one that was not verified in 10 minutes, '
  'closes older ones once a newer one is verified, and all of a calendar that nobody needs any more. A change without a notice within 60 s was '
  'missed; after the second one the channel is replaced.';

-- sql/functions/channels/should_be_watched.sql
create function private.should_be_watched(p_calendar_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.calendar_links as l where l.calendar_id = p_calendar_id and (l.blocks_availability or l.is_booking_target)
  );
end;
$$;
comment on function private.should_be_watched(uuid) is 'Whether a calendar takes somebody''s time or gets bookings; others need no channel.';

-- sql/functions/channels/suspect_channel.sql
create function private.suspect_channel(p_calendar_id uuid, p_touched uuid[], p_has_deletions boolean)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_noticed_at timestamptz;
  v_verified_at timestamptz;
  v_read_at timestamptz;
begin
  select max(h.last_notice_at), min(h.verified_at) into v_noticed_at, v_verified_at
  from private.channels as h where h.calendar_id = p_calendar_id and h.state = 'open' and h.verified_at is not null;
  if v_noticed_at is null then
    return;
  end if;
  select c.last_synced_at into v_read_at from public.calendars as c where c.id = p_calendar_id;
  -- Only what changed since the last pull: events that enter the window as time passes cause no notices.
  if (p_has_deletions and v_noticed_at < v_read_at - interval '60 seconds') or exists (
    select from public.synced_events as e
    where e.id = any (p_touched) and e.booking_id is null and e.provider_updated_at > greatest(v_read_at, v_verified_at)
      and e.provider_updated_at - interval '60 seconds' > v_noticed_at
  ) then
    update private.channels as h set suspected_at = coalesce(h.suspected_at, now())
    where h.calendar_id = p_calendar_id and h.state = 'open' and h.verified_at is not null;
    update private.connection_sync as s set next_poll_at = least(s.next_poll_at, now())
    where s.connection_id = (select c.connection_id from public.calendars as c where c.id = p_calendar_id);
  end if;
end;
$$;
comment on function private.suspect_channel(uuid, uuid[], boolean) is
  'A pull wrote these rows, or found that foreign events were deleted: without a notice of that, the channel is suspected. Events of our own '
  'bookings do not count.';

-- sql/functions/booking/authorize_booking.sql
create function private.authorize_booking(p_booking_id uuid, p_actor_generation integer, p_actor_user_id uuid)
returns public.bookings
language plpgsql
stable
set search_path = ''
as $$
declare
  v_booking public.bookings;
  v_owner_id uuid;
begin
  select b.* into v_booking from public.bookings as b where b.id = p_booking_id and b.status <> 'held';
  if v_booking.id is null then
    perform private.fail('not_found', 'There is no such booking.', 'Check the id in the address.');
  end if;
  if p_actor_user_id is not null then
    select h.owner_id into v_owner_id from public.hosts as h where h.id = v_booking.host_id;
    if v_owner_id <> p_actor_user_id then
      perform private.fail('forbidden', 'This booking belongs to another host.', 'Sign in as its host.');
    end if;
  elsif v_booking.generation is distinct from p_actor_generation then
    perform private.fail('unauthorized', 'The link to this booking is no longer valid.', 'Use the link in the latest email.');
  end if;
  return v_booking;
end;
$$;
comment on function private.authorize_booking(uuid, integer, uuid) is
  'A booking, if the actor may act on it: the visitor by the generation in their token, the host by their user id. '
  'Raises not_found (also for holds), unauthorized, forbidden.';

-- sql/functions/booking/booking_json.sql
create function private.booking_json(p_booking_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', b.id,
      'status', case when b.status in ('held', 'pending') and b.expires_at <= now() then 'expired' else b.status end,
      'start', private.iso_instant(b.starts_at), 'end', private.iso_instant(b.ends_at),
      'sequence', b.sequence,
      'host', jsonb_build_object('slug', h.slug, 'display_name', h.display_name, 'time_zone', h.time_zone),
      'event_type', jsonb_build_object('id', e.id, 'slug', e.slug, 'title', e.title),
      'attendee', case when a.id is not null then jsonb_build_object(
        'name', a.name, 'email', a.email, 'time_zone', a.time_zone, 'locale', a.locale
      ) end
    )
    from public.bookings as b
    join public.hosts as h on h.id = b.host_id
    join public.event_types as e on e.id = b.event_type_id
    left join public.booking_attendees as a on a.booking_id = b.id
    where b.id = p_booking_id
  );
end;
$$;
comment on function private.booking_json(uuid) is 'A booking as the contract shows it; null if there is none.';

-- sql/functions/booking/booking_result.sql
create function private.booking_result(p_booking_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('booking', private.booking_json(b.id), 'generation', b.generation)
    from public.bookings as b
    where b.id = p_booking_id
  );
end;
$$;
comment on function private.booking_result(uuid) is 'What every booking function returns: the booking and the generation of its tokens.';

-- sql/functions/booking/cancel_booking.sql
create function public.cancel_booking(
  booking_id uuid, reason text default null, actor_generation integer default null, actor_user_id uuid default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this for an actor that it has verified
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
as $$
declare
  v_booking constant public.bookings := private.lock_booking(
    cancel_booking.booking_id, cancel_booking.actor_generation, cancel_booking.actor_user_id
  );
  v_fault constant text := private.text_fault('The reason', cancel_booking.reason, 2000, true);
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault);
  end if;
  if v_booking.status not in ('pending', 'confirmed', 'cancelled') then
    perform private.fail('invalid_state', format('A booking that is %s cannot be cancelled.', v_booking.status), 'There is nothing left to do.');
  end if;
  if v_booking.status <> 'cancelled' then
    perform private.reassign_event(v_booking.id);
    update public.bookings as b
    set status = 'cancelled', cancelled_at = now(), cancel_reason = nullif(btrim(cancel_booking.reason), ''), expires_at = null,
      cancelled_by = case when cancel_booking.actor_user_id is null then 'visitor' else 'host' end
    where b.id = v_booking.id;
    perform private.plan_push(v_booking.id);
    perform private.close_conflicts(v_booking.id);
    perform private.notify_parties(v_booking.id, 'booking_cancelled');
  end if;
  return private.booking_result(v_booking.id);
end;
$$;
comment on function public.cancel_booking(uuid, text, integer, uuid) is
  'Cancels a pending or confirmed booking and frees its time; repeatable. Raises not_found, unauthorized, forbidden, invalid_state, '
  'invalid_request.';

-- sql/functions/booking/confirm_booking.sql
create function public.confirm_booking(booking_id uuid, actor_user_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this for a host that it has verified
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
as $$
declare
  v_booking constant public.bookings := private.lock_booking(confirm_booking.booking_id, null, confirm_booking.actor_user_id);
begin
  if v_booking.status <> 'pending' then
    perform private.fail('invalid_state', format('A booking that is %s cannot be confirmed.', v_booking.status), 'Only requests can be confirmed.');
  end if;
  update public.bookings as b set status = 'confirmed', confirmed_at = now(), expires_at = null where b.id = v_booking.id;
  perform private.plan_push(v_booking.id);
  perform private.detect_double_bookings(array[v_booking.id]);
  perform private.notify_parties(v_booking.id, 'booking_confirmed');
  return private.booking_result(v_booking.id);
end;
$$;
comment on function public.confirm_booking(uuid, uuid) is
  'The host accepts a request; the constraint has kept its time since it was made. Raises not_found, forbidden, invalid_state.';

-- sql/functions/booking/count_active.sql
create function private.count_active(p_host_id uuid, p_kind text, p_counted_as text, p_max integer)
returns integer
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select count(*)
    from (
      select from private.counted_bookings as c
      where c.host_id = p_host_id and c.kind = p_kind and c.counted_as = p_counted_as and c.until > now()
      limit p_max
    ) as found
  );
end;
$$;
comment on function private.count_active(uuid, text, text, integer) is
  'How many active holds an address group (p_kind ''address'') or active bookings a mailbox (''email'') has with a host; counts up to p_max. The '
  'caller holds the lock of the host.';

-- sql/functions/booking/create_booking.sql
create function public.create_booking(
  event_type_id uuid, starts_at timestamptz, duration_minutes integer, attendee jsonb, answers jsonb default '{}',
  hold_id uuid default null, hold_generation integer default null,
  idempotency_key text default null, request_hash text default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write bookings otherwise
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
as $$
declare
  v_host_id uuid;
  v_booking_id uuid;
begin
  perform private.require_attendee(create_booking.attendee);
  perform private.require_finite_start(create_booking.starts_at);
  v_booking_id := private.find_idempotent_booking(create_booking.idempotency_key, create_booking.request_hash);
  if v_booking_id is not null then
    return private.booking_result(v_booking_id) || '{"replayed": true}';
  end if;

  v_host_id := private.find_event_host(create_booking.event_type_id);
  if create_booking.hold_id is null then
    -- Checked once without the lock, so that nobody queues for a slot that is gone.
    begin
      perform private.require_free_start(
        private.load_slot_rules(create_booking.event_type_id, create_booking.duration_minutes), create_booking.starts_at, now()
      );
    exception
      when sqlstate 'PT409' or sqlstate 'PT503' then
        -- The same request, sent twice, may have just taken it.
        v_booking_id := private.find_idempotent_booking(create_booking.idempotency_key, create_booking.request_hash);
        if v_booking_id is null then
          raise;
        end if;
        return private.booking_result(v_booking_id) || '{"replayed": true}';
    end;
  elsif not exists (
    select from public.bookings as b
    where b.id = create_booking.hold_id and b.generation is not distinct from create_booking.hold_generation
  ) then
    perform private.fail('unauthorized', 'The token does not open this hold.', 'Send the id and the token that came with the hold.');
  end if;
  v_booking_id := private.insert_booking(
    v_host_id, create_booking.event_type_id, create_booking.starts_at, create_booking.duration_minutes,
    create_booking.attendee, create_booking.answers, create_booking.hold_id,
    create_booking.idempotency_key, create_booking.request_hash
  );
  return private.booking_result(v_booking_id) || '{"replayed": false}';
end;
$$;
comment on function public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text) is
  'Books a slot, or the slot of a hold: {booking, generation, replayed}; pending where the host must confirm. The same idempotency_key and '
  'request_hash give the same booking for 24 h. Raises not_found, invalid_request (also for another hash under the key), unauthorized, slot_taken, '
  'slot_not_offered, calendar_unavailable, hold_expired, invalid_state (the hold was used), rate_limited (this address has as many bookings as the '
  'host permits).';

-- sql/functions/booking/decline_booking.sql
create function public.decline_booking(booking_id uuid, actor_user_id uuid, reason text default null)
returns jsonb
language plpgsql
security definer -- service_role may call this for a host that it has verified
set search_path = ''
as $$
declare
  v_booking constant public.bookings := private.lock_booking(decline_booking.booking_id, null, decline_booking.actor_user_id);
  v_fault constant text := private.text_fault('The reason', decline_booking.reason, 2000, true);
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault);
  end if;
  if v_booking.status <> 'pending' then
    perform private.fail('invalid_state', format('A booking that is %s cannot be declined.', v_booking.status), 'Only requests can be declined.');
  end if;
  perform private.reassign_event(v_booking.id);
  update public.bookings as b
  set status = 'declined', cancelled_at = now(), cancelled_by = 'host', expires_at = null,
    cancel_reason = nullif(btrim(decline_booking.reason), '')
  where b.id = v_booking.id;
  perform private.close_conflicts(v_booking.id);
  perform private.notify_parties(v_booking.id, 'booking_declined');
  return private.booking_result(v_booking.id);
end;
$$;
comment on function public.decline_booking(uuid, uuid, text) is
  'The host refuses a request and frees its time. Raises not_found, forbidden, invalid_state, invalid_request.';

-- sql/functions/booking/expire_bookings.sql
create function public.expire_bookings()
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change bookings otherwise
set search_path = ''
as $$
declare
  v_host_ids uuid[];
  v_expired integer;
begin
  v_host_ids := array(
    select h.id from public.hosts as h
    where h.id in (
      select b.host_id from public.bookings as b where b.status in ('held', 'pending') and b.expires_at <= now()
      union
      -- Conflicts with bookings of other hosts end for both.
      select k.other_host_id
      from public.bookings as b
      join public.booking_conflicts as k on k.booking_id = b.id and k.resolved_at is null
      where b.status = 'pending' and b.expires_at <= now()
    )
    order by h.id
    for no key update skip locked
  );
  v_expired := private.mark_expired(array(
    select b.id from public.bookings as b
    where b.host_id = any (v_host_ids) and b.status in ('held', 'pending') and b.expires_at <= now()
      and not exists (
        select from public.booking_conflicts as k
        where k.booking_id = b.id and k.resolved_at is null and k.other_host_id <> all (v_host_ids)
      )
  ));
  delete from private.counted_bookings as c
  where c.booking_id in (
    select d.booking_id from private.counted_bookings as d where d.until <= now() order by d.until limit 1000 for update skip locked
  );
  delete from private.mail_recipients as r where r.last_at <= now() - interval '1 day';
  delete from private.idempotency_keys as k where k.created_at <= now() - interval '24 hours';
  return jsonb_build_object('expired', v_expired);
end;
$$;
comment on function public.expire_bookings() is
  'Housekeeping: marks holds and requests whose time is over (a busy host waits for the next call), deletes old idempotency keys and what the '
  'limits of visitors no longer count. Correctness never depends on it: expiry is judged by comparing times.';

-- sql/functions/booking/expire_overlapping.sql
create function private.expire_overlapping(p_host_id uuid, p_during tstzrange)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.mark_expired(array(
    select b.id from public.bookings as b
    where b.host_id = p_host_id and b.status in ('held', 'pending') and b.expires_at <= now() and b.during && p_during
  ));
end;
$$;
comment on function private.expire_overlapping(uuid, tstzrange) is
  'Marks holds and requests in p_during whose time is over, because the constraint on bookings cannot check the clock. The caller holds the lock '
  'of the host.';

-- sql/functions/booking/find_event_host.sql
create function private.find_event_host(p_event_type_id uuid)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
  v_host_id uuid;
begin
  select e.host_id into v_host_id
  from public.event_types as e
  join public.hosts as h on h.id = e.host_id
  where e.id = p_event_type_id and e.is_active and h.is_active;
  if v_host_id is null then
    perform private.fail('not_found', 'There is no such event type.', 'Check event_type_id; it may have been switched off.');
  end if;
  return v_host_id;
end;
$$;
comment on function private.find_event_host(uuid) is 'The host of an active event type. Raises not_found.';

-- sql/functions/booking/find_idempotent_booking.sql
create function private.find_idempotent_booking(p_key text, p_request_hash text)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_known private.idempotency_keys;
begin
  if p_key is null then
    return null;
  end if;
  if char_length(p_key) not between 1 and 255 or p_request_hash is null then
    perform private.fail('invalid_request', 'The Idempotency-Key is not valid.', 'Send 1 to 255 characters.');
  end if;
  select k.* into v_known from private.idempotency_keys as k
  where k.key = p_key and k.created_at > now() - interval '24 hours';
  if v_known.request_hash <> p_request_hash then
    perform private.fail(
      'invalid_request', 'This Idempotency-Key was used for another request.', 'Use a new key for a new booking.'
    );
  end if;
  return v_known.booking_id;
end;
$$;
comment on function private.find_idempotent_booking(text, text) is
  'The booking that was made with this key within 24 hours, or null. Raises invalid_request if the body differs.';

-- sql/functions/booking/get_booking.sql
create function public.get_booking(booking_id uuid, actor_generation integer default null, actor_user_id uuid default null)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an actor that it has verified
set search_path = ''
as $$
begin
  perform private.authorize_booking(get_booking.booking_id, get_booking.actor_generation, get_booking.actor_user_id);
  return private.booking_result(get_booking.booking_id);
end;
$$;
comment on function public.get_booking(uuid, integer, uuid) is
  'A booking for its visitor (by the generation in their token) or its host (by user id). Raises not_found, unauthorized, forbidden.';

-- sql/functions/booking/get_booking_sheet.sql
create function public.get_booking_sheet(booking_id uuid)
returns jsonb
language plpgsql
stable
security definer -- the policy of each table would look up the owner again; the first statement lets only the owner pass
set search_path = ''
as $$
declare
  v_booking public.bookings;
begin
  select b.* into v_booking
  from public.bookings as b
  join public.hosts as h on h.id = b.host_id
  where b.id = get_booking_sheet.booking_id and b.status <> 'held' and h.owner_id = (select auth.uid());
  if v_booking.id is null then
    perform private.fail('not_found', 'You have no such booking.', 'Check booking_id and who is signed in.');
  end if;

  return jsonb_build_object(
    'booking', (
      select jsonb_build_object(
        'id', v_booking.id,
        'status', case when v_booking.status = 'pending' and v_booking.expires_at <= now() then 'expired' else v_booking.status end,
        'starts_at', private.iso_instant(v_booking.starts_at),
        'ends_at', private.iso_instant(v_booking.ends_at),
        'expires_at', private.iso_instant(v_booking.expires_at),
        'created_at', private.iso_instant(v_booking.created_at),
        'cancelled_by', v_booking.cancelled_by,
        'cancel_reason', v_booking.cancel_reason,
        'host', jsonb_build_object('display_name', h.display_name, 'time_zone', h.time_zone),
        'event_type', jsonb_build_object('title', e.title, 'location', e.location, 'questions', e.questions),
        'attendee', case when a.id is not null then jsonb_build_object(
          'name', a.name, 'email', a.email, 'time_zone', a.time_zone, 'answers', a.answers
        ) end,
        'conflicts', coalesce((
          select jsonb_agg(jsonb_build_object(
            'id', c.id, 'kind', c.kind, 'event_title', c.event_title, 'other_booking_id', c.other_booking_id,
            'event_starts_at', private.iso_instant(c.event_starts_at), 'event_ends_at', private.iso_instant(c.event_ends_at),
            'detected_at', private.iso_instant(c.detected_at), 'resolved_at', private.iso_instant(c.resolved_at),
            'resolution', c.resolution
          ) order by c.detected_at, c.id)
          from public.booking_conflicts as c
          where c.booking_id = v_booking.id
        ), '[]')
      )
      from public.hosts as h
      join public.event_types as e on e.id = v_booking.event_type_id
      left join public.booking_attendees as a on a.booking_id = v_booking.id
      where h.id = v_booking.host_id
    ),
    -- One booking of its session carries the event.
    'event', (
      select jsonb_build_object(
        'is_wanted', p.is_wanted, 'state', p.state, 'last_error', p.last_error, 'pushed_revision', p.pushed_revision,
        'calendar', jsonb_build_object('id', c.id, 'name', c.name, 'provider', k.provider, 'account_email', k.account_email)
      )
      from (
        select v_booking.id
        union all
        select o.id
        from public.bookings as o
        where v_booking.status = 'confirmed' and o.event_type_id = v_booking.event_type_id
          and o.starts_at = v_booking.starts_at and o.ends_at = v_booking.ends_at and o.status = 'confirmed' and o.id <> v_booking.id
      ) as carrier (id)
      join public.booking_calendar_events as p on p.booking_id = carrier.id
      join public.calendars as c on c.id = p.calendar_id
      join public.calendar_connections as k on k.id = c.connection_id and k.status <> 'disconnected'
      where p.is_wanted or (carrier.id = v_booking.id and p.state <> 'removed')
      order by p.is_wanted desc, carrier.id = v_booking.id, p.event_key, p.calendar_id
      limit 1
    ),
    'others', (
      select count(*)
      from public.bookings as o
      where o.event_type_id = v_booking.event_type_id and o.starts_at = v_booking.starts_at and o.ends_at = v_booking.ends_at
        and o.status = 'confirmed' and o.id <> v_booking.id
    ),
    'stale', coalesce((
      select jsonb_agg(jsonb_build_object('name', coalesce(nullif(c.name, ''), 'A calendar'), 'reason', u.item ->> 'reason') order by u.i)
      from jsonb_array_elements(v_booking.unread_calendars) with ordinality as u (item, i)
      left join public.calendars as c on c.id = (u.item ->> 'calendar_id')::uuid
    ), '[]')
  );
end;
$$;
comment on function public.get_booking_sheet(uuid) is
  'All that its owner sees of a booking: who booked what (a request whose time is over counts as expired even before that is recorded), its '
  'conflicts, open and closed; the event of its session in a calendar that is still connected, else the event that is still to be removed (null: '
  'none); how many others booked the same session, and the calendars that could not be read. Raises not_found, also for holds and bookings of '
  'others.';

-- sql/functions/booking/hold_slot.sql
create function public.hold_slot(
  event_type_id uuid, starts_at timestamptz, duration_minutes integer,
  address_key text default null, own_hold_id uuid default null, own_generation integer default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write holds otherwise
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
as $$
declare
  v_host_id constant uuid := private.find_event_host(hold_slot.event_type_id);
  v_own_id constant uuid := (
    select b.id from public.bookings as b
    where b.id = hold_slot.own_hold_id and b.generation = hold_slot.own_generation and b.host_id = v_host_id and b.status = 'held'
  );
begin
  -- Checked once without the lock, so that nobody queues for a slot that is gone.
  perform private.require_free_start(
    private.load_slot_rules(hold_slot.event_type_id, hold_slot.duration_minutes),
    private.require_finite_start(hold_slot.starts_at), now(), v_own_id
  );
  return private.insert_hold(
    v_host_id, hold_slot.event_type_id, hold_slot.starts_at, hold_slot.duration_minutes,
    hold_slot.address_key, v_own_id, hold_slot.own_generation
  );
end;
$$;
comment on function public.hold_slot(uuid, timestamptz, integer, text, uuid, integer) is
  'Reserves a slot for 5 minutes: {id, expires_at, generation}. address_key: by what the holds of a caller are counted, at most 3 active ones per '
  'host (null: not counted). own_hold_id, own_generation: the hold that the visitor has with this host; it ends only when the new one is made. '
  'Raises not_found, invalid_request, invalid_range, slot_taken, slot_not_offered, calendar_unavailable, rate_limited.';

-- sql/functions/booking/host_to_lock.sql
create function public.host_to_lock(event_type_id uuid default null, booking_id uuid default null)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this but may not read hosts otherwise
set search_path = ''
as $$
begin
  return to_jsonb(coalesce(
    (select b.host_id from public.bookings as b where b.id = host_to_lock.booking_id),
    (select e.host_id from public.event_types as e where e.id = host_to_lock.event_type_id)
  ));
end;
$$;
comment on function public.host_to_lock(uuid, uuid) is
  'The id of the host whose row a call about this booking or event type will lock; null: there is none. It lets the service limit how many calls '
  'wait for one host, whichever bookings they are about.';

-- sql/functions/booking/hosts_of_slot.sql
create function private.hosts_of_slot(p_host_id uuid, p_event_type_id uuid, p_start timestamptz, p_booking_id uuid)
returns uuid[]
language plpgsql
stable
set search_path = ''
as $$
begin
  return array(
    select p_host_id
    union
    select l.host_id
    from (
      select t.calendar_id from public.calendar_links as t where t.host_id = p_host_id and t.is_booking_target
      union
      select b.calendar_id from public.bookings as b where b.id = p_booking_id
      union
      select b.calendar_id from public.bookings as b where b.event_type_id = p_event_type_id and b.starts_at = p_start
    ) as c
    join public.calendar_links as l on l.calendar_id = c.calendar_id and l.blocks_availability
    union
    -- A conflict between two bookings has a row for each.
    select b.host_id
    from public.booking_conflicts as k
    join public.bookings as b on b.id = k.booking_id
    where k.other_host_id = p_host_id and k.resolved_at is null
  );
end;
$$;
comment on function private.hosts_of_slot(uuid, uuid, timestamptz, uuid) is
  'The hosts to lock before a booking of a host is made, changed or ended: the host itself; those whose time it takes, or would take at p_start '
  '(rule 5: through its calendar, that of the session it joins, or the booking target); and those of bookings that it conflicts with.';

-- sql/functions/booking/insert_booking.sql
create function private.insert_booking(
  p_host_id uuid, p_event_type_id uuid, p_start timestamptz, p_duration_minutes integer, p_attendee jsonb, p_answers jsonb,
  p_hold_id uuid, p_idempotency_key text, p_request_hash text
)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_rules private.slot_rules;
  v_hold public.bookings;
  v_is_held boolean := false;
  v_needs_confirmation boolean;
  v_status text;
  v_stale jsonb;
  v_booking_id uuid;
  v_max_bookings integer;
begin
  perform private.lock_slot(p_host_id, p_event_type_id, p_start);

  v_booking_id := private.find_idempotent_booking(p_idempotency_key, p_request_hash);
  if v_booking_id is not null then
    return v_booking_id;
  end if;
  v_rules := private.load_slot_rules(p_event_type_id, p_duration_minutes);
  if p_hold_id is not null then
    v_hold := private.require_hold(p_hold_id, p_event_type_id, p_start, p_start + v_rules.duration);
    v_is_held := v_hold.status = 'held' and v_hold.expires_at > now();
  end if;
  perform private.expire_overlapping(p_host_id, tstzrange(p_start, p_start + v_rules.duration));
  v_needs_confirmation := private.require_start_or_hold(v_rules, p_start, p_hold_id, v_is_held);
  select h.max_bookings_per_email into v_max_bookings from public.hosts as h where h.id = p_host_id;
  if private.count_active(p_host_id, 'email', private.mailbox(p_attendee ->> 'email'), v_max_bookings) >= v_max_bookings then
    perform private.fail(
      'rate_limited', 'There are too many open bookings with this email address.', 'Cancel one that is not needed, or write to the host.'
    );
  end if;

  v_stale := private.stale_calendars(v_rules, tstzrange(p_start - v_rules.buffer_before, p_start + v_rules.duration + v_rules.buffer_after), now());
  v_status := case when v_needs_confirmation or v_rules.requires_confirmation then 'pending' else 'confirmed' end;
  if p_hold_id is null then
    insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at, unread_calendars, expires_at, confirmed_at)
    values (
      p_host_id, p_event_type_id, v_status, p_start, p_start + v_rules.duration, v_stale,
      case v_status when 'pending' then private.request_expiry(p_start) end,
      case v_status when 'confirmed' then now() end
    )
    returning id into v_booking_id;
  else
    update public.bookings as b
    set status = v_status, unread_calendars = v_stale,
      seat = case when v_is_held then b.seat end,
      expires_at = case v_status when 'pending' then private.request_expiry(p_start) end,
      confirmed_at = case v_status when 'confirmed' then now() end
    where b.id = p_hold_id
    returning b.id into v_booking_id;
  end if;
  insert into public.booking_attendees (booking_id, name, email, time_zone, locale, answers)
  select v_booking_id, btrim(p_attendee ->> 'name'), p_attendee ->> 'email',
    coalesce(p_attendee ->> 'time_zone', v_rules.zone), coalesce(p_attendee ->> 'locale', 'en'),
    private.require_answers(e.questions, p_answers)
  from public.event_types as e where e.id = p_event_type_id;
  if p_idempotency_key is not null then
    insert into private.idempotency_keys as k (key, request_hash, booking_id)
    values (p_idempotency_key, p_request_hash, v_booking_id)
    on conflict (key) do update
    set request_hash = excluded.request_hash, booking_id = excluded.booking_id, created_at = excluded.created_at
    where k.created_at <= now() - interval '24 hours';
    if not found then
      -- A request with the same key, for another host, was faster.
      perform private.fail('invalid_request', 'This Idempotency-Key was used for another request.', 'Use a new key for a new booking.');
    end if;
  end if;
  perform private.plan_push(v_booking_id);
  perform private.detect_double_bookings(array[v_booking_id]);
  perform private.notify_parties(v_booking_id, case v_status when 'pending' then 'booking_requested' else 'booking_confirmed' end);
  return v_booking_id;
exception
  when exclusion_violation or unique_violation then
    -- A row was written without these functions; the constraint refuses it.
    perform private.fail('slot_taken', 'This time has just been taken.', 'Choose another time.');
end;
$$;
comment on function private.insert_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, uuid, text, text) is
  'Under the locks of the hosts: checks with the core, then writes booking, attendee, idempotency key, notifications, calendar event and jobs.';

-- sql/functions/booking/insert_hold.sql
create function private.insert_hold(
  p_host_id uuid, p_event_type_id uuid, p_start timestamptz, p_duration_minutes integer,
  p_address_key text, p_own_id uuid, p_own_generation integer
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_max_holds constant integer := 3;
  v_rules private.slot_rules;
  v_booking public.bookings;
begin
  perform private.lock_slot(p_host_id, p_event_type_id, p_start);

  -- It may be a booking by now, and bookings are not ended here.
  update public.bookings as b set status = 'expired', expires_at = least(b.expires_at, now())
  where b.id = p_own_id and b.host_id = p_host_id and b.generation = p_own_generation and b.status = 'held';
  v_rules := private.load_slot_rules(p_event_type_id, p_duration_minutes);
  perform private.expire_overlapping(p_host_id, tstzrange(p_start, p_start + v_rules.duration));
  perform private.require_free_start(v_rules, p_start, now());
  if private.count_active(p_host_id, 'address', p_address_key, v_max_holds) >= v_max_holds then
    perform private.fail(
      'rate_limited', 'Several times are already reserved for your address.', 'Book without a reservation, or try again in a few minutes.'
    );
  end if;
  insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at, expires_at)
  values (p_host_id, p_event_type_id, 'held', p_start, p_start + v_rules.duration, now() + interval '5 minutes')
  returning * into v_booking;
  if p_address_key is not null then
    insert into private.counted_bookings (booking_id, kind, host_id, counted_as, until)
    values (v_booking.id, 'address', p_host_id, p_address_key, v_booking.expires_at);
  end if;
  return jsonb_build_object(
    'id', v_booking.id, 'expires_at', private.iso_instant(v_booking.expires_at), 'generation', v_booking.generation
  );
exception
  when exclusion_violation or unique_violation then
    -- A row was written without these functions; the constraint refuses it.
    perform private.fail('slot_taken', 'This time has just been taken.', 'Choose another time.');
end;
$$;
comment on function private.insert_hold(uuid, uuid, timestamptz, integer, text, uuid, integer) is
  'Under the locks of the hosts: ends the visitor''s own hold, checks with the core, counts the holds of the address and inserts the new one.';

-- sql/functions/booking/lock_booking.sql
create function private.lock_booking(
  p_booking_id uuid, p_actor_generation integer, p_actor_user_id uuid, p_start timestamptz default null
)
returns public.bookings
language plpgsql
set search_path = ''
as $$
begin
  perform private.lock_slot(b.host_id, b.event_type_id, coalesce(p_start, b.starts_at), b.id)
  from public.bookings as b where b.id = p_booking_id;

  perform private.mark_expired(array[p_booking_id]);
  return private.authorize_booking(p_booking_id, p_actor_generation, p_actor_user_id);
end;
$$;
comment on function private.lock_booking(uuid, integer, uuid, timestamptz) is
  'Locks the hosts (private.lock_slot; p_start: where the booking is moved to), then calls private.authorize_booking on the row under the locks.';

-- sql/functions/booking/lock_slot.sql
create function private.lock_slot(p_host_id uuid, p_event_type_id uuid, p_start timestamptz, p_booking_id uuid default null)
returns void
language plpgsql
set search_path = ''
set lock_timeout = '4s' -- a waiting call occupies a connection; the service retries once, then refuses
as $$
declare
  v_host_ids uuid[];
begin
  for v_attempt in 1..10 loop
    begin
      v_host_ids := private.hosts_of_slot(p_host_id, p_event_type_id, p_start, p_booking_id);
      perform from public.hosts as h where h.id = any (v_host_ids) order by h.id for no key update;
      -- Whoever changes a link holds these locks, too, so what is true now stays true.
      if private.hosts_of_slot(p_host_id, p_event_type_id, p_start, p_booking_id) <@ v_host_ids then
        return;
      end if;
      raise serialization_failure using message = 'The calendars of this host are being changed.';
    exception
      when serialization_failure then
        -- The set of hosts has changed. Release these locks first, so that all are taken in one order.
        if v_attempt = 10 then
          raise;
        end if;
    end;
  end loop;
end;
$$;
comment on function private.lock_slot(uuid, uuid, timestamptz, uuid) is
  'Locks the hosts of private.hosts_of_slot, by id: the first statement of everything that makes, changes or ends a booking. Raises 40001 if links '
  'changed ten times while it waited, 55P03 if it does not get a lock within 4 s.';

-- sql/functions/booking/mark_expired.sql
create function private.mark_expired(p_booking_ids uuid[])
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_booking record;
  v_expired integer := 0;
begin
  for v_booking in
    update public.bookings as b
    set status = 'expired'
    where b.id = any (p_booking_ids) and b.status in ('held', 'pending') and b.expires_at <= now()
    returning b.id, exists (select from public.booking_attendees as a where a.booking_id = b.id) as is_request
  loop
    v_expired := v_expired + 1;
    if v_booking.is_request then
      perform private.close_conflicts(v_booking.id);
      perform private.notify_parties(v_booking.id, 'booking_request_expired');
    end if;
  end loop;
  return v_expired;
end;
$$;
comment on function private.mark_expired(uuid[]) is
  'Marks those of the bookings that are holds or requests whose time is over, and notifies the parties of a request. The caller holds the locks of '
  'their hosts.';

-- sql/functions/booking/reassign_event.sql
create function private.reassign_event(p_booking_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_successor record;
  v_proposal_id uuid;
  v_event constant public.booking_calendar_events := private.session_event(p_booking_id);
begin
  select o.id, o.status into v_successor
  from public.bookings as b
  join public.bookings as o
    on o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at and o.id <> b.id
    and o.status in ('pending', 'confirmed') and (o.status = 'confirmed' or coalesce(o.expires_at > now(), true))
  where b.id = p_booking_id
  order by o.status = 'confirmed' desc, o.created_at
  limit 1;
  if v_successor.id is null then
    return;
  end if;
  if v_event.booking_id = p_booking_id and v_successor.status <> 'confirmed' then
    -- Requests have no event; it moves or ends with this booking.
    return;
  end if;
  update public.synced_events as e set booking_id = v_successor.id where e.booking_id = p_booking_id;
  if v_event.booking_id = p_booking_id then
    update public.booking_calendar_events as p set booking_id = v_successor.id
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
    -- The host's open decisions about the event move along; conflicts with an event that the successor had before are over.
    update public.booking_conflicts as k set resolved_at = now(), resolution = 'gone'
    where k.booking_id = v_successor.id and k.kind <> 'overlap' and k.resolved_at is null;
    for v_proposal_id in
      update public.booking_conflicts as k set booking_id = v_successor.id
      where k.booking_id = p_booking_id and k.kind <> 'overlap' and k.resolved_at is null
      returning k.id
    loop
      perform private.notify_of_conflict(v_proposal_id);
    end loop;
  end if;
  if v_event.event_key is not null and exists (
    select from public.bookings as b where b.id = p_booking_id and b.status = 'confirmed'
  ) then
    perform private.change_event(v_event.event_key, v_event.calendar_id, true);
  end if;
end;
$$;
comment on function private.reassign_event(uuid) is
  'Before a booking leaves its session: gives the calendar event of the session to another booking, so that it does not block the seats of those '
  'who stay and no longer names the visitor who leaves. Changes that the host made to it and has not decided about yet move along.';

-- sql/functions/booking/receiving_calendar.sql
create function private.receiving_calendar(
  p_booking_id uuid, p_host_id uuid, p_event_type_id uuid, p_starts_at timestamptz, p_ends_at timestamptz
)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
begin
  return coalesce(
    (
      select x.calendar_id
      from (
        select p.calendar_id, p.event_key, false as is_own
        from public.bookings as o
        join public.booking_calendar_events as p on p.booking_id = o.id and p.is_wanted
        where o.event_type_id = p_event_type_id and o.starts_at = p_starts_at and o.ends_at = p_ends_at and o.id <> p_booking_id
        union all
        select p.calendar_id, p.event_key, true
        from public.booking_calendar_events as p
        where p.booking_id = p_booking_id and p.is_wanted
      ) as x
      order by x.is_own, x.event_key
      limit 1
    ),
    (select l.calendar_id from public.calendar_links as l where l.host_id = p_host_id and l.is_booking_target)
  );
end;
$$;
comment on function private.receiving_calendar(uuid, uuid, uuid, timestamptz, timestamptz) is
  'Rule 5: the calendar that has the event of a booking''s session; before there is an event, the booking target of its host. Null: none.';

-- sql/functions/booking/release_hold.sql
create function public.release_hold(hold_id uuid, generation integer)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write holds otherwise
set search_path = ''
as $$
declare
  v_booking public.bookings;
begin
  perform private.lock_host((select b.host_id from public.bookings as b where b.id = release_hold.hold_id));

  select b.* into v_booking from public.bookings as b where b.id = release_hold.hold_id;
  if v_booking.id is null then
    perform private.fail('not_found', 'There is no such hold.', 'It may have been released already.');
  end if;
  if v_booking.generation is distinct from release_hold.generation then
    perform private.fail('unauthorized', 'The token does not open this hold.', 'Send the token that came with the hold.');
  end if;
  if v_booking.status not in ('held', 'expired') then
    perform private.fail('invalid_state', 'This hold has become a booking.', 'Cancel the booking instead.');
  end if;
  update public.bookings as b set status = 'expired', expires_at = least(b.expires_at, now())
  where b.id = v_booking.id and b.status = 'held';
  return null;
end;
$$;
comment on function public.release_hold(uuid, integer) is
  'Frees a held slot at once; repeatable. Raises not_found, unauthorized, invalid_state (it is now a booking).';

-- sql/functions/booking/renew_hold.sql
create function public.renew_hold(hold_id uuid, generation integer)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write holds otherwise
set search_path = ''
as $$
declare
  v_booking public.bookings;
begin
  perform private.lock_host((select b.host_id from public.bookings as b where b.id = renew_hold.hold_id));

  select b.* into v_booking from public.bookings as b where b.id = renew_hold.hold_id;
  if v_booking.id is null then
    perform private.fail('not_found', 'There is no such hold.', 'Choose a time again.');
  end if;
  if v_booking.generation is distinct from renew_hold.generation then
    perform private.fail('unauthorized', 'The token does not open this hold.', 'Send the token that came with the hold.');
  end if;
  if v_booking.status not in ('held', 'expired')
    or exists (select from public.booking_attendees as a where a.booking_id = v_booking.id)
  then
    perform private.fail('invalid_state', 'This hold has become a booking.', 'Open the booking that was made with it.');
  end if;
  if v_booking.status = 'expired' or v_booking.expires_at <= now() then
    perform private.fail('hold_expired', 'The reservation is over.', 'You can still book this time if it is free.');
  end if;
  if v_booking.renewed_at is not null then
    perform private.fail('invalid_state', 'This hold was already renewed.', 'A hold can be renewed once. Book before it ends.');
  end if;
  update public.bookings as b set expires_at = b.expires_at + interval '5 minutes', renewed_at = now()
  where b.id = v_booking.id
  returning b.* into v_booking;
  return jsonb_build_object(
    'id', v_booking.id, 'expires_at', private.iso_instant(v_booking.expires_at), 'generation', v_booking.generation
  );
end;
$$;
comment on function public.renew_hold(uuid, integer) is
  'Extends a hold that is not over by 5 minutes, once: {id, expires_at, generation}. Raises not_found, unauthorized, hold_expired, invalid_state '
  '(it was already renewed, or is now a booking).';

-- sql/functions/booking/request_expiry.sql
create function private.request_expiry(p_start timestamptz)
returns timestamptz
language sql
stable
set search_path = ''
as $$
  select least(p_start, now() + interval '48 hours')
$$;
comment on function private.request_expiry(timestamptz) is 'How long a request waits for the host: 48 hours, but not beyond its start.';

-- sql/functions/booking/require_answers.sql
create function private.require_answers(p_questions jsonb, p_answers jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_question jsonb;
  v_answer jsonb;
  v_kept jsonb := '{}';
  v_is_given boolean;
begin
  if jsonb_typeof(coalesce(p_answers, '{}')) <> 'object' then
    perform private.fail('invalid_request', 'answers must be an object.', 'Send {question id: answer}.');
  end if;
  for v_question in select * from jsonb_array_elements(p_questions) loop
    v_answer := p_answers -> (v_question ->> 'id');
    v_is_given := coalesce(v_answer not in ('null', '""', 'false'), false)
      and (jsonb_typeof(v_answer) <> 'string' or not private.is_blank(v_answer #>> '{}'));
    if not v_is_given then
      if coalesce(v_question -> 'required' = 'true', false) then
        perform private.fail('invalid_request', format('"%s" needs an answer.', v_question ->> 'label'), 'Answer every required question.');
      end if;
      continue;
    end if;
    if (case v_question ->> 'type'
      when 'checkbox' then v_answer <> 'true'
      when 'select' then not coalesce(v_question -> 'options' @> v_answer, false) or jsonb_typeof(v_answer) <> 'string'
      else jsonb_typeof(v_answer) <> 'string' or char_length(v_answer #>> '{}') > 5000
        or translate(v_answer #>> '{}', case v_question ->> 'type' when 'textarea' then e'\n\r\t' else '' end, '') ~ '[[:cntrl:]]'
    end) then
      perform private.fail('invalid_request', format('The answer to "%s" is not valid.', v_question ->> 'label'), 'Check this answer.');
    end if;
    v_kept := v_kept || jsonb_build_object(v_question ->> 'id', v_answer);
  end loop;
  return v_kept;
end;
$$;
comment on function private.require_answers(jsonb, jsonb) is
  'The answers to the questions of an event type; drops all others. Raises invalid_request (missing, wrong type, not an option).';

-- sql/functions/booking/require_attendee.sql
create function private.require_attendee(p_attendee jsonb)
returns void
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_fault text;
begin
  if p_attendee is null or jsonb_typeof(p_attendee) <> 'object' then
    perform private.fail('invalid_request', 'The attendee is missing.', 'Send attendee: {name, email, time_zone, locale}.');
  end if;
  if jsonb_typeof(p_attendee -> 'name') is distinct from 'string' or private.is_blank(p_attendee ->> 'name') then
    perform private.fail('invalid_request', 'The name is missing.', 'Send a name of 1 to 200 characters on one line.');
  end if;
  v_fault := coalesce(
    private.text_fault('The name', p_attendee ->> 'name', 200), private.text_fault('The email address', p_attendee ->> 'email', 254)
  );
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault);
  end if;
  if jsonb_typeof(p_attendee -> 'email') is distinct from 'string' or p_attendee ->> 'email'
    !~ '^[^[:space:][:cntrl:]\u200c\u200d\ufe00-\ufe0f@<>,;:"\\]+@[^[:space:][:cntrl:]\u200c\u200d\ufe00-\ufe0f@<>,;:"\\]+$'
  then
    perform private.fail('invalid_request', 'The email address is not valid.', 'Send an address such as ann@example.com.');
  end if;
end;
$$;
comment on function private.require_attendee(jsonb) is
  'Refuses a visitor without a visible name, or with an address that cannot receive mail; control and invisible characters never pass. Raises '
  'invalid_request.';

-- sql/functions/booking/require_finite_start.sql
create function private.require_finite_start(p_start timestamptz)
returns timestamptz
language plpgsql
immutable
set search_path = ''
as $$
begin
  if p_start is null or not isfinite(p_start) or extract(year from p_start at time zone 'UTC') not between 1900 and 9000 then
    perform private.fail('invalid_request', 'The start is not valid.', 'Send start as an ISO 8601 instant.');
  end if;
  return p_start;
end;
$$;
comment on function private.require_finite_start(timestamptz) is 'A start that is a finite instant of our calendar; raises invalid_request.';

-- sql/functions/booking/require_hold.sql
create function private.require_hold(p_hold_id uuid, p_event_type_id uuid, p_start timestamptz, p_end timestamptz)
returns public.bookings
language plpgsql
stable
set search_path = ''
as $$
declare
  v_hold public.bookings;
begin
  select b.* into v_hold from public.bookings as b where b.id = p_hold_id;
  if v_hold.id is null then
    perform private.fail('hold_expired', 'The reservation is over.', 'Choose a time again.');
  end if;
  if v_hold.event_type_id <> p_event_type_id or v_hold.starts_at <> p_start or v_hold.ends_at <> p_end then
    perform private.fail('invalid_request', 'The hold is for another time.', 'Send event_type_id, start and duration of the hold.');
  end if;
  if v_hold.status not in ('held', 'expired')
    or exists (select from public.booking_attendees as a where a.booking_id = p_hold_id)
  then
    perform private.fail('invalid_state', 'This hold was already used.', 'Open the booking that was made with it.');
  end if;
  return v_hold;
end;
$$;
comment on function private.require_hold(uuid, uuid, timestamptz, timestamptz) is
  'A hold, active or over, that fits what is being booked. Raises hold_expired, invalid_request, invalid_state.';

-- sql/functions/booking/require_start_or_hold.sql
create function private.require_start_or_hold(
  p_rules private.slot_rules, p_start timestamptz, p_hold_id uuid, p_is_held boolean
)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  return private.require_free_start(p_rules, p_start, now(), p_hold_id, p_is_held);
exception
  -- Visitors whose hold has expired learn that; with an active hold, or none, they learn the reason itself.
  when sqlstate 'PT409' then
    if p_hold_id is not null and not p_is_held then
      perform private.fail('hold_expired', 'The reservation is over and the time has been taken.', 'Choose another time.');
    end if;
    raise;
end;
$$;
comment on function private.require_start_or_hold(private.slot_rules, timestamptz, uuid, boolean) is
  'private.require_free_start for a slot that a hold may cover: whatever refuses an expired hold is raised as hold_expired.';

-- sql/functions/booking/reschedule_booking.sql
create function public.reschedule_booking(
  booking_id uuid, starts_at timestamptz, duration_minutes integer default null,
  actor_generation integer default null, actor_user_id uuid default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this for an actor that it has verified
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
as $$
declare
  v_booking constant public.bookings := private.lock_booking(
    reschedule_booking.booking_id, reschedule_booking.actor_generation, reschedule_booking.actor_user_id, reschedule_booking.starts_at
  );
  v_start constant timestamptz := private.require_finite_start(reschedule_booking.starts_at);
  v_rules private.slot_rules;
  v_needs_confirmation boolean;
  v_status text;
begin
  if v_booking.status not in ('pending', 'confirmed') then
    perform private.fail('invalid_state', format('A booking that is %s cannot be moved.', v_booking.status), 'Book a new time.');
  end if;
  v_rules := private.load_slot_rules(
    v_booking.event_type_id,
    coalesce(reschedule_booking.duration_minutes, (extract(epoch from v_booking.ends_at - v_booking.starts_at) / 60)::integer)
  );
  if v_booking.starts_at = v_start and v_booking.ends_at = v_start + v_rules.duration then
    return private.booking_result(v_booking.id);
  end if;
  if v_booking.ends_at <= now() then
    perform private.fail('invalid_state', 'A booking that is over cannot be moved.', 'Book a new time.');
  end if;

  perform private.expire_overlapping(v_booking.host_id, tstzrange(v_start, v_start + v_rules.duration));
  v_needs_confirmation := private.require_free_start(v_rules, v_start, now(), v_booking.id);
  v_status := case
    when reschedule_booking.actor_user_id is not null then 'confirmed'
    when v_needs_confirmation or v_rules.requires_confirmation then 'pending'
    else v_booking.status
  end;
  perform private.reassign_event(v_booking.id);
  update public.bookings as b
  set starts_at = v_start, ends_at = v_start + v_rules.duration, seat = null, sequence = b.sequence + 1, status = v_status,
    unread_calendars = private.stale_calendars(
      v_rules, tstzrange(v_start - v_rules.buffer_before, v_start + v_rules.duration + v_rules.buffer_after), now()
    ),
    expires_at = case v_status when 'pending' then private.request_expiry(v_start) end,
    confirmed_at = case v_status when 'confirmed' then coalesce(b.confirmed_at, now()) end
  where b.id = v_booking.id;
  perform private.plan_push(v_booking.id);
  perform private.close_conflicts(v_booking.id);
  perform private.detect_double_bookings(array[v_booking.id]);
  perform private.notify_parties(v_booking.id, 'booking_rescheduled');
  return private.booking_result(v_booking.id);
exception
  when exclusion_violation or unique_violation then
    -- A row was written without these functions; the constraint refuses it.
    perform private.fail('slot_taken', 'This time has just been taken.', 'Choose another time.');
end;
$$;
comment on function public.reschedule_booking(uuid, timestamptz, integer, integer, uuid) is
  'Moves a pending or confirmed booking in one transaction: it is not in its own way, keeps id and tokens, sequence + 1. duration_minutes null: as '
  'long as before. The same time again changes nothing. A visitor''s move waits for the host where a booking would; the host''s own does not. '
  'Raises not_found, unauthorized, forbidden, invalid_state, invalid_request, slot_taken, slot_not_offered, calendar_unavailable.';

-- sql/functions/push/begin_push.sql
create function public.begin_push(event_key uuid, calendar_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
declare
  v_target constant jsonb := private.push_target(begin_push.calendar_id);
  v_connection_id constant uuid := (select c.connection_id from public.calendars as c where c.id = begin_push.calendar_id);
  v_needs_reconnect constant boolean := private.needs_reconnect(v_connection_id);
  v_event public.booking_calendar_events;
begin
  -- The row is locked, so that what is read below is not older than its revision.
  select p.* into v_event
  from public.booking_calendar_events as p
  where p.event_key = begin_push.event_key and p.calendar_id = begin_push.calendar_id
  for no key update;
  if v_event.event_key is null or v_target is null or v_event.pushed_revision = v_event.revision
    -- The host moved the event and first decides whether the booking follows.
    or (v_event.is_wanted and private.has_open_move(v_event.booking_id))
    -- It is queued again if the calendar comes back (private.record_listing).
    or private.has_vanished(v_event.calendar_id) then
    return null;
  end if;
  if not v_event.is_wanted and v_event.provider_event_id is null and v_event.attempts = 0 then
    update public.booking_calendar_events as p
    set state = 'removed', pushed_revision = p.revision
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
    return null;
  end if;
  -- Checked under the lock, so that either this or the return of the access comes last.
  if exists (select from public.calendars as c where c.id = v_event.calendar_id and c.access <> 'write') then
    update public.booking_calendar_events as p
    set state = 'failed', last_error = private.read_only_text()
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
    return null;
  end if;
  if v_needs_reconnect then
    return null;
  elsif private.quiet_until(v_connection_id) is not null then
    perform private.enqueue_push(v_event.event_key, v_event.calendar_id);
    return null;
  end if;
  update public.booking_calendar_events as p
  set attempts = p.attempts + 1
  where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
  return v_target || jsonb_build_object(
    'action', case when v_event.is_wanted then 'write' else 'remove' end,
    'event_key', v_event.event_key, 'revision', v_event.revision, 'provider_event_id', v_event.provider_event_id,
    'version', v_event.version, 'attempt', v_event.attempts + 1,
    -- No more than hosts.calendar_privacy allows leaves the database.
    'event', (
      select jsonb_build_object(
        'booking_id', b.id, 'starts_at', private.iso_instant(b.starts_at), 'ends_at', private.iso_instant(b.ends_at),
        'privacy', h.calendar_privacy,
        'title', case when h.calendar_privacy <> 'busy_only' then e.title end,
        'location', case when h.calendar_privacy <> 'busy_only' then nullif(e.location, '') end,
        'attendees', case when h.calendar_privacy = 'busy_only' then '[]' else coalesce((
          select jsonb_agg(jsonb_build_object('name', a.name) || case when h.calendar_privacy = 'full' then jsonb_build_object(
            'email', a.email,
            'answers', coalesce((
              select jsonb_agg(
                jsonb_build_object('label', q.value ->> 'label', 'answer', a.answers -> (q.value ->> 'id')) order by q.position
              )
              from jsonb_array_elements(e.questions) with ordinality as q (value, position)
              where a.answers ? (q.value ->> 'id')
            ), '[]')
          ) else '{}' end order by o.created_at, o.id)
          from public.bookings as o
          join public.booking_attendees as a on a.booking_id = o.id
          where o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at
            and o.status = 'confirmed'
        ), '[]') end
      )
      from public.bookings as b
      join public.event_types as e on e.id = b.event_type_id
      join public.hosts as h on h.id = b.host_id
      where b.id = v_event.booking_id
    ),
    'is_put_back', exists (
      select from public.booking_conflicts as k
      where k.booking_id = v_event.booking_id and k.kind = 'moved' and k.resolution = 'kept'
        and k.resolved_at > coalesce(v_event.pushed_at, '-infinity')
    )
  );
end;
$$;
comment on function public.begin_push(uuid, uuid) is
  'What is needed to write or remove an event: {action, event_key, revision, provider_event_id, version, attempt, event, is_put_back (the host '
  'wants it back at the booking''s time), calendar, connection}; null if there is nothing to do. An event that nobody ever tried to write is just '
  'recorded as removed; one in a read-only calendar fails. Also null while the account backs off (private.quiet_until): the write is put off; and '
  'while the account needs a reconnect: it is queued again afterwards (private.resume_pushes).';

-- sql/functions/push/begin_search.sql
create function public.begin_search(event_key uuid, calendar_id uuid, revision integer, connection_ids uuid[] default null, run_id uuid default null)
returns jsonb
language plpgsql
security definer -- service_role may call this; it hands sealed credentials to the service, which may not add jobs otherwise
set search_path = ''
as $$
declare
  v_event public.booking_calendar_events;
  v_own public.calendars;
  v_connection_id uuid;
  v_shown uuid[];
begin
  select p.* into v_event
  from public.booking_calendar_events as p
  join public.bookings as b on b.id = p.booking_id
  where p.event_key = begin_search.event_key and p.calendar_id = begin_search.calendar_id and p.revision = begin_search.revision
    and p.provider_event_id is not null
    and ((not p.is_wanted and p.state = 'pending') or (p.is_wanted and b.status = 'confirmed' and b.ends_at > now()));
  if v_event.event_key is null then
    return null;
  end if;
  select c.* into v_own from public.calendars as c where c.id = v_event.calendar_id;
  v_connection_id := coalesce(connection_ids[1], v_own.connection_id);
  -- Whose pulls showed an event that is known to be the booking's.
  v_shown := array(select e.calendar_id from public.synced_events as e where e.booking_id = v_event.booking_id);
  if cardinality(connection_ids) > 0 and private.quiet_until(v_connection_id) is not null then
    perform private.enqueue_search(v_event, connection_ids, begin_search.run_id);
    return null;
  end if;
  return (
    with searched as (
      select c.*
      from public.calendars as c
      join public.calendar_connections as k on k.id = c.connection_id
      where c.owner_id = v_own.owner_id and c.access = 'write' and k.status in ('active', 'error') and not private.has_vanished(c.id)
        -- Where another event of this name is known, the search would find that one.
        and (c.id = v_own.id or not exists (
          select from public.booking_calendar_events as o
          where o.event_key = v_event.event_key and o.calendar_id = c.id and o.state <> 'removed'
        ))
    )
    select jsonb_build_object(
      'event_key', v_event.event_key, 'revision', v_event.revision, 'calendar', jsonb_build_object('id', v_event.calendar_id),
      'is_wanted', v_event.is_wanted,
      'failures', coalesce((select s.failures from private.connection_sync as s where s.connection_id = v_connection_id), 0),
      'connection', private.connection_with_secret(v_connection_id),
      'calendars', coalesce((
        select jsonb_agg(private.calendar_to_read(c) order by c.id = v_own.id desc, c.id = any (v_shown) desc, c.id)
        from public.calendars as c
        where c.id in (select s.id from searched as s where s.connection_id = v_connection_id)
      ), '[]'),
      'others', coalesce((
        select jsonb_agg(x.connection_id order by x.is_likely desc, x.connection_id)
        from (
          select s.connection_id, bool_or(s.id = any (v_shown)) as is_likely
          from searched as s where s.connection_id <> v_own.connection_id group by s.connection_id
        ) as x
      ), '[]')
    )
  );
end;
$$;
comment on function public.begin_search(uuid, uuid, integer, uuid[], uuid) is
  'The event of a booking is not where it was written: returns what is needed to search for it in the first of these accounts of the owner (null: '
  'the one it was written to): {event_key, revision, calendar: {id}, is_wanted, failures (of the account in a row), connection, calendars, others: '
  'the ids of the other accounts, the likely ones first}. Only writable calendars, because later changes go where it is found. Null if it is no '
  'longer to be searched for, or if that account backs off (private.quiet_until): the search, for the same pull (run_id), then continues '
  'afterwards.';

-- sql/functions/push/begin_verify.sql
create function public.begin_verify(
  event_key uuid, calendar_id uuid, searched_revision integer default null, run_id uuid default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
declare
  v_connection_id constant uuid := (select c.connection_id from public.calendars as c where c.id = begin_verify.calendar_id);
  v_event jsonb;
begin
  if private.needs_reconnect(v_connection_id) then
    return null;
  end if;
  select private.push_target(p.calendar_id) || jsonb_build_object(
    'event_key', p.event_key, 'revision', p.revision, 'pushed_revision', p.pushed_revision,
    'provider_event_id', p.provider_event_id, 'version', p.version
  ) into v_event
  from public.booking_calendar_events as p
  join public.bookings as b on b.id = p.booking_id
  where p.event_key = begin_verify.event_key and p.calendar_id = begin_verify.calendar_id
    and p.is_wanted and b.status = 'confirmed' and b.ends_at > now()
    and case
      when searched_revision is not null then p.revision = searched_revision
      else p.state <> 'pending' or private.has_open_move(b.id)
    end
    -- An event that could not be written has its old time there: nobody moved it.
    and (p.pushed_revision = p.revision or exists (
      select from public.calendars as c where c.id = p.calendar_id and c.access = 'write'
    ));
  if v_event is not null and private.quiet_until(v_connection_id) is not null then
    perform private.enqueue_verify(
      begin_verify.event_key, begin_verify.calendar_id, begin_verify.run_id, begin_verify.searched_revision
    );
    return null;
  end if;
  return v_event;
end;
$$;
comment on function public.begin_verify(uuid, uuid, integer, uuid) is
  'What is needed to check the event of a booking directly: {event_key, revision, pushed_revision, provider_event_id, version, calendar, '
  'connection}; null if it is not written, or just being written. searched_revision: set for the last check after a search for it, even if its '
  'write found it gone; null if more is wanted by now. Also null while the account backs off (private.quiet_until): the same check, for the same '
  'pull (run_id), is put off; and while the account needs a reconnect: private.resume_pushes checks afterwards.';

-- sql/functions/push/change_event.sql
create function private.change_event(p_event_key uuid, p_calendar_id uuid, p_is_wanted boolean)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.booking_calendar_events as p
  set is_wanted = p_is_wanted, revision = p.revision + 1, state = 'pending', last_error = null,
    -- Another change gets all its attempts; that the event was tried before stays recorded.
    attempts = least(p.attempts, 1)
  where p.event_key = p_event_key and p.calendar_id = p_calendar_id;
  perform private.enqueue_push(p_event_key, p_calendar_id);
end;
$$;
comment on function private.change_event(uuid, uuid, boolean) is
  'The event in a calendar must change or be removed: raises its revision and queues the write.';

-- sql/functions/push/close_conflicts.sql
create function private.close_conflicts(p_booking_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_booking public.bookings;
  v_resolution text;
begin
  select b.* into v_booking from public.bookings as b where b.id = p_booking_id;
  v_resolution := case when v_booking.status in ('pending', 'confirmed') then 'rescheduled' else 'cancelled' end;
  perform private.close_double_bookings(array[p_booking_id], v_resolution);
  update public.booking_conflicts as k
  set resolved_at = now(), resolution = v_resolution
  where k.booking_id = p_booking_id and k.resolved_at is null and k.other_booking_id is null
    and (
      v_booking.status not in ('pending', 'confirmed')
      or k.kind = 'moved'
      or (k.kind = 'overlap' and not exists (
        select from public.synced_events as e, private.overlapping_bookings(e.calendar_id, array[e.id]) as x
        where e.id = k.synced_event_id and x.booking_id = p_booking_id
      ))
    );
end;
$$;
comment on function private.close_conflicts(uuid) is
  'After a booking was moved or ended: closes the conflicts at its old time. A deleted event stays open.';

-- sql/functions/push/close_double_bookings.sql
create function private.close_double_bookings(p_booking_ids uuid[], p_resolution text default 'gone')
returns void
language plpgsql
set search_path = ''
as $$
begin
  with standing as materialized (
    select d.booking_id, d.other_booking_id from private.double_bookings(p_booking_ids) as d
  )
  update public.booking_conflicts as k
  set resolved_at = now(), resolution = case when k.booking_id = any (p_booking_ids) then p_resolution else 'gone' end
  where k.resolved_at is null and k.other_booking_id is not null
    and (k.booking_id = any (p_booking_ids) or k.other_booking_id = any (p_booking_ids))
    and not exists (
      select from standing as s
      where (s.booking_id, s.other_booking_id) in ((k.booking_id, k.other_booking_id), (k.other_booking_id, k.booking_id))
    );
end;
$$;
comment on function private.close_double_bookings(uuid[], text) is
  'After these bookings, or the links of their hosts, changed: closes their conflicts with bookings of other hosts that no longer exist, on both '
  'sides. The caller holds the locks of both hosts.';

-- sql/functions/push/close_overlaps.sql
create function private.close_overlaps(p_calendar_id uuid, p_host_ids uuid[] default null)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_host_ids constant uuid[] := coalesce(
    p_host_ids, array(select l.host_id from public.calendar_links as l where l.calendar_id = p_calendar_id)
  );
begin
  with open as (
    select k.id, k.booking_id, k.synced_event_id
    from public.booking_conflicts as k
    -- One by one: else the planner scans all events.
    left join lateral (select x.calendar_id from public.synced_events as x where x.id = k.synced_event_id offset 0) as e on true
    where k.kind = 'overlap' and k.other_booking_id is null and k.resolved_at is null and coalesce(e.calendar_id, p_calendar_id) = p_calendar_id
      and k.host_id = any (v_host_ids)
  ),
  standing as materialized (
    select x.booking_id, x.synced_event_id
    from private.overlapping_bookings(p_calendar_id, array(select o.synced_event_id from open as o)) as x
  )
  update public.booking_conflicts as k
  set resolved_at = now(), resolution = 'gone'
  from open as o
  where k.id = o.id and not exists (
    select from standing as s where s.booking_id = o.booking_id and s.synced_event_id = o.synced_event_id
  );
end;
$$;
comment on function private.close_overlaps(uuid, uuid[]) is
  'Closes the open conflicts of bookings (of these hosts; null: of those that the calendar is linked to) with events of a calendar that are gone, '
  'free or elsewhere now, no longer take their time, or whose booking is over.';

-- sql/functions/push/conflict_json.sql
create function private.conflict_json(p_conflict public.booking_conflicts)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'id', p_conflict.id, 'kind', p_conflict.kind,
    'event', jsonb_build_object(
      'title', p_conflict.event_title,
      'start', private.iso_instant(p_conflict.event_starts_at), 'end', private.iso_instant(p_conflict.event_ends_at)
    ),
    'detected_at', private.iso_instant(p_conflict.detected_at),
    'resolved_at', private.iso_instant(p_conflict.resolved_at), 'resolution', p_conflict.resolution
  ) || case when p_conflict.other_booking_id is not null
    then jsonb_build_object('other_booking_id', p_conflict.other_booking_id) else '{}'
  end;
end;
$$;
comment on function private.conflict_json(public.booking_conflicts) is 'A conflict as the contract shows it.';

-- sql/functions/push/continue_search.sql
create function public.continue_search(event_key uuid, calendar_id uuid, revision integer, connection_ids uuid[], run_id uuid default null)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
declare
  v_event public.booking_calendar_events;
begin
  select p.* into v_event
  from public.booking_calendar_events as p
  where p.event_key = continue_search.event_key and p.calendar_id = continue_search.calendar_id
    and p.revision = continue_search.revision;
  if v_event.event_key is null then
    return jsonb_build_object('searching', false);
  end if;
  if cardinality(connection_ids) > 0 then
    perform private.enqueue_search(v_event, connection_ids, continue_search.run_id);
    return jsonb_build_object('searching', true);
  end if;

  if v_event.is_wanted then
    -- Searched everywhere: one last check where it was written decides.
    perform private.enqueue_verify(v_event.event_key, v_event.calendar_id, continue_search.run_id, v_event.revision);
  else
    perform public.finish_push(v_event.event_key, v_event.calendar_id, v_event.revision, v_event.provider_event_id, null, true);
  end if;
  return jsonb_build_object('searching', false);
end;
$$;
comment on function public.continue_search(uuid, uuid, integer, uuid[], uuid) is
  'The event of a booking was not found in one account: queues the search in the next of connection_ids, in its lane: {searching}. After the last '
  'one, an event that was to be removed counts as removed, and any other is checked once more where it was written. A search for an older revision '
  'ends.';

-- sql/functions/push/detect_conflicts.sql
create function private.detect_conflicts(
  p_calendar_id uuid, p_event_ids uuid[], p_missing_booking_ids uuid[], p_run_id uuid default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_event_keys uuid[];
begin
  perform private.detect_overlaps(p_calendar_id, p_event_ids, p_run_id);
  perform private.close_overlaps(p_calendar_id);

  select array_agg(p.event_key) into v_event_keys
  from public.booking_calendar_events as p
  join public.bookings as b on b.id = p.booking_id
  where p.calendar_id = p_calendar_id and p.is_wanted and p.state <> 'pending' and b.ends_at > now()
    and (
      b.id = any (p_missing_booking_ids)
      or exists (
        select from public.synced_events as e
        where e.booking_id = b.id and e.calendar_id = p_calendar_id and e.id = any (p_event_ids)
          and (
            e.is_all_day or e.starts_at <> b.starts_at or e.ends_at <> b.ends_at or e.status = 'cancelled' or e.deleted_at is not null
            or exists (
              select from public.booking_conflicts as k
              where k.booking_id = b.id and k.kind <> 'overlap' and k.resolved_at is null
            )
          )
      )
    );
  -- Several at once go into one mail.
  perform private.enqueue_verify(k.event_key, p_calendar_id, case when cardinality(v_event_keys) > 1 then p_run_id end)
  from unnest(v_event_keys) as k (event_key);
end;
$$;
comment on function private.detect_conflicts(uuid, uuid[], uuid[], uuid) is
  'After events of a calendar changed (p_run_id: found by a pull), under the locks of its hosts: opens a conflict for each event in the time of an '
  'active booking (one mail to the owner for all), closes those whose cause is gone, and queues a direct check of own events that moved or '
  'vanished. Bookings stay as they are.';

-- sql/functions/push/detect_double_bookings.sql
create function private.detect_double_bookings(p_booking_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  -- All that one transaction changes is one change.
  v_run_id constant uuid := md5(pg_current_xact_id()::text || now()::text)::uuid;
  v_ones uuid[];
  v_twos uuid[];
  v_opened uuid[];
  v_conflict record;
  v_mail record;
begin
  select array_agg(p.one), array_agg(p.two) into v_ones, v_twos
  from (
    select distinct least(d.booking_id, d.other_booking_id) as one, greatest(d.booking_id, d.other_booking_id) as two
    from private.double_bookings(p_booking_ids) as d
  ) as p
  where not exists (
    select from public.booking_conflicts as k
    left join public.synced_events as e on e.id = k.synced_event_id
    join public.bookings as o on o.id = coalesce(k.other_booking_id, e.booking_id)
    where (k.booking_id, o.id) in ((p.one, p.two), (p.two, p.one))
      and k.kind = 'overlap' and k.resolution = 'kept' and k.event_starts_at = o.starts_at and k.event_ends_at = o.ends_at
  );
  if v_ones is null then
    return;
  end if;

  -- A conflict that ended recently comes back as the same conflict.
  with pairs as (
    select x.booking_id, x.other_id
    from unnest(v_ones, v_twos) as p (one, two)
    cross join lateral (values (p.one, p.two), (p.two, p.one)) as x (booking_id, other_id)
    where not exists (
      select from public.booking_conflicts as c
      where c.booking_id = x.booking_id and c.other_booking_id = x.other_id and c.resolved_at is null
    )
  ),
  known as (
    select distinct on (x.booking_id, x.other_id) c.id, x.booking_id, x.other_id
    from pairs as x
    join public.bookings as o on o.id = x.other_id
    join public.booking_conflicts as c on c.booking_id = x.booking_id and c.other_booking_id = o.id
    where c.resolution = 'gone' and c.resolved_at > now() - interval '1 day'
      and c.event_starts_at = o.starts_at and c.event_ends_at = o.ends_at
    order by x.booking_id, x.other_id, c.resolved_at desc, c.id
  ),
  reopened as (
    update public.booking_conflicts as k set resolved_at = null, resolution = null
    from known as n where k.id = n.id
    returning k.id
  ),
  opened as (
    insert into public.booking_conflicts as k (
      booking_id, other_booking_id, other_host_id, event_title, event_starts_at, event_ends_at
    )
    select x.booking_id, o.id, o.host_id, concat_ws(', ', nullif(e.title, ''), nullif(h.display_name, '')), o.starts_at, o.ends_at
    from pairs as x
    join public.bookings as o on o.id = x.other_id
    join public.event_types as e on e.id = o.event_type_id
    join public.hosts as h on h.id = o.host_id
    where not exists (select from known as n where n.booking_id = x.booking_id and n.other_id = x.other_id)
    returning k.id
  )
  select array_agg(y.id) into v_opened from (select r.id from reopened as r union all select n.id from opened as n) as y;

  for v_conflict in
    -- One mail for two sessions, about the booking that was made first: its time has been taken meanwhile.
    select distinct on (least(b.session_key, o.session_key), greatest(b.session_key, o.session_key)) c.id, c.booking_id, c.other_booking_id
    from public.booking_conflicts as c
    join public.bookings as b on b.id = c.booking_id
    join public.bookings as o on o.id = c.other_booking_id
    where c.id = any (v_opened)
    order by least(b.session_key, o.session_key), greatest(b.session_key, o.session_key), b.created_at, b.id
  loop
    select * into v_mail from private.mail_of_pair(v_conflict.booking_id, v_conflict.other_booking_id);
    if v_mail.notification_id is null then
      perform private.notify_of_conflict(v_conflict.id, v_run_id);
    else
      -- It reported the same as an event, or is going to: then it must find something that is still true.
      insert into private.conflict_mails as m (conflict_id, notification_id)
      select k.id, n.id
      from public.booking_conflicts as k
      join public.notifications as n on n.id = v_mail.notification_id and n.begun_at is null
      where k.id = any (v_opened) and k.booking_id = v_mail.booking_id
        and k.other_booking_id in (v_conflict.booking_id, v_conflict.other_booking_id)
      on conflict on constraint conflict_mails_pkey do nothing;
    end if;
  end loop;
  perform private.send_conflict_mails(v_run_id);
end;
$$;
comment on function private.detect_double_bookings(uuid[]) is
  'Opens a conflict for each of two bookings of different hosts that private.double_bookings finds, with one mail to their owner for all that one '
  'transaction changes, and none about what they know (private.mail_of_pair) or decided to keep, as a double booking or as one''s event in the time '
  'of the other. Both bookings stay. The caller holds the locks of both hosts.';

-- sql/functions/push/detect_overlaps.sql
create function private.detect_overlaps(p_calendar_id uuid, p_event_ids uuid[], p_run_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_overlap record;
  v_known public.booking_conflicts;
  v_id uuid;
begin
  for v_overlap in
    select x.booking_id, x.synced_event_id, left(x.title, 500) as title, x.starts_at, x.ends_at
    from private.overlapping_bookings(p_calendar_id, p_event_ids) as x
    order by x.starts_at, x.booking_id, x.synced_event_id
  loop
    -- Back at a time that the host decided about.
    update public.booking_conflicts as k set resolved_at = now(), resolution = 'gone'
    where k.booking_id = v_overlap.booking_id and k.synced_event_id = v_overlap.synced_event_id and k.kind = 'overlap' and k.resolved_at is null
      and exists (
        select from public.booking_conflicts as d
        where d.booking_id = k.booking_id and d.synced_event_id = k.synced_event_id and d.resolution = 'kept'
          and (d.event_starts_at, d.event_ends_at) is not distinct from (v_overlap.starts_at, v_overlap.ends_at)
      );
    select k.* into v_known
    from public.booking_conflicts as k
    where k.booking_id = v_overlap.booking_id and k.synced_event_id = v_overlap.synced_event_id and k.kind = 'overlap' and k.resolved_at is null;
    if v_known.id is not null then
      update public.booking_conflicts as k
      set event_title = v_overlap.title, event_starts_at = v_overlap.starts_at, event_ends_at = v_overlap.ends_at
      where k.id = v_known.id
        and (k.event_title, k.event_starts_at, k.event_ends_at) is distinct from (v_overlap.title, v_overlap.starts_at, v_overlap.ends_at);
      if (v_known.event_starts_at, v_known.event_ends_at) is distinct from (v_overlap.starts_at, v_overlap.ends_at) then
        perform private.notify_of_conflict(v_known.id, p_run_id);
      end if;
      continue;
    end if;

    -- The same conflict under another name (a UID was renewed, or the event was deleted and came back): what is known and was decided about it
    -- stays.
    v_id := (
      select k.id
      from public.booking_conflicts as k
      where k.booking_id = v_overlap.booking_id and k.kind = 'overlap' and k.other_booking_id is null
        and (k.event_starts_at, k.event_ends_at) is not distinct from (v_overlap.starts_at, v_overlap.ends_at)
        and (k.resolved_at is null or k.resolution = 'kept' or (k.resolution = 'gone' and k.resolved_at > now() - interval '1 day'))
        -- A conflict that another event still causes belongs to that event.
        and (k.synced_event_id is not distinct from v_overlap.synced_event_id or not exists (
          select from public.synced_events as e
          cross join lateral private.overlapping_bookings(e.calendar_id, array[e.id]) as x
          where e.id = k.synced_event_id and x.booking_id = k.booking_id
            and (x.starts_at, x.ends_at) is not distinct from (k.event_starts_at, k.event_ends_at)
        ))
      order by
        k.resolved_at is null desc, k.resolution = 'kept' desc, k.synced_event_id = v_overlap.synced_event_id desc nulls last, k.resolved_at desc
      limit 1
    );
    if v_id is not null then
      update public.booking_conflicts as k
      set synced_event_id = v_overlap.synced_event_id, event_title = v_overlap.title,
        resolved_at = case when k.resolution = 'kept' then k.resolved_at end,
        resolution = case when k.resolution = 'kept' then k.resolution end
      where k.id = v_id;
    else
      insert into public.booking_conflicts (booking_id, synced_event_id, event_title, event_starts_at, event_ends_at)
      values (v_overlap.booking_id, v_overlap.synced_event_id, v_overlap.title, v_overlap.starts_at, v_overlap.ends_at)
      returning id into v_id;
    end if;
    -- Of two events at one time, as a calendar and its feed have them, one is reported.
    if not exists (
      select from public.booking_conflicts as k
      where k.booking_id = v_overlap.booking_id and k.kind = 'overlap' and k.other_booking_id is null
        and (k.event_starts_at, k.event_ends_at) is not distinct from (v_overlap.starts_at, v_overlap.ends_at)
        and (k.resolved_at is null or k.resolution = 'kept' or (k.resolution = 'gone' and k.resolved_at > now() - interval '1 day'))
        and private.is_conflict_notified(k.id)
    ) and exists (
      select from public.booking_conflicts as k where k.id = v_id and k.resolved_at is null
    ) then
      perform private.notify_of_conflict(v_id, p_run_id);
    end if;
  end loop;
end;
$$;
comment on function private.detect_overlaps(uuid, uuid[], uuid) is
  'Opens a conflict for each of these events in the time of an active booking, and notifies the owner. A conflict is identified by booking and '
  'times of the event: it is reported once, whatever the event is called and however often it comes and goes within a day. Under the locks of the '
  'hosts.';

-- sql/functions/push/double_bookings.sql
create function private.double_bookings(p_booking_ids uuid[])
returns table (booking_id uuid, other_booking_id uuid)
language plpgsql
stable
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
as $$
begin
  return query
  with mine as materialized (
    select b.id, b.host_id, b.calendar_id, b.during
    from public.bookings as b
    where b.id = any (p_booking_ids) and b.ends_at > now()
      and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)))
  ),
  near as (
    -- One by one, and by these keys alone: else the planner may scan all bookings.
    select m.id as booking_id, o.*
    from mine as m
    join public.calendar_links as l on l.calendar_id = m.calendar_id and l.blocks_availability and l.host_id <> m.host_id
    cross join lateral (
      select b.id, b.status, b.ends_at, b.expires_at
      from public.bookings as b
      where b.host_id = l.host_id and b.during && m.during and b.status in ('pending', 'confirmed')
      offset 0
    ) as o
    where not private.is_disconnected(l.calendar_id)
    union
    select m.id, o.id, o.status, o.ends_at, o.expires_at
    from mine as m
    join public.calendar_links as l on l.host_id = m.host_id and l.blocks_availability
    cross join lateral (
      select b.* from public.bookings as b where b.calendar_id = l.calendar_id and b.during && m.during offset 0
    ) as o
    where o.host_id <> m.host_id and o.status in ('pending', 'confirmed') and not private.is_disconnected(l.calendar_id)
  )
  select n.booking_id, n.id
  from near as n
  where n.ends_at > now() and (n.status = 'confirmed' or coalesce(n.expires_at > now(), true));
end;
$$;
comment on function private.double_bookings(uuid[]) is
  'The active bookings of other hosts at the time of these bookings, where one takes the other''s time (rule 5: the calendar that gets the event '
  'of one blocks the host of the other). Raw time, without buffers; holds do not count.';

-- sql/functions/push/enqueue_planning.sql
create function private.enqueue_planning(p_booking_ids uuid[])
returns void
language plpgsql
security definer -- the roles of the API have no rights on the queue
set search_path = ''
as $$
begin
  perform private.enqueue(
    'plan_missing_pushes', jsonb_build_object('host_id', x.host_id), p_key => 'plan_missing_pushes:' || x.host_id
  )
  from (
    select distinct b.host_id
    from public.booking_calendar_events as p
    join public.bookings as b on b.id = p.booking_id
    where p.booking_id = any (p_booking_ids) and b.ends_at > now() and (p.is_wanted or p.state = 'pending')
      and (private.is_disconnected(p.calendar_id) or private.has_vanished(p.calendar_id))
  ) as x;
end;
$$;
comment on function private.enqueue_planning(uuid[]) is
  'A pull showed events of these bookings, or their account is disconnected: if they were written to a calendar that can no longer be written to, '
  'plans their hosts'' events again (public.plan_missing_pushes) and follows them.';

-- sql/functions/push/enqueue_push.sql
create function private.enqueue_push(p_event_key uuid, p_calendar_id uuid, p_run_at timestamptz default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue(
    'push_event', jsonb_build_object('event_key', p_event_key, 'calendar_id', p_calendar_id),
    p_key => format('push:%s:%s', p_event_key, p_calendar_id), p_queue => 'connection:' || k.id, p_run_at => greatest(p_run_at, private.quiet_until(k.id)),
    p_max_attempts => 25, p_priority => -5
  )
  from public.calendars as c
  join public.calendar_connections as k on k.id = c.connection_id
  where c.id = p_calendar_id and k.status <> 'disconnected';
end;
$$;
comment on function private.enqueue_push(uuid, uuid, timestamptz) is
  'Queues the write of an event in the lane of its connection, before polls, now or at p_run_at, but never while the account backs off '
  '(private.quiet_until). Does nothing for a disconnected account.';

-- sql/functions/push/enqueue_search.sql
create function private.enqueue_search(p_event public.booking_calendar_events, p_connection_ids uuid[], p_run_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue(
    'search_event',
    jsonb_strip_nulls(jsonb_build_object(
      'event_key', p_event.event_key, 'calendar_id', p_event.calendar_id, 'revision', p_event.revision,
      'connection_ids', to_jsonb(p_connection_ids), 'run_id', p_run_id
    )),
    p_key => format('search:%s:%s', p_event.event_key, p_event.calendar_id), p_queue => 'connection:' || p_connection_ids[1],
    -- The search for an event to remove is retried as long as its removal: else the event would stay forever.
    p_max_attempts => case when p_event.is_wanted then 4 else 25 end, p_run_at => private.quiet_until(p_connection_ids[1])
  );
end;
$$;
comment on function private.enqueue_search(public.booking_calendar_events, uuid[], uuid) is
  'Queues the search for the event of a booking in the first of these accounts, in its lane; not while that account backs off '
  '(private.quiet_until). p_run_id: the pull that found it missing among others.';

-- sql/functions/push/enqueue_verify.sql
create function private.enqueue_verify(p_event_key uuid, p_calendar_id uuid, p_run_id uuid default null, p_searched_revision integer default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue(
    'verify_event', jsonb_strip_nulls(jsonb_build_object('event_key', p_event_key, 'calendar_id', p_calendar_id, 'run_id', p_run_id, 'searched_revision', p_searched_revision)),
    p_key => format('verify:%s:%s', p_event_key, p_calendar_id), p_queue => 'connection:' || c.connection_id,
    p_run_at => private.quiet_until(c.connection_id)
  )
  from public.calendars as c where c.id = p_calendar_id;
end;
$$;
comment on function private.enqueue_verify(uuid, uuid, uuid, integer) is
  'Queues a direct check of the event of a booking, in the lane of its connection: what a listing says about it is never trusted alone. Not while '
  'the account backs off (private.quiet_until). p_run_id: the pull that found it among others; all their results go into one mail. '
  'p_searched_revision: all other calendars were already searched for this revision.';

-- sql/functions/push/fail_push.sql
create function public.fail_push(
  event_key uuid, calendar_id uuid, revision integer, error_message text, is_final boolean, retry_after_ms bigint default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change pushed events otherwise
set search_path = ''
as $$
declare
  v_attempts integer;
begin
  select p.attempts into v_attempts
  from public.booking_calendar_events as p
  where p.event_key = fail_push.event_key and p.calendar_id = fail_push.calendar_id and p.revision = fail_push.revision
  for no key update;
  if not found then
    return null;
  end if;
  update public.booking_calendar_events as p
  set state = case when is_final then 'failed' else 'pending' end, last_error = left(error_message, 1000),
    -- The next retry starts over, but not as if it had never been tried.
    attempts = case when is_final then least(v_attempts, 1) else v_attempts end
  where p.event_key = fail_push.event_key and p.calendar_id = fail_push.calendar_id;
  if fail_push.retry_after_ms is not null and not is_final then
    perform private.enqueue_push(
      fail_push.event_key, fail_push.calendar_id,
      now() + greatest(
        private.backoff(v_attempts), make_interval(secs => least(fail_push.retry_after_ms, 3600000) / 1000.0),
        -- As long as the queue itself, which gives up after four days.
        make_interval(secs => exp(least(v_attempts, 10)))
      )
    );
  end if;
  return null;
end;
$$;
comment on function public.fail_push(uuid, uuid, integer, text, boolean, bigint) is
  'Records with the booking, which stays as it is, that writing its event failed. is_final: it is not retried until something changes. '
  'retry_after_ms: it is retried, no sooner than that (at most an hour, or as long as the provider asked us to wait), and later each time '
  '(private.backoff).';

-- sql/functions/push/find_missing_events.sql
create function private.find_missing_events(
  p_calendar_id uuid, p_run_id uuid, p_named text[], p_is_last boolean, p_covered_from timestamptz, p_covered_until timestamptz
)
returns uuid[]
language plpgsql
stable
set search_path = ''
as $$
begin
  return array(
    select p.booking_id
    from public.booking_calendar_events as p
    where p.calendar_id = p_calendar_id and p.is_wanted and p.provider_event_id = any (p_named)
      and not exists (
        select from public.synced_events as e
        where e.calendar_id = p_calendar_id and e.provider_event_id = p.provider_event_id and e.sync_run = p_run_id
      )
    union
    select p.booking_id
    from public.booking_calendar_events as p
    join public.bookings as b on b.id = p.booking_id
    join private.calendar_sync as s on s.calendar_id = p.calendar_id
    where p_is_last and p.calendar_id = p_calendar_id and p.is_wanted and p.listed_at is null
      -- The pull may not have seen an event that was written after it began.
      and p.pushed_at < s.last_attempt_at
      and b.ends_at > p_covered_from and b.starts_at < p_covered_until
  );
end;
$$;
comment on function private.find_missing_events(uuid, uuid, text[], boolean, timestamptz, timestamptz) is
  'Bookings whose own event this pull mentions without a time, whether or not it was ever stored. p_named: ids that were reported or inferred as '
  'deleted, or named without an occurrence in the window. At the end of a pull (p_is_last) also those whose event no pull has named since it was '
  'written, if this pull began later. A direct check of the event decides what that means.';

-- sql/functions/push/finish_push.sql
create function public.finish_push(
  event_key uuid, calendar_id uuid, revision integer, provider_event_id text, version text, is_removed boolean
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change pushed events otherwise
set search_path = ''
set lock_timeout = '4s' -- as private.lock_slot
as $$
declare
  v_event public.booking_calendar_events;
  v_is_known boolean;
begin
  v_is_known := is_removed or not exists (
    select from public.synced_events as e
    where e.calendar_id = finish_push.calendar_id and e.provider_event_id = finish_push.provider_event_id and e.booking_id is null
  );
  if not v_is_known then
    perform from public.hosts as h
    where h.id in (select l.host_id from public.calendar_links as l where l.calendar_id = finish_push.calendar_id)
    order by h.id for no key update;
  end if;
  perform from public.calendars as c where c.id = finish_push.calendar_id for no key update;

  update public.booking_calendar_events as p
  set provider_event_id = case when not is_removed then finish_push.provider_event_id end,
    version = case when not is_removed then finish_push.version end,
    pushed_at = case when p.revision = finish_push.revision then now() else p.pushed_at end,
    listed_at = case
      when is_removed or p.provider_event_id is distinct from finish_push.provider_event_id then null else p.listed_at
    end,
    pushed_revision = finish_push.revision, attempts = 0, last_error = null,
    state = case when p.revision <> finish_push.revision then 'pending' when is_removed then 'removed' else 'pushed' end
  where p.event_key = finish_push.event_key and p.calendar_id = finish_push.calendar_id
  returning p.* into v_event;
  if v_event.event_key is null then
    return jsonb_build_object('state', null);
  end if;
  if is_removed then
    delete from public.synced_events as e
    where e.calendar_id = v_event.calendar_id and e.provider_event_id = finish_push.provider_event_id
      and e.booking_id is not null;
  else
    -- What was written counts before the next listing shows it: the old time is free at once.
    update public.synced_events as e
    set booking_id = b.id, is_all_day = false, start_date = null, end_date = null, starts_at = b.starts_at, ends_at = b.ends_at
    from public.bookings as b
    where e.calendar_id = v_event.calendar_id and e.provider_event_id = v_event.provider_event_id and b.id = v_event.booking_id
      and v_event.state = 'pushed';
    update public.synced_events as e
    set booking_id = v_event.booking_id
    where e.calendar_id = v_event.calendar_id and e.provider_event_id = v_event.provider_event_id
      and e.booking_id is distinct from v_event.booking_id;
    if not v_is_known then
      -- A pull before the response to the write took the event for somebody else's.
      perform private.close_overlaps(v_event.calendar_id);
    end if;
    update public.booking_calendar_events as p set listed_at = now()
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id and p.listed_at is null and exists (
      select from public.synced_events as e where e.calendar_id = p.calendar_id and e.provider_event_id = p.provider_event_id
    );
  end if;
  if v_event.state = 'pending' then
    perform private.enqueue_push(v_event.event_key, v_event.calendar_id);
  end if;
  return jsonb_build_object('state', v_event.state);
end;
$$;
comment on function public.finish_push(uuid, uuid, integer, text, text, boolean) is
  'An event was written or removed as begin_push said: {state}, which is pending again if more was wanted meanwhile, null if the event is gone. '
  'provider_event_id: what the provider calls it, also if it was removed.';

-- sql/functions/push/follow_relocated_events.sql
create function private.follow_relocated_events(p_host_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_event record;
  v_result jsonb;
begin
  for v_event in
    select distinct on (p.event_key, p.calendar_id) p.event_key, p.calendar_id, p.revision, p.is_wanted, p.provider_event_id,
      b.id as booking_id, e.calendar_id as to_calendar_id, e.provider_event_id as found_as
    from public.bookings as b
    join public.booking_calendar_events as p on p.booking_id = b.id
    join public.synced_events as e on e.booking_id = b.id and e.calendar_id <> p.calendar_id
    left join public.calendar_links as l on l.calendar_id = e.calendar_id and l.host_id = b.host_id and l.is_booking_target
    where b.host_id = p_host_id and b.ends_at > now() and ((p.is_wanted and b.status = 'confirmed') or (not p.is_wanted and p.state = 'pending'))
      and p.provider_event_id is not null and (private.is_disconnected(p.calendar_id) or private.has_vanished(p.calendar_id))
      and private.is_writable(e.calendar_id)
      -- By its name, as CalDAV or Google spells it: later writes find the event by that.
      and replace(lower(e.ical_uid), '-', '') like replace(p.event_key::text, '-', '') || '%'
      and e.series_id is null and e.status <> 'cancelled' and e.deleted_at is null
      and not exists (
        select from public.booking_calendar_events as o
        where o.booking_id = p.booking_id and o.is_wanted and o.calendar_id <> p.calendar_id and private.is_writable(o.calendar_id)
      )
    order by p.event_key, p.calendar_id, l.is_booking_target nulls last, e.calendar_id, e.provider_event_id
  loop
    v_result := public.relocate_event(
      v_event.event_key, v_event.calendar_id, v_event.revision, v_event.to_calendar_id, v_event.found_as, null
    );
    if (v_result ->> 'relocated')::boolean then
      -- A copy: the event in the old calendar is removed if that calendar comes back. One with the same id may be the same event, of a shared
      -- calendar.
      insert into public.booking_calendar_events as p (
        event_key, calendar_id, booking_id, is_wanted, revision, pushed_revision, provider_event_id, attempts
      )
      select v_event.event_key, v_event.calendar_id, v_event.booking_id, false, v_event.revision + 1, v_event.revision, v_event.provider_event_id, 1
      where v_event.provider_event_id <> v_event.found_as;
      -- It may have been moved in time as well.
      if v_event.is_wanted then
        perform private.enqueue_verify(v_event.event_key, v_event.to_calendar_id);
      end if;
    end if;
  end loop;
end;
$$;
comment on function private.follow_relocated_events(uuid) is
  'Takes over the events of a host''s future bookings that were written to a calendar which is disconnected or has vanished, and that pulls of '
  'another, writable calendar of the owner have shown since: the owner moved them along. Of several, the one in the booking target. Under the locks '
  'of the owner''s hosts.';

-- sql/functions/push/has_calendar_event.sql
create function private.has_calendar_event(p_booking_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.bookings as b
    join public.bookings as o
      on o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at and o.status = 'confirmed'
    join public.booking_calendar_events as p on p.booking_id = o.id and p.is_wanted
    where b.id = p_booking_id and (
      private.is_writable(p.calendar_id)
      or (p.provider_event_id is not null and p.pushed_revision = p.revision and not private.has_vanished(p.calendar_id))
    )
  );
end;
$$;
comment on function private.has_calendar_event(uuid) is
  'Whether the event of a booking''s session is in a calendar, or will be: it is to be written where that is possible, or it is up to date where '
  'nothing can be written any more.';

-- sql/functions/push/has_open_move.sql
create function private.has_open_move(p_booking_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.booking_conflicts as k
    where k.booking_id = p_booking_id and k.kind = 'moved' and k.resolved_at is null
  );
end;
$$;
comment on function private.has_open_move(uuid) is
  'Whether the host moved the event of a booking and has not decided yet what that means. Until then nothing is written over it.';

-- sql/functions/push/hasten_pushes.sql
create function private.hasten_pushes(p_connection_id uuid)
returns void
language plpgsql
security definer -- the roles of the API have no rights on the queue
set search_path = ''
as $$
begin
  perform graphile_worker.reschedule_jobs(
    array(
      select j.id from graphile_worker.jobs as j
      where j.queue_name = 'connection:' || p_connection_id and j.task_identifier in ('push_event', 'verify_event')
        and j.locked_at is null and j.attempts = 0 and j.run_at > now()
    ),
    run_at => greatest(now(), private.blocked_until(p_connection_id))
  );
end;
$$;
comment on function private.hasten_pushes(uuid) is
  'An account responds again: runs now the writes and checks in its calendars that were put off until then (private.quiet_until).';

-- sql/functions/push/is_conflict_notified.sql
create function private.is_conflict_notified(p_conflict_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from private.conflict_mails as m
    join public.notifications as n on n.id = m.notification_id
    where m.conflict_id = p_conflict_id and (
      n.state in ('sent', 'kept')
      -- A mail that is retried is rewritten with what is true by then.
      or exists (
        select from graphile_worker.jobs as j
        where j.key = 'send_notification:' || n.id and j.locked_at is null and j.attempts < j.max_attempts
      )
    )
  );
end;
$$;
comment on function private.is_conflict_notified(uuid) is
  'Whether a mail that notifies the host of a conflict was sent or waits to be written. A mail that had nothing to say any more when it was '
  'written does not count.';

-- sql/functions/push/is_disconnected.sql
create function private.is_disconnected(p_calendar_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.calendars as c
    join public.calendar_connections as k on k.id = c.connection_id
    where c.id = p_calendar_id and k.status = 'disconnected'
  );
end;
$$;
comment on function private.is_disconnected(uuid) is
  'Whether the account of a calendar is disconnected. Changes for our events there are written when it is connected again.';

-- sql/functions/push/is_writable.sql
create function private.is_writable(p_calendar_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.calendars as c
    join public.calendar_connections as k on k.id = c.connection_id
    where c.id = p_calendar_id and k.status <> 'disconnected' and c.access = 'write'
  ) and not private.has_vanished(p_calendar_id);
end;
$$;
comment on function private.is_writable(uuid) is
  'Whether events of ours can be written to a calendar, now or after waiting: its account is connected, the calendar exists, and it is not '
  'read-only.';

-- sql/functions/push/list_conflicts.sql
create function public.list_conflicts(booking_id uuid, actor_user_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for a host that it has verified
set search_path = ''
as $$
begin
  perform private.authorize_booking(list_conflicts.booking_id, null, list_conflicts.actor_user_id);
  return jsonb_build_object('conflicts', coalesce((
    select jsonb_agg(private.conflict_json(k) order by k.resolved_at is not null, k.detected_at desc, k.id)
    from public.booking_conflicts as k
    where k.booking_id = list_conflicts.booking_id
  ), '[]'));
end;
$$;
comment on function public.list_conflicts(uuid, uuid) is
  'What the host''s calendar has against a booking, open conflicts first: {conflicts}. Raises not_found, unauthorized, forbidden.';

-- sql/functions/push/mail_of_pair.sql
create function private.mail_of_pair(p_booking_id uuid, p_other_booking_id uuid, out booking_id uuid, out notification_id uuid)
language plpgsql
stable
set search_path = ''
as $$
begin
  select k.booking_id, m.notification_id into mail_of_pair.booking_id, mail_of_pair.notification_id
  from public.bookings as b
  join public.bookings as o on o.id = p_other_booking_id
  -- Active bookings only: uses the index of their seats.
  join public.bookings as kb on kb.session_key in (b.session_key, o.session_key) and kb.status in ('held', 'pending', 'confirmed')
  join public.booking_conflicts as k on k.booking_id = kb.id and k.kind = 'overlap'
  join private.conflict_mails as m on m.conflict_id = k.id
  left join public.synced_events as e on e.id = k.synced_event_id
  left join public.bookings as ko on ko.id = coalesce(k.other_booking_id, e.booking_id)
  where b.id = p_booking_id and ko.session_key in (b.session_key, o.session_key) and ko.session_key <> kb.session_key
    and (k.event_starts_at, k.event_ends_at) is not distinct from (ko.starts_at, ko.ends_at)
    and (k.resolved_at is null or k.resolution = 'kept' or (k.resolution = 'gone' and k.resolved_at > now() - interval '1 day'))
    and private.is_conflict_notified(k.id)
  order by k.detected_at, k.id
  limit 1;
end;
$$;
comment on function private.mail_of_pair(uuid, uuid) is
  'The mail that notifies, or will notify, the host that two sessions of different hosts conflict: as a double booking, or as one''s event in the '
  'time of the other; and the booking that it names. Null: none, or more than a day before the conflict ended.';

-- sql/functions/push/move_session.sql
create function private.move_session(p_booking public.bookings, p_start timestamptz, p_end timestamptz)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_pending uuid[];
  v_confirmed uuid[];
begin
  select array_agg(b.id) filter (where b.status = 'pending'), array_agg(b.id) filter (where b.status = 'confirmed')
  into v_pending, v_confirmed
  from public.bookings as b
  where b.event_type_id = p_booking.event_type_id and b.starts_at = p_booking.starts_at and b.ends_at = p_booking.ends_at
    and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)));
  perform private.expire_overlapping(p_booking.host_id, tstzrange(p_start, p_end));
  -- Bookings of one event type at exactly the same time would become one session, whatever its seats: no constraint prevents that.
  if exists (
    select from public.bookings as b
    where b.event_type_id = p_booking.event_type_id and b.starts_at = p_start and b.ends_at = p_end
      and b.status in ('held', 'pending', 'confirmed') and not coalesce(b.id = any (v_pending || v_confirmed), false)
  ) then
    perform private.fail('slot_taken', 'There is another booking at this time.', 'Choose another time.');
  end if;
  -- In two steps: moved a little one after the other, bookings of one session would be in each other's way.
  update public.bookings as b set status = 'expired' where b.id = any (v_pending || v_confirmed);
  update public.bookings as b
  set status = case when b.id = any (v_confirmed) then 'confirmed' else 'pending' end,
    starts_at = p_start, ends_at = p_end, seat = null, sequence = b.sequence + 1
  where b.id = any (v_pending || v_confirmed);

  perform private.plan_push(p_booking.id);
  perform private.close_conflicts(b.id), private.notify_parties(b.id, 'booking_rescheduled')
  from unnest(v_pending || v_confirmed) as b (id);
  perform private.detect_double_bookings(v_pending || v_confirmed);
exception
  when exclusion_violation or unique_violation then
    perform private.fail('slot_taken', 'There is another booking at this time.', 'Choose another time.');
end;
$$;
comment on function private.move_session(public.bookings, timestamptz, timestamptz) is
  'The host moves a booking, with all of its session, to any time that no other booking of theirs has; hours and calendars are not checked. Under '
  'the locks of the hosts. Raises slot_taken.';

-- sql/functions/push/overlapping_bookings.sql
create function private.overlapping_bookings(p_calendar_id uuid, p_event_ids uuid[])
returns table (booking_id uuid, synced_event_id uuid, title text, starts_at timestamptz, ends_at timestamptz)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with touched as materialized (
    select e.*
    from unnest(p_event_ids) as t (id)
    cross join lateral (
      select x.id, x.title, x.calendar_id, x.during, x.start_date, x.end_date, x.is_busy, x.deleted_at, x.booking_id
      from public.synced_events as x where x.id = t.id
      -- One by one: else the planner scans all events of the calendar for each page of a listing.
      offset 0
    ) as e
    where e.calendar_id = p_calendar_id and e.is_busy and e.deleted_at is null
  )
  select b.id, e.id, e.title, lower(x.span), upper(x.span)
  from touched as e
  join public.calendars as c on c.id = e.calendar_id
  join public.calendar_connections as k on k.id = c.connection_id and k.status <> 'disconnected'
  join public.calendar_links as l on l.calendar_id = c.id and l.blocks_availability
  join public.hosts as h on h.id = l.host_id
  cross join lateral (select coalesce(c.time_zone, h.time_zone) as zone) as z
  cross join lateral (
    select coalesce(e.during, tstzrange(private.day_start(e.start_date, z.zone), private.day_start(e.end_date, z.zone))) as span
  ) as x
  left join public.bookings as own on own.id = e.booking_id
  join public.bookings as b on b.host_id = h.id and b.during && x.span
  where b.ends_at > now()
    and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)))
    -- For bookings of its own host the event of a booking is a proposal. For others it is an event like any other, except while its booking itself
    -- is in their way (private.double_bookings).
    and (own.id is null or (own.host_id <> h.id and (
      not (tstzmultirange(b.during * x.span) <@ tstzmultirange(own.during))
      or not (own.status = 'confirmed' or (own.status in ('held', 'pending') and coalesce(own.expires_at > now(), true)))
      or not exists (select from private.blocking_calendars(h.id) as d where d.calendar_id = own.calendar_id)
    )));
end;
$$;
comment on function private.overlapping_bookings(uuid, uuid[]) is
  'Where these events of a calendar overlap active bookings that are not over, of the hosts that the calendar blocks. Raw time, without buffers; '
  'all-day events take whole local days. The event of a booking conflicts only with bookings of other hosts, and only where that booking itself '
  'does not.';

-- sql/functions/push/plan_missing_pushes.sql
create function public.plan_missing_pushes(host_id uuid, max_count integer default 50)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not plan events otherwise
set search_path = ''
as $$
declare
  v_booking_id uuid;
  v_planned integer := 0;
begin
  -- All of them: an event takes the time of every host that its calendar blocks.
  perform private.lock_connection(null, (select h.owner_id from public.hosts as h where h.id = plan_missing_pushes.host_id));
  -- An event that its owner moved to another calendar is not missing.
  perform private.follow_relocated_events(plan_missing_pushes.host_id);
  if not exists (
    select from public.calendar_links as l
    where l.host_id = plan_missing_pushes.host_id and l.is_booking_target and private.is_writable(l.calendar_id)
  ) then
    return jsonb_build_object('planned', 0);
  end if;
  for v_booking_id in
    select b.id
    from public.bookings as b
    where b.host_id = plan_missing_pushes.host_id and b.status = 'confirmed' and b.during && tstzrange(now(), null)
      and not private.has_calendar_event(b.id)
      -- An event that its owner deleted is written again when they say so.
      and not exists (
        select from public.booking_conflicts as k where k.booking_id = b.id and k.kind = 'deleted' and k.resolved_at is null
      )
    order by b.starts_at, b.id
    limit plan_missing_pushes.max_count
  loop
    v_planned := v_planned + 1;
    -- Another booking of its session may have brought the event.
    if not private.has_calendar_event(v_booking_id) then
      perform private.plan_push(v_booking_id);
    end if;
  end loop;
  if v_planned > 0 then
    perform private.recheck_double_bookings(array[plan_missing_pushes.host_id]);
  end if;
  return jsonb_build_object('planned', v_planned);
end;
$$;
comment on function public.plan_missing_pushes(uuid, integer) is
  'A host has another booking target, or a calendar with their events cannot be reached: follows events that their owner moved along '
  '(private.follow_relocated_events), and plans an event in the target for future bookings whose event is in no calendar '
  '(private.has_calendar_event), at most max_count of them, the next ones first: {planned}. Call it again while planned = max_count.';

-- sql/functions/push/plan_push.sql
create function private.plan_push(p_booking_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_booking public.bookings;
  v_event public.booking_calendar_events;
  v_target_id uuid;
  v_is_new boolean := false;
begin
  select b.* into v_booking from public.bookings as b where b.id = p_booking_id;
  if v_booking.status = 'confirmed' then
    v_event := private.session_event(p_booking_id);
    if v_event.event_key is null or not private.is_writable(v_event.calendar_id) then
      select l.calendar_id into v_target_id
      from public.calendar_links as l
      where l.host_id = v_booking.host_id and l.is_booking_target
        -- An event that is in no calendar waits for one that is read-only now; an event that is in one does not move there.
        and case when v_event.event_key is null then not private.is_disconnected(l.calendar_id) else private.is_writable(l.calendar_id) end;
    end if;
  end if;
  if v_target_id is not null then
    -- An event that was to be removed is used again: it keeps its identity, and a response on its way still fits it.
    select p.* into v_event
    from public.booking_calendar_events as p
    where p.booking_id = p_booking_id and p.calendar_id = v_target_id
    order by p.event_key = p_booking_id desc, p.event_key
    limit 1;
    v_is_new := v_event.event_key is null;
  end if;
  if v_is_new then
    insert into public.booking_calendar_events as p (event_key, calendar_id, booking_id)
    values (
      -- The booking's own id, so that its event has the UID of its invitations, also where it has one in another account. Some servers allow a UID
      -- only once in an account.
      case when exists (
        select from public.booking_calendar_events as u
        join public.calendars as c on c.id = u.calendar_id
        where u.event_key = p_booking_id and (u.booking_id <> p_booking_id or (u.state <> 'removed' and c.connection_id = (
          select t.connection_id from public.calendars as t where t.id = v_target_id
        )))
      ) then gen_random_uuid() else p_booking_id end,
      v_target_id, p_booking_id
    )
    returning p.* into v_event;
    perform private.enqueue_push(v_event.event_key, v_event.calendar_id);
  end if;

  -- Its own event is removed when it is no longer confirmed, or joined a session that has one.
  perform private.change_event(p.event_key, p.calendar_id, false)
  from public.booking_calendar_events as p
  where p.booking_id = p_booking_id and p.is_wanted
    and (v_booking.status <> 'confirmed' or v_event.booking_id <> p_booking_id);
  -- An event in a calendar that cannot be written to is updated or removed as soon as that is possible again.
  perform private.change_event(p.event_key, p.calendar_id, not private.is_writable(v_event.calendar_id))
  from public.bookings as o
  join public.booking_calendar_events as p on p.booking_id = o.id and p.is_wanted
  where o.event_type_id = v_booking.event_type_id and o.starts_at = v_booking.starts_at and o.ends_at = v_booking.ends_at
    and o.status = 'confirmed' and v_booking.status = 'confirmed'
    and (p.event_key, p.calendar_id) <> (v_event.event_key, v_event.calendar_id) and not private.is_writable(p.calendar_id);
  if v_event.event_key is not null and not v_is_new then
    perform private.change_event(v_event.event_key, v_event.calendar_id, true);
  end if;
end;
$$;
comment on function private.plan_push(uuid) is
  'After a change of a booking, under the lock of its host: plans to write, update or remove its event. Only confirmed bookings have one, and a '
  'session has one for all; without a calendar to write to (calendar_links.is_booking_target) nothing happens. An event in a calendar that cannot '
  'be written to any more (private.is_writable) moves to the booking target of the host; without another target it is written as soon as that '
  'calendar is writable again.';

-- sql/functions/push/propose_change.sql
create function public.propose_change(
  event_key uuid, calendar_id uuid, revision integer, kind text, times jsonb default null, run_id uuid default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write conflicts otherwise
set search_path = ''
set lock_timeout = '4s' -- as private.lock_slot
as $$
declare
  v_event public.booking_calendar_events;
  v_booking public.bookings;
  v_kind text := propose_change.kind;
  v_zone text;
  v_during tstzrange;
  v_conflict_id uuid;
begin
  perform from public.hosts as h
  where h.id = (
    select b.host_id from public.booking_calendar_events as p join public.bookings as b on b.id = p.booking_id
    where p.event_key = propose_change.event_key and p.calendar_id = propose_change.calendar_id
  )
  for no key update;
  select p.* into v_event from public.booking_calendar_events as p
  where p.event_key = propose_change.event_key and p.calendar_id = propose_change.calendar_id
  for no key update;
  select b.* into v_booking from public.bookings as b where b.id = v_event.booking_id;
  if not coalesce(v_event.is_wanted and v_event.revision = propose_change.revision and v_booking.status = 'confirmed', false) then
    return jsonb_build_object('kind', null, 'conflict_id', null);
  end if;

  if v_kind is distinct from 'deleted' then
    update public.booking_calendar_events as p set listed_at = now()
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id and p.listed_at is null;
  end if;
  select coalesce(c.time_zone, h.time_zone) into v_zone
  from public.calendars as c cross join public.hosts as h
  where c.id = v_event.calendar_id and h.id = v_booking.host_id;
  v_during := tstzrange(
    coalesce((propose_change.times ->> 'starts_at')::timestamptz, private.day_start((propose_change.times ->> 'start_date')::date, v_zone)),
    coalesce((propose_change.times ->> 'ends_at')::timestamptz, private.day_start((propose_change.times ->> 'end_date')::date, v_zone))
  );
  -- A bound is missing: the range would be all time.
  if lower_inf(v_during) or upper_inf(v_during) then
    v_during := null;
  end if;
  if v_kind = 'moved' and v_during is null then
    perform private.fail('invalid_request', 'The times of the event that moved are missing.', 'Send two instants or two dates.');
  end if;
  if v_kind = 'moved' and (
    v_during = v_booking.during
    -- An event that could not be written has its old time there: nobody moved it. It is written again.
    or (v_event.pushed_revision is distinct from v_event.revision and not private.has_open_move(v_booking.id))
  ) then
    v_kind := null;
  end if;
  update public.booking_conflicts as k set resolved_at = now(), resolution = 'gone'
  where k.booking_id = v_booking.id and k.kind in ('moved', 'deleted') and k.kind is distinct from v_kind and k.resolved_at is null;
  if v_kind is null then
    update public.booking_calendar_events as p set state = 'pushed', last_error = null
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id and p.pushed_revision = p.revision;
    if not found then
      perform private.enqueue_push(v_event.event_key, v_event.calendar_id);
    end if;
    return jsonb_build_object('kind', null, 'conflict_id', null);
  end if;

  update public.booking_conflicts as k set event_starts_at = lower(v_during), event_ends_at = upper(v_during)
  where k.booking_id = v_booking.id and k.kind = v_kind and k.resolved_at is null
  returning k.id into v_conflict_id;
  if v_conflict_id is null then
    insert into public.booking_conflicts as k (booking_id, kind, event_starts_at, event_ends_at)
    values (v_booking.id, v_kind, lower(v_during), upper(v_during))
    returning k.id into v_conflict_id;
    perform private.notify_of_conflict(v_conflict_id, propose_change.run_id);
  end if;
  if v_kind = 'deleted' then
    update public.booking_calendar_events as p set state = 'failed', last_error = 'The event was deleted in the calendar.'
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
  end if;
  return jsonb_build_object('kind', v_kind, 'conflict_id', v_conflict_id);
end;
$$;
comment on function public.propose_change(uuid, uuid, integer, text, jsonb, uuid) is
  'The result of a direct check of a booking''s event: kind moved (times: {starts_at, ends_at} or {start_date, end_date}, whole local days of the '
  'calendar''s zone, else the host''s), deleted, or null (as it was written). Becomes a proposal to the host, with one mail for all that one pull (run_id) found: {kind, conflict_id}. Never changes the '
  'booking. A check of an older revision is ignored; a check of an event whose last change is not written yet can only report that it was deleted. '
  'Raises invalid_request (moved without times).';

-- sql/functions/push/push_target.sql
create function private.push_target(p_calendar_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('calendar', private.calendar_to_read(c), 'connection', k.opened)
    from public.calendars as c
    cross join lateral private.connection_with_secret(c.connection_id) as k (opened)
    where c.id = p_calendar_id and k.opened is not null
  );
end;
$$;
comment on function private.push_target(uuid) is
  'Calendar and connection (with its sealed secret) where an event is written or checked; null if gone or disconnected.';

-- sql/functions/push/read_only_text.sql
create function private.read_only_text()
returns text
language sql
immutable
set search_path = ''
as $$
  select 'This calendar is now read-only, so bookings are not written to it. Give the account write access again, or choose another calendar.';
$$;
comment on function private.read_only_text() is 'The text for a booking target that lost its write access, and for each event that waits for it.';

-- sql/functions/push/recheck_double_bookings.sql
create function private.recheck_double_bookings(p_host_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_booking_ids constant uuid[] := array(
    select b.id from public.bookings as b
    where b.host_id = any (p_host_ids) and b.status in ('pending', 'confirmed') and b.during && tstzrange(now(), null)
  );
begin
  perform private.close_double_bookings(v_booking_ids);
  perform private.detect_double_bookings(v_booking_ids);
end;
$$;
comment on function private.recheck_double_bookings(uuid[]) is
  'After a change of which calendars block these hosts or get their bookings: closes and detects conflicts of their bookings with those of other '
  'hosts. The caller holds the locks of all hosts of their owner.';

-- sql/functions/push/record_refused_write.sql
create function public.record_refused_write(calendar_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change calendars otherwise
set search_path = ''
as $$
declare
  v_id constant uuid := record_refused_write.calendar_id;
begin
  -- Before the calendar, as everywhere; all of them: links may change.
  perform private.lock_owner_hosts(c.owner_id) from public.calendars as c where c.id = v_id;
  perform from public.calendars as c where c.id = v_id for no key update;
  insert into private.calendar_sync as s (calendar_id, write_refused_at)
  select c.id, now() from public.calendars as c where c.id = v_id
  on conflict on constraint calendar_sync_pkey do update set write_refused_at = now();
  update public.calendars as c set access = 'read' where c.id = v_id and c.access = 'write';
  return public.request_relist(v_id, 'not_writable');
end;
$$;
comment on function public.record_refused_write(uuid) is
  'A provider refuses the account''s writes to a calendar: it is read-only from now on, with all that follows (private.follow_access), until its '
  'list says otherwise an hour later, or after the list agreed with the refusal (private.follow_calendars). Requests that list: {requested}.';

-- sql/functions/push/relocate_event.sql
create function public.relocate_event(
  event_key uuid, calendar_id uuid, revision integer, to_calendar_id uuid, provider_event_id text, version text
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change pushed events otherwise
set search_path = ''
as $$
declare
  v_owner_id uuid;
  v_event public.booking_calendar_events;
begin
  select c.owner_id into v_owner_id from public.calendars as c where c.id = relocate_event.calendar_id;
  -- Whose time the booking takes changes with its calendar.
  perform private.lock_owner_hosts(v_owner_id);
  perform from public.calendars as c
  where c.id in (relocate_event.calendar_id, relocate_event.to_calendar_id) order by c.id for no key update;

  select p.* into v_event
  from public.booking_calendar_events as p
  where p.event_key = relocate_event.event_key and p.calendar_id = relocate_event.calendar_id
    and p.revision = relocate_event.revision
  for no key update;
  delete from public.booking_calendar_events as p
  where p.event_key = v_event.event_key and p.calendar_id = relocate_event.to_calendar_id and p.state = 'removed'
    and p.calendar_id <> v_event.calendar_id;
  if v_event.event_key is null or not exists (
    select from public.calendars as c where c.id = relocate_event.to_calendar_id and c.owner_id = v_owner_id and c.access = 'write'
  ) or exists (
    select from public.booking_calendar_events as p
    where p.calendar_id = relocate_event.to_calendar_id and p.calendar_id <> v_event.calendar_id
      and (p.event_key = v_event.event_key or (p.booking_id = v_event.booking_id and p.is_wanted and v_event.is_wanted))
  ) then
    return jsonb_build_object('relocated', false);
  end if;

  update public.booking_calendar_events as p
  set calendar_id = relocate_event.to_calendar_id, provider_event_id = relocate_event.provider_event_id,
    version = relocate_event.version, listed_at = now(), last_error = null,
    state = case when p.pushed_revision = p.revision then 'pushed' else 'pending' end
  where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id
  returning p.* into v_event;
  update public.synced_events as e set booking_id = v_event.booking_id
  where e.calendar_id = v_event.calendar_id and e.provider_event_id = v_event.provider_event_id
    and e.booking_id is distinct from v_event.booking_id;
  perform private.close_overlaps(v_event.calendar_id);
  perform private.recheck_double_bookings(array(select b.host_id from public.bookings as b where b.id = v_event.booking_id));
  if v_event.state = 'pending' then
    perform private.enqueue_push(v_event.event_key, v_event.calendar_id);
  end if;
  return jsonb_build_object('relocated', true);
end;
$$;
comment on function public.relocate_event(uuid, uuid, integer, uuid, text, text) is
  'The owner moved the event of a booking to another calendar of theirs, or it got another name: from now on it is written, moved and removed '
  'there: {relocated}. Unwritten changes are queued for there. Does nothing for an older revision.';

-- sql/functions/push/resolve_conflict.sql
create function public.resolve_conflict(booking_id uuid, conflict_id uuid, decision text, actor_user_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this for a host that it has verified
set search_path = ''
as $$
declare
  v_booking constant public.bookings := private.lock_booking(resolve_conflict.booking_id, null, resolve_conflict.actor_user_id);
  v_conflict public.booking_conflicts;
  v_event public.booking_calendar_events;
begin
  select k.* into v_conflict from public.booking_conflicts as k
  where k.id = resolve_conflict.conflict_id and k.booking_id = v_booking.id
  for no key update;
  if v_conflict.id is null then
    perform private.fail('not_found', 'There is no such conflict of this booking.', 'Check the id of the conflict.');
  end if;
  if v_conflict.resolved_at is not null then
    perform private.fail('invalid_state', 'This conflict is already closed.', 'Load the conflicts of the booking again.');
  end if;
  if coalesce(decision not in ('keep', 'move', 'cancel'), true) or (decision = 'move' and v_conflict.kind <> 'moved') then
    perform private.fail('invalid_request', 'This cannot be decided here.', 'Send keep or cancel, or move for an event that was moved.');
  end if;
  if decision = 'move' and not coalesce(v_conflict.event_ends_at > v_conflict.event_starts_at, false) then
    perform private.fail('invalid_state', 'The event takes no time in the calendar now.', 'Keep or cancel the booking.');
  end if;

  update public.booking_conflicts as k
  set resolved_at = now(), resolution = case decision when 'keep' then 'kept' when 'move' then 'accepted' else 'cancelled' end
  where k.id = v_conflict.id;
  if v_conflict.other_booking_id is not null and decision = 'keep' then
    -- One decision covers both: the other booking is kept as well.
    update public.booking_conflicts as k set resolved_at = now(), resolution = 'kept'
    where k.booking_id = v_conflict.other_booking_id and k.other_booking_id = v_booking.id and k.resolved_at is null;
  end if;
  if decision = 'cancel' then
    perform public.cancel_booking(v_booking.id, actor_user_id => resolve_conflict.actor_user_id);
  elsif decision = 'move' then
    perform private.move_session(v_booking, v_conflict.event_starts_at, v_conflict.event_ends_at);
  elsif v_conflict.kind <> 'overlap' then
    v_event := private.session_event(v_booking.id);
    if v_conflict.kind = 'deleted' then
      -- It may not exist: written as a new event with the same identity.
      update public.booking_calendar_events as p set provider_event_id = null, version = null
      where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
    end if;
    perform private.plan_push(v_booking.id);
    perform private.detect_double_bookings(array[v_booking.id]);
  end if;
  select k.* into v_conflict from public.booking_conflicts as k where k.id = v_conflict.id;
  return private.booking_result(v_booking.id) || jsonb_build_object('conflict', private.conflict_json(v_conflict));
end;
$$;
comment on function public.resolve_conflict(uuid, uuid, text, uuid) is
  'The host decides about a conflict: keep (the booking stays as it is, its event is written again), move (the booking takes the times of its '
  'event), cancel: {booking, generation, conflict}. Raises not_found, unauthorized, forbidden, invalid_state, invalid_request, slot_taken.';

-- sql/functions/push/resume_pushes.sql
create function private.resume_pushes(p_connection_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue_push(p.event_key, p.calendar_id)
  from public.calendars as c
  cross join private.unwritten_events(c.id) as p
  where c.connection_id = p_connection_id;

  -- A check may have missed what earlier listings said about these.
  perform private.enqueue_verify(p.event_key, p.calendar_id)
  from public.booking_calendar_events as p
  join public.calendars as c on c.id = p.calendar_id
  join public.bookings as b on b.id = p.booking_id
  where c.connection_id = p_connection_id and p.is_wanted and p.state = 'pushed' and b.ends_at > now()
    and not exists (
      select from public.synced_events as e
      where e.calendar_id = p.calendar_id and e.provider_event_id = p.provider_event_id
        and e.starts_at = b.starts_at and e.ends_at = b.ends_at and e.status <> 'cancelled' and e.deleted_at is null
    );
end;
$$;
comment on function private.resume_pushes(uuid) is
  'An account can be reached again: queues what was not written meanwhile, and a direct check of each event of ours that is not listed where it '
  'was written.';

-- sql/functions/push/send_conflict_mails.sql
create function private.send_conflict_mails(p_run_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue(
    'send_notification', jsonb_build_object('notification_id', n.id), p_key => 'send_notification:' || n.id
  )
  from public.notifications as n
  where n.kind = 'booking_conflict' and n.begun_at is null and n.id in (
    -- Later mails about one conflict keep their interval.
    select m.notification_id from private.conflict_mails as m where m.run_id = p_run_id and m.mail_count <= 2
  );
end;
$$;
comment on function private.send_conflict_mails(uuid) is 'A pull is complete: the mail about the events that it found no longer waits for more.';

-- sql/functions/push/session_event.sql
create function private.session_event(p_booking_id uuid)
returns public.booking_calendar_events
language plpgsql
stable
set search_path = ''
as $$
declare
  v_event public.booking_calendar_events;
begin
  select p.* into v_event
  from public.bookings as b
  join public.bookings as o
    on o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at and o.status = 'confirmed'
  join public.booking_calendar_events as p on p.booking_id = o.id and p.is_wanted
  where b.id = p_booking_id
  order by not private.is_writable(p.calendar_id), private.is_disconnected(p.calendar_id), o.id = b.id, p.event_key
  limit 1;
  return v_event;
end;
$$;
comment on function private.session_event(uuid) is
  'The one event of a booking''s session, that of another booking first: a booking that joins shares the existing event. One in a calendar that '
  'cannot be written to only if there is no other. Null if there is none.';

-- sql/functions/push/unwritten_events.sql
create function private.unwritten_events(p_calendar_id uuid)
returns setof public.booking_calendar_events
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select p.*
  from public.booking_calendar_events as p
  join public.bookings as b on b.id = p.booking_id
  where p.calendar_id = p_calendar_id and p.pushed_revision is distinct from p.revision
    -- Past events count, too, as a calendar is also a diary; but a write that never succeeded is not retried for years.
    and (b.ends_at > now() - interval '30 days' or not p.is_wanted or p.state = 'pending');
end;
$$;
comment on function private.unwritten_events(uuid) is
  'Events that could not be written to a calendar, or removed, meanwhile: to be queued when that is possible again.';

-- sql/functions/targets/booking_target_json.sql
create function private.booking_target_json(p_host_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'host_id', h.id, 'calendar_id', c.id, 'calendar_name', c.name,
      'change', case when t.host_id is not null then jsonb_build_object(
        'reason', t.reason, 'calendar_name', t.calendar_name, 'changed_at', private.iso_instant(t.changed_at)
      ) end
    )
    from public.hosts as h
    left join public.calendar_links as l on l.host_id = h.id and l.is_booking_target
    left join public.calendars as c on c.id = l.calendar_id
    left join private.booking_target_changes as t on t.host_id = h.id
    where h.id = p_host_id
  );
end;
$$;
comment on function private.booking_target_json(uuid) is
  'Where the bookings of a host are written: {host_id, calendar_id, calendar_name (null: nowhere), change}; change: {reason, calendar_name, '
  'changed_at} if another calendar was lost and its owner has not chosen one since.';

-- sql/functions/targets/next_target.sql
create function private.next_target(p_host_id uuid)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select l.calendar_id
    from public.calendar_links as l
    join public.calendars as c on c.id = l.calendar_id and c.access = 'write' and (c.is_own or c.is_primary)
    join public.calendar_connections as k on k.id = c.connection_id and k.status in ('active', 'error')
    where l.host_id = p_host_id and not private.has_vanished(c.id) and not exists (
      select from private.connection_secrets as s where s.connection_id = k.id and s.revoking_since is not null
    )
    order by l.blocks_availability desc, c.is_primary desc, k.created_at, k.id, c.created_at, c.name, c.id
    limit 1
  );
end;
$$;
comment on function private.next_target(uuid) is
  'The calendar for the bookings of a host when the one that its owner chose is lost: of those that are linked to the host, writable, the owner''s '
  'own, and of an account that lets us in, the first by: it blocks the host, is primary, oldest connection, oldest calendar, name. Null: there is '
  'none.';

-- sql/functions/targets/replace_target.sql
create function private.replace_target(p_host_id uuid, p_calendar_id uuid, p_reason text)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_next_id uuid;
  v_target_id uuid;
begin
  v_next_id := private.next_target(p_host_id);
  -- Without another target, bookings wait until the access returns.
  if v_next_id is not null or p_reason <> 'read_only' then
    update public.calendar_links as l set is_booking_target = false
    where l.host_id = p_host_id and l.is_booking_target and (l.calendar_id = p_calendar_id or not private.is_writable(l.calendar_id));
    update public.calendar_links as l set is_booking_target = true
    where l.host_id = p_host_id and l.calendar_id = v_next_id and not exists (
      select from public.calendar_links as o where o.host_id = p_host_id and o.is_booking_target
    );
    select l.calendar_id into v_target_id from public.calendar_links as l where l.host_id = p_host_id and l.is_booking_target;
    if v_target_id is distinct from v_next_id then
      return v_target_id;
    end if;
  end if;
  -- Last, because the statements above look like a choice of the owner, which deletes this row.
  insert into private.booking_target_changes as t (host_id, reason, calendar_id, calendar_name)
  select p_host_id, p_reason, c.id, coalesce(c.name, '')
  from (values (p_calendar_id)) as lost (id)
  left join public.calendars as c on c.id = lost.id
  on conflict on constraint booking_target_changes_pkey do update
  set reason = excluded.reason, calendar_id = excluded.calendar_id, calendar_name = excluded.calendar_name, changed_at = now();
  return v_next_id;
end;
$$;
comment on function private.replace_target(uuid, uuid, text) is
  'A host lost the calendar for its bookings (reason: disconnected, vanished, read_only, deleted), and that is already recorded there: the next '
  'one (private.next_target) replaces it, unless its owner has chosen another one. Returns the id of the target now, null: there is none. The '
  'caller holds the locks of the owner''s hosts (private.lock_owner_hosts) and notifies the owner.';

-- sql/functions/targets/restore_targets.sql
create function private.restore_targets(p_owner_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_change private.booking_target_changes;
  v_next_id uuid;
  v_connection_id uuid;
begin
  for v_change in
    select t.*
    from private.booking_target_changes as t
    join public.hosts as h on h.id = t.host_id
    where h.owner_id = p_owner_id and private.next_target(h.id) is not null and not exists (
      select from public.calendar_links as l where l.host_id = h.id and l.is_booking_target and private.is_writable(l.calendar_id)
    )
    order by t.host_id
  loop
    v_next_id := private.replace_target(v_change.host_id, v_change.calendar_id, v_change.reason);
    select c.connection_id into v_connection_id from public.calendars as c where c.id = v_next_id;
    -- Only this row has the name of a deleted calendar.
    update private.booking_target_changes as t set calendar_name = v_change.calendar_name where t.host_id = v_change.host_id;
  end loop;
  if v_connection_id is not null then
    perform private.notify_owner('booking_target_changed', p_connection_id => v_connection_id);
  end if;
end;
$$;
comment on function private.restore_targets(uuid) is
  'Calendars of an owner may have become writable: hosts that lost a booking target and have no other one get it now, and the owner is notified. '
  'An owner who chose to have none keeps that. Under the locks of the owner''s hosts.';

-- sql/functions/sync/account_due_at.sql
create function private.account_due_at(p_connection_id uuid, p_after timestamptz default null)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select min(d.at)
    from (
      select private.calendar_due_at(c, s)
      from public.calendars as c
      left join private.calendar_sync as s on s.calendar_id = c.id
      where c.connection_id = p_connection_id
      union all
      select s.relist_at from private.connection_sync as s where s.connection_id = p_connection_id
      union all
      select '-infinity' where not exists (select from public.calendars as c where c.connection_id = p_connection_id)
    ) as d (at)
    where p_after is null or d.at > p_after
  );
end;
$$;
comment on function private.account_due_at(uuid, timestamptz) is
  'When an account is due because of one of its calendars or their list; -infinity: at the pace of accounts without channels. p_after: only what '
  'is due later than that; null: nothing is.';

-- sql/functions/sync/acknowledge_unknown_time.sql
create function public.acknowledge_unknown_time(unknown_time_id uuid, owner_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_calendar_id uuid;
  v_unknown private.unknown_times;
begin
  select u.calendar_id into v_calendar_id
  from private.unknown_times as u
  join public.calendars as c on c.id = u.calendar_id
  where u.id = acknowledge_unknown_time.unknown_time_id and c.owner_id = acknowledge_unknown_time.owner_id;
  if v_calendar_id is not null then
    -- As pulls do: from here on the question cannot change.
    perform private.lock_calendar(v_calendar_id);
    update private.unknown_times as u set acknowledged_at = coalesce(u.acknowledged_at, now())
    where u.id = acknowledge_unknown_time.unknown_time_id
    returning * into v_unknown;
  end if;
  if v_unknown.id is null then
    perform private.fail(
      'not_found', 'This event is no longer in your calendars.', 'Load the list of calendars again: the event may have changed.'
    );
  end if;
  return jsonb_build_object('unknown_time', private.unknown_time_json(v_unknown));
end;
$$;
comment on function public.acknowledge_unknown_time(uuid, uuid) is
  'The owner says that an event of unknown time does not take their time: its days count as known again (rule 9): {unknown_time}. Repeatable; the '
  'first time counts. Raises not_found, also if the event was understood, changed or deleted since.';

-- sql/functions/sync/apply_calendar_changes.sql
create function public.apply_calendar_changes(calendar_id uuid, page jsonb)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write events otherwise
set search_path = ''
as $$
declare
  v_id constant uuid := apply_calendar_changes.calendar_id;
  v_page record;
  v_sync private.calendar_sync;
  v_written record;
  v_removed record;
  v_deleted text[];
  v_missing uuid[];
begin
  -- Before anything else, as bookings do: of an event and a booking at the same time, the later one sees the earlier.
  perform private.lock_calendar(v_id);

  select p.* into v_page from private.read_page(page) as p;
  select s.* into v_sync from private.calendar_sync as s where s.calendar_id = v_id;
  if v_sync.calendar_id is null or v_sync.cursor is distinct from v_page.expected_cursor
    -- Two runs of one listing must not be mixed: each would delete what the other one named.
    or (v_sync.run_id is not null and v_sync.run_id <> v_page.run_id)
  then
    return jsonb_build_object('applied', false, 'created', 0, 'updated', 0, 'deleted', 0, 'held_back', false);
  end if;
  perform private.restore_renamed(v_id, v_page.run_id);
  v_deleted := v_page.deleted_series || v_page.missing_series
    || array(select jsonb_path_query(v_page.changes, '$[*] ? (@.kind == "delete").provider_event_id') #>> '{}');
  -- Before a first listing there is nothing to rename.
  if (v_page.is_full and v_page.expected_cursor is not null) or cardinality(v_deleted) > 0 then
    perform private.rename_events(v_id, v_page.changes, v_page.run_id, v_page.is_full, v_page.is_last, v_deleted);
  end if;
  select * into v_written
  from private.upsert_events(v_id, v_page.changes, v_page.run_id, v_page.fully_listed_series) as u;
  select * into v_removed
  from private.delete_missing_events(
    v_id, v_page.run_id, v_page.is_last and v_page.is_full, v_page.deleted_series, v_page.missing_series, v_page.unreadable_series,
    v_page.covered_from, v_page.covered_until
  ) as w;
  v_missing := v_written.missing_bookings || v_removed.missing_bookings || private.find_missing_events(
    v_id, v_page.run_id, v_deleted || v_page.fully_listed_series, v_page.is_last, v_page.covered_from, v_page.covered_until
  );
  -- A run that is held back may be wrong, so nothing is deleted for it.
  perform private.write_unknown_times(
    v_id, v_page.run_id, v_page.unknown_times,
    case when v_removed.is_held_back then '[]' else v_page.changes end,
    case when v_removed.is_held_back then '{}' else v_deleted || v_page.fully_listed_series end, v_page.unreadable_series,
    v_page.is_every_unknown and not v_removed.is_held_back, v_page.is_full and not v_page.is_last
  );
  perform private.write_object_states(v_id, v_page.object_states, not v_removed.is_held_back);
  -- Events that the deletion guard keeps are still busy, so the calendar is known either way; only the cursor must not move.
  if v_page.next_cursor is not null and not v_removed.is_held_back then
    update private.calendar_sync as s set cursor = v_page.next_cursor where s.calendar_id = v_id;
  end if;
  perform private.suspect_channel(
    v_id, v_written.touched,
    not v_page.is_full
      and (cardinality(v_page.deleted_series) > 0 or jsonb_path_exists(v_page.changes, '$[*] ? (@.kind == "delete")'))
      and v_written.deleted + v_removed.deleted > cardinality(v_written.missing_bookings || v_removed.missing_bookings)
  );
  if v_page.is_last then
    -- The listing is complete: events whose rows others took over are really gone. An update of no rows would fire the triggers, too.
    if exists (select from public.synced_events as e where e.calendar_id = v_id and e.renamed_from is not null) then
      update public.synced_events as e set renamed_from = null where e.calendar_id = v_id and e.renamed_from is not null;
    end if;
    update private.calendar_sync as s set warning = left(v_page.warning, 1000) where s.calendar_id = v_id;
    perform private.notify_of_unknown_times(v_id);
    perform private.mark_synced(array[v_id], v_page.covered_from, v_page.covered_until);
  end if;
  perform private.detect_conflicts(v_id, v_written.touched, v_missing, v_page.run_id);
  if v_page.is_last then
    perform private.send_conflict_mails(v_page.run_id);
  end if;
  if v_written.created + v_written.updated + v_written.deleted + v_removed.deleted > 0 or v_removed.is_held_back
    or (v_page.is_last and v_page.is_full)
  then
    perform private.log_sync(
      v_id, 'completed', v_written.created, v_written.updated, v_written.deleted + v_removed.deleted,
      case when v_removed.is_held_back then 'Most events are missing from the calendar; waiting for a second, equal result.' end
    );
  end if;
  return jsonb_build_object(
    'applied', true, 'created', v_written.created, 'updated', v_written.updated,
    'deleted', v_written.deleted + v_removed.deleted, 'held_back', v_removed.is_held_back
  );
end;
$$;
comment on function public.apply_calendar_changes(uuid, jsonb) is
  'Writes one page (private.read_page defines it) of a pull if none began since (begin_pull gave run_id) and the cursor is still expected_cursor: '
  '{applied, created, updated, deleted, held_back}. Removes rows of fully_listed_series that this run has not named (private.upsert_events). Those '
  'of deleted_series, missing_series and, at the end of a full listing, all that it did not name go through the deletion guard '
  '(private.delete_missing_events), except for unreadable_series. The last page extends the coverage and notifies the owner of new unknown times '
  '(private.write_unknown_times). Raises invalid_request.';

-- sql/functions/sync/begin_pull.sql
create function public.begin_pull(calendar_id uuid, is_part_of_sync boolean default false)
returns jsonb
language plpgsql
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
declare
  v_connection_id uuid;
  v_calendar public.calendars;
begin
  select c.connection_id into v_connection_id from public.calendars as c where c.id = begin_pull.calendar_id;
  if private.blocked_until(v_connection_id) is not null or (not begin_pull.is_part_of_sync and exists (
    select from public.calendar_connections as k where k.id = v_connection_id and k.status = 'needs_reconnect'
  )) then
    perform private.enqueue_pull(begin_pull.calendar_id, v_connection_id);
    return null;
  end if;
  update public.calendars as c
  -- A calendar that is pulled again within moments keeps its status on pages.
  set sync_status = case when c.sync_status = 'synced' and c.last_synced_at > now() - interval '10 seconds' then 'synced' else 'syncing' end
  where c.id = begin_pull.calendar_id and private.connection_with_secret(c.connection_id) is not null
  returning * into v_calendar;
  if v_calendar.id is null then
    return null;
  end if;
  insert into private.calendar_sync as s (calendar_id, run_id, last_attempt_at) values (begin_pull.calendar_id, gen_random_uuid(), now())
  on conflict on constraint calendar_sync_pkey do update set run_id = excluded.run_id, last_attempt_at = now();

  return (
    select jsonb_build_object(
      'calendar', private.calendar_to_read(v_calendar) || jsonb_build_object('name', v_calendar.name, 'access', v_calendar.access),
      'connection', private.connection_with_secret(v_calendar.connection_id),
      'cursor', s.cursor,
      'failures', greatest(s.failures, (
        select k.failures from private.connection_sync as k where k.connection_id = v_calendar.connection_id
      )),
      'run_id', s.run_id
    )
    from private.calendar_sync as s
    where s.calendar_id = v_calendar.id
  );
end;
$$;
comment on function public.begin_pull(uuid, boolean) is
  'What a pull needs: calendar, connection with sealed secret, cursor, how often in a row it failed, and the run_id for its pages; null if the '
  'calendar is gone or disconnected. Also null while its provider asked us to wait or its account needs a reconnect: the pull is then put off. '
  'is_part_of_sync: the rare sync of such an account, which was allowed to begin, makes this pull. Marks the calendar as syncing unless it was '
  'read in the last 10 seconds. Replaces an unfinished run of the calendar: its pages are refused from now on.';

-- sql/functions/sync/begin_sync.sql
create function public.begin_sync(connection_id uuid, calendar_ids uuid[] default null)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
declare
  v_connection constant jsonb := private.connection_with_secret(begin_sync.connection_id);
begin
  if v_connection is null or private.blocked_until(begin_sync.connection_id) is not null then
    return null;
  end if;
  return jsonb_build_object(
    'connection', v_connection,
    'is_list_due', exists (
      select from private.connection_sync as s where s.connection_id = begin_sync.connection_id and s.relist_at <= now()
    ),
    'failures', coalesce((
      select s.failures from private.connection_sync as s where s.connection_id = begin_sync.connection_id
    ), 0),
    'calendars', coalesce((
      select jsonb_agg(private.calendar_to_read(c) || jsonb_build_object(
        'name', c.name, 'access', c.access, 'cursor', s.cursor, 'is_missing', s.missing_since is not null, 'is_due', d.at <= now()
      ) order by s.last_attempt_at nulls first, c.id)
      from public.calendars as c
      left join private.calendar_sync as s on s.calendar_id = c.id
      cross join lateral private.calendar_due_at(c, s) as d (at)
      where c.connection_id = begin_sync.connection_id and d.at < 'infinity'
        and (begin_sync.calendar_ids is null or (d.at <= now() and c.id = any (begin_sync.calendar_ids)))
    ), '[]')
  );
end;
$$;
comment on function public.begin_sync(uuid, uuid[]) is
  'What one sync of an account needs: the connection with its sealed secret; its calendars that have not vanished, with their cursors and whether '
  'they are due (private.calendar_due_at); whether to read its list of calendars; and how often in a row it failed. calendar_ids: of these only '
  'those that are due. Null if the connection is gone or disconnected, or its provider asked us to wait (its next sync is then planned for when '
  'that is over).';

-- sql/functions/sync/block_account.sql
create function private.block_account(p_connection_id uuid, p_retry_after_ms bigint)
returns timestamptz
language plpgsql
set search_path = ''
as $$
declare
  v_seconds constant double precision := least(p_retry_after_ms / 1000.0, 86400);
  v_until timestamptz;
begin
  if not coalesce(p_retry_after_ms > 0, false) then
    return private.blocked_until(p_connection_id);
  end if;
  -- Accounts that were refused together must not all return at once.
  v_until := now() + make_interval(secs => v_seconds + least(v_seconds * 0.1, 10) * random());
  insert into private.connection_sync as s (connection_id, next_poll_at, blocked_until)
  select k.id, v_until, v_until from public.calendar_connections as k where k.id = p_connection_id
  on conflict on constraint connection_sync_pkey do update set
    blocked_until = greatest(s.blocked_until, excluded.blocked_until), next_poll_at = greatest(s.next_poll_at, excluded.blocked_until)
  returning s.blocked_until into v_until;
  return v_until;
end;
$$;
comment on function private.block_account(uuid, bigint) is
  'The provider asked us to wait for so many milliseconds (up to a day; null or 0: it did not): records that for everybody. Returns until when the '
  'account is blocked: that long, plus a random tenth or at most 10 s, or longer if an earlier request says so; null: it is not.';

-- sql/functions/sync/bookings_of_events.sql
create function private.bookings_of_events(p_calendar_id uuid, p_changes jsonb)
returns table (provider_event_id text, booking_id uuid)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_uuid constant text := '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
  v_owner_id uuid;
begin
  select c.owner_id into v_owner_id from public.calendars as c where c.id = p_calendar_id;
  return query
  with marked as materialized (
    select c.provider_event_id, c.starts_at, c.ends_at, k.key::uuid as key, k.is_name
    from jsonb_to_recordset(p_changes) as c (
      kind text, provider_event_id text, starts_at timestamptz, ends_at timestamptz, own_key text, links jsonb
    )
    cross join lateral (
      select c.own_key as key, true as is_name
      union all
      select l.value, false from jsonb_array_elements_text(c.links) as l (value)
    ) as k
    where c.kind = 'upsert' and k.key ~ v_uuid
  )
  select distinct on (m.provider_event_id) m.provider_event_id, b.id
  from marked as m
  cross join lateral (
    select p.booking_id as id, true as is_written, exists (
      select from public.synced_events as e where e.calendar_id = p.calendar_id and e.provider_event_id = p.provider_event_id
    ) as is_there
    from public.booking_calendar_events as p
    where p.event_key = m.key
    union all
    select m.key, false, true
  ) as x
  join public.bookings as b on b.id = x.id
  join public.hosts as h on h.id = b.host_id and h.owner_id = v_owner_id
  cross join lateral (select coalesce(b.starts_at = m.starts_at and b.ends_at = m.ends_at, false) as is_at_its_time) as t
  where t.is_at_its_time or (m.is_name and not x.is_there)
  order by m.provider_event_id, t.is_at_its_time desc, b.status = 'confirmed' desc, m.is_name desc, x.is_written desc;
end;
$$;
comment on function private.bookings_of_events(uuid, jsonb) is
  'Which of these changes are events of bookings of the calendar''s owner, by their UID or mark (own_key) or the links in their texts, wherever '
  'they were first written. Such an event has the booking''s time. At another time it is a copy, and counts as an event of its own, unless it has '
  'our name and the event that we wrote is not known to be where we wrote it: then it was moved.';

-- sql/functions/sync/calendar_due_at.sql
create function private.calendar_due_at(p_calendar public.calendars, p_sync private.calendar_sync)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_interval integer;
begin
  if p_sync.wanted_at >= p_sync.last_attempt_at then
    return '-infinity';
  elsif p_sync.vanished_at >= p_sync.missing_since then
    return 'infinity';
  -- A calendar that its account's list does not name is pulled with each sync, until it has vanished or is named again.
  elsif p_sync.retry_at > now() and p_sync.missing_since is null then
    return p_sync.retry_at;
  elsif p_calendar.sync_status <> 'synced' or p_calendar.last_synced_at is null then
    return '-infinity';
  elsif not private.should_be_watched(p_calendar.id) then
    v_interval := 3600;
  elsif private.has_healthy_channel(p_calendar.id) then
    v_interval := 300;
  else
    return '-infinity';
  end if;
  return least(
    p_calendar.push_expires_at,
    -- Random, but the same for every caller: 20 % more or less.
    p_calendar.last_synced_at
      + make_interval(secs => v_interval * (0.8 + abs(hashtext(p_calendar.id::text || p_calendar.last_synced_at::text) % 400) / 1000.0))
  );
end;
$$;
comment on function private.calendar_due_at(public.calendars, private.calendar_sync) is
  'When a calendar is due for a pull. With a healthy channel: 5 min after the last pull, or an hour if it takes nobody''s time and gets no '
  'bookings (20 % more or less). After a failure: when its own backoff ends, or at once while lists lack it. At once (-infinity) whenever its '
  'account is synced if it has no channel, was never read, or somebody waits for it. Never (infinity) if it has vanished.';

-- sql/functions/sync/calendar_object_states.sql
create function public.calendar_object_states(calendar_id uuid, object_ids text[] default null)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this but may not read object states otherwise
set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_object_agg(o.object_id, o.state)
    from private.calendar_objects as o
    where o.calendar_id = calendar_object_states.calendar_id
      and (calendar_object_states.object_ids is null or o.object_id = any (calendar_object_states.object_ids))
  ), '{}');
end;
$$;
comment on function public.calendar_object_states(uuid, text[]) is
  'The object states of a calendar, {object id: state}: of these objects, or of all (null).';

-- sql/functions/sync/calendar_warning.sql
create function private.calendar_warning(p_calendar_id uuid)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select nullif(concat_ws(
      ' ',
      case when s.vanished_at >= s.missing_since then
        'This calendar is no longer in the account. It blocks no time and gets no bookings. If it comes back, you can choose it again.'
      end,
      case when c.access <> 'write' and exists (
        select from public.calendar_links as l where l.calendar_id = c.id and l.is_booking_target
      ) then private.read_only_text() end,
      s.warning
    ), '')
    from public.calendars as c
    left join private.calendar_sync as s on s.calendar_id = c.id
    where c.id = p_calendar_id
  );
end;
$$;
comment on function private.calendar_warning(uuid) is
  'What is wrong with a calendar even though it was read: bookings cannot be written to it, parts of it are unreadable, or it has vanished. Null: '
  'nothing.';

-- sql/functions/sync/continue_sync.sql
create function public.continue_sync(connection_id uuid, calendar_ids uuid[])
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
begin
  -- Whoever wants a pull (private.enqueue_sync) locks these, too: their job is found here, or replaces this one.
  perform from private.calendar_sync as s
  join public.calendars as c on c.id = s.calendar_id
  where c.connection_id = continue_sync.connection_id
  order by s.calendar_id for update of s;
  if exists (
    select from graphile_worker.jobs as j
    where j.key = 'sync:' || continue_sync.connection_id and j.locked_at is null and j.run_at <= now() and j.attempts < j.max_attempts
  ) then
    return null;
  end if;
  perform private.enqueue(
    'sync_account', jsonb_build_object('connection_id', connection_id, 'calendar_ids', to_jsonb(calendar_ids)),
    p_key => 'sync:' || connection_id, p_queue => 'connection:' || connection_id, p_max_attempts => 3, p_priority => 0
  );
  return null;
end;
$$;
comment on function public.continue_sync(uuid, uuid[]) is
  'A sync of an account gives its lane back before it has read everything: queues the remaining pulls, after what is more urgent. If another sync '
  'already waits, that one makes them.';

-- sql/functions/sync/count_awaited_calendars.sql
create function public.count_awaited_calendars(calendar_ids uuid[], since timestamptz)
returns integer
language plpgsql
stable
security definer -- service_role may call this but may not see the state of a sync otherwise
set search_path = ''
as $$
begin
  return (
    select count(*)
    from public.calendars as c
    left join private.calendar_sync as s on s.calendar_id = c.id
    where c.id = any (count_awaited_calendars.calendar_ids)
      and coalesce(c.last_synced_at < count_awaited_calendars.since, true) and coalesce(s.failed_at < count_awaited_calendars.since, true)
  );
end;
$$;
comment on function public.count_awaited_calendars(uuid[], timestamptz) is
  'How many of these calendars have not been pulled since then, successfully or not.';

-- sql/functions/sync/delete_missing_events.sql
create function private.delete_missing_events(
  p_calendar_id uuid, p_run_id uuid, p_is_full boolean, p_deleted text[], p_missing text[], p_keep text[],
  p_covered_from timestamptz, p_covered_until timestamptz
)
returns table (deleted integer, is_held_back boolean, missing_bookings uuid[])
language plpgsql
set search_path = ''
as $$
declare
  v_missing_ids uuid[] := '{}';
  v_known integer := 0;
  v_lost integer := 0;
  v_is_inferred constant boolean := p_is_full or cardinality(p_missing) > 0;
  v_digest text;
  v_sync private.calendar_sync;
begin
  deleted := 0;
  is_held_back := false;
  missing_bookings := '{}';
  if p_is_full then
    select coalesce(array_agg(e.id order by e.id) filter (
      where e.sync_run is distinct from p_run_id
        and not coalesce(e.series_id = any (p_keep), false) and not e.provider_event_id = any (p_keep)
    ), '{}') into v_missing_ids
    from private.known_events(p_calendar_id, p_covered_from, p_covered_until) as e;
  end if;
  if cardinality(p_deleted) + cardinality(p_missing) > 0 then
    select v_missing_ids || coalesce(array_agg(e.id order by e.id), '{}') into v_missing_ids
    from public.synced_events as e
    where e.calendar_id = p_calendar_id and e.sync_run is distinct from p_run_id
      and (e.provider_event_id = any (p_deleted || p_missing) or e.series_id = any (p_deleted || p_missing));
  end if;
  if cardinality(v_missing_ids) = 0 and not p_is_full then
    return next;
    return;
  end if;

  -- A few events that are reported as deleted are never held back, so the calendar need not be counted for them.
  if (cardinality(v_missing_ids) > 0 and v_is_inferred) or cardinality(v_missing_ids) > 20 then
    -- Events outside the window are deleted as well, but must not hide that nothing else is left. Where the provider names what it deleted, a
    -- series counts once, however often it occurs.
    select
      case when v_is_inferred then count(*) else count(distinct coalesce(e.series_id, e.provider_event_id)) end,
      case when v_is_inferred then count(d.id) else count(distinct coalesce(e.series_id, e.provider_event_id)) filter (where d.id is not null) end
    into v_known, v_lost
    from private.known_events(p_calendar_id, p_covered_from, p_covered_until) as e
    left join (select distinct u.id from unnest(v_missing_ids) as u (id)) as d on d.id = e.id;
  end if;
  if (v_is_inferred and v_lost = v_known and v_known > 0) or (v_lost > 20 and v_lost * 2 > v_known) then
    v_digest := md5(v_missing_ids::text);
    select s.* into v_sync from private.calendar_sync as s where s.calendar_id = p_calendar_id;
    if v_sync.held_back_digest is distinct from v_digest or v_sync.held_back_at > now() - interval '60 seconds' then
      update private.calendar_sync as s
      set held_back_digest = v_digest,
        held_back_at = case when s.held_back_digest = v_digest then s.held_back_at else now() end
      where s.calendar_id = p_calendar_id;
      is_held_back := true;
      return next;
      return;
    end if;
  end if;

  update private.calendar_sync as s set held_back_digest = null, held_back_at = null
  where s.calendar_id = p_calendar_id and s.held_back_digest is not null;
  with removed as (
    delete from public.synced_events as e where e.id = any (v_missing_ids) returning e.booking_id
  )
  select count(*), coalesce(array_agg(distinct r.booking_id) filter (where r.booking_id is not null), '{}')
  into deleted, missing_bookings
  from removed as r;
  return next;
end;
$$;
comment on function private.delete_missing_events(uuid, uuid, boolean, text[], text[], text[], timestamptz, timestamptz) is
  'Removes what the provider reports as deleted, what a comparison did not find and, after a full listing, what it did not name. The deletion '
  'guard: if all events of a calendar''s window are inferred to be deleted, or more than 20 and more than half of them are, reported (a series '
  'counts once) or inferred, they wait until the same result comes again at least 60 s later; is_held_back says so. Single events that a provider '
  'names as deleted (changes of kind delete) and old occurrences of a series that was read anew do not come here.';

-- sql/functions/sync/enqueue_due_polls.sql
create function public.enqueue_due_polls(poll_interval_seconds integer, max_count integer default 200)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
declare
  v_account record;
  v_due_at timestamptz;
  v_planned integer := 0;
  v_enqueued integer := 0;
begin
  for v_account in
    select s.connection_id, s.blocked_until, k.status, x.sealed is not null and k.status <> 'disconnected' as is_connected
    from private.connection_sync as s
    join public.calendar_connections as k on k.id = s.connection_id
    left join private.connection_secrets as x on x.connection_id = s.connection_id
    where s.next_poll_at <= now()
    order by s.next_poll_at, s.connection_id
    limit enqueue_due_polls.max_count
    -- Lock only the plan: whoever writes something about the account or its calendars refers to the row of the connection.
    for no key update of s skip locked
  loop
    v_planned := v_planned + 1;
    v_due_at := case
      when not v_account.is_connected then 'infinity'
      when v_account.blocked_until > now() then v_account.blocked_until
      else private.account_due_at(v_account.connection_id)
    end;
    update private.connection_sync as s
    set next_poll_at = case
      when v_due_at > now() then v_due_at
      when v_account.status = 'needs_reconnect' then now() + private.jittered(6 * 3600)
      else least(
        -- Calendars that are due after this sync must not wait for the next one at the pace of accounts without channels.
        private.account_due_at(v_account.connection_id, now()),
        now() + private.jittered(enqueue_due_polls.poll_interval_seconds)
      )
    end
    where s.connection_id = v_account.connection_id;
    if v_due_at <= now() then
      perform private.enqueue_sync(v_account.connection_id);
      v_enqueued := v_enqueued + 1;
    end if;
  end loop;
  return jsonb_build_object('enqueued', v_enqueued, 'planned', v_planned);
end;
$$;
comment on function public.enqueue_due_polls(integer, integer) is
  'Queues one sync for each of at most max_count accounts that are due, the longest waiting first, and plans the next one in poll_interval_seconds '
  '(20 % more or less), or sooner if one of its calendars with healthy channels is due sooner (private.calendar_due_at); for an account that needs '
  'a reconnect in 6 h: {enqueued, planned}. An account whose calendars all have healthy channels is only planned, for when the first of them is '
  'due. Accounts are found only by when they are due. Call it again while planned = max_count; any number of processes may.';

-- sql/functions/sync/fail_pull.sql
create function public.fail_pull(
  calendar_id uuid, error_code text, error_message text, needs_reconnect boolean,
  is_account_wide boolean default false, is_doubtful boolean default false, retry_after_ms bigint default null,
  is_retryable boolean default true, is_unanswered boolean default false
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change calendars otherwise
set search_path = ''
as $$
declare
  v_connection_id uuid;
  v_has_vanished boolean;
  v_is_server boolean;
  v_sync private.calendar_sync;
begin
  v_has_vanished := case
    when fail_pull.error_code = 'gone' then private.record_missing_calendar(fail_pull.calendar_id) else private.has_vanished(fail_pull.calendar_id)
  end;
  update public.calendars as c
  set sync_status = case when v_has_vanished then 'synced' else 'error' end,
    sync_error = case when v_has_vanished then private.calendar_warning(c.id) else left(fail_pull.error_message, 1000) end
  where c.id = fail_pull.calendar_id
  returning c.connection_id into v_connection_id;
  if v_connection_id is null then
    return jsonb_build_object('account_failed', false);
  end if;
  -- Another calendar of the account got no response either, and none could be read since: their server does not respond.
  v_is_server := fail_pull.is_unanswered and exists (
    select from public.calendars as c
    join private.calendar_sync as s on s.calendar_id = c.id
    where c.connection_id = v_connection_id and c.id <> fail_pull.calendar_id and s.unanswered_at > coalesce((
      select max(o.last_synced_at) from public.calendars as o where o.connection_id = v_connection_id
    ), '-infinity')
  );
  update private.calendar_sync as s
  set failed_at = clock_timestamp(), unanswered_at = case when fail_pull.is_unanswered then clock_timestamp() end,
    failures = case when v_has_vanished then 0 else s.failures + (not v_is_server)::integer end,
    retry_at = case when not v_has_vanished and not v_is_server then now() + greatest(
      private.backoff(s.failures + 1),
      -- A failure that does not pass by itself is retried at the usual pace at first.
      case when not fail_pull.is_retryable then private.jittered(least(60 * power(2, least(s.failures, 20)), 600)) end
    ) end
  where s.calendar_id = fail_pull.calendar_id
  returning * into v_sync;
  if fail_pull.error_code = 'gone' and not v_has_vanished then
    -- The list of calendars did not name it: one more attempt is enough.
    update private.connection_sync as s
    set relist_at = least(s.relist_at, greatest(now(), s.listed_at + interval '60 seconds'))
    where s.connection_id = v_connection_id and v_sync.missing_since is not null;
  end if;
  perform private.log_sync(
    fail_pull.calendar_id, 'failed', 0, 0, 0, left(fail_pull.error_code || ': ' || fail_pull.error_message, 1000)
  );
  if v_has_vanished and not fail_pull.is_account_wide then
    return jsonb_build_object('account_failed', false);
  end if;
  perform private.record_failure(
    v_connection_id, fail_pull.error_code, fail_pull.error_message, fail_pull.needs_reconnect,
    fail_pull.is_account_wide or v_is_server, fail_pull.is_doubtful, fail_pull.retry_after_ms
  );
  -- Its own backoff, besides the account's: success with another calendar does not end it.
  if v_sync.retry_at is not null then
    perform private.enqueue_pull(fail_pull.calendar_id, v_connection_id, p_run_at => greatest(v_sync.retry_at, (
      select s.backoff_until from private.connection_sync as s where s.connection_id = v_connection_id
    )));
  end if;
  return jsonb_build_object('account_failed', fail_pull.is_account_wide or v_is_server);
end;
$$;
comment on function public.fail_pull(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean) is
  'Records the failure of a pull on calendar, connection and log: {account_failed}. The calendar is retried later each time, by its own count of '
  'failures; a failure that concerns the account is counted there as well (private.record_failure). is_unanswered: nobody knows yet whether the '
  'calendar or its server is to blame; if it is the server, only the account counts it. Events stay as they are: rule 9 decides what that means '
  'for slots. A calendar that is missing twice is no longer a failure: private.record_missing_calendar.';

-- sql/functions/sync/fail_sync.sql
create function public.fail_sync(
  connection_id uuid, error_code text, error_message text, needs_reconnect boolean, is_doubtful boolean default false,
  retry_after_ms bigint default null
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change connections otherwise
set search_path = ''
as $$
begin
  update public.calendars as c
  set sync_status = 'error', sync_error = left(fail_sync.error_message, 1000)
  where c.connection_id = fail_sync.connection_id and not private.has_vanished(c.id);
  insert into public.sync_logs (owner_id, connection_id, operation, status, error_message)
  select k.owner_id, k.id, 'poll', 'failed', left(fail_sync.error_code || ': ' || fail_sync.error_message, 1000)
  from public.calendar_connections as k where k.id = fail_sync.connection_id;
  perform private.record_failure(
    fail_sync.connection_id, fail_sync.error_code, fail_sync.error_message, fail_sync.needs_reconnect, true, fail_sync.is_doubtful,
    fail_sync.retry_after_ms
  );
  return null;
end;
$$;
comment on function public.fail_sync(uuid, text, text, boolean, boolean, bigint) is
  'A sync, or anything else that concerns the whole account, could not reach it: records that on the account, its calendars and the log, and plans '
  'the next sync (private.record_failure).';

-- sql/functions/sync/finish_sync.sql
create function public.finish_sync(connection_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change the plan of an account otherwise
set search_path = ''
as $$
begin
  update private.connection_sync as s
  set failures = 0, backoff_until = null, next_poll_at = greatest(s.blocked_until, now() + private.jittered(60))
  where s.connection_id = finish_sync.connection_id;
  perform private.hasten_pushes(finish_sync.connection_id);
  return null;
end;
$$;
comment on function public.finish_sync(uuid) is
  'A sync of an account that had failed before ended without another failure: the account is asked at its usual pace again. Call it in the '
  'account''s lane.';

-- sql/functions/sync/finish_unchanged_pulls.sql
create function public.finish_unchanged_pulls(calendar_ids uuid[], covered_from timestamptz, covered_until timestamptz)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change calendars otherwise
set search_path = ''
as $$
begin
  perform private.mark_synced(
    finish_unchanged_pulls.calendar_ids, finish_unchanged_pulls.covered_from, finish_unchanged_pulls.covered_until
  );
  -- Changes that were undone between two pulls leave some calendars as they were.
  perform private.enqueue_verify(p.event_key, p.calendar_id)
  from public.booking_calendar_events as p
  join public.bookings as b on b.id = p.booking_id
  where p.calendar_id = any (finish_unchanged_pulls.calendar_ids) and p.is_wanted and p.listed_at is null and p.state = 'pushed'
    and b.ends_at > greatest(now(), finish_unchanged_pulls.covered_from) and b.starts_at < finish_unchanged_pulls.covered_until;
  return null;
end;
$$;
comment on function public.finish_unchanged_pulls(uuid[], timestamptz, timestamptz) is
  'The provider said that nothing changed in these calendars: refreshes last_synced_at and coverage, without a log row. Own events that no pull '
  'has shown since they were written are checked directly.';

-- sql/functions/sync/follow_calendars.sql
create function private.follow_calendars(p_connection_id uuid, p_calendars jsonb, p_is_read_at_once boolean default true)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_calendar record;
begin
  for v_calendar in
    update public.calendars as c
    set name = w.name, access = w.access, time_zone = w.time_zone, is_own = w.is_own, is_primary = w.is_primary
    from (
      select
        o.id, o.time_zone as old_zone, coalesce(left(n.name, 200), o.name) as name, coalesce(z.name, o.time_zone) as time_zone,
        coalesce(n.is_own, o.is_own) as is_own, coalesce(n.is_primary, o.is_primary) as is_primary,
        -- For a while a refusal counts more than the list.
        case when n.access = 'write' and s.write_refused_at > now() - interval '1 hour' then 'read' else coalesce(n.access, o.access) end as access
      from jsonb_to_recordset(p_calendars) as n (
        provider_calendar_id text, name text, access text, time_zone text, is_own boolean, is_primary boolean
      )
      join public.calendars as o on o.connection_id = p_connection_id and o.provider_calendar_id = n.provider_calendar_id
      left join private.calendar_sync as s on s.calendar_id = o.id
      left join private.time_zones as z on z.name = n.time_zone
    ) as w
    where c.id = w.id
      and (c.name, c.access, c.time_zone, c.is_own, c.is_primary) is distinct from (w.name, w.access, w.time_zone, w.is_own, w.is_primary)
    returning c.id, w.old_zone is distinct from w.time_zone as is_elsewhere
  loop
    continue when not v_calendar.is_elsewhere;
    if p_is_read_at_once then
      perform private.enqueue_pull(v_calendar.id, p_connection_id);
    end if;
    -- Its whole days have changed, though no pull may name them.
    perform private.detect_conflicts(v_calendar.id, array(
      select e.id from public.synced_events as e
      where e.calendar_id = v_calendar.id and e.is_all_day and e.end_date > (now() - interval '2 days')::date
    ), '{}');
  end loop;

  -- Once a list agreed with a refusal, it is believed when it says otherwise.
  update private.calendar_sync as s set write_refused_at = null
  from jsonb_to_recordset(p_calendars) as n (provider_calendar_id text, access text)
  join public.calendars as c on c.connection_id = p_connection_id and c.provider_calendar_id = n.provider_calendar_id
  where s.calendar_id = c.id and s.write_refused_at is not null and n.access = 'read';
end;
$$;
comment on function private.follow_calendars(uuid, jsonb, boolean) is
  'Updates known calendars to what their provider says of them, [{provider_calendar_id, name, access, time_zone, is_own, is_primary}] (missing '
  'fields stay), under the locks of the owner''s hosts. A calendar in another zone is pulled again (p_is_read_at_once), and its whole days are '
  'compared with bookings. A calendar that refused a write in the last hour does not become writable because a list says so.';

-- sql/functions/sync/known_events.sql
create function private.known_events(p_calendar_id uuid, p_covered_from timestamptz, p_covered_until timestamptz)
returns setof public.synced_events
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select e.*
  from public.synced_events as e
  where e.calendar_id = p_calendar_id and e.deleted_at is null
    and coalesce(e.ends_at, e.end_date::timestamp at time zone 'UTC') >= p_covered_from
    -- Whole days are in the calendar's zone: furthest east, they begin 14 hours before those of UTC.
    and coalesce(e.starts_at, e.start_date::timestamp at time zone 'UTC' - interval '14 hours') < p_covered_until;
end;
$$;
comment on function private.known_events(uuid, timestamptz, timestamptz) is
  'The stored events of a calendar that a listing of this window would name; a listing says nothing about events outside it.';

-- sql/functions/sync/log_sync.sql
create function private.log_sync(
  p_calendar_id uuid, p_status text, p_created integer, p_updated integer, p_deleted integer, p_error text
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.sync_logs (
    owner_id, connection_id, calendar_id, operation, status, events_processed, events_created, events_updated, events_deleted,
    error_message, duration_ms
  )
  select
    c.owner_id, c.connection_id, c.id, 'pull', p_status, p_created + p_updated + p_deleted, p_created, p_updated, p_deleted,
    p_error, (extract(epoch from clock_timestamp() - s.last_attempt_at) * 1000)::integer
  from public.calendars as c
  left join private.calendar_sync as s on s.calendar_id = c.id
  where c.id = p_calendar_id;
end;
$$;
comment on function private.log_sync(uuid, text, integer, integer, integer, text) is
  'Writes what a pull did to sync_logs; the duration counts from its beginning, in milliseconds.';

-- sql/functions/sync/mailed_unknown_times.sql
create function private.mailed_unknown_times(p_notification public.notifications)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'name', c.name,
      'events', count(*) filter (where u.object_id is not null),
      'has_more', bool_or(u.object_id is null),
      'days', jsonb_agg(distinct coalesce(private.unknown_days(u), 'null')),
      'policies', (
        select jsonb_agg(distinct h.stale_policy)
        from public.calendar_links as l
        join public.hosts as h on h.id = l.host_id
        where l.calendar_id = c.id and l.blocks_availability
      )
    )
    from public.calendars as c
    join private.calendar_sync as s on s.calendar_id = c.id
    join private.unknown_times as u on u.calendar_id = c.id
    where c.connection_id = p_notification.connection_id and p_notification.kind = 'calendar_times_unknown'
      and s.unknown_mail_at = p_notification.created_at and u.notified_at = p_notification.created_at and u.acknowledged_at is null
      and exists (select from public.calendar_links as l where l.calendar_id = c.id and l.blocks_availability)
    group by c.id
    limit 1
  );
end;
$$;
comment on function private.mailed_unknown_times(public.notifications) is
  'What a mail about events of unknown time says: the calendar, how many, the days of each ({from, until}, null: any), and what its hosts do with '
  'unknown time. Null: it is about something else, or none of it is true any more.';

-- sql/functions/sync/mark_synced.sql
create function private.mark_synced(p_calendar_ids uuid[], p_covered_from timestamptz, p_covered_until timestamptz)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_connection_ids uuid[];
  v_responding uuid[];
  v_alive_again uuid[];
begin
  update public.calendars as c
  set sync_status = 'synced', sync_error = private.calendar_warning(c.id), last_synced_at = now(),
    covered_from = p_covered_from, covered_until = p_covered_until
  where c.id = any (p_calendar_ids);
  update private.calendar_sync as s set failures = 0, retry_at = null, unanswered_at = null
  where s.calendar_id = any (p_calendar_ids) and (s.retry_at is not null or s.unanswered_at is not null);
  select array_agg(distinct c.connection_id) into v_connection_ids from public.calendars as c where c.id = any (p_calendar_ids);

  -- The account responds: its backoff is over, except what its provider asked for.
  with responding as (
    update private.connection_sync as s
    set refused_at = null, failures = 0, backoff_until = null, next_poll_at = greatest(s.blocked_until, now() + case
      -- Calendars that nobody tried meanwhile may be due.
      when exists (select from public.calendars as c where c.connection_id = s.connection_id and c.sync_status = 'error') then interval '5 seconds'
      else private.jittered(60)
    end)
    where s.connection_id = any (v_connection_ids) and (s.refused_at is not null or s.failures > 0 or s.backoff_until is not null)
    returning s.connection_id
  )
  select array_agg(a.connection_id) into v_responding from responding as a;
  select array_agg(k.id) into v_alive_again
  from public.calendar_connections as k where k.id = any (v_connection_ids) and k.status = 'needs_reconnect';
  -- Nobody knows what its list said while it did not let us in.
  update private.connection_sync as s set relist_at = least(s.relist_at, now()) where s.connection_id = any (v_alive_again);
  update public.calendar_connections as k
  set status = 'active', last_error = null
  where k.id = any (v_connection_ids) and k.status <> 'disconnected' and (k.status <> 'active' or k.last_error is not null)
    and not exists (select from public.calendars as c where c.connection_id = k.id and c.sync_status = 'error');
  update public.calendar_connections as k
  set status = 'active'
  where k.id = any (v_connection_ids) and k.status in ('needs_reconnect', 'error');
  perform private.hasten_pushes(a.id) from unnest(v_responding) as a (id);
  perform private.resume_pushes(a.id) from unnest(v_alive_again) as a (id);
end;
$$;
comment on function private.mark_synced(uuid[], timestamptz, timestamptz) is
  'Calendars were read: marks them as fresh and covered, with their warnings; their account lets us in and is asked at its usual pace again. '
  'Events that were not written meanwhile are written now (private.hasten_pushes, private.resume_pushes). The error of the connection ends once '
  'none of its calendars has one.';

-- sql/functions/sync/merge_busy_days.sql
create function private.merge_busy_days(p_calendar_ids uuid[], p_days date[], p_spans tstzmultirange[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- One writer per calendar at a time; the statements after the lock see what the previous one committed.
  perform from public.calendars as c where c.id = any (p_calendar_ids) order by c.id for no key update;

  with merged as materialized (
    select t.calendar_id, t.day, coalesce(b.spans - t.span, '{}') + coalesce(s.spans, '{}') as spans, a.is_all_day
    from unnest(p_calendar_ids, p_days, p_spans) as t (calendar_id, day, span)
    left join private.busy_days as b on b.calendar_id = t.calendar_id and b.day = t.day
    cross join lateral (
      select range_agg(e.during * p.span) as spans
      from unnest(t.span) as p (span)
      join public.synced_events as e
        on e.calendar_id = t.calendar_id and e.during && p.span
        and e.is_busy and e.deleted_at is null and e.booking_id is null and not e.is_all_day and not e.is_long
    ) as s
    cross join lateral (
      select exists (
        select from public.synced_events as e
        where e.calendar_id = t.calendar_id and e.start_date <= t.day and e.start_date > t.day - 63 and e.end_date > t.day
          and e.is_busy and e.deleted_at is null and e.booking_id is null and e.is_all_day and not e.is_long
      ) as is_all_day
    ) as a
  ),
  emptied as (
    delete from private.busy_days as d
    using merged as m
    where d.calendar_id = m.calendar_id and d.day = m.day and isempty(m.spans) and not m.is_all_day
  )
  insert into private.busy_days (calendar_id, day, spans, is_all_day)
  select m.calendar_id, m.day, m.spans, m.is_all_day
  from merged as m
  where not isempty(m.spans) or m.is_all_day
  on conflict on constraint busy_days_pkey do update set spans = excluded.spans, is_all_day = excluded.is_all_day;
end;
$$;
comment on function private.merge_busy_days(uuid[], date[], tstzmultirange[]) is
  'Merges the busy time of pairs of calendar and day again within a span of the day (empty: only whether an all-day event covers it), under the '
  'lock of the calendars. Time outside the span stays, so a change costs only as much as its own time contains.';

-- sql/functions/sync/path_form.sql
create function private.path_form(p_path text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_bytes bytea;
begin
  select string_agg(case when m.part[1] is null then decode(m.part[2], 'hex') else convert_to(m.part[1], 'UTF8') end, ''::bytea order by m.position)
  into v_bytes
  from regexp_matches(p_path, '([^%]+|%(?![0-9A-Fa-f]{2}))|%([0-9A-Fa-f]{2})', 'g') with ordinality as m (part, position);
  return regexp_replace(rtrim(regexp_replace(convert_from(v_bytes, 'UTF8'), '/{2,}', '/', 'g'), '/'), '^$', '/');
exception
  -- The escapes are not valid text: there is nothing to normalise.
  when character_not_in_repertoire or untranslatable_character then
    return p_path;
end;
$$;
comment on function private.path_form(text) is
  'One form for the path of a collection, however it is spelled: without escapes, doubled slashes and the last slash. For comparing, not for '
  'requests.';

-- sql/functions/sync/prune_sync_logs.sql
create function public.prune_sync_logs(keep_days integer default 30)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not delete log rows otherwise
set search_path = ''
as $$
declare
  v_pruned integer;
begin
  delete from public.sync_logs as l
  where l.id in (
    select o.id from public.sync_logs as o where o.created_at < now() - make_interval(days => prune_sync_logs.keep_days) limit 10000
  );
  get diagnostics v_pruned = row_count;
  delete from private.oauth_attempts as a where a.expires_at < now();
  return jsonb_build_object('pruned', v_pruned);
end;
$$;
comment on function public.prune_sync_logs(integer) is
  'Housekeeping: deletes log rows of syncs older than keep_days, at most 10,000 per call: {pruned}; and consent attempts of owners who did not '
  'come back from a provider.';

-- sql/functions/sync/pull_again.sql
create function public.pull_again(calendar_id uuid, after_ms integer, tries integer default null)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
declare
  -- At most as late as the next sync of the account would be.
  v_at constant timestamptz := now() + make_interval(secs => least(greatest(pull_again.after_ms, 0), 60000) / 1000.0);
begin
  if not exists (
    select from graphile_worker.jobs as j
    where j.key = 'pull:' || pull_again.calendar_id and j.locked_at is null and j.attempts = 0 and j.run_at <= v_at
  ) then
    perform private.enqueue_pull(c.id, c.connection_id, p_run_at => greatest(v_at, private.quiet_until(c.connection_id)), p_tries => pull_again.tries)
    from public.calendars as c
    join public.calendar_connections as k on k.id = c.connection_id and k.status <> 'disconnected'
    where c.id = pull_again.calendar_id;
  end if;
  return null;
end;
$$;
comment on function public.pull_again(uuid, integer, integer) is
  'Queues another pull of a calendar in so many milliseconds (at most a minute), for providers that may not have shown everything yet; nothing if '
  'a waiting one comes sooner. Not while its account backs off (private.quiet_until). tries: the count for this pull (private.enqueue_pull); null: '
  'no announcement caused it.';

-- sql/functions/sync/read_page.sql
create function private.read_page(p_page jsonb)
returns table (
  expected_cursor text, next_cursor text, run_id uuid, is_full boolean, is_last boolean,
  covered_from timestamptz, covered_until timestamptz, changes jsonb,
  unreadable_series text[], fully_listed_series text[], deleted_series text[], missing_series text[],
  object_states jsonb, unknown_times jsonb, is_every_unknown boolean, warning text
)
language plpgsql
stable -- instants without a zone would depend on the zone of the session
set search_path = ''
as $$
declare
  v_stray text;
begin
  select
    p.expected_cursor, p.next_cursor, p.run_id, p.is_full, p.is_last, p.covered_from, p.covered_until, p.changes,
    coalesce(p.unreadable_series, '{}'), coalesce(p.fully_listed_series, '{}'), coalesce(p.deleted_series, '{}'), coalesce(p.missing_series, '{}'),
    coalesce(p.object_states, '{}'), coalesce(p.unknown_times, '[]'), coalesce(p.is_every_unknown, false), p.warning
  into
    read_page.expected_cursor, read_page.next_cursor, read_page.run_id, read_page.is_full, read_page.is_last,
    read_page.covered_from, read_page.covered_until, read_page.changes,
    read_page.unreadable_series, read_page.fully_listed_series, read_page.deleted_series, read_page.missing_series,
    read_page.object_states, read_page.unknown_times, read_page.is_every_unknown, read_page.warning
  from jsonb_to_record(p_page) as p (
    expected_cursor text, next_cursor text, run_id uuid, is_full boolean, is_last boolean,
    covered_from timestamptz, covered_until timestamptz, changes jsonb,
    unreadable_series text[], fully_listed_series text[], deleted_series text[], missing_series text[],
    object_states jsonb, unknown_times jsonb, is_every_unknown boolean, warning text
  );
  if num_nulls(run_id, is_full, is_last, covered_from, covered_until) > 0 then
    perform private.fail(
      'invalid_request', 'A page must say which run it belongs to, whether it is full and the last one, and what it covers.',
      'Send run_id, is_full, is_last, covered_from and covered_until.'
    );
  end if;
  if jsonb_typeof(changes) is distinct from 'array' or jsonb_array_length(changes) > 500 then
    perform private.fail('invalid_request', 'A page holds at most 500 changes.', 'Send smaller pages.');
  end if;
  -- A field with another name would be lost silently.
  v_stray := (
    select min(k) from jsonb_object_keys(p_page) as k
    where k not in (
      'expected_cursor', 'next_cursor', 'run_id', 'is_full', 'is_last', 'covered_from', 'covered_until', 'changes',
      'unreadable_series', 'fully_listed_series', 'deleted_series', 'missing_series', 'object_states', 'unknown_times', 'is_every_unknown', 'warning'
    )
  );
  if v_stray is not null then
    perform private.fail('invalid_request', format('A page has no field "%s".', left(v_stray, 60)), 'Name the fields as private.read_page does.');
  end if;
  return next;
end;
$$;
comment on function private.read_page(jsonb) is
  'The fields of one page of a pull. Always: expected_cursor (null before the first pull), run_id, is_full (the run names everything), is_last, '
  'covered_from, covered_until (ISO 8601) and changes (at most 500: kind upsert or delete, and what private.upsert_events takes). Optional: '
  'next_cursor; names of series in unreadable_series, fully_listed_series, deleted_series, missing_series; object_states, the state of each object '
  'by its id, null to delete it; unknown_times, is_every_unknown; warning, for the owner. Raises invalid_request.';

-- sql/functions/sync/record_calendar_properties.sql
create function public.record_calendar_properties(
  calendar_id uuid, name text, time_zone text, access text, is_whole_list boolean default false
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change calendars otherwise
set search_path = ''
as $$
declare
  v_id constant uuid := record_calendar_properties.calendar_id;
  v_calendar public.calendars;
  v_sync private.calendar_sync;
begin
  select s.* into v_sync from private.calendar_sync as s where s.calendar_id = v_id;
  if not (is_whole_list or v_sync.missing_since is not null) then
    return public.request_relist(v_id, format('in %s, to %s', record_calendar_properties.time_zone, record_calendar_properties.access));
  end if;
  -- Before the calendar, as everywhere; all of them: links may change.
  perform private.lock_owner_hosts(c.owner_id) from public.calendars as c where c.id = v_id;
  select c.* into v_calendar from public.calendars as c where c.id = v_id for no key update;
  perform private.follow_calendars(
    v_calendar.connection_id,
    jsonb_build_array(jsonb_strip_nulls(jsonb_build_object(
      'provider_calendar_id', v_calendar.provider_calendar_id, 'name', record_calendar_properties.name,
      'time_zone', record_calendar_properties.time_zone, 'access', record_calendar_properties.access
    ))),
    -- A calendar that changes each time is pulled again at its usual pace.
    p_is_read_at_once => coalesce(v_sync.relist_asked_at < now() - interval '1 minute', true)
  );
  update private.calendar_sync as s set relist_reason = 'told', relist_asked_at = now() where s.calendar_id = v_id;
  return jsonb_build_object('requested', false);
end;
$$;
comment on function public.record_calendar_properties(uuid, text, text, text, boolean) is
  'A response about events contradicts what is stored of their calendar (null: it did not say). The list of the account decides and is requested: '
  '{requested} (public.request_relist). Where there is no list (is_whole_list: the calendar is all there is) or it no longer names the calendar, '
  'the response counts (private.follow_calendars).';

-- sql/functions/sync/record_failure.sql
create function private.record_failure(
  p_connection_id uuid, p_code text, p_message text, p_needs_reconnect boolean, p_is_account_wide boolean, p_is_doubtful boolean,
  p_retry_after_ms bigint
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_sync private.connection_sync;
  v_is_lost boolean;
  v_next timestamptz;
  v_jobs bigint[];
  v_calendars uuid[];
begin
  if p_is_account_wide then
    -- Whoever waits for a pull of any of its calendars stops waiting.
    perform from private.calendar_sync as s
    where s.calendar_id in (select c.id from public.calendars as c where c.connection_id = p_connection_id)
    order by s.calendar_id for update;
    update private.calendar_sync as s set failed_at = clock_timestamp()
    where s.calendar_id in (select c.id from public.calendars as c where c.connection_id = p_connection_id);
  end if;
  perform private.block_account(p_connection_id, p_retry_after_ms);
  insert into private.connection_sync as s (connection_id, failures, failure_code, refused_at)
  values (p_connection_id, p_is_account_wide::integer, case when p_is_account_wide then p_code end, case when p_needs_reconnect then now() end)
  on conflict on constraint connection_sync_pkey do update set
    failures = s.failures + p_is_account_wide::integer, failure_code = coalesce(excluded.failure_code, s.failure_code),
    refused_at = case when p_needs_reconnect then coalesce(s.refused_at, now()) end
  returning * into v_sync;

  v_is_lost := p_needs_reconnect and (not p_is_doubtful or v_sync.refused_at <= now() - interval '60 seconds');
  if v_is_lost and exists (
    select from public.calendar_connections as k where k.id = p_connection_id and k.status not in ('needs_reconnect', 'disconnected')
  ) then
    perform private.notify_owner('connection_needs_reconnect', p_connection_id => p_connection_id);
  end if;
  update public.calendar_connections as k
  set last_error = left(p_message, 1000), status = case
    when v_is_lost then 'needs_reconnect'
    -- No calendar was read for longer than the most tolerant of the hosts that they block allows (none: two hours, because calendars that take
    -- nobody's time are pulled once an hour). Rule 9 treats them as stale by then, so this changes no slot.
    when k.status = 'active' and greatest(
      k.created_at, (select max(c.last_synced_at) from public.calendars as c where c.connection_id = k.id)
    ) < now() - make_interval(mins => coalesce((
      select max(h.stale_after_minutes)
      from public.calendars as c
      join public.calendar_links as l on l.calendar_id = c.id and l.blocks_availability
      join public.hosts as h on h.id = l.host_id
      where c.connection_id = k.id
    ), 120)) then 'error'
    else k.status
  end
  where k.id = p_connection_id and k.status <> 'disconnected';

  if p_is_account_wide then
    v_next := greatest(v_sync.blocked_until, now() + case
      -- Also when the rare sync got no response: an account that does not let us in is not asked more often because of that.
      when v_is_lost or exists (
        select from public.calendar_connections as k where k.id = p_connection_id and k.status = 'needs_reconnect'
      ) then private.jittered(6 * 3600)
      when p_needs_reconnect then private.jittered(80)
      else private.backoff(v_sync.failures)
    end);
    update private.connection_sync as s set next_poll_at = v_next, backoff_until = v_next where s.connection_id = p_connection_id;
    -- Pulls that wait in its lane would fail the same way, one after the other: the next sync makes them.
    select array_agg(j.id), array_agg(c.id) into v_jobs, v_calendars
    from public.calendars as c
    join graphile_worker.jobs as j on j.key = 'pull:' || c.id and j.locked_at is null
    where c.connection_id = p_connection_id;
    if v_jobs is not null then
      update private.calendar_sync as s set wanted_at = clock_timestamp() where s.calendar_id = any (v_calendars);
      perform graphile_worker.complete_jobs(v_jobs);
    end if;
    perform private.enqueue_sync(p_connection_id, p_run_at => v_next);
  end if;
end;
$$;
comment on function private.record_failure(uuid, text, text, boolean, boolean, boolean, bigint) is
  'Records a failure. If it concerns the whole account: the account backs off, longer each time (private.backoff), other accounts go on, and pulls '
  'that wait in its lane become part of the next sync. Whatever failed: as long as its provider asked, nothing at all asks the account '
  '(private.block_account). Refused credentials need a reconnect: at once if that is certain, else when they are still refused a minute later; the '
  'owner is notified once, and a rare sync checks whether the problem has gone.';

-- sql/functions/sync/record_listing.sql
create function private.record_listing(p_connection_id uuid, p_calendars jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_listed constant text[] := array(select jsonb_array_elements(p_calendars) ->> 'provider_calendar_id');
  v_id uuid;
begin
  -- A path in another spelling than the stored one is the same calendar: neither its choices nor its events may be lost.
  update public.calendars as c
  set provider_calendar_id = n.id
  from unnest(v_listed) as n (id)
  where c.connection_id = p_connection_id and c.provider_calendar_id <> n.id
    and c.provider_calendar_id like '/%' and n.id like '/%' and private.path_form(c.provider_calendar_id) = private.path_form(n.id)
    and not exists (
      select from public.calendars as o where o.connection_id = p_connection_id and o.provider_calendar_id = n.id
    )
    -- If several rows were the same calendar, one of them gets the name.
    and c.id = (
      select o.id from public.calendars as o
      where o.connection_id = p_connection_id and o.provider_calendar_id like '/%'
        and private.path_form(o.provider_calendar_id) = private.path_form(n.id)
      order by o.last_synced_at desc nulls last, o.id limit 1
    );
  insert into private.calendar_sync as s (calendar_id, missing_since)
  select c.id, now()
  from public.calendars as c
  where c.connection_id = p_connection_id and c.provider_calendar_id <> all (v_listed)
  -- It was missing, but was read since: start over.
  on conflict on constraint calendar_sync_pkey do update set missing_since = case
    when s.missing_since > coalesce((select c.last_synced_at from public.calendars as c where c.id = s.calendar_id), '-infinity')
    then s.missing_since
    else now()
  end;

  for v_id in
    select c.id
    from public.calendars as c
    where c.connection_id = p_connection_id and c.provider_calendar_id = any (v_listed) and private.has_vanished(c.id)
    order by c.id for no key update
  loop
    -- Another calendar may have its name now, with a cursor that looks like the old one.
    update private.calendar_sync as s set cursor = null where s.calendar_id = v_id;
    delete from private.calendar_objects as o where o.calendar_id = v_id;
    perform private.enqueue_pull(v_id, p_connection_id);
    perform private.enqueue_push(p.event_key, p.calendar_id)
    from private.unwritten_events(v_id) as p;
  end loop;
  update private.calendar_sync as s set missing_since = null
  from public.calendars as c
  where c.id = s.calendar_id and c.connection_id = p_connection_id and c.provider_calendar_id = any (v_listed)
    and s.missing_since is not null;
end;
$$;
comment on function private.record_listing(uuid, jsonb) is
  'A complete list of an account''s calendars: records since when the calendars that it does not name are missing. One that had vanished and is '
  'back is pulled as if for the first time, and gets what could not be written to it; how to use it is its owner''s choice.';

-- sql/functions/sync/record_missing_calendar.sql
create function private.record_missing_calendar(p_calendar_id uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_calendar public.calendars;
  v_missing_since timestamptz;
  v_hosts uuid[];
  v_losers uuid[];
begin
  if private.has_vanished(p_calendar_id) then
    return true;
  end if;
  -- Hosts first, and all of the owner's: links may change.
  perform private.lock_owner_hosts(c.owner_id) from public.calendars as c where c.id = p_calendar_id;
  select c.* into v_calendar from public.calendars as c where c.id = p_calendar_id for no key update;
  select s.missing_since into v_missing_since from private.calendar_sync as s where s.calendar_id = p_calendar_id;
  if v_missing_since is null or v_calendar.last_synced_at >= v_missing_since or not exists (
    select from private.connection_sync as k
    where k.connection_id = v_calendar.connection_id and k.listed_at >= v_missing_since + interval '60 seconds'
  ) then
    return false;
  end if;

  v_losers := array(
    select l.host_id from public.calendar_links as l where l.calendar_id = p_calendar_id and l.is_booking_target order by l.host_id
  );
  with unlinked as (
    update public.calendar_links as l set blocks_availability = false, is_booking_target = false
    where l.calendar_id = p_calendar_id and (l.blocks_availability or l.is_booking_target)
    returning l.host_id
  )
  select coalesce(array_agg(u.host_id), '{}') into v_hosts from unlinked as u;
  update private.calendar_sync as s set vanished_at = now(), vanished_from = v_hosts where s.calendar_id = p_calendar_id;
  perform private.replace_target(v.host_id, p_calendar_id, 'vanished') from unnest(v_losers) as v (host_id);
  update public.calendar_connections as k set last_error = null
  where k.id = v_calendar.connection_id and k.status = 'active' and k.last_error is not null and not exists (
    select from public.calendars as c where c.connection_id = k.id and c.id <> p_calendar_id and c.sync_status = 'error'
  );
  if cardinality(v_hosts) > 0 then
    perform private.notify_owner('calendar_vanished', p_connection_id => v_calendar.connection_id);
  end if;
  return true;
end;
$$;
comment on function private.record_missing_calendar(uuid) is
  'A pull says that its calendar does not exist. True: the calendar has vanished, now or before. It does so when two lists of its account, at '
  'least 60 s apart, lacked it and it was not read since the first of them: it no longer takes anybody''s time, the next calendar gets its '
  'bookings (private.replace_target), and the owner is notified if it did either.';

-- sql/functions/sync/record_retry_after.sql
create function public.record_retry_after(connection_id uuid, retry_after_ms bigint)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change the plan of an account otherwise
set search_path = ''
as $$
begin
  return jsonb_build_object('until', private.iso_instant(private.block_account(record_retry_after.connection_id, record_retry_after.retry_after_ms)));
end;
$$;
comment on function public.record_retry_after(uuid, bigint) is
  'A provider asked us to wait with an account for so many milliseconds, in response to something that is not a failure of the account (connecting '
  'it again, disconnecting it): {until}, null if it did not.';

-- sql/functions/sync/rename_events.sql
create function private.rename_events(
  p_calendar_id uuid, p_changes jsonb, p_run_id uuid, p_is_full boolean, p_is_last boolean, p_deleted text[]
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  with incoming as materialized (
    select distinct c.provider_event_id, left(c.title, 500) as title, c.starts_at, c.ends_at, c.start_date, c.end_date
    from jsonb_to_recordset(p_changes) as c (
      kind text, provider_event_id text, title text, starts_at timestamptz, ends_at timestamptz, start_date date, end_date date, is_busy boolean
    )
    where c.kind = 'upsert' and coalesce(c.is_busy, true)
  ),
  fresh as materialized (
    select i.*, row_number() over (
      partition by i.title, i.starts_at, i.ends_at, i.start_date, i.end_date order by i.provider_event_id
    ) as place
    from incoming as i
    where not exists (
      select from public.synced_events as e where e.calendar_id = p_calendar_id and e.provider_event_id = i.provider_event_id
    )
  ),
  -- Each by the index of its kind: else the planner scans all events of the calendar.
  alike as (
    select e.id, e.provider_event_id, e.series_id, e.title, f.starts_at, f.ends_at, f.start_date, f.end_date
    from (select distinct f.title, f.starts_at, f.ends_at, f.start_date, f.end_date from fresh as f where f.starts_at is not null) as f
    join public.synced_events as e
      on e.calendar_id = p_calendar_id and e.during = tstzrange(f.starts_at, f.ends_at) and e.title is not distinct from f.title
    where e.is_busy and e.deleted_at is null and e.booking_id is null and not e.is_all_day and e.sync_run is distinct from p_run_id
    union all
    select e.id, e.provider_event_id, e.series_id, e.title, f.starts_at, f.ends_at, f.start_date, f.end_date
    from (select distinct f.title, f.starts_at, f.ends_at, f.start_date, f.end_date from fresh as f where f.start_date is not null) as f
    join public.synced_events as e
      on e.calendar_id = p_calendar_id and e.start_date = f.start_date and e.end_date = f.end_date and e.title is not distinct from f.title
    where e.is_busy and e.deleted_at is null and e.booking_id is null and e.is_all_day and e.sync_run is distinct from p_run_id
  ),
  vanished as (
    select a.*, coalesce(a.provider_event_id = any (p_deleted) or a.series_id = any (p_deleted), false) as is_gone, row_number() over (
      partition by a.title, a.starts_at, a.ends_at, a.start_date, a.end_date order by a.id
    ) as place
    from alike as a
    where (p_is_full or a.provider_event_id = any (p_deleted) or a.series_id = any (p_deleted))
      and not exists (select from incoming as i where i.provider_event_id = a.provider_event_id)
  )
  update public.synced_events as e
  set provider_event_id = f.provider_event_id,
    renamed_from = case when not p_is_last and not v.is_gone then v.provider_event_id end
  from vanished as v
  join fresh as f
    on f.place = v.place and f.title is not distinct from v.title and f.starts_at is not distinct from v.starts_at
    and f.ends_at is not distinct from v.ends_at and f.start_date is not distinct from v.start_date
    and f.end_date is not distinct from v.end_date
  where e.id = v.id;
end;
$$;
comment on function private.rename_events(uuid, jsonb, uuid, boolean, boolean, text[]) is
  'Before a page is written: an unknown event takes over the row of one that has vanished (p_is_full: the run names everything and has not named '
  'it yet; else it is among p_deleted) if title and times are the same, one for one. Its conflicts and the decisions about them stay. If the run '
  'names the other event later, that gets a row of its own; if the run breaks off before its last page (p_is_last), private.restore_renamed gives '
  'it one. Not for events of bookings, which have other marks.';

-- sql/functions/sync/request_freshness.sql
create function public.request_freshness(event_type_id uuid, max_age_seconds integer, booking_id uuid default null)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
declare
  v_host_id uuid;
  v_since constant timestamptz := clock_timestamp();
  v_account record;
  v_waiting uuid[] := '{}';
begin
  select e.host_id into v_host_id
  from public.event_types as e
  where e.id = coalesce(
    request_freshness.event_type_id,
    (select b.event_type_id from public.bookings as b where b.id = request_freshness.booking_id)
  );
  for v_account in
    select c.connection_id, array_agg(c.id) as calendar_ids
    from public.calendar_links as l
    join public.calendars as c on c.id = l.calendar_id
    join public.calendar_connections as k on k.id = c.connection_id and k.status in ('active', 'error')
    join private.connection_secrets as x on x.connection_id = k.id and x.sealed is not null
    left join private.connection_sync as s on s.connection_id = k.id
    left join private.calendar_sync as y on y.calendar_id = c.id
    where l.host_id = v_host_id and l.blocks_availability
      and coalesce(c.last_synced_at, '-infinity') < now() - make_interval(secs => request_freshness.max_age_seconds)
      -- Calendars that keep failing would only make visitors wait, and a backoff holds for visitors, too.
      and coalesce(s.blocked_until <= now(), true)
      and coalesce(s.failures, 0) < 3 and coalesce(s.backoff_until <= now(), true)
      and coalesce(y.failures, 0) < 3 and coalesce(y.retry_at <= now(), true)
    group by c.connection_id
    order by c.connection_id
  loop
    v_waiting := v_waiting || v_account.calendar_ids;
    perform private.enqueue_sync(v_account.connection_id, p_is_urgent => true, p_calendar_ids => v_account.calendar_ids);
  end loop;
  return jsonb_build_object(
    'since', v_since, 'waiting', to_jsonb(v_waiting),
    'has_calendars', exists (select from public.calendar_links as l where l.host_id = v_host_id and l.blocks_availability)
  );
end;
$$;
comment on function public.request_freshness(uuid, integer, uuid) is
  'Before a booking (of an event type, or a move of a booking): queues, before all other jobs, a sync of the accounts whose blocking calendars '
  'were not read in the last max_age_seconds: {since, waiting: calendar ids, has_calendars: whether any blocks the host}. Accounts and calendars '
  'that failed three times in a row, or back off after a failure or because their provider asked for that, are not asked: rule 9 then decides by '
  'what is known. Unknown ids: nothing to wait for; the booking says what is wrong.';

-- sql/functions/sync/restore_renamed.sql
create function private.restore_renamed(p_calendar_id uuid, p_run_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- The usual case.
  if not exists (select from public.synced_events as e where e.calendar_id = p_calendar_id and e.renamed_from is not null) then
    return;
  end if;
  insert into public.synced_events (
    calendar_id, provider_event_id, title, starts_at, ends_at, is_all_day, start_date, end_date, status, transparency, is_busy
  )
  select
    e.calendar_id, e.renamed_from, e.title, e.starts_at, e.ends_at, e.is_all_day, e.start_date, e.end_date, e.status, e.transparency,
    e.is_busy
  from public.synced_events as e
  where e.calendar_id = p_calendar_id and e.renamed_from is not null and e.sync_run is distinct from p_run_id
  on conflict on constraint synced_events_provider_key do nothing;
  update public.synced_events as e set renamed_from = null
  where e.calendar_id = p_calendar_id and e.renamed_from is not null and e.sync_run is distinct from p_run_id;
end;
$$;
comment on function private.restore_renamed(uuid, uuid) is
  'A run begins to write, and an earlier one broke off after it gave rows to other events: gives the events that had these rows new ones with the '
  'same times, so that nothing from that run counts as missing.';

-- sql/functions/sync/unknown_time_json.sql
create function private.unknown_time_json(p_unknown private.unknown_times)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'id', p_unknown.id, 'days', private.unknown_days(p_unknown), 'message', p_unknown.message,
    'detected_at', private.iso_instant(p_unknown.detected_at), 'acknowledged_at', private.iso_instant(p_unknown.acknowledged_at)
  );
end;
$$;
comment on function private.unknown_time_json(private.unknown_times) is 'An event of unknown time, as its owner sees it.';

-- sql/functions/sync/update_calendars.sql
create function public.update_calendars(connection_id uuid, calendars jsonb)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write calendars otherwise
set search_path = ''
as $$
declare
  v_owner_id constant uuid := (select k.owner_id from public.calendar_connections as k where k.id = update_calendars.connection_id);
  v_calendar record;
begin
  perform private.lock_connection(update_calendars.connection_id, v_owner_id);
  update private.connection_sync as s set listed_at = now(), relist_at = now() + private.jittered(86400)
  where s.connection_id = update_calendars.connection_id;
  perform private.record_listing(update_calendars.connection_id, update_calendars.calendars);

  perform private.follow_calendars(update_calendars.connection_id, update_calendars.calendars);

  for v_calendar in
    insert into public.calendars (connection_id, provider_calendar_id, name, time_zone, access, is_own, is_primary)
    select
      update_calendars.connection_id, n.provider_calendar_id, left(n.name, 200), z.name, n.access, coalesce(n.is_own, false),
      coalesce(n.is_primary, false)
    from jsonb_to_recordset(update_calendars.calendars) as n (
      provider_calendar_id text, name text, time_zone text, access text, is_own boolean, is_primary boolean
    )
    left join private.time_zones as z on z.name = n.time_zone
    on conflict on constraint calendars_connection_provider_key do nothing
    returning id, is_own
  loop
    insert into public.calendar_links (calendar_id, host_id, blocks_availability)
    select distinct v_calendar.id, l.host_id, v_calendar.is_own
    from public.calendar_links as l
    join public.calendars as o on o.id = l.calendar_id
    where o.connection_id = update_calendars.connection_id
    on conflict do nothing;
    perform private.enqueue_pull(v_calendar.id, update_calendars.connection_id);
  end loop;
  perform private.restore_targets(v_owner_id);
  return null;
end;
$$;
comment on function public.update_calendars(uuid, jsonb) is
  'Applies an account''s list of calendars: names, access and time zones follow (a calendar in another zone is pulled again); new calendars are '
  'added, linked to the hosts of their siblings (own ones block), and pulled. A missing one stays until a pull of it fails as well '
  '(private.record_missing_calendar). Hosts that lost their booking target get one that is now writable (private.restore_targets).';

-- sql/functions/sync/upsert_events.sql
create function private.upsert_events(p_calendar_id uuid, p_changes jsonb, p_run_id uuid, p_fully_listed text[])
returns table (created integer, updated integer, deleted integer, touched uuid[], missing_bookings uuid[])
language plpgsql
set search_path = ''
as $$
declare
  v_own text[];
  v_own_bookings uuid[];
  v_bookings jsonb;
  v_deleted constant text[] := array(
    select c.change ->> 'provider_event_id' from jsonb_array_elements(p_changes) as c (change) where c.change ->> 'kind' = 'delete'
  );
begin
  -- Most pages have no events that could be ours.
  if jsonb_path_exists(p_changes, '$[*] ? (exists (@.own_key) || exists (@.links))') then
    select jsonb_object_agg(o.provider_event_id, o.booking_id) into v_bookings from private.bookings_of_events(p_calendar_id, p_changes) as o;
  end if;
  with incoming as (
    select distinct on (c.provider_event_id) c.*
    from rows from (jsonb_to_recordset(p_changes) as (
      kind text, provider_event_id text, series_id text, ical_uid text, title text, starts_at timestamptz, ends_at timestamptz,
      is_all_day boolean, start_date date, end_date date, status text, transparency text, is_busy boolean,
      provider_updated_at timestamptz
    )) with ordinality as c (
      kind, provider_event_id, series_id, ical_uid, title, starts_at, ends_at, is_all_day, start_date, end_date, status,
      transparency, is_busy, provider_updated_at, position
    )
    where c.kind = 'upsert'
    order by c.provider_event_id, c.position desc
  ),
  written as (
    insert into public.synced_events as e (
      calendar_id, provider_event_id, series_id, ical_uid, title, starts_at, ends_at, is_all_day, start_date, end_date,
      status, transparency, is_busy, provider_updated_at, sync_run, booking_id
    )
    select
      p_calendar_id, i.provider_event_id, i.series_id, i.ical_uid, left(i.title, 500), i.starts_at, i.ends_at,
      coalesce(i.is_all_day, false), i.start_date, i.end_date, coalesce(i.status, 'confirmed'),
      coalesce(i.transparency, 'opaque'), coalesce(i.is_busy, true), i.provider_updated_at, p_run_id,
      coalesce(w.booking_id, (v_bookings ->> i.provider_event_id)::uuid)
    from incoming as i
    left join public.booking_calendar_events as w
      on w.calendar_id = p_calendar_id and w.provider_event_id = i.provider_event_id
    on conflict on constraint synced_events_provider_key do update set
      series_id = excluded.series_id, ical_uid = excluded.ical_uid, title = excluded.title,
      starts_at = excluded.starts_at, ends_at = excluded.ends_at, is_all_day = excluded.is_all_day,
      start_date = excluded.start_date, end_date = excluded.end_date, status = excluded.status,
      transparency = excluded.transparency, is_busy = excluded.is_busy, booking_id = coalesce(excluded.booking_id, e.booking_id),
      provider_updated_at = excluded.provider_updated_at, sync_run = excluded.sync_run, deleted_at = null
    returning e.id, e.xmax = 0 as is_new, e.booking_id, case when e.booking_id is not null then e.provider_event_id end as own_id
  )
  select count(*) filter (where w.is_new), count(*) filter (where not w.is_new), coalesce(array_agg(w.id), '{}'),
    array_agg(w.own_id) filter (where w.own_id is not null), array_agg(w.booking_id) filter (where w.booking_id is not null)
  into created, updated, touched, v_own, v_own_bookings
  from written as w;
  if v_own is not null then
    update public.booking_calendar_events as p set listed_at = now()
    where p.calendar_id = p_calendar_id and p.provider_event_id = any (v_own) and p.listed_at is null;
    -- Those that are believed to be deleted where they were written are checked again.
    perform private.enqueue_verify(p.event_key, p.calendar_id)
    from public.booking_calendar_events as p
    join public.bookings as b on b.id = p.booking_id
    join public.booking_conflicts as k on k.booking_id = b.id and k.kind = 'deleted' and k.resolved_at is null
    where p.booking_id = any (v_own_bookings) and p.calendar_id <> p_calendar_id and p.is_wanted and b.ends_at > now();
    perform private.enqueue_planning(v_own_bookings);
  end if;

  with removed as (
    delete from public.synced_events as e
    where e.id in (
      select x.id from public.synced_events as x
      where x.calendar_id = p_calendar_id and x.provider_event_id = any (v_deleted)
      union all
      select x.id
      from unnest(p_fully_listed) as c (id)
      cross join lateral (
        select e.id, e.sync_run from public.synced_events as e where e.calendar_id = p_calendar_id and e.provider_event_id = c.id
        union all
        select e.id, e.sync_run from public.synced_events as e where e.calendar_id = p_calendar_id and e.series_id = c.id
        -- One by one: else the planner scans all events of the calendar for each page.
        offset 0
      ) as x
      where x.sync_run is distinct from p_run_id
    )
    returning e.booking_id
  )
  select count(*), coalesce(array_agg(distinct r.booking_id) filter (where r.booking_id is not null), '{}')
  into deleted, missing_bookings
  from removed as r;
  return next;
end;
$$;
comment on function private.upsert_events(uuid, jsonb, uuid, text[]) is
  'Writes one page of normalised changes; of several for one event the last counts. A missing field is null, ''confirmed'', ''opaque'', busy or '
  'not all-day. Removes what this run has not named of p_fully_listed. touched: rows written; missing_bookings: bookings whose own event was '
  'removed.';

-- sql/functions/sync/write_object_states.sql
create function private.write_object_states(p_calendar_id uuid, p_states jsonb, p_is_forgetting boolean)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into private.calendar_objects as o (calendar_id, object_id, state)
  select p_calendar_id, n.object_id, n.state
  from jsonb_each_text(p_states) as n (object_id, state)
  where n.state is not null
  on conflict on constraint calendar_objects_pkey do update set state = excluded.state;
  if p_is_forgetting then
    delete from private.calendar_objects as o
    using jsonb_each_text(p_states) as n (object_id, state)
    where o.calendar_id = p_calendar_id and o.object_id = n.object_id and n.state is null;
  end if;
end;
$$;
comment on function private.write_object_states(uuid, jsonb, boolean) is
  'Stores the object states of a page by the ids of the objects. A state to delete (null) is kept while the deletion guard holds the deletion '
  'back, so that it is found again.';

-- sql/functions/sync/write_unknown_times.sql
create function private.write_unknown_times(
  p_calendar_id uuid, p_run_id uuid, p_times jsonb, p_changes jsonb, p_closed text[], p_keep text[], p_is_all boolean, p_is_partial boolean
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_max constant integer := 200;
  v_named text[];
  v_times private.unknown_times[];
  v_over uuid[];
  v_fresh private.unknown_times[];
  v_rest text;
  v_known text;
begin
  -- The usual case.
  if p_times = '[]' and not exists (select from private.unknown_times as u where u.calendar_id = p_calendar_id) then
    return;
  end if;
  v_times := array(
    select row(
      gen_random_uuid(), p_calendar_id, t.object_id, left(t.fingerprint, 100), t.from_day, t.until_day, left(t.message, 300),
      now(), null, null, p_run_id
    )::private.unknown_times
    from (
      select distinct on (x.object_id) x.*
      from rows from (jsonb_to_recordset(p_times) as (
        object_id text, fingerprint text, from_day date, until_day date, message text
      )) with ordinality as x (object_id, fingerprint, from_day, until_day, message, position)
      order by x.object_id, x.position desc
    ) as t
    -- An event that was over yesterday takes nobody's time in any zone.
    where t.until_day is null or t.until_day >= (now() at time zone 'UTC')::date - 1
    order by t.position
  );
  v_named := p_closed || array(
    select n.id
    from jsonb_to_recordset(p_changes) as c (kind text, provider_event_id text, series_id text)
    cross join lateral (values (c.provider_event_id), (c.series_id)) as n (id)
    where c.kind = 'upsert' and n.id is not null
    union all
    select t ->> 'object_id' from jsonb_array_elements(p_times) as t
  );
  -- Understood again, deleted, or now another question.
  v_over := array(
    select u.id
    from private.unknown_times as u
    left join unnest(v_times) as t on t.object_id = u.object_id
    where u.calendar_id = p_calendar_id and u.object_id is not null and case
      when t.id is null then (p_is_all or u.object_id = any (v_named)) and u.object_id <> all (p_keep)
      else t.fingerprint <> u.fingerprint
    end
  );
  -- A feed may rename its events each time: the same question under another name is not a new one, one for one.
  with old as (
    select u.*, row_number() over (partition by u.fingerprint order by u.acknowledged_at, u.notified_at, u.id) as place
    from private.unknown_times as u where u.id = any (v_over)
  ),
  fresh as (
    select t.*, u.id as known_id, row_number() over (partition by t.fingerprint order by t.position) as place
    from unnest(v_times) with ordinality as t (
      id, calendar_id, object_id, fingerprint, from_day, until_day, message, detected_at, acknowledged_at, notified_at, run_id, position
    )
    left join private.unknown_times as u
      on u.calendar_id = p_calendar_id and u.object_id = t.object_id and u.fingerprint = t.fingerprint
    where u.id is null or (u.run_id = p_run_id and u.acknowledged_at is null and u.notified_at is null)
  )
  select
    v_over || coalesce(array_agg(f.known_id) filter (where f.known_id is not null), '{}'),
    array_agg(row(
      coalesce(o.id, f.id), p_calendar_id, f.object_id, f.fingerprint, f.from_day, f.until_day, f.message,
      coalesce(o.detected_at, f.detected_at), o.acknowledged_at, o.notified_at, p_run_id
    )::private.unknown_times order by o.id is null, f.position)
  into v_over, v_fresh
  from fresh as f
  left join old as o on o.fingerprint = f.fingerprint and o.place = f.place
  where f.known_id is null or o.id is not null;

  delete from private.unknown_times as u where u.id = any (v_over);
  update private.unknown_times as u set from_day = t.from_day, until_day = t.until_day, message = t.message
  from unnest(v_times) as t
  where u.calendar_id = p_calendar_id and u.object_id = t.object_id
    and (u.from_day, u.until_day, u.message) is distinct from (t.from_day, t.until_day, t.message);
  insert into private.unknown_times
  select f.* from unnest(v_fresh) as f
  limit v_max - (select count(*) from private.unknown_times as u where u.calendar_id = p_calendar_id and u.object_id is not null);

  -- One row for all others, any day of which may be meant: another question whenever these change, gone when a complete list leaves none.
  v_rest := (
    select md5(string_agg(t.fingerprint, ' ' order by t.fingerprint)) from unnest(v_times) as t
    where not exists (select from private.unknown_times as u where u.calendar_id = p_calendar_id and u.object_id = t.object_id)
  );
  v_known := (select u.fingerprint from private.unknown_times as u where u.calendar_id = p_calendar_id and u.object_id is null);
  if (v_rest is not null or p_is_all) and v_rest is distinct from v_known and (v_known is null or not p_is_partial) then
    delete from private.unknown_times as u where u.calendar_id = p_calendar_id and u.object_id is null;
    insert into private.unknown_times (calendar_id, fingerprint, message, run_id)
    select p_calendar_id, v_rest, 'There are more events in this calendar whose time cannot be read.', p_run_id where v_rest is not null;
  end if;
end;
$$;
comment on function private.write_unknown_times(uuid, uuid, jsonb, jsonb, text[], text[], boolean, boolean) is
  'Updates the events of unknown time from a page: p_times ({object_id, fingerprint, from_day, until_day, message}) are unknown; anything else '
  'that p_changes and p_closed name, or with p_is_all is stored, is understood again or deleted, except p_keep. The same question keeps its '
  'owner''s response; another fingerprint is another question; days that are over do not count. p_is_partial: a later page of the run names all. '
  'At most 200 per calendar; one row is kept for all others.';

-- sql/functions/connections/account_key_form.sql
create function private.account_key_form(p_key text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_parts constant text[] := regexp_match(p_key, '^(https?)://([^/ ]+?)\.?(?::(\d+))?(/[^ ]*) (.*)$', 'i');
begin
  -- Ids of providers and hashes have one spelling.
  if v_parts is null then
    return p_key;
  end if;
  return lower(v_parts[1]) || '://' || lower(v_parts[2])
    || case when v_parts[3] is null or (lower(v_parts[1]), v_parts[3]) in (('http', '80'), ('https', '443')) then '' else ':' || v_parts[3] end
    || private.path_form(v_parts[4]) || ' ' || lower(v_parts[5]);
end;
$$;
comment on function private.account_key_form(text) is
  'The form by which account keys are compared: one for each server, principal and user name, however they were spelled when the account was '
  'connected (escapes, slashes, default port, capitals in host and user name; capitals in the principal count). Other keys stay as they are.';

-- sql/functions/connections/account_secret.sql
create function public.account_secret(owner_id uuid, provider text, account_key text)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('connection_id', k.id, 'status', k.status, 'sealed', s.sealed)
    from public.calendar_connections as k
    join private.connection_secrets as s on s.connection_id = k.id and s.sealed is not null
    -- A disconnected account is about to be revoked at the provider.
    where k.status <> 'disconnected' and k.owner_id = account_secret.owner_id and k.provider = account_secret.provider
      and s.account_key = account_secret.account_key
  );
end;
$$;
comment on function public.account_secret(uuid, text, text) is
  'The stored sealed credentials of an account: {connection_id, status, sealed}; null if it is not connected or was revoked.';

-- sql/functions/connections/begin_oauth.sql
create function public.begin_oauth(
  attempt_id uuid, owner_id uuid, host_id uuid, provider text, sealed_verifier text, is_repeat boolean default false
)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
begin
  perform public.require_host(begin_oauth.owner_id, begin_oauth.host_id);
  insert into private.oauth_attempts (id, owner_id, host_id, provider, sealed_verifier, is_repeat, expires_at)
  values (
    begin_oauth.attempt_id, begin_oauth.owner_id, begin_oauth.host_id, begin_oauth.provider, begin_oauth.sealed_verifier, begin_oauth.is_repeat,
    now() + interval '10 minutes'
  );
  return null;
end;
$$;
comment on function public.begin_oauth(uuid, uuid, uuid, text, text, boolean) is
  'Records that an owner is sent to a provider to give consent, for which they have 10 minutes. Raises not_found (no such host of this owner).';

-- sql/functions/connections/begin_revoke.sql
create function public.begin_revoke(connection_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'connection', jsonb_build_object(
        'id', k.id, 'owner_id', k.owner_id, 'provider', k.provider, 'account_email', k.account_email,
        'account_key', s.account_key, 'secret', s.sealed
      ),
      'channels', coalesce((
        select jsonb_agg(jsonb_build_object('id', h.id, 'resource_id', h.resource_id) order by h.id)
        from private.channels as h
        join public.calendars as c on c.id = h.calendar_id
        where c.connection_id = k.id
      ), '[]'),
      'is_shared', exists (
        select from private.connection_secrets as t
        join public.calendar_connections as o on o.id = t.connection_id
        where o.provider = k.provider and t.account_key = s.account_key and o.id <> k.id and t.sealed is not null
          and (t.revoking_since is null or private.has_to_wait(o, t))
      )
    )
    from public.calendar_connections as k
    join private.connection_secrets as s on s.connection_id = k.id and s.sealed is not null
    where k.id = begin_revoke.connection_id and s.revoking_since is not null and not private.has_to_wait(k, s)
  );
end;
$$;
comment on function public.begin_revoke(uuid) is
  'What the service needs to revoke a connection: {connection (with its sealed secret), channels: [{id, resource_id}], is_shared: somebody else '
  'has connected the same account, so its consent must stay}. Null if there is nothing to revoke: the connection is not (or no longer) being '
  'revoked, or must still wait (private.has_to_wait).';

-- sql/functions/connections/connection_json.sql
create function private.connection_json(p_connection_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', k.id, 'provider', k.provider, 'account_email', k.account_email, 'status', k.status, 'last_error', k.last_error,
      'created_at', private.iso_instant(k.created_at),
      'blocked_until', private.iso_instant(private.blocked_until(k.id)),
      'next_try_at', (
        select private.iso_instant(s.next_poll_at) from private.connection_sync as s
        where s.connection_id = k.id and k.status <> 'disconnected'
          and (s.failures > 0 or s.blocked_until > now() or k.status = 'needs_reconnect')
      ),
      'calendars', coalesce((
        select jsonb_agg(jsonb_build_object(
          'id', c.id, 'provider_calendar_id', c.provider_calendar_id,
          'name', c.name, 'time_zone', c.time_zone, 'access', c.access,
          'sync_status', c.sync_status, 'sync_error', c.sync_error,
          'last_synced_at', private.iso_instant(c.last_synced_at),
          'covered_from', private.iso_instant(c.covered_from), 'covered_until', private.iso_instant(c.covered_until),
          'push_expires_at', private.iso_instant(c.push_expires_at), 'policy', c.policy,
          'links', coalesce((
            select jsonb_agg(jsonb_build_object(
              'host_id', l.host_id, 'blocks_availability', l.blocks_availability, 'is_booking_target', l.is_booking_target
            ) order by l.created_at, l.host_id)
            from public.calendar_links as l where l.calendar_id = c.id
          ), '[]'),
          'unknown_times', coalesce((
            select jsonb_agg(private.unknown_time_json(u) order by u.object_id is null, u.acknowledged_at nulls first, u.from_day nulls first, u.id)
            from private.unknown_times as u
            where u.calendar_id = c.id and (u.until_day is null or u.until_day >= (now() at time zone 'UTC')::date - 1)
          ), '[]')
        ) order by c.name, c.id)
        from public.calendars as c where c.connection_id = k.id
      ), '[]')
    )
    from public.calendar_connections as k
    where k.id = p_connection_id
  );
end;
$$;
comment on function private.connection_json(uuid) is
  'A connection with its calendars and their links, as the contract shows it. No secrets. blocked_until: its provider asked us to wait until then; '
  'next_try_at: it failed and is asked again then; both else null.';

-- sql/functions/connections/disconnect_connection.sql
create function public.disconnect_connection(
  connection_id uuid, owner_id uuid, pushed_events text default null, revocable_providers text[] default '{}'
)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_connection public.calendar_connections;
  v_is_revoking boolean;
  v_pushed integer;
  v_lost record;
begin
  v_connection := private.lock_connection(disconnect_connection.connection_id, disconnect_connection.owner_id);
  if v_connection.id is null then
    perform private.fail('not_found', 'You have no such calendar connection.', 'Check the id of the connection.');
  end if;
  if coalesce(disconnect_connection.pushed_events, 'keep') not in ('keep', 'remove') then
    perform private.fail('invalid_request', 'Events that we wrote can be kept or removed.', 'Set pushed_events to keep or remove.');
  end if;
  select s.revoking_since is not null into v_is_revoking from private.connection_secrets as s where s.connection_id = v_connection.id;
  select count(*) into v_pushed from private.pushed_events(v_connection.id);
  if v_connection.status = 'disconnected' or (v_is_revoking and disconnect_connection.pushed_events is distinct from 'keep') then
    return private.disconnect_json(v_connection.id, v_pushed);
  elsif v_pushed > 0 and disconnect_connection.pushed_events is null then
    return jsonb_build_object('pushed_events', v_pushed, 'connection', null);
  end if;

  if disconnect_connection.pushed_events = 'remove' then
    perform private.change_event(e.event_key, e.calendar_id, false)
    from public.booking_calendar_events as e
    join public.calendars as c on c.id = e.calendar_id
    join public.bookings as b on b.id = e.booking_id
    where c.connection_id = v_connection.id and e.is_wanted and b.ends_at > now();
  end if;
  -- Nothing can be removed from an account that does not let us in.
  if disconnect_connection.pushed_events = 'remove' and v_connection.status <> 'needs_reconnect' and private.has_removals(v_connection.id) then
    update private.connection_secrets as s set revoking_since = now() where s.connection_id = v_connection.id;
    perform private.enqueue_finish_disconnect(v_connection.id);
  else
    perform private.erase_connection(v_connection.id, not v_connection.provider = any (disconnect_connection.revocable_providers));
  end if;
  for v_lost in
    select l.host_id, l.calendar_id
    from public.calendar_links as l
    join public.calendars as c on c.id = l.calendar_id
    where c.connection_id = v_connection.id and l.is_booking_target
    order by l.host_id
  loop
    perform private.replace_target(v_lost.host_id, v_lost.calendar_id, 'disconnected');
  end loop;
  if found then
    perform private.notify_owner('booking_target_changed', p_connection_id => v_connection.id);
  end if;
  return private.disconnect_json(v_connection.id, v_pushed);
end;
$$;
comment on function public.disconnect_connection(uuid, uuid, text, text[]) is
  'Ends a connection (private.erase_connection): {pushed_events, connection, booking_targets}. Events that we wrote for future bookings are kept, '
  'or removed first (the connection is then disconnected when that is done). Without a choice nothing happens and connection is null. An account '
  'that no longer lets us in keeps them in any case. Hosts whose bookings went there get the next calendar (private.replace_target); events that '
  'were to be removed, or not written yet, are written to it (plan_missing_pushes). revocable_providers must be notified first. Repeatable. '
  'Raises not_found, invalid_request.';

-- sql/functions/connections/disconnect_json.sql
create function private.disconnect_json(p_connection_id uuid, p_pushed_events integer)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'pushed_events', p_pushed_events, 'connection', private.connection_json(p_connection_id),
    'booking_targets', coalesce((
      select jsonb_agg(private.booking_target_json(t.host_id) order by t.host_id)
      from private.booking_target_changes as t
      join public.calendars as c on c.id = t.calendar_id
      where c.connection_id = p_connection_id and t.reason = 'disconnected'
    ), '[]')
  );
end;
$$;
comment on function private.disconnect_json(uuid, integer) is
  'The result of disconnecting an account: {pushed_events, connection, booking_targets: of the hosts that lost theirs by it '
  '(private.booking_target_json)}.';

-- sql/functions/connections/enqueue_finish_disconnect.sql
create function private.enqueue_finish_disconnect(p_connection_id uuid, p_run_at timestamptz default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.enqueue(
    'finish_disconnect', jsonb_build_object('connection_id', p_connection_id),
    p_key => 'finish_disconnect:' || p_connection_id, p_queue => 'connection:' || p_connection_id, p_run_at => p_run_at,
    -- After everything else in the lane.
    p_priority => 100
  );
end;
$$;
comment on function private.enqueue_finish_disconnect(uuid, timestamptz) is
  'Queues the end of a connection, last in its lane, so that its events are removed from its calendars first.';

-- sql/functions/connections/erase_connection.sql
create function private.erase_connection(p_connection_id uuid, p_is_revoked boolean default true)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.calendar_connections as k set status = 'disconnected', last_error = null where k.id = p_connection_id;
  update public.calendars as c set push_expires_at = null where c.connection_id = p_connection_id and c.push_expires_at is not null;
  update private.connection_sync as s set next_poll_at = 'infinity' where s.connection_id = p_connection_id;
  perform private.remove_jobs('connection:' || p_connection_id);
  if not p_is_revoked then
    update private.connection_secrets as s set revoking_since = now() where s.connection_id = p_connection_id;
    perform private.enqueue_finish_disconnect(p_connection_id);
    return;
  end if;
  update private.connection_secrets as s
  set sealed = null, updated_at = now(), revoking_since = null
  where s.connection_id = p_connection_id;
  delete from private.channels as h
  where h.calendar_id in (select c.id from public.calendars as c where c.connection_id = p_connection_id);
  -- Other calendars may have shown them before.
  perform private.enqueue_planning(array(
    select p.booking_id
    from public.calendars as c
    join public.booking_calendar_events as p on p.calendar_id = c.id
    join public.bookings as b on b.id = p.booking_id and b.ends_at > now()
    where c.connection_id = p_connection_id and exists (
      select from public.synced_events as e where e.booking_id = p.booking_id and e.calendar_id <> p.calendar_id
    )
  ));
end;
$$;
comment on function private.erase_connection(uuid, boolean) is
  'Ends a connection: erases its secret, removes its jobs and deletes its channels, whose notices no longer count. Calendars, links, events and '
  'logs stay as history; the account key stays so that a reconnect is recognised. Not p_is_revoked: its provider must still be notified, so secret '
  'and channels stay for the job that closes the channels, withdraws the consent and erases the rest. The caller holds the locks '
  '(private.lock_connection).';

-- sql/functions/connections/finish_disconnect.sql
create function public.finish_disconnect(connection_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not end connections otherwise
set search_path = ''
as $$
declare
  v_connection public.calendar_connections;
  v_secret private.connection_secrets;
begin
  select k.* into v_connection from public.calendar_connections as k where k.id = finish_disconnect.connection_id;
  v_connection := private.lock_connection(v_connection.id, v_connection.owner_id);
  select s.* into v_secret from private.connection_secrets as s where s.connection_id = v_connection.id;
  if v_secret.revoking_since is null then
    return jsonb_build_object('finished', true);
  end if;
  if private.has_to_wait(v_connection, v_secret) then
    perform private.enqueue_finish_disconnect(
      v_connection.id, greatest(now() + interval '1 minute', private.blocked_until(v_connection.id))
    );
    return jsonb_build_object('finished', false);
  end if;
  perform private.erase_connection(v_connection.id);
  return jsonb_build_object('finished', true);
end;
$$;
comment on function public.finish_disconnect(uuid) is
  'Ends a connection that is being revoked as soon as nothing needs its secret (private.has_to_wait): {finished}. Does nothing if it was connected '
  'again meanwhile.';

-- sql/functions/connections/has_removals.sql
create function private.has_removals(p_connection_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from public.booking_calendar_events as e
    join public.calendars as c on c.id = e.calendar_id
    where c.connection_id = p_connection_id and not e.is_wanted and e.state = 'pending' and not private.has_vanished(c.id)
  );
end;
$$;
comment on function private.has_removals(uuid) is 'Whether events of ours still wait to be removed from the calendars of a connection.';

-- sql/functions/connections/has_to_wait.sql
create function private.has_to_wait(p_connection public.calendar_connections, p_secret private.connection_secrets)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
  v_blocked_until constant timestamptz := coalesce((
    select s.blocked_until from private.connection_sync as s where s.connection_id = p_connection.id
  ), '-infinity');
begin
  -- The password of an unreachable account must not stay here forever.
  if now() >= least(
    greatest(p_secret.revoking_since + interval '1 day', v_blocked_until + interval '1 hour'), p_secret.revoking_since + interval '2 days'
  ) then
    return false;
  end if;
  return v_blocked_until > now() or (p_connection.status not in ('needs_reconnect', 'disconnected') and private.has_removals(p_connection.id));
end;
$$;
comment on function private.has_to_wait(public.calendar_connections, private.connection_secrets) is
  'Whether the secret of a connection that is being revoked is still needed: to remove our events, or because its provider asked us to wait before '
  'we can notify it. At most for a day, or until an hour after the provider may be asked again, and never longer than two days.';

-- sql/functions/connections/list_connections.sql
create function public.list_connections(owner_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_targets constant jsonb := (
    select jsonb_agg(private.booking_target_json(h.id) order by h.created_at, h.id)
    from public.hosts as h
    where h.owner_id = list_connections.owner_id and (
      exists (select from public.calendar_links as l where l.host_id = h.id and l.is_booking_target)
      or exists (select from private.booking_target_changes as t where t.host_id = h.id)
    )
  );
begin
  return jsonb_build_object('connections', coalesce((
    select jsonb_agg(private.connection_json(k.id) order by k.created_at, k.id)
    from public.calendar_connections as k
    where k.owner_id = list_connections.owner_id
  ), '[]')) || case when v_targets is null then '{}' else jsonb_build_object('booking_targets', v_targets) end;
end;
$$;
comment on function public.list_connections(uuid) is
  'The connections of an owner with their calendars and links; and booking_targets, for hosts whose bookings are written to a calendar, or were '
  'until it was lost (private.booking_target_json). Each is left out where there are none.';

-- sql/functions/connections/list_secrets.sql
create function public.list_secrets(after uuid default null, max_count integer default 100)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this; it hands sealed credentials to the service
set search_path = ''
as $$
begin
  return jsonb_build_object('secrets', coalesce((
    select jsonb_agg(to_jsonb(x) order by x.connection_id)
    from (
      select s.connection_id, k.owner_id, k.provider, s.account_key, s.sealed
      from private.connection_secrets as s
      join public.calendar_connections as k on k.id = s.connection_id
      where s.sealed is not null and (list_secrets.after is null or s.connection_id > list_secrets.after)
      order by s.connection_id
      limit list_secrets.max_count
    ) as x
  ), '[]'));
end;
$$;
comment on function public.list_secrets(uuid, integer) is
  'Sealed credentials with what they are bound to, ordered by connection, after a given one: for rotating keys.';

-- sql/functions/connections/pushed_events.sql
create function private.pushed_events(p_connection_id uuid)
returns setof public.booking_calendar_events
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select e.*
  from public.booking_calendar_events as e
  join public.calendars as c on c.id = e.calendar_id
  join public.bookings as b on b.id = e.booking_id
  where c.connection_id = p_connection_id and b.ends_at > now() and e.is_wanted
    and (e.state = 'pushed' or e.provider_event_id is not null) and not private.has_vanished(c.id);
end;
$$;
comment on function private.pushed_events(uuid) is 'The events of future bookings in the calendars of a connection.';

-- sql/functions/connections/replace_secret.sql
create function public.replace_secret(connection_id uuid, expected_sealed text, sealed text)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change secrets otherwise
set search_path = ''
as $$
begin
  update private.connection_secrets as s
  set sealed = replace_secret.sealed, updated_at = now()
  where s.connection_id = replace_secret.connection_id and s.sealed = replace_secret.expected_sealed;
  return jsonb_build_object('replaced', found);
end;
$$;
comment on function public.replace_secret(uuid, text, text) is
  'Replaces expected_sealed by newly sealed credentials: {replaced}; false if they were changed or erased meanwhile.';

-- sql/functions/connections/request_sync.sql
create function public.request_sync(connection_id uuid, owner_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_status text;
  v_sync private.connection_sync;
begin
  select k.status into v_status
  from public.calendar_connections as k
  where k.id = request_sync.connection_id and k.owner_id = request_sync.owner_id;
  if v_status is null then
    perform private.fail('not_found', 'You have no such calendar connection.', 'Check the id of the connection.');
  elsif v_status = 'disconnected' then
    perform private.fail('invalid_state', 'The calendar is disconnected.', 'Connect the account again.');
  end if;
  -- Also the list, and what was refused: its owner may have just fixed it.
  update private.connection_sync as s set relist_at = least(s.relist_at, now()) where s.connection_id = request_sync.connection_id;
  update private.calendar_sync as s set write_refused_at = null, relist_reason = null
  from public.calendars as c
  where c.id = s.calendar_id and c.connection_id = request_sync.connection_id
    and (s.write_refused_at is not null or s.relist_reason is not null);
  perform private.enqueue_sync(request_sync.connection_id, true);
  select s.* into v_sync from private.connection_sync as s where s.connection_id = request_sync.connection_id;
  return case
    when v_status = 'needs_reconnect' then jsonb_build_object(
      'queued', false, 'reason', 'needs_reconnect', 'not_before', private.iso_instant(v_sync.next_poll_at)
    )
    when v_sync.blocked_until > now() then jsonb_build_object(
      'queued', true, 'reason', 'rate_limited', 'not_before', private.iso_instant(v_sync.blocked_until)
    )
    else jsonb_build_object('queued', true)
  end;
end;
$$;
comment on function public.request_sync(uuid, uuid) is
  'Somebody waits for fresh calendars: queues one sync of the account and its list of calendars, before all others: {queued: true}. If it must '
  'wait, reason and not_before say why: as long as the provider asked (rate_limited), or, not queued, for the rare sync of an account that only a '
  'reconnect can fix (needs_reconnect). Raises not_found, invalid_state (disconnected).';

-- sql/functions/connections/require_host.sql
create function public.require_host(owner_id uuid, host_id uuid default null)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_host_id uuid;
begin
  select h.id into v_host_id
  from public.hosts as h
  where h.owner_id = require_host.owner_id and h.id = coalesce(require_host.host_id, h.id)
  order by h.created_at, h.id
  limit 1;
  if v_host_id is null then
    perform private.fail('not_found', 'You have no such host.', 'Check host_id, or create a host first.');
  end if;
  return jsonb_build_object('host_id', v_host_id);
end;
$$;
comment on function public.require_host(uuid, uuid) is
  'The host that an account is to be connected for (null: the owner''s oldest): {host_id}. Called before any call to a provider. Raises not_found '
  '(no such host of this owner).';

-- sql/functions/connections/save_calendars.sql
create function private.save_calendars(p_connection_id uuid, p_host_id uuid, p_links_known boolean, p_calendars jsonb)
returns uuid[]
language plpgsql
set search_path = ''
as $$
declare
  v_known uuid[];
  v_item jsonb;
  v_id uuid;
  v_linked uuid[] := '{}';
begin
  perform private.record_listing(p_connection_id, p_calendars);
  update private.calendar_sync as s set write_refused_at = null
  from public.calendars as c
  where c.id = s.calendar_id and c.connection_id = p_connection_id and s.write_refused_at is not null;
  perform private.follow_calendars(p_connection_id, p_calendars, false);
  select coalesce(array_agg(c.id), '{}') into v_known from public.calendars as c where c.connection_id = p_connection_id;
  for v_item in select a.value from jsonb_array_elements(p_calendars) with ordinality as a (value, position) order by a.position loop
    insert into public.calendars (connection_id, provider_calendar_id, name, time_zone, access, is_own, is_primary)
    values (
      p_connection_id, v_item ->> 'provider_calendar_id', left(coalesce(v_item ->> 'name', ''), 200),
      (select z.name from private.time_zones as z where z.name = v_item ->> 'time_zone'),
      coalesce(v_item ->> 'access', 'read'), coalesce((v_item ->> 'is_own')::boolean, true), coalesce((v_item ->> 'is_primary')::boolean, false)
    )
    on conflict on constraint calendars_connection_provider_key do nothing;
    select c.id into v_id from public.calendars as c
    where c.connection_id = p_connection_id and c.provider_calendar_id = v_item ->> 'provider_calendar_id';
    if p_links_known or v_id <> all (v_known) then
      insert into public.calendar_links (calendar_id, host_id, blocks_availability)
      values (v_id, p_host_id, coalesce((v_item ->> 'is_own')::boolean, true))
      on conflict on constraint calendar_links_pkey do nothing;
      v_linked := v_linked || v_id;
    end if;
    perform private.enqueue_pull(v_id, p_connection_id);
  end loop;
  return v_linked;
end;
$$;
comment on function private.save_calendars(uuid, uuid, boolean, jsonb) is
  'Stores the listed calendars ({provider_calendar_id, name, time_zone, access, is_own, is_primary}) and queues a pull of each. New ones '
  '(p_links_known: all) are linked to the host: the owner''s own block it, others do not. Unlisted calendars stay. Returns the ids of those linked '
  'now.';

-- sql/functions/connections/save_connection.sql
create function public.save_connection(
  owner_id uuid, provider text, account_key text, account_email text, host_id uuid, secret text, calendars jsonb
)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
declare
  v_host_id uuid;
  v_connection public.calendar_connections;
  v_id uuid;
  v_linked uuid[];
begin
  -- Under the locks of the hosts nobody else connects the same account.
  perform private.lock_connection(null, save_connection.owner_id);
  v_host_id := (public.require_host(save_connection.owner_id, save_connection.host_id) ->> 'host_id')::uuid;

  select k.id into v_id
  from public.calendar_connections as k
  join private.connection_secrets as s on s.connection_id = k.id
  where k.owner_id = save_connection.owner_id and k.provider = save_connection.provider
    and private.account_key_form(s.account_key) = private.account_key_form(save_connection.account_key)
  -- There may be several from before spellings were compared: take the one in use.
  order by k.status = 'disconnected', s.account_key <> save_connection.account_key, k.created_at, k.id
  limit 1;
  if v_id is null then
    insert into public.calendar_connections (owner_id, provider, account_email)
    values (save_connection.owner_id, save_connection.provider, save_connection.account_email)
    returning id into v_id;
  else
    v_connection := private.lock_connection(v_id, save_connection.owner_id);
    update public.calendar_connections as k
    set status = 'active', last_error = null, account_email = save_connection.account_email
    where k.id = v_id;
  end if;
  insert into private.connection_secrets (connection_id, account_key, sealed)
  values (v_id, save_connection.account_key, save_connection.secret)
  on conflict on constraint connection_secrets_pkey do update
  -- The secret is sealed for the key that comes with it.
  set account_key = excluded.account_key, sealed = excluded.sealed, updated_at = now(), revoking_since = null;

  -- The first pull is queued below; later syncs keep their own pace.
  insert into private.connection_sync as s (connection_id, next_poll_at, relist_at)
  values (v_id, now() + private.jittered(60), now() + private.jittered(86400))
  on conflict on constraint connection_sync_pkey do update
  set next_poll_at = excluded.next_poll_at, relist_at = excluded.relist_at, listed_at = now(), failures = 0, refused_at = null,
    -- The provider has just let its owner in, whatever it asked for before.
    backoff_until = null, blocked_until = null;
  delete from private.calendar_watch as w
  where w.calendar_id in (select c.id from public.calendars as c where c.connection_id = v_id) and w.watch_error <> 'not_watchable';

  v_linked := private.save_calendars(
    v_id, v_host_id,
    -- An account that is connected again for another host is new to that host.
    save_connection.host_id is not null and not exists (
      select from public.calendar_links as l
      join public.calendars as c on c.id = l.calendar_id
      where l.host_id = v_host_id and c.connection_id = v_id
    ),
    save_connection.calendars
  );
  if v_connection.status = 'disconnected' then
    select array_agg(c.id) into v_linked from public.calendars as c where c.connection_id = v_id;
  end if;
  -- The first target of a host: the primary one of these calendars if it is writable, else the first writable one of the owner's own.
  update public.calendar_links as l set is_booking_target = true
  where l.host_id = v_host_id
    and not exists (select from public.calendar_links as o where o.host_id = v_host_id and o.is_booking_target)
    and l.calendar_id = (
      select c.id
      from jsonb_array_elements(save_connection.calendars) with ordinality as a (value, position)
      join public.calendars as c on c.connection_id = v_id and c.provider_calendar_id = a.value ->> 'provider_calendar_id'
      join public.calendar_links as k on k.calendar_id = c.id and k.host_id = v_host_id
      where c.access = 'write' and c.id = any (v_linked)
        and ((a.value ->> 'is_primary')::boolean or (a.value ->> 'is_own')::boolean)
      order by coalesce((a.value ->> 'is_primary')::boolean, false) desc, a.position
      limit 1
    );
  perform private.restore_targets(save_connection.owner_id);
  perform private.resume_pushes(v_id);
  return jsonb_build_object('connection', private.connection_json(v_id));
end;
$$;
comment on function public.save_connection(uuid, text, text, text, uuid, text, jsonb) is
  'Stores a connection that the service has verified: secret = sealed credentials; account_key recognises a reconnect, however it is spelled (ids, '
  'links, choices and events stay, also after a disconnect). New calendars are linked to host_id (null: the owner''s oldest host): '
  'private.save_calendars, private.restore_targets. Raises not_found (no such host of this owner).';

-- sql/functions/connections/take_oauth_attempt.sql
create function public.take_oauth_attempt(attempt_id uuid, owner_id uuid, provider text)
returns jsonb
language plpgsql
security definer -- service_role may call this; it hands the sealed verifier to the service
set search_path = ''
as $$
declare
  v_attempt private.oauth_attempts;
begin
  delete from private.oauth_attempts as a
  where a.id = take_oauth_attempt.attempt_id and a.owner_id = take_oauth_attempt.owner_id and a.provider = take_oauth_attempt.provider
    and a.expires_at > now()
  returning a.* into v_attempt;
  if v_attempt.id is null then
    return null;
  end if;
  return jsonb_build_object(
    'host_id', v_attempt.host_id, 'sealed_verifier', v_attempt.sealed_verifier, 'is_repeat', v_attempt.is_repeat
  );
end;
$$;
comment on function public.take_oauth_attempt(uuid, uuid, text) is
  'An owner came back from the provider: {host_id, sealed_verifier, is_repeat}, for the first caller only; null if the attempt is over, already '
  'taken or another owner''s.';

-- sql/functions/pages/get_booking_page.sql
create function public.get_booking_page(host_slug text, event_slug text)
returns jsonb
language plpgsql
stable
security definer -- anonymous visitors may read no table; the result has only what the page shows
set search_path = ''
as $$
declare
  v_page jsonb;
begin
  select jsonb_build_object(
    'host', jsonb_build_object('slug', h.slug, 'display_name', h.display_name, 'time_zone', h.time_zone),
    'event_type', jsonb_build_object(
      'id', e.id, 'slug', e.slug, 'title', e.title, 'description', e.description,
      'durations_minutes', to_jsonb(e.durations_minutes), 'time_zone', coalesce(e.time_zone, h.time_zone),
      'location', e.location, 'questions', e.questions, 'seats', e.seats,
      'requires_confirmation', e.requires_confirmation
    )
  ) into v_page
  from public.hosts as h
  join public.event_types as e on e.host_id = h.id
  where h.slug = get_booking_page.host_slug and e.slug = get_booking_page.event_slug and h.is_active and e.is_active;
  if v_page is null then
    perform private.fail('not_found', 'There is no such booking page.', 'Check the address; the page may have been switched off.');
  end if;
  return v_page;
end;
$$;
comment on function public.get_booking_page(text, text) is
  'What a booking page shows of a host and an event type; nothing private. Raises not_found (unknown or inactive).';

-- sql/functions/pages/get_calendar_view.sql
create function public.get_calendar_view(host_id uuid, range_start timestamptz, range_end timestamptz)
returns jsonb
language plpgsql
stable
security definer -- reads private tables; the first statement lets only the owner pass
set search_path = ''
as $$
declare
  v_range constant tstzrange := private.require_range(get_calendar_view.range_start, get_calendar_view.range_end, 400);
  v_host public.hosts;
  v_rules private.slot_rules;
begin
  select h.* into v_host from public.hosts as h where h.id = get_calendar_view.host_id and h.owner_id = (select auth.uid());
  if v_host.id is null then
    perform private.fail('not_found', 'You have no such host.', 'Check host_id and who is signed in.');
  end if;
  v_rules.host_id := v_host.id;
  v_rules.zone := v_host.time_zone;
  v_rules.host_zone := v_host.time_zone;
  v_rules.duration := interval '0';

  return jsonb_build_object(
    'host_id', v_host.id,
    'time_zone', v_host.time_zone,
    'open_hours', coalesce((
      select jsonb_agg(jsonb_build_object('start', private.iso_instant(lower(o.span)), 'end', private.iso_instant(upper(o.span))))
      from unnest(private.open_hours(v_rules, v_range) * tstzmultirange(v_range)) as o (span)
    ), '[]'),
    'bookings', coalesce((
      select jsonb_agg(private.booking_json(b.id) order by b.starts_at, b.id)
      from public.bookings as b
      where b.host_id = v_host.id and b.during && v_range and b.status in ('pending', 'confirmed')
        and (b.status = 'confirmed' or coalesce(b.expires_at > now(), true))
    ), '[]'),
    -- Bookings of other hosts of the same owner that take this host's time through a calendar.
    'bookings_elsewhere', coalesce((
      select jsonb_agg(private.booking_json(b.id) order by b.starts_at, b.id)
      from private.blocking_calendars(v_host.id) as c
      cross join lateral (select k.* from public.bookings as k where k.calendar_id = c.calendar_id and k.during && v_range offset 0) as b
      where b.host_id <> v_host.id and (b.status = 'confirmed' or (b.status = 'pending' and coalesce(b.expires_at > now(), true)))
    ), '[]'),
    'external_events', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', e.id, 'calendar_id', e.calendar_id, 'calendar_name', c.name, 'provider', k.provider, 'title', e.title,
        'start', private.iso_instant(e.starts_at), 'end', private.iso_instant(e.ends_at),
        'is_all_day', e.is_all_day, 'start_date', e.start_date, 'end_date', e.end_date,
        'status', e.status, 'is_busy', e.is_busy and l.blocks_availability, 'booking_id', e.booking_id
      ) order by coalesce(e.starts_at, e.start_date::timestamp at time zone v_host.time_zone), e.id)
      from public.calendar_links as l
      join public.calendars as c on c.id = l.calendar_id
      join public.calendar_connections as k on k.id = c.connection_id and k.status <> 'disconnected'
      join public.synced_events as e on e.calendar_id = c.id and e.deleted_at is null
      where l.host_id = v_host.id
        and coalesce(e.during, tstzrange(
          private.day_start(e.start_date, coalesce(c.time_zone, v_host.time_zone)),
          private.day_start(e.end_date, coalesce(c.time_zone, v_host.time_zone))
        )) && v_range
    ), '[]'),
    'blocks', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', b.blocked_period_id, 'kind', b.kind, 'reason', b.reason,
        'start', private.iso_instant(lower(b.during)), 'end', private.iso_instant(upper(b.during))
      ) order by lower(b.during))
      from private.blocked_instants(v_rules, v_range) as b
    ), '[]')
  );
end;
$$;
comment on function public.get_calendar_view(uuid, timestamptz, timestamptz) is
  'For the owner''s calendar screens: open hours by the host''s own rules, bookings, bookings_elsewhere (those of other hosts that take '
  'this host''s time), external events and blocks that meet the range. Raises not_found, invalid_range (over 400 days).';

-- sql/functions/live/bump_host_versions.sql
create function private.bump_host_versions(p_host_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into private.changed_hosts (host_id)
  select distinct i.id from unnest(p_host_ids) as i (id);
end;
$$;
comment on function private.bump_host_versions(uuid[]) is
  'The slots of these hosts may have changed: their versions are bumped when this transaction ends (private.bump_changed_hosts).';

-- sql/functions/live/bump_versions_of_calendars.sql
create function private.bump_versions_of_calendars(p_calendar_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.bump_host_versions(array(
    select distinct l.host_id from public.calendar_links as l
    where l.calendar_id = any (p_calendar_ids) and l.blocks_availability
  ));
end;
$$;
comment on function private.bump_versions_of_calendars(uuid[]) is 'The contents of these calendars changed: for the hosts whose time they take.';

-- sql/functions/live/find_live_host.sql
create function public.find_live_host(slug text)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this but may not read versions otherwise
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('host_id', h.id, 'version', coalesce(v.version, 0))
    from public.hosts as h
    left join private.host_versions as v on v.host_id = h.id
    where h.slug = find_live_host.slug and h.is_active
  );
end;
$$;
comment on function public.find_live_host(text) is 'The host that a page shows, with the version of its slots; null: there is none by that name.';

-- sql/functions/live/live_versions.sql
create function public.live_versions(host_ids uuid[])
returns jsonb
language plpgsql
stable
security definer -- service_role may call this but may not read versions otherwise
set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_object_agg(v.host_id, v.version)
    from private.host_versions as v
    where v.host_id = any (live_versions.host_ids)
  ), '{}');
end;
$$;
comment on function public.live_versions(uuid[]) is
  'The versions of these hosts'' slots, {host id: version}, for clients that may have missed a notification.';

-- sql/functions/service/finish_notification.sql
create function public.finish_notification(notification_id uuid, error text default null)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change notifications otherwise
set search_path = ''
as $$
begin
  update public.notifications as n
  set state = case when finish_notification.error is null then 'sent' else 'failed' end,
    attempts = n.attempts + 1,
    last_error = left(finish_notification.error, 1000),
    sent_at = case when finish_notification.error is null then now() end
  where (n.id = finish_notification.notification_id or n.gathered_into = finish_notification.notification_id)
    and n.state <> 'sent' and (finish_notification.error is null or n.state <> 'kept');
  if finish_notification.error is null then
    delete from private.outbox as o where o.notification_id = finish_notification.notification_id;
  end if;
  return null;
end;
$$;
comment on function public.finish_notification(uuid, text) is
  'Records how an attempt to send a mail ended; a failed one may be retried. A mail that was sent or kept never becomes failed. Mails gathered '
  'into it get the same result.';

-- sql/functions/service/forget_workers.sql
create function public.forget_workers(worker_ids text[])
returns jsonb
language plpgsql
security definer -- keeps a private table
set search_path = ''
as $$
begin
  delete from private.workers as w where w.id = any (forget_workers.worker_ids);
  return null;
end;
$$;
comment on function public.forget_workers(text[]) is 'Deletes job workers that stopped or whose lanes were freed.';

-- sql/functions/service/gather_mail.sql
create function private.gather_mail(p_notification_id uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_max_mails constant integer := 10;
  v_mail public.notifications;
  v_mailbox text;
  v_mailed_at timestamptz[];
  v_into uuid;
begin
  select n.* into v_mail from public.notifications as n where n.id = p_notification_id;
  if v_mail.gathered_into is not null then
    return true;
  end if;
  -- A mail that was handed out before is being retried.
  if v_mail.id is null or v_mail.begun_at is not null or v_mail.state in ('sent', 'kept')
    -- To the owner, whose address is verified, of what it is about.
    or v_mail.connection_id is not null or exists (
      select from public.bookings as b
      join public.hosts as h on h.id = b.host_id
      join auth.users as u on u.id = h.owner_id
      where b.id = v_mail.booking_id and lower(u.email) = lower(v_mail.recipient)
    )
  then
    return false;
  end if;

  v_mailbox := private.mailbox(v_mail.recipient);
  insert into private.mail_recipients as r (mailbox) values (v_mailbox)
  on conflict (mailbox) do update set last_at = now()
  returning array(
    select t.mailed_at from unnest(r.mailed_at) as t (mailed_at) where t.mailed_at > now() - interval '1 hour' order by 1
  ) into v_mailed_at;

  if cardinality(v_mailed_at) < v_max_mails then
    update private.mail_recipients as r set mailed_at = v_mailed_at || now() where r.mailbox = v_mailbox;
    delete from private.gathering_mails as g where g.notification_id = p_notification_id;
    update public.notifications as n set begun_at = now() where n.id = p_notification_id;
    return false;
  end if;
  insert into private.gathering_mails as g (recipient, notification_id) values (v_mail.recipient, p_notification_id)
  on conflict (recipient) do update set recipient = excluded.recipient
  returning g.notification_id into v_into;
  if v_into <> p_notification_id then
    update public.notifications as n set gathered_into = v_into where n.id = p_notification_id;
  else
    perform private.enqueue(
      'send_notification', jsonb_build_object('notification_id', p_notification_id), p_key => 'send_notification:' || p_notification_id,
      p_run_at => v_mailed_at[1] + interval '1 hour'
    );
  end if;
  return true;
end;
$$;
comment on function private.gather_mail(uuid) is
  'Whether a mail must wait because its recipient, who is not the owner, got 10 within an hour. The first such mail waits until the hour is over '
  'and then includes all others that came for the same address meanwhile. Any other mail is counted, once. Counts under the lock of the mailbox.';

-- sql/functions/service/keep_mail.sql
create function public.keep_mail(notification_id uuid, recipient text, subject text, body text, ics text default null)
returns jsonb
language plpgsql
security definer -- keeps a private table
set search_path = ''
as $$
begin
  update public.notifications as n
  set state = 'kept', attempts = n.attempts + 1, last_error = null
  where n.id = keep_mail.notification_id and n.state not in ('sent', 'kept');
  if found then
    update public.notifications as n set state = 'kept', attempts = n.attempts + 1, last_error = null
    where n.gathered_into = keep_mail.notification_id and n.state not in ('sent', 'kept');
    insert into private.outbox as o (notification_id, recipient, subject, body, ics)
    values (keep_mail.notification_id, keep_mail.recipient, keep_mail.subject, keep_mail.body, keep_mail.ics)
    on conflict on constraint outbox_notification_key do update
    set recipient = excluded.recipient, subject = excluded.subject, body = excluded.body, ics = excluded.ics, created_at = now();
  end if;
  return null;
end;
$$;
comment on function public.keep_mail(uuid, text, text, text, text) is
  'Keeps a mail that would have been sent, while no SMTP server is configured: writes the row in the outbox and the state "kept" in one '
  'transaction. Repeatable; a mail that was already kept or sent stays as it is.';

-- sql/functions/service/list_mail.sql
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
      select o.id, o.recipient, o.subject, o.body, o.ics, private.iso_instant(o.created_at) as created_at
      from private.outbox as o
      order by o.id desc
      limit least(list_mail.max_count, 200)
    ) as m
  ), '[]'));
end;
$$;
comment on function public.list_mail(integer) is 'The newest mails of the outbox, at most 200.';

-- sql/functions/service/mailed_booking.sql
create function private.mailed_booking(p_booking_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select private.booking_json(b.id) || jsonb_build_object(
      'location', e.location, 'description', e.description, 'cancel_reason', b.cancel_reason, 'cancelled_by', b.cancelled_by
    )
    from public.bookings as b
    join public.event_types as e on e.id = b.event_type_id
    where b.id = p_booking_id
  );
end;
$$;
comment on function private.mailed_booking(uuid) is 'A booking with everything that its mails say.';

-- sql/functions/service/next_notification.sql
create function public.next_notification(notification_id uuid)
returns jsonb
language plpgsql
security definer -- service_role may call this; it hands a mail's data to the service
set search_path = ''
as $$
begin
  if private.gather_mail(next_notification.notification_id) then
    return null;
  end if;
  -- From now on nothing is added to it (private.notify_of_conflict, private.notify_of_unknown_times).
  update public.notifications as n set begun_at = now()
  where n.id = next_notification.notification_id and (n.conflict_id is not null or n.kind = 'calendar_times_unknown')
    and n.begun_at is null;
  return (
    select jsonb_build_object(
      'notification', jsonb_build_object('id', n.id, 'kind', n.kind, 'recipient', n.recipient),
      'booking', private.mailed_booking(b.id),
      'generation', b.generation,
      'is_in_calendar', exists (
        select from public.bookings as o
        join public.booking_calendar_events as p on p.booking_id = o.id
        where o.event_type_id = b.event_type_id and o.starts_at = b.starts_at and o.ends_at = b.ends_at
          and not private.is_disconnected(p.calendar_id)
      ),
      'host_email', u.email,
      'conflicts', coalesce((
        select jsonb_agg(
          jsonb_build_object('booking', private.booking_json(f.booking_id), 'conflict', private.conflict_json(f))
          order by o.starts_at, o.id, f.event_starts_at, f.id
        )
        from private.conflict_mails as m
        join public.booking_conflicts as f on f.id = m.conflict_id
        join public.bookings as o on o.id = f.booking_id
        where m.notification_id = n.id
      ), '[]'),
      'gathered', coalesce((
        select jsonb_agg(
          jsonb_build_object('kind', g.kind, 'booking', private.mailed_booking(g.booking_id), 'generation', o.generation)
          order by g.created_at, g.id
        )
        from (
          select m.* from public.notifications as m
          where m.gathered_into = n.id and m.recipient = n.recipient order by m.created_at desc, m.id limit 100
        ) as g
        join public.bookings as o on o.id = g.booking_id
      ), '[]'),
      'gathered_more', greatest(0, -100 + (
        select count(*) from public.notifications as m where m.gathered_into = n.id and m.recipient = n.recipient
      )),
      'connection', case when k.id is not null then jsonb_build_object(
        'id', k.id, 'provider', k.provider, 'account_email', k.account_email, 'status', k.status, 'last_error', k.last_error,
        'read_only_targets', coalesce((
          select jsonb_agg(c.name order by c.name, c.id) from public.calendars as c
          where c.connection_id = k.id and c.access <> 'write' and exists (
            select from public.calendar_links as l where l.calendar_id = c.id and l.is_booking_target
          )
        ), '[]'),
        'target_changes', coalesce((
          select jsonb_agg(jsonb_build_object(
            'host', o.display_name, 'reason', t.reason, 'from', t.calendar_name,
            'to', case when private.is_writable(c.id) then jsonb_build_object(
              'name', c.name, 'provider', a.provider, 'account_email', a.account_email
            ) end
          ) order by o.display_name, o.id)
          from public.hosts as o
          -- Another mail reports what changed since.
          join private.booking_target_changes as t on t.host_id = o.id and t.changed_at = n.created_at
          left join public.calendar_links as l on l.host_id = o.id and l.is_booking_target
          left join public.calendars as c on c.id = l.calendar_id
          left join public.calendar_connections as a on a.id = c.connection_id
          where o.owner_id = k.owner_id
        ), '[]'),
        'unknown_times', private.mailed_unknown_times(n),
        -- The mail is created at the moment when the calendar vanishes.
        'vanished', case when n.kind = 'calendar_vanished' then (
          select jsonb_build_object('name', c.name, 'hosts', coalesce((
            select jsonb_agg(o.display_name order by o.display_name, o.id) from public.hosts as o where o.id = any (s.vanished_from)
          ), '[]'))
          from public.calendars as c
          join private.calendar_sync as s on s.calendar_id = c.id
          where c.connection_id = k.id and s.vanished_at = n.created_at
        ) end
      ) end
    )
    from public.notifications as n
    left join public.bookings as b on b.id = n.booking_id
    left join public.hosts as h on h.id = b.host_id
    left join public.calendar_connections as k on k.id = n.connection_id
    left join auth.users as u on u.id = coalesce(h.owner_id, k.owner_id)
    where n.id = next_notification.notification_id and n.state not in ('sent', 'kept')
  );
end;
$$;
comment on function public.next_notification(uuid) is
  'What a mail says: about a booking, or about a connection (booking null). is_in_calendar: we write its event to the host''s calendar. conflicts: '
  'those that it reports, each with its booking. gathered: what else it says to a visitor (private.gather_mail), the newest 100; gathered_more: '
  'how many older ones there are. Null if it was already sent or kept, waits or goes with another mail, or is gone.';

-- sql/functions/service/rights_status.sql
create function public.rights_status()
returns jsonb
language plpgsql
stable
security definer -- reads the rights of every object of ours, which service_role may not
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('count', count(*), 'first', (array_agg(to_jsonb(x)))[1]) from private.excess_rights() as x
  );
end;
$$;
comment on function public.rights_status() is
  'For the start of the service and /readyz: what visitors or signed-in users may do beyond the list of rights: {count, first: {fault, remedy} or '
  'null}. Takes about 10 ms.';

-- sql/functions/service/service_status.sql
create function public.service_status()
returns jsonb
language plpgsql
stable
security definer -- reads the history of migrations, which service_role may not
set search_path = ''
as $$
declare
  v_migrations text[] := '{}';
begin
  if to_regclass('supabase_migrations.schema_migrations') is not null then
    v_migrations := array(select m.version from supabase_migrations.schema_migrations as m order by m.version);
  end if;
  return jsonb_build_object('migrations', v_migrations);
end;
$$;
comment on function public.service_status() is 'For /readyz: {migrations}, the versions of all applied migrations, oldest first.';

-- sql/functions/service/worker_heartbeat.sql
create function public.worker_heartbeat(worker_ids text[])
returns jsonb
language plpgsql
security definer -- keeps a private table
set search_path = ''
as $$
begin
  insert into private.workers as w (id, seen_at)
  select distinct i, now() from unnest(worker_heartbeat.worker_ids) as i
  on conflict (id) do update set seen_at = now();
  return jsonb_build_object('stale', coalesce((
    select jsonb_agg(w.id) from private.workers as w where w.seen_at < now() - interval '30 seconds'
  ), '[]'));
end;
$$;
comment on function public.worker_heartbeat(text[]) is
  'Records that these job workers are running: {stale: ids of workers that were silent for 30 seconds}, whose lanes may be freed.';

-- sql/functions/service/write_probe.sql
create function public.write_probe(probe_id uuid)
returns jsonb
language plpgsql
security definer -- keeps a private table
set search_path = ''
set work_mem = '64kB' -- so that the numbers below go to the disk
as $$
begin
  insert into private.probes (id) values (write_probe.probe_id) on conflict do nothing;
  delete from private.probes as p where p.probed_at < now() - interval '10 minutes';
  -- The row fits into an existing page, but a full disk refuses new pages. This writes half a megabyte, gone with the statement.
  perform count(*) from generate_series(1, 20000) as n;
  perform pg_notify('openslot_probe', write_probe.probe_id::text);
  return null;
end;
$$;
comment on function public.write_probe(uuid) is
  'Writes a row through the Data API and notifies the channel openslot_probe with its id, for the start of the service and /readyz: a connection '
  'to the same database sees the row and, if its session is its own, hears the notification. Raises 53100 when the disk is full.';

-- sql/functions/service/zone_offsets.sql
create function public.zone_offsets(zones text[], instants timestamptz[])
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_object_agg(z.zone, z.offsets), '{}')
    from (
      select t.zone, jsonb_agg(
        (extract(epoch from (i.at at time zone t.zone) - (i.at at time zone 'UTC')) / 60)::integer order by i.position
      ) as offsets
      from unnest(zone_offsets.zones) as t (zone)
      cross join unnest(zone_offsets.instants) with ordinality as i (at, position)
      group by t.zone
    ) as z
  );
end;
$$;
comment on function public.zone_offsets(text[], timestamptz[]) is
  'UTC offsets in minutes of each zone at each instant, as this Postgres knows them: compared with the service''s own at start.';

-- sql/functions/service/zones_in_use.sql
create function public.zones_in_use()
returns jsonb
language plpgsql
stable
security definer -- service_role may call this whatever rows it may read
set search_path = ''
as $$
begin
  return (
    -- From each zone to the next in its index: one step per zone, however many rows have it.
    with recursive of_hosts (zone) as (
      select min(h.time_zone) from public.hosts as h
      union all
      select (select min(h.time_zone) from public.hosts as h where h.time_zone > p.zone) from of_hosts as p where p.zone is not null
    ),
    of_event_types (zone) as (
      select min(e.time_zone) from public.event_types as e
      union all
      select (select min(e.time_zone) from public.event_types as e where e.time_zone > p.zone) from of_event_types as p where p.zone is not null
    ),
    of_calendars (zone) as (
      select min(c.time_zone) from public.calendars as c
      union all
      select (select min(c.time_zone) from public.calendars as c where c.time_zone > p.zone) from of_calendars as p where p.zone is not null
    )
    select coalesce(jsonb_agg(z.zone order by z.zone), '[]')
    from (table of_hosts union table of_event_types union table of_calendars) as z (zone)
    where z.zone is not null
  );
end;
$$;
comment on function public.zones_in_use() is
  'The time zones of hosts, event types and calendars, sorted, to compare with the zones that the service knows (public.zone_offsets).';

-- sql/functions/rights/differing_rights.sql
create function private.differing_rights()
returns table (right_name text)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with api_roles as (
    select r.oid, r.rolname::text as role from pg_catalog.pg_roles as r where r.rolname in ('anon', 'authenticated', 'service_role')
    union all
    select 0, 'public'
  ),
  lists as (
    select l.id, l.kind, l.name, null::text as column_name, l.acl from private.own_access_lists() as l
    union all
    select l.id, l.kind, l.name, a.attname::text, a.attacl
    from private.own_access_lists() as l
    join pg_catalog.pg_attribute as a on l.kind = 'table' and a.attrelid = l.id and a.attnum > 0 and a.attacl is not null
  ),
  actual as (
    select r.role, lower(x.privilege_type) as privilege, l.column_name, l.kind, l.name
    from lists as l
    cross join lateral aclexplode(l.acl) as x
    join api_roles as r on r.oid = x.grantee
  ),
  declared as (
    select d.role, d.privilege, d.column_name, d.kind,
      case d.kind when 'function' then to_regprocedure(d.object)::text else to_regclass(d.object)::text end
    from private.declared_rights() as d
  )
  select format('%s: %s%s on %s %s', d.role, d.privilege, ' (' || d.column_name || ')', d.kind, d.name)
  from (
    (table actual except table declared)
    union all
    (table declared except table actual)
  ) as d (role, privilege, column_name, kind, name)
  order by 1;
end;
$$;
comment on function private.differing_rights() is
  'The differences between the access lists of our objects and the list of rights: what everybody or a role of the API was given beyond it, and '
  'what nobody gave.';

-- sql/functions/rights/excess_rights.sql
create function private.excess_rights()
returns table (fault text, remedy text)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with lists as materialized (select l.kind, l.id, l.name from private.own_access_lists() as l),
  declared as materialized (
    select d.role, d.privilege, d.column_name,
      case d.kind when 'function' then to_regprocedure(d.object)::oid else to_regclass(d.object)::oid end as id
    from private.declared_rights() as d
    where d.role in ('anon', 'authenticated')
  ),
  roles (role) as (values ('anon'), ('authenticated')),
  held as (
    select r.role, 'execute' as privilege, null::text as column_name, l.kind, l.id, l.name
    from lists as l cross join roles as r
    where l.kind = 'function' and has_function_privilege(r.role, l.id, 'execute')
    union all
    select r.role, p.privilege, null, l.kind, l.id, l.name
    from lists as l cross join roles as r
    cross join unnest('{select,insert,update,delete,truncate,references,trigger,maintain}'::text[]) as p (privilege)
    where l.kind = 'table' and has_table_privilege(r.role, l.id, p.privilege)
    union all
    select r.role, p.privilege, a.attname::text, 'table', l.id, l.name
    from lists as l cross join roles as r
    cross join unnest('{select,insert,update,references}'::text[]) as p (privilege)
    join pg_catalog.pg_attribute as a on a.attrelid = l.id and a.attnum > 0 and not a.attisdropped
    where l.kind = 'table' and has_any_column_privilege(r.role, l.id, p.privilege) and not has_table_privilege(r.role, l.id, p.privilege)
      and has_column_privilege(r.role, l.id, a.attnum, p.privilege)
    union all
    select r.role, p.privilege, null, l.kind, l.id, l.name
    from lists as l cross join roles as r cross join unnest('{usage,select,update}'::text[]) as p (privilege)
    where l.kind = 'sequence' and has_sequence_privilege(r.role, l.id, p.privilege)
    union all
    select r.role, 'usage', null, l.kind, l.id, l.name
    from lists as l cross join roles as r where l.kind = 'type' and has_type_privilege(r.role, l.id, 'usage')
    union all
    select r.role, p.privilege, null, l.kind, l.id, l.name
    from lists as l cross join roles as r cross join unnest('{usage,create}'::text[]) as p (privilege)
    where l.kind = 'schema' and has_schema_privilege(r.role, l.id, p.privilege)
  )
  select format('%s has %s%s on %s %s', h.role, h.privilege, ' (' || h.column_name || ')', h.kind, h.name),
    'select private.restore_rights();'
  from held as h
  where not exists (
    select from declared as d
    where d.role = h.role and d.id = h.id and d.privilege = h.privilege and d.column_name is not distinct from h.column_name
  )
  union all
  -- The queue's schema belongs to the service; whoever may use it could add jobs.
  select format('%s has usage on schema %s', r.role, n.nspname), format('revoke usage on schema %s from public, anon, authenticated;', n.nspname)
  from roles as r join pg_catalog.pg_namespace as n on n.nspname = 'graphile_worker'
  where has_schema_privilege(r.role, n.oid, 'usage')
  order by 1;
end;
$$;
comment on function private.excess_rights() is
  'What anon or authenticated may do with our objects beyond the list, however they got the right (through everybody or another role), each with '
  'the statement that revokes it. No rows: as it should be. For the start of the service and /readyz.';

-- sql/functions/rights/own_access_lists.sql
create function private.own_access_lists()
returns table (kind text, id oid, name text, owner oid, acl aclitem[])
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with listed as (
    select o.kind, case o.kind
      when 'function' then to_regprocedure(o.object)::oid
      when 'table' then to_regclass(o.object)::oid
      when 'type' then to_regtype(o.object)::oid
    end as id
    from private.own_objects() as o
  )
  select 'function', p.oid, p.oid::regprocedure::text, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
  from listed as l join pg_catalog.pg_proc as p on l.kind = 'function' and p.oid = l.id
  union all
  select 'table', c.oid, c.oid::regclass::text, c.relowner, coalesce(c.relacl, acldefault('r', c.relowner))
  from listed as l join pg_catalog.pg_class as c on l.kind = 'table' and c.oid = l.id
  union all
  -- Sequences come with the columns that count by them.
  select 'sequence', s.oid, s.oid::regclass::text, s.relowner, coalesce(s.relacl, acldefault('s', s.relowner))
  from listed as l
  join pg_catalog.pg_depend as d on l.kind = 'table' and d.refobjid = l.id and d.deptype in ('a', 'i')
    and d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
  join pg_catalog.pg_class as s on s.oid = d.objid and s.relkind = 'S'
  union all
  select 'type', t.oid, t.oid::regtype::text, t.typowner, coalesce(t.typacl, acldefault('T', t.typowner))
  from listed as l join pg_catalog.pg_type as t on l.kind = 'type' and t.oid = l.id
  union all
  -- A schema of this name without our comment was made by another application (schemas.sql).
  select 'schema', n.oid, n.oid::regnamespace::text, n.nspowner, coalesce(n.nspacl, acldefault('n', n.nspowner))
  from private.own_objects() as o
  join pg_catalog.pg_namespace as n on o.kind = 'schema' and n.nspname = o.object
  where obj_description(n.oid, 'pg_namespace') like '%Openslot%';
end;
$$;
comment on function private.own_access_lists() is
  'Every existing object of ours: its kind, its name as a statement names it, its owner and its rights.';

-- sql/functions/rights/restore_rights.sql
create function private.restore_rights()
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_missing text;
  v_object record;
  v_right record;
  v_differing text;
begin
  select string_agg(o.kind || ' ' || o.object, ', ' order by o.kind, o.object) into v_missing
  from private.own_objects() as o
  where case o.kind
    when 'function' then to_regprocedure(o.object)::oid
    when 'table' then to_regclass(o.object)::oid
    when 'type' then to_regtype(o.object)::oid
    when 'schema' then to_regnamespace(o.object)::oid
  end is null;
  if v_missing is not null then
    raise exception 'private.own_objects() names objects that do not exist: %', v_missing using errcode = 'undefined_object',
      hint = 'The list and the objects must come from the same state of sql/: end the migration with what "npm run db:rights" prints.';
  end if;

  for v_object in select l.kind, l.name from private.own_access_lists() as l order by l.kind, l.name loop
    execute format('revoke all on %s %s from public, anon, authenticated, service_role cascade', v_object.kind, v_object.name);
  end loop;
  for v_right in select * from private.declared_rights() loop
    execute format(
      'grant %s%s on %s %s to %s',
      v_right.privilege, ' (' || v_right.column_name || ')', v_right.kind, v_right.object, v_right.role
    );
  end loop;

  -- Only the owner of an object can revoke rights on it; for others Postgres just warns.
  select string_agg(d.right_name, ', ') into v_differing from private.differing_rights() as d;
  if v_differing is not null then
    raise exception 'the rights could not be restored: %', v_differing using errcode = 'insufficient_privilege',
      hint = 'Run it as the role that owns the tables and functions of Openslot.';
  end if;
end;
$$;
comment on function private.restore_rights() is
  'Gives every object of ours exactly the rights of the list, whatever default privileges or people gave it; objects of others are not touched. '
  'The last statement of every migration, and the remedy where /readyz complains of rights. Run it as the owner of the objects; it raises '
  'undefined_object or insufficient_privilege, and then changes nothing.';

-- sql/triggers/bump_changed_hosts.sql
create function private.bump_changed_hosts()
returns trigger
language plpgsql
security definer -- whoever changed the slots may not write the private tables
set search_path = ''
set enable_seqscan = off -- until the next vacuum there are many dead rows, and no statistics on those of this transaction
as $$
begin
  with changed as (
    -- The rows of this transaction begin with this one.
    delete from private.changed_hosts as c where c.number >= new.number returning c.host_id
  )
  insert into private.host_versions as v (host_id)
  -- In one order everywhere, so that two transactions never wait for each other.
  select h.id from public.hosts as h where h.id in (select c.host_id from changed as c) order by h.id
  on conflict on constraint host_versions_pkey do update set version = v.version + 1;
  return null;
end;
$$;
comment on function private.bump_changed_hosts() is
  'At the end of a transaction: bumps the version of each host that it changed, once. Processes with open pages poll the versions: a notification '
  'would make all commits of the database wait for one lock. These are the last locks that the transaction takes; the first row does the work for '
  'all.';

create constraint trigger changed_hosts_bump after insert on private.changed_hosts
deferrable initially deferred for each row execute function private.bump_changed_hosts();

-- sql/triggers/bump_versions_of_bookings.sql
create function private.bump_versions_of_bookings()
returns trigger
language plpgsql
security definer -- whoever books may not write the private table
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform private.bump_host_versions(array(
      select n.host_id from new_rows as n
      union
      select l.host_id
      from new_rows as n
      join public.calendar_links as l on l.calendar_id = n.calendar_id and l.blocks_availability
    ));
  elsif tg_op = 'DELETE' then
    perform private.bump_host_versions(array(
      select o.host_id from old_rows as o
      union
      select l.host_id
      from old_rows as o
      join public.calendar_links as l on l.calendar_id = o.calendar_id and l.blocks_availability
    ));
  else
    perform private.bump_host_versions(array(
      select x.host_id
      from old_rows as o
      join new_rows as n on n.id = o.id
      cross join lateral (
        select n.host_id
        union
        select l.host_id
        from public.calendar_links as l
        where l.calendar_id in (o.calendar_id, n.calendar_id) and l.blocks_availability
      ) as x
      where (o.status, o.starts_at, o.ends_at, o.expires_at, o.calendar_id)
        is distinct from (n.status, n.starts_at, n.ends_at, n.expires_at, n.calendar_id)
    ));
  end if;
  return null;
end;
$$;
comment on function private.bump_versions_of_bookings() is
  'A time was taken, moved or given back, or a hold or request ended: for its host, and for those whose time it takes through a calendar.';

create trigger bookings_version_insert after insert on public.bookings
referencing new table as new_rows for each statement execute function private.bump_versions_of_bookings();
create trigger bookings_version_update after update on public.bookings
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_bookings();
create trigger bookings_version_delete after delete on public.bookings
referencing old table as old_rows for each statement execute function private.bump_versions_of_bookings();

-- sql/triggers/bump_versions_of_connections.sql
create function private.bump_versions_of_connections()
returns trigger
language plpgsql
security definer -- the writer of connections may not write the private table
set search_path = ''
as $$
begin
  perform private.bump_versions_of_calendars(array(
    select c.id
    from old_rows as o
    join new_rows as n on n.id = o.id
    join public.calendars as c on c.connection_id = n.id
    where o.status <> n.status
  ));
  return null;
end;
$$;
comment on function private.bump_versions_of_connections() is
  'A connection that is lost or restored changes whether its calendars count (rules 5 and 9).';

create trigger calendar_connections_bump_version after update on public.calendar_connections
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_connections();

-- sql/triggers/bump_versions_of_events.sql
create function private.bump_versions_of_events()
returns trigger
language plpgsql
security definer -- the writer of events may not write the private table
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform private.bump_versions_of_calendars(array(select distinct n.calendar_id from new_rows as n where n.is_busy));
  elsif tg_op = 'DELETE' then
    perform private.bump_versions_of_calendars(array(select distinct o.calendar_id from old_rows as o where o.is_busy));
  else
    perform private.bump_versions_of_calendars(array(
      select distinct n.calendar_id
      from old_rows as o
      join new_rows as n on n.id = o.id
      where (o.is_busy or n.is_busy)
        and (o.starts_at, o.ends_at, o.start_date, o.end_date, o.is_busy, o.deleted_at, o.booking_id)
          is distinct from (n.starts_at, n.ends_at, n.start_date, n.end_date, n.is_busy, n.deleted_at, n.booking_id)
    ));
  end if;
  return null;
end;
$$;
comment on function private.bump_versions_of_events() is 'Once per statement that changed busy time; a new title does not concern visitors.';

create trigger synced_events_version_insert after insert on public.synced_events
referencing new table as new_rows for each statement execute function private.bump_versions_of_events();
create trigger synced_events_version_update after update on public.synced_events
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_events();
create trigger synced_events_version_delete after delete on public.synced_events
referencing old table as old_rows for each statement execute function private.bump_versions_of_events();

-- sql/triggers/bump_versions_of_freshness.sql
create function private.bump_versions_of_freshness()
returns trigger
language plpgsql
security definer -- the writer of calendars may not write the private table
set search_path = ''
as $$
begin
  perform private.bump_host_versions(array(
    select distinct h.id
    from old_rows as o
    join new_rows as n on n.id = o.id
    join public.calendar_links as l on l.calendar_id = n.id and l.blocks_availability
    join public.hosts as h on h.id = l.host_id
    where (o.covered_until, o.time_zone) is distinct from (n.covered_until, n.time_zone)
      or (o.last_synced_at is null and n.last_synced_at is not null)
      or o.last_synced_at < n.last_synced_at - make_interval(mins => h.stale_after_minutes)
  ));
  return null;
end;
$$;
comment on function private.bump_versions_of_freshness() is
  'A calendar is known further ahead, or was stale and is read again. It becomes stale without a change: pages learn that when they ask.';

create trigger calendars_bump_version after update on public.calendars
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_freshness();

-- sql/triggers/bump_versions_of_hosts.sql
create function private.bump_versions_of_hosts()
returns trigger
language plpgsql
security definer -- an owner who edits may not write the private table
set search_path = ''
as $$
begin
  perform private.bump_host_versions(array(select n.id from new_rows as n));
  return null;
end;
$$;
comment on function private.bump_versions_of_hosts() is 'The owner changed a host itself: its zone, its policy, whether it is active.';

create trigger hosts_version_update after update on public.hosts
referencing new table as new_rows for each statement execute function private.bump_versions_of_hosts();

-- sql/triggers/bump_versions_of_settings.sql
create function private.bump_versions_of_settings()
returns trigger
language plpgsql
security definer -- an owner who edits may not write the private table
set search_path = ''
as $$
begin
  perform private.bump_host_versions(array_remove(array[old.host_id, new.host_id], null));
  return null;
end;
$$;
comment on function private.bump_versions_of_settings() is 'The owner changed what a host offers, or which calendars take its time.';

create trigger event_types_version after insert or update or delete on public.event_types
for each row execute function private.bump_versions_of_settings();
create trigger availability_rules_version after insert or update or delete on public.availability_rules
for each row execute function private.bump_versions_of_settings();
create trigger availability_overrides_version after insert or update or delete on public.availability_overrides
for each row execute function private.bump_versions_of_settings();
create trigger blocked_periods_version after insert or update or delete on public.blocked_periods
for each row execute function private.bump_versions_of_settings();
create trigger calendar_links_version after insert or update or delete on public.calendar_links
for each row execute function private.bump_versions_of_settings();

-- sql/triggers/bump_versions_of_unknown_times.sql
create function private.bump_versions_of_unknown_times()
returns trigger
language plpgsql
security definer -- whoever writes unknown times may not write the versions
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform private.bump_versions_of_calendars(array(select distinct n.calendar_id from new_rows as n where n.acknowledged_at is null));
  elsif tg_op = 'DELETE' then
    perform private.bump_versions_of_calendars(array(select distinct o.calendar_id from old_rows as o where o.acknowledged_at is null));
  else
    perform private.bump_versions_of_calendars(array(
      select distinct n.calendar_id
      from old_rows as o
      join new_rows as n on n.id = o.id
      where (o.from_day, o.until_day, o.acknowledged_at is null) is distinct from (n.from_day, n.until_day, n.acknowledged_at is null)
    ));
  end if;
  return null;
end;
$$;
comment on function private.bump_versions_of_unknown_times() is
  'Once per statement that changed which days are known (rule 9); what is wrong with an event does not concern visitors.';

create trigger unknown_times_version_insert after insert on private.unknown_times
referencing new table as new_rows for each statement execute function private.bump_versions_of_unknown_times();
create trigger unknown_times_version_update after update on private.unknown_times
referencing old table as old_rows new table as new_rows for each statement execute function private.bump_versions_of_unknown_times();
create trigger unknown_times_version_delete after delete on private.unknown_times
referencing old table as old_rows for each statement execute function private.bump_versions_of_unknown_times();

-- sql/triggers/check_booking_target.sql
create function private.check_booking_target()
returns trigger
language plpgsql
security definer -- every writer must be able to check the calendar's access; only calendars of the same owner are checked
set search_path = ''
as $$
begin
  if exists (
    select from public.calendars as c
    where c.id = new.calendar_id and c.owner_id = new.owner_id and c.access <> 'write'
  ) then
    perform private.fail(
      'invalid_request', 'Bookings cannot be written to this calendar: it is read-only.', 'Choose a calendar whose access is write.'
    );
  end if;
  return new;
end;
$$;
comment on function private.check_booking_target() is
  'A read-only calendar cannot become the booking target: its bookings would silently be missing from it. Raises invalid_request.';

-- Its name makes it fire after calendar_links_derive_owner.
create trigger calendar_links_target_is_writable before insert or update of is_booking_target, calendar_id on public.calendar_links
for each row when (new.is_booking_target) execute function private.check_booking_target();

-- sql/triggers/check_time_zone.sql
create function private.check_time_zone()
returns trigger
language plpgsql
security definer -- whoever writes a zone may not read the private list
set search_path = ''
as $$
begin
  if new.time_zone is null
    or exists (select from private.time_zones as z where z.name = new.time_zone)
    or exists (
      -- A zone that came with an update of Postgres after the list was copied.
      select from pg_catalog.pg_timezone_names as z
      where z.name = new.time_zone and z.name !~ '^(posix|right)/' and z.name not in ('posixrules', 'localtime', 'Factory')
    )
  then
    return new;
  end if;
  perform private.fail(
    'invalid_request', format('"%s" is not a time zone.', left(new.time_zone, 60)), 'Use an IANA name such as Europe/Berlin.'
  );
end;
$$;
comment on function private.check_time_zone() is 'Refuses a time_zone that is not an IANA name. Raises invalid_request.';

create trigger hosts_check_time_zone before insert or update of time_zone on public.hosts
for each row execute function private.check_time_zone();
create trigger event_types_check_time_zone before insert or update of time_zone on public.event_types
for each row execute function private.check_time_zone();
create trigger calendars_check_time_zone before insert or update of time_zone on public.calendars
for each row execute function private.check_time_zone();
create trigger booking_attendees_check_time_zone before insert or update of time_zone on public.booking_attendees
for each row execute function private.check_time_zone();

-- sql/triggers/complete_booking.sql
create function private.complete_booking()
returns trigger
language plpgsql
security definer -- must see every seat of the session
set search_path = ''
as $$
begin
  if new.status = 'held' and new.expires_at is null then
    new.expires_at := now() + interval '5 minutes';
  end if;
  if new.seat is null then
    -- The lowest number that no row of the session uses.
    select min(n) into new.seat
    from generate_series(1, 1 + (
      select count(*) from public.bookings as b
      where b.event_type_id = new.event_type_id and b.starts_at = new.starts_at and b.ends_at = new.ends_at
        and b.status in ('held', 'pending', 'confirmed') and b.id <> new.id
    )) as n
    where n not in (
      select b.seat from public.bookings as b
      where b.event_type_id = new.event_type_id and b.starts_at = new.starts_at and b.ends_at = new.ends_at
        and b.status in ('held', 'pending', 'confirmed') and b.id <> new.id
    );
  end if;
  new.calendar_id := case when new.status in ('held', 'pending', 'confirmed') then
    private.receiving_calendar(new.id, new.host_id, new.event_type_id, new.starts_at, new.ends_at)
  end;
  return new;
end;
$$;
comment on function private.complete_booking() is
  'Gives a row without a seat the lowest free one of its session (the unique index bookings_seat_key decides), a hold 5 minutes to live, and an '
  'active row the calendar for its event.';

create trigger bookings_complete before insert or update on public.bookings
for each row execute function private.complete_booking();

-- sql/triggers/derive_host_of_conflict.sql
create function private.derive_host_of_conflict()
returns trigger
language plpgsql
security definer -- the row of the booking decides, whoever writes
set search_path = ''
as $$
begin
  -- Without a booking there is no host, and the row is refused.
  select b.host_id into new.host_id from public.bookings as b where b.id = new.booking_id;
  return new;
end;
$$;
comment on function private.derive_host_of_conflict() is 'Fills booking_conflicts.host_id.';

create trigger booking_conflicts_derive_host before insert or update of booking_id, host_id on public.booking_conflicts
for each row execute function private.derive_host_of_conflict();

-- sql/triggers/derive_owner_from_connection.sql
create function private.derive_owner_from_connection()
returns trigger
language plpgsql
security definer -- the row of the connection decides, whoever writes
set search_path = ''
as $$
begin
  select k.owner_id into new.owner_id from public.calendar_connections as k where k.id = new.connection_id;
  if new.owner_id is null then
    perform private.fail('not_found', 'There is no such connection.', 'Check connection_id.');
  end if;
  return new;
end;
$$;
comment on function private.derive_owner_from_connection() is 'Fills calendars.owner_id. Raises not_found.';

create trigger calendars_derive_owner before insert or update of connection_id on public.calendars
for each row execute function private.derive_owner_from_connection();

-- sql/triggers/derive_owner_from_host.sql
create function private.derive_owner_from_host()
returns trigger
language plpgsql
security definer -- the row of the host decides, whoever writes; the policy then compares it with the caller
set search_path = ''
as $$
begin
  select h.owner_id into new.owner_id from public.hosts as h where h.id = new.host_id;
  if new.owner_id is null then
    perform private.fail('not_found', 'There is no such host.', 'Check host_id.');
  end if;
  return new;
end;
$$;
comment on function private.derive_owner_from_host() is 'Fills calendar_links.owner_id. Raises not_found.';

create trigger calendar_links_derive_owner before insert or update of host_id, calendar_id, owner_id on public.calendar_links
for each row execute function private.derive_owner_from_host();

-- sql/triggers/follow_access.sql
create function private.follow_access()
returns trigger
language plpgsql
security definer -- whoever records the access may write neither events nor mails
set search_path = ''
as $$
declare
  v_event_key uuid;
  v_host_id uuid;
  v_is_replaced boolean := false;
  v_is_left boolean := false;
begin
  if new.access = 'write' then
    delete from private.booking_target_changes as t
    where t.calendar_id = new.id and t.reason = 'read_only' and exists (
      select from public.calendar_links as l where l.calendar_id = new.id and l.host_id = t.host_id and l.is_booking_target
    );
    for v_event_key in
      update public.booking_calendar_events as p
      set state = 'pending', last_error = null
      from private.unwritten_events(new.id) as u
      where p.event_key = u.event_key and p.calendar_id = u.calendar_id
      returning p.event_key
    loop
      perform private.enqueue_push(v_event_key, new.id);
    end loop;
  else
    update public.booking_calendar_events as p
    set state = 'failed', last_error = private.read_only_text()
    where p.calendar_id = new.id and p.state = 'pending' and p.pushed_revision is distinct from p.revision;
    for v_host_id in
      select l.host_id from public.calendar_links as l where l.calendar_id = new.id and l.is_booking_target order by l.host_id
    loop
      if private.replace_target(v_host_id, new.id, 'read_only') is null then
        v_is_left := true;
      else
        v_is_replaced := true;
      end if;
    end loop;
    -- Once, however many calendars of the account are concerned, and not every time that access comes and goes.
    if not exists (
      select from public.notifications as n
      where n.connection_id = new.connection_id and n.kind = 'booking_target_read_only'
        and n.created_at > case when v_is_replaced then now() - interval '1 microsecond' else now() - interval '1 day' end
    ) and (v_is_left or v_is_replaced) then
      perform private.notify_owner('booking_target_read_only', p_connection_id => new.connection_id);
    end if;
  end if;
  update public.calendars as c set sync_error = private.calendar_warning(c.id)
  where c.id = new.id and c.sync_status <> 'error' and c.sync_error is distinct from private.calendar_warning(c.id);
  return null;
end;
$$;
comment on function private.follow_access() is
  'A calendar became read-only: pending writes to it fail and say why. If bookings go there, the next calendar gets them (private.replace_target), '
  'and the owner is notified of that, or that there is none. It became writable again: what was missed is written (private.unwritten_events).';

create trigger calendars_follow_access after update of access on public.calendars
for each row when (old.access is distinct from new.access) execute function private.follow_access();

-- sql/triggers/follow_disconnection.sql
create function private.follow_disconnection()
returns trigger
language plpgsql
security definer -- whoever ends a connection may not write conflicts
set search_path = ''
as $$
begin
  perform private.recheck_double_bookings(array(
    select distinct l.host_id
    from public.calendars as c
    join public.calendar_links as l on l.calendar_id = c.id and l.blocks_availability
    where c.connection_id = new.id
  ));
  if new.status = 'disconnected' then
    perform private.close_overlaps(c.id) from public.calendars as c where c.connection_id = new.id;
  end if;
  return null;
end;
$$;
comment on function private.follow_disconnection() is
  'Calendars of a disconnected account take nobody''s time: conflicts that they cause end; those between bookings come back with the account. '
  'Whoever disconnects or connects holds the locks of the owner''s hosts (private.lock_connection).';

create trigger calendar_connections_follow after update on public.calendar_connections
for each row when ((old.status = 'disconnected') <> (new.status = 'disconnected')) execute function private.follow_disconnection();

-- sql/triggers/follow_event.sql
create function private.follow_event()
returns trigger
language plpgsql
security definer -- whoever writes events of bookings may not write bookings
set search_path = ''
as $$
declare
  v_booking_ids constant uuid[] := array(
    select b.id
    from public.bookings as o
    join public.bookings as b
      on b.event_type_id = o.event_type_id and b.starts_at = o.starts_at and b.ends_at = o.ends_at
      and b.status in ('held', 'pending', 'confirmed')
    where o.id in (case when tg_op <> 'DELETE' then new.booking_id end, case when tg_op <> 'INSERT' then old.booking_id end)
      and b.calendar_id is distinct from private.receiving_calendar(b.id, b.host_id, b.event_type_id, b.starts_at, b.ends_at)
  );
begin
  if cardinality(v_booking_ids) > 0 then
    -- bookings_complete derives it.
    update public.bookings as b set calendar_id = b.calendar_id where b.id = any (v_booking_ids);
    -- They take the time of other hosts now.
    perform private.close_double_bookings(v_booking_ids);
    perform private.detect_double_bookings(v_booking_ids);
  end if;
  return null;
end;
$$;
comment on function private.follow_event() is
  'The event of a session is in a calendar, or no longer is: updates bookings.calendar_id of the session and its conflicts with bookings of other '
  'hosts. The caller holds the locks of the hosts concerned.';

create trigger booking_calendar_events_follow_insert after insert on public.booking_calendar_events
for each row when (new.is_wanted) execute function private.follow_event();
create trigger booking_calendar_events_follow_update after update on public.booking_calendar_events
for each row when (
  (old.booking_id, old.calendar_id, old.is_wanted) is distinct from (new.booking_id, new.calendar_id, new.is_wanted)
) execute function private.follow_event();
create trigger booking_calendar_events_follow_delete after delete on public.booking_calendar_events
for each row when (old.is_wanted) execute function private.follow_event();

-- sql/triggers/follow_links.sql
create function private.follow_links()
returns trigger
language plpgsql
security definer -- the owner edits links; bookings and conflicts follow
set search_path = ''
as $$
declare
  v_host_ids uuid[];
begin
  if tg_op = 'INSERT' then
    v_host_ids := array(select n.host_id from new_rows as n);
  elsif tg_op = 'DELETE' then
    v_host_ids := array(select o.host_id from old_rows as o);
  else
    v_host_ids := array(
      select x.host_id
      from (
        (table new_rows except table old_rows) union all (table old_rows except table new_rows)
      ) as x
    );
  end if;
  update public.bookings as b
  set calendar_id = b.calendar_id -- bookings_complete derives it
  where b.host_id = any (v_host_ids) and b.status in ('held', 'pending', 'confirmed')
    -- Past bookings count as long as a buffer may reach them (constraint event_types_buffers_valid).
    and b.during && tstzrange(now() - interval '24 hours', null)
    and b.calendar_id is distinct from private.receiving_calendar(b.id, b.host_id, b.event_type_id, b.starts_at, b.ends_at);
  perform private.recheck_double_bookings(v_host_ids);
  if tg_op <> 'INSERT' then
    perform private.close_overlaps(o.calendar_id, array[o.host_id])
    from old_rows as o
    where o.blocks_availability and o.host_id = any (v_host_ids);
  end if;
  return null;
end;
$$;
comment on function private.follow_links() is
  'Links changed: future bookings that are not written yet go to the current booking target; bookings of other hosts that now take their time, or '
  'no longer do, are reported or closed as conflicts; conflicts with events that no longer take their time are closed.';

create trigger calendar_links_follow_insert after insert on public.calendar_links
referencing new table as new_rows for each statement execute function private.follow_links();
create trigger calendar_links_follow_update after update on public.calendar_links
referencing old table as old_rows new table as new_rows for each statement execute function private.follow_links();
create trigger calendar_links_follow_delete after delete on public.calendar_links
referencing old table as old_rows for each statement execute function private.follow_links();

-- sql/triggers/follow_session.sql
create function private.follow_session()
returns trigger
language plpgsql
security definer -- must see and write every booking of the session
set search_path = ''
as $$
declare
  v_stayed_ids uuid[];
begin
  with changed as (
    update public.bookings as b
    set calendar_id = b.calendar_id -- bookings_complete derives it
    from (
      values (old.event_type_id, old.starts_at, old.ends_at), (new.event_type_id, new.starts_at, new.ends_at)
    ) as s (event_type_id, starts_at, ends_at)
    where b.event_type_id = s.event_type_id and b.starts_at = s.starts_at and b.ends_at = s.ends_at
      and b.status in ('held', 'pending', 'confirmed')
      and b.calendar_id is distinct from private.receiving_calendar(b.id, b.host_id, b.event_type_id, b.starts_at, b.ends_at)
    returning b.*
  )
  select array_agg(c.id) into v_stayed_ids
  from changed as c
  where (c.event_type_id, c.starts_at, c.ends_at) = (old.event_type_id, old.starts_at, old.ends_at);
  -- Whoever moved a booking takes care of that booking.
  if v_stayed_ids is not null then
    perform private.close_double_bookings(v_stayed_ids);
    perform private.detect_double_bookings(v_stayed_ids);
  end if;
  return null;
end;
$$;
comment on function private.follow_session() is
  'A booking left one session and joined another, perhaps with its event: updates bookings.calendar_id of those who stay and of those who moved '
  'with it in one statement, and the conflicts of those who stay with bookings of other hosts.';

create trigger bookings_follow_session after update on public.bookings
for each row when (
  (old.event_type_id, old.starts_at, old.ends_at) is distinct from (new.event_type_id, new.starts_at, new.ends_at)
) execute function private.follow_session();

-- sql/triggers/follow_target.sql
create function private.follow_target()
returns trigger
language plpgsql
security definer -- an owner who chooses a calendar writes neither events nor jobs
set search_path = ''
as $$
declare
  v_next_id uuid;
  v_connection_id uuid;
begin
  if tg_op = 'DELETE' then
    delete from private.booking_target_changes as t where t.host_id = old.host_id;
    -- Removing a link is a choice; deleting a calendar removes its links, too.
    if exists (select from public.calendars as c where c.id = old.calendar_id)
      or not exists (select from public.hosts as h where h.id = old.host_id)
    then
      return null;
    end if;
    v_next_id := private.replace_target(old.host_id, old.calendar_id, 'deleted');
    select c.connection_id into v_connection_id from public.calendars as c where c.id = v_next_id;
    -- Without an account there is nothing to mail about; the page says it.
    if v_connection_id is not null then
      perform private.notify_owner('booking_target_changed', p_connection_id => v_connection_id);
    end if;
    return null;
  end if;
  delete from private.booking_target_changes as t where t.host_id = new.host_id;
  if new.is_booking_target and (tg_op = 'INSERT' or not old.is_booking_target) then
    -- As a job: there may be many future bookings.
    perform private.enqueue(
      'plan_missing_pushes', jsonb_build_object('host_id', new.host_id), p_key => 'plan_missing_pushes:' || new.host_id
    );
  end if;
  return null;
end;
$$;
comment on function private.follow_target() is
  'Another calendar gets the bookings of a host, or none does: forgets the lost one, and writes future bookings that are in no calendar to the new '
  'one. A deleted target is replaced (private.replace_target).';

create trigger calendar_links_follow_target after insert or update of is_booking_target on public.calendar_links
for each row execute function private.follow_target();
create trigger calendar_links_replace_target after delete on public.calendar_links
for each row when (old.is_booking_target) execute function private.follow_target();

-- sql/triggers/forget_objects.sql
create function private.forget_objects()
returns trigger
language plpgsql
security definer -- whoever deletes a calendar has no rights on the private table
set search_path = ''
as $$
begin
  delete from private.calendar_objects as o where o.calendar_id in (select c.id from old_rows as c);
  return null;
end;
$$;
comment on function private.forget_objects() is 'Deletes the object states of a deleted calendar, in place of a foreign key.';

create trigger calendars_forget_objects after delete on public.calendars
referencing old table as old_rows for each statement execute function private.forget_objects();

-- sql/triggers/lock_hosts_of_link.sql
create function private.lock_hosts_of_link()
returns trigger
language plpgsql
security definer -- whoever writes a link may not lock hosts; only those of the same owner are locked
set search_path = ''
as $$
declare
  v_owner_id constant uuid := case when tg_op = 'DELETE' then old.owner_id else new.owner_id end;
begin
  -- A link to somebody else's host is refused by its policy.
  if coalesce((select auth.uid()), v_owner_id) = v_owner_id then
    perform private.lock_owner_hosts(v_owner_id);
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end;
$$;
comment on function private.lock_hosts_of_link() is
  'Links decide whose time a booking takes: while one changes nobody books with the hosts of its owner. Functions that change links lock these '
  'hosts first; this makes sure of it.';

-- Its name makes it fire after calendar_links_derive_owner.
create trigger calendar_links_lock_hosts before insert or update or delete on public.calendar_links
for each row execute function private.lock_hosts_of_link();

-- sql/triggers/lock_own_hosts.sql
create function private.lock_own_hosts()
returns trigger
language plpgsql
security definer -- locks rows that the owner may edit anyway
set search_path = ''
as $$
begin
  perform private.lock_owner_hosts((select auth.uid()));
  return null;
end;
$$;
comment on function private.lock_own_hosts() is
  'Before an owner''s statement touches any row: locks their hosts by id, as bookings do, to avoid deadlocks.';

create trigger hosts_lock_own_update before update on public.hosts for each statement execute function private.lock_own_hosts();
create trigger hosts_lock_own_delete before delete on public.hosts for each statement execute function private.lock_own_hosts();
create trigger calendar_links_lock_own before insert or update or delete on public.calendar_links
for each statement execute function private.lock_own_hosts();

-- sql/triggers/plan_account.sql
create function private.plan_account()
returns trigger
language plpgsql
security definer -- whoever stores a secret may not write the private table
set search_path = ''
as $$
begin
  insert into private.connection_sync (connection_id) values (new.connection_id) on conflict do nothing;
  return null;
end;
$$;
comment on function private.plan_account() is
  'Every account that can be asked has a plan, which is the only place where due accounts are found (public.enqueue_due_polls).';

create trigger connection_secrets_plan_account after insert on private.connection_secrets
for each row execute function private.plan_account();

-- sql/triggers/plan_channel.sql
create function private.plan_channel()
returns trigger
language plpgsql
security definer -- whoever writes a channel may not write the private table
set search_path = ''
as $$
begin
  perform private.maintain_soon(c.connection_id, case when tg_op = 'DELETE' then now() else private.channel_due_at(new) end)
  from public.calendars as c
  where c.id = case when tg_op = 'DELETE' then old.calendar_id else new.calendar_id end;
  return null;
end;
$$;
comment on function private.plan_channel() is
  'A channel was added, is due sooner than before, or was deleted without having been closed. What makes it due later is found when it is '
  'maintained, so that a notice, which comes without the lock of the calendar, waits for no account.';

create trigger channels_plan_insert after insert on private.channels
for each row execute function private.plan_channel();
create trigger channels_plan_update after update on private.channels
for each row when (
  coalesce(new.expires_at < old.expires_at, new.expires_at is not null and old.expires_at is null)
  or coalesce(new.renew_at < old.renew_at, new.renew_at is not null and old.renew_at is null)
  or coalesce(new.suspected_at < old.suspected_at, new.suspected_at is not null and old.suspected_at is null)
  or new.opened_at < old.opened_at or new.close_after < old.close_after
  or (new.state = 'closing' and old.state <> 'closing')
) execute function private.plan_channel();
create trigger channels_plan_delete after delete on private.channels
for each row when (old.state <> 'closing') execute function private.plan_channel();

-- sql/triggers/plan_channels.sql
create function private.plan_channels()
returns trigger
language plpgsql
security definer -- whoever writes accounts, calendars and links may not write the private table
set search_path = ''
as $$
declare
  v_row constant jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
begin
  -- A link names its calendar, a calendar or a secret its connection.
  perform private.maintain_soon(coalesce(
    (select c.connection_id from public.calendars as c where c.id = (v_row ->> 'calendar_id')::uuid),
    (v_row ->> 'connection_id')::uuid,
    (v_row ->> 'id')::uuid
  ));
  return null;
end;
$$;
comment on function private.plan_channels() is
  'The channels of an account are maintained soon, because readable calendars that somebody needs are watched: an account lets us in again, was '
  'disconnected or connected; a calendar was read for the first time, or became (un)readable; a calendar takes somebody''s time or gets bookings, or '
  'no longer does (private.should_be_watched).';

create trigger calendar_connections_plan_channels after update of status on public.calendar_connections
for each row when (new.status in ('active', 'error') and old.status not in ('active', 'error'))
execute function private.plan_channels();
create trigger connection_secrets_plan_channels after update of sealed, revoking_since on private.connection_secrets
for each row when ((old.sealed is null, old.revoking_since is null) is distinct from (new.sealed is null, new.revoking_since is null))
execute function private.plan_channels();
create trigger calendars_plan_channels_insert after insert on public.calendars
for each row when (new.last_synced_at is not null) execute function private.plan_channels();
create trigger calendars_plan_channels after update of last_synced_at, sync_status on public.calendars
for each row when (
  (old.last_synced_at is null) <> (new.last_synced_at is null) or (old.sync_status = 'error') <> (new.sync_status = 'error')
) execute function private.plan_channels();
create trigger calendar_links_plan_channels after insert or delete on public.calendar_links
for each row execute function private.plan_channels();
create trigger calendar_links_plan_channels_update after update on public.calendar_links
for each row when (
  (old.calendar_id, old.blocks_availability, old.is_booking_target) is distinct from (new.calendar_id, new.blocks_availability, new.is_booking_target)
) execute function private.plan_channels();

-- sql/triggers/plan_channels_of_account.sql
create function private.plan_channels_of_account()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.maintain_at := least(new.maintain_at, now());
  return new;
end;
$$;
comment on function private.plan_channels_of_account() is 'An account that backs off is asked again sooner than planned.';

create trigger connection_sync_plan_channels before update of backoff_until, blocked_until on private.connection_sync
for each row when (
  coalesce(old.backoff_until > new.backoff_until, old.backoff_until is not null)
  or coalesce(old.blocked_until > new.blocked_until, old.blocked_until is not null)
) execute function private.plan_channels_of_account();

-- sql/triggers/read_chosen_calendar.sql
create function private.read_chosen_calendar()
returns trigger
language plpgsql
security definer -- the owner may choose calendars but may not add jobs otherwise
set search_path = ''
as $$
begin
  perform private.enqueue_sync(c.connection_id, p_is_urgent => true, p_calendar_ids => array[c.id])
  from public.calendars as c
  join public.calendar_connections as k on k.id = c.connection_id and k.status in ('active', 'error')
  where c.id = new.calendar_id and c.last_synced_at < now() - interval '2 minutes';
  return null;
end;
$$;
comment on function private.read_chosen_calendar() is
  'An unused calendar, which is pulled once an hour, is chosen to take time or to get bookings: it is pulled now.';

create trigger calendar_links_read_when_added after insert on public.calendar_links
for each row when (new.blocks_availability or new.is_booking_target) execute function private.read_chosen_calendar();
create trigger calendar_links_read_when_chosen after update of blocks_availability, is_booking_target on public.calendar_links
for each row when ((new.blocks_availability or new.is_booking_target) and not (old.blocks_availability or old.is_booking_target))
execute function private.read_chosen_calendar();

-- sql/triggers/recount_booking.sql
create function private.recount_booking()
returns trigger
language plpgsql
security definer -- whoever writes a booking has no rights on the private table
set search_path = ''
as $$
declare
  v_booking_id uuid;
  v_booking public.bookings;
  v_email text;
begin
  if tg_table_name = 'bookings' then
    v_booking_id := new.id;
  else
    v_booking_id := new.booking_id;
  end if;
  select b.* into v_booking from public.bookings as b where b.id = v_booking_id;
  select a.email into v_email from public.booking_attendees as a where a.booking_id = v_booking_id;
  if v_booking.status = 'held' then
    update private.counted_bookings as c set until = v_booking.expires_at where c.booking_id = v_booking_id;
  elsif v_booking.status in ('pending', 'confirmed') and v_email is not null then
    insert into private.counted_bookings as c (booking_id, kind, host_id, counted_as, until)
    values (
      v_booking_id, 'email', v_booking.host_id, private.mailbox(v_email),
      -- An ended request no longer takes time, whether or not that is recorded yet.
      case v_booking.status when 'pending' then least(v_booking.expires_at, v_booking.ends_at) else v_booking.ends_at end
    )
    on conflict (booking_id) do update
    set kind = excluded.kind, host_id = excluded.host_id, counted_as = excluded.counted_as, until = excluded.until;
  else
    delete from private.counted_bookings as c where c.booking_id = v_booking_id;
  end if;
  return null;
end;
$$;
comment on function private.recount_booking() is
  'A booking got a visitor, or their address changed, or its own state or time: brings its row in private.counted_bookings up to date.';

create trigger booking_attendees_recount after insert or update of email on public.booking_attendees
for each row execute function private.recount_booking();
create trigger bookings_recount after update of status, ends_at, expires_at on public.bookings
for each row when (
  (old.status, old.ends_at, old.expires_at) is distinct from (new.status, new.ends_at, new.expires_at)
) execute function private.recount_booking();

-- sql/triggers/refresh_busy_days.sql
create function private.refresh_busy_days()
returns trigger
language plpgsql
security definer -- keeps a private table that the writer of events has no rights on
set search_path = ''
as $$
declare
  v_calendar_ids uuid[];
  v_days date[];
  v_spans tstzmultirange[];
begin
  if tg_op = 'INSERT' then
    -- New rows only add time: merged time stays, so that a first pull does not merge whole days again with each page.
    perform from public.calendars as c where c.id in (select n.calendar_id from new_rows as n) order by c.id for no key update;
    insert into private.busy_days as b (calendar_id, day, spans, is_all_day)
    select
      n.calendar_id, d.day,
      coalesce(range_agg(
        n.during * tstzrange(d.day::timestamp at time zone 'UTC', (d.day + 1)::timestamp at time zone 'UTC')
      ) filter (where not n.is_all_day), '{}'),
      bool_or(n.is_all_day)
    from new_rows as n
    cross join lateral (select n.first_busy_day + i from generate_series(0, n.last_busy_day - n.first_busy_day) as i) as d (day)
    group by n.calendar_id, d.day
    on conflict on constraint busy_days_pkey do update
    set spans = b.spans + excluded.spans, is_all_day = b.is_all_day or excluded.is_all_day;
    return null;
  elsif tg_op = 'DELETE' then
    select array_agg(t.calendar_id), array_agg(t.day), array_agg(t.span) into v_calendar_ids, v_days, v_spans
    from (
      select
        o.calendar_id, d.day,
        coalesce(range_agg(
          o.during * tstzrange(d.day::timestamp at time zone 'UTC', (d.day + 1)::timestamp at time zone 'UTC')
        ) filter (where not o.is_all_day), '{}') as span
      from old_rows as o
      cross join lateral (select o.first_busy_day + i from generate_series(0, o.last_busy_day - o.first_busy_day) as i) as d (day)
      group by o.calendar_id, d.day
    ) as t;
  else
    with changed as materialized (
      select o.id
      from old_rows as o
      join new_rows as n on n.id = o.id
      where (o.calendar_id, o.starts_at, o.ends_at, o.start_date, o.end_date, o.is_busy, o.deleted_at, o.booking_id)
        is distinct from
        (n.calendar_id, n.starts_at, n.ends_at, n.start_date, n.end_date, n.is_busy, n.deleted_at, n.booking_id)
    ),
    touched as (
      select o.calendar_id, o.first_busy_day, o.last_busy_day, o.during, o.is_all_day
      from old_rows as o where o.id in (select c.id from changed as c)
      union all
      select n.calendar_id, n.first_busy_day, n.last_busy_day, n.during, n.is_all_day
      from new_rows as n where n.id in (select c.id from changed as c)
    )
    select array_agg(t.calendar_id), array_agg(t.day), array_agg(t.span) into v_calendar_ids, v_days, v_spans
    from (
      select
        e.calendar_id, d.day,
        coalesce(range_agg(
          e.during * tstzrange(d.day::timestamp at time zone 'UTC', (d.day + 1)::timestamp at time zone 'UTC')
        ) filter (where not e.is_all_day), '{}') as span
      from touched as e
      cross join lateral (select e.first_busy_day + i from generate_series(0, e.last_busy_day - e.first_busy_day) as i) as d (day)
      group by e.calendar_id, d.day
    ) as t;
  end if;
  if v_days is not null then
    perform private.merge_busy_days(v_calendar_ids, v_days, v_spans);
  end if;
  return null;
end;
$$;
comment on function private.refresh_busy_days() is 'Keeps private.busy_days in step with public.synced_events, once per statement.';

create trigger synced_events_busy_insert after insert on public.synced_events
referencing new table as new_rows for each statement execute function private.refresh_busy_days();
create trigger synced_events_busy_update after update on public.synced_events
referencing old table as old_rows new table as new_rows for each statement execute function private.refresh_busy_days();
create trigger synced_events_busy_delete after delete on public.synced_events
referencing old table as old_rows for each statement execute function private.refresh_busy_days();

-- sql/triggers/refuse_faulty_event_type.sql
create function private.refuse_faulty_event_type()
returns trigger
language plpgsql
security definer -- whoever writes may not call the function that raises errors
set search_path = ''
as $$
declare
  v_fault constant text := coalesce(private.durations_fault(new.durations_minutes), private.questions_fault(new.questions));
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault, 'Correct the list and write all of it again.');
  end if;
  return new;
end;
$$;
comment on function private.refuse_faulty_event_type() is
  'Says what is wrong with the lengths or the questions of an event type, before their constraints refuse them without a reason. Raises '
  'invalid_request.';

create trigger event_types_refuse_faulty before insert or update of durations_minutes, questions on public.event_types
for each row execute function private.refuse_faulty_event_type();

-- sql/triggers/refuse_faulty_policy.sql
create function private.refuse_faulty_policy()
returns trigger
language plpgsql
security definer -- whoever writes may not call the function that raises errors
set search_path = ''
as $$
declare
  v_faults constant text[] := case when coalesce(jsonb_typeof(new.policy), '') <> 'object'
    then array['policy must be an object {tentative, needs_action, all_day, working_location}.']
    else array(
      select case when p.key in ('tentative', 'needs_action', 'all_day', 'working_location')
        then format('policy: %s must be "busy" or "free".', p.key)
        else 'policy has an unknown field; the fields are tentative, needs_action, all_day and working_location.'
      end
      from jsonb_each(new.policy) as p
      where p.key not in ('tentative', 'needs_action', 'all_day', 'working_location') or p.value not in ('"busy"', '"free"')
    )
  end;
begin
  if v_faults <> '{}' then
    perform private.fail('invalid_request', v_faults[1], 'Write the whole policy, with these fields.');
  end if;
  return new;
end;
$$;
comment on function private.refuse_faulty_policy() is
  'Says what is wrong with the policy of a calendar, an object of tentative, needs_action, all_day and working_location, each "busy" or "free" (a '
  'missing field has its default), before its constraint refuses it without a reason. Raises invalid_request.';

create trigger calendars_refuse_policy before insert or update of policy on public.calendars
for each row execute function private.refuse_faulty_policy();

-- sql/triggers/refuse_faulty_text.sql
create function private.refuse_faulty_text()
returns trigger
language plpgsql
security definer -- whoever writes may not call the function that raises errors
set search_path = ''
as $$
declare
  v_fault constant text := private.text_fault(tg_argv[0], to_jsonb(new) ->> tg_argv[0], tg_argv[1]::integer, tg_argv[2]::boolean);
begin
  if v_fault is not null then
    perform private.fail('invalid_request', v_fault, 'Correct the text and write the row again.');
  end if;
  return new;
end;
$$;
comment on function private.refuse_faulty_text() is
  'Says what is wrong with a text that an owner writes, before the constraint of its column refuses it without a reason. Arguments: the column, '
  'the maximum number of characters, whether it is running text. Raises invalid_request.';

create trigger hosts_refuse_display_name before insert or update of display_name on public.hosts
for each row execute function private.refuse_faulty_text('display_name', '200', 'false');
create trigger event_types_refuse_title before insert or update of title on public.event_types
for each row execute function private.refuse_faulty_text('title', '200', 'false');
create trigger event_types_refuse_description before insert or update of description on public.event_types
for each row execute function private.refuse_faulty_text('description', '5000', 'true');
create trigger event_types_refuse_location before insert or update of location on public.event_types
for each row execute function private.refuse_faulty_text('location', '1000', 'true');
create trigger availability_rules_refuse_label before insert or update of label on public.availability_rules
for each row execute function private.refuse_faulty_text('label', '200', 'false');
create trigger availability_overrides_refuse_label before insert or update of label on public.availability_overrides
for each row execute function private.refuse_faulty_text('label', '200', 'false');
create trigger blocked_periods_refuse_reason before insert or update of reason on public.blocked_periods
for each row execute function private.refuse_faulty_text('reason', '1000', 'true');

-- sql/policies/owner_rows.sql
-- Row level security: an owner sees and edits only rows of their own hosts; anonymous visitors have no policy and no grant. The owner's ids are an
-- array, read once, so that an index finds the rows; "in (select …)" reads whole tables.
alter table public.hosts enable row level security;
create policy hosts_owner on public.hosts for all to authenticated
  using (owner_id = (select auth.uid()))
  with check (owner_id = (select auth.uid()));

alter table public.event_types enable row level security;
create policy event_types_owner on public.event_types for all to authenticated
  using (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))))
  with check (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))));

alter table public.availability_rules enable row level security;
create policy availability_rules_owner on public.availability_rules for all to authenticated
  using (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))))
  with check (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))));

alter table public.availability_overrides enable row level security;
create policy availability_overrides_owner on public.availability_overrides for all to authenticated
  using (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))))
  with check (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))));

alter table public.blocked_periods enable row level security;
create policy blocked_periods_owner on public.blocked_periods for all to authenticated
  using (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))))
  with check (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))));

alter table public.calendar_connections enable row level security;
create policy calendar_connections_owner on public.calendar_connections for select to authenticated
  using (owner_id = (select auth.uid()));

alter table public.calendars enable row level security;
create policy calendars_owner on public.calendars for select to authenticated
  using (owner_id = (select auth.uid()));
create policy calendars_owner_policy on public.calendars for update to authenticated
  using (owner_id = (select auth.uid()))
  with check (owner_id = (select auth.uid()));

alter table public.calendar_links enable row level security;
create policy calendar_links_owner on public.calendar_links for all to authenticated
  using (owner_id = (select auth.uid()))
  with check (
    owner_id = (select auth.uid())
    and calendar_id = any (array(select c.id from public.calendars as c where c.owner_id = (select auth.uid())))
  );

alter table public.synced_events enable row level security;
create policy synced_events_owner on public.synced_events for select to authenticated
  using (calendar_id = any (array(select c.id from public.calendars as c where c.owner_id = (select auth.uid()))));

alter table public.bookings enable row level security;
create policy bookings_owner on public.bookings for select to authenticated
  using (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))));

alter table public.booking_attendees enable row level security;
create policy booking_attendees_owner on public.booking_attendees for select to authenticated
  using (booking_id = any (array(select b.id from public.bookings as b)));

alter table public.booking_calendar_events enable row level security;
create policy booking_calendar_events_owner on public.booking_calendar_events for select to authenticated
  using (booking_id = any (array(select b.id from public.bookings as b)));

alter table public.booking_conflicts enable row level security;
create policy booking_conflicts_owner on public.booking_conflicts for select to authenticated
  using (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))));

alter table public.notifications enable row level security;
create policy notifications_owner on public.notifications for select to authenticated
  using (
    booking_id = any (array(select b.id from public.bookings as b))
    or connection_id = any (array(select k.id from public.calendar_connections as k where k.owner_id = (select auth.uid())))
  );

alter table public.sync_logs enable row level security;
create policy sync_logs_owner on public.sync_logs for select to authenticated
  using (owner_id = (select auth.uid()));

-- sql/grants.sql
-- Every right there is, whatever default privileges the database has: private.restore_rights() revokes all others.
create function private.declared_rights()
returns table (role text, privilege text, column_name text, kind text, object text)
language sql
immutable
set search_path = ''
as $$
  with declared (roles, privileges, column_name, kind, objects) as (
    values
      -- The owner edits their settings and reads the rest of their rows (policies/owner_rows.sql).
      ('{authenticated}'::text[], '{select,insert,update,delete}'::text[], null, 'table', array[
        'public.hosts', 'public.event_types', 'public.availability_rules', 'public.availability_overrides',
        'public.blocked_periods', 'public.calendar_links'
      ]),
      ('{authenticated}', '{select}', null, 'table', array[
        'public.calendar_connections', 'public.calendars', 'public.synced_events', 'public.bookings', 'public.booking_attendees',
        'public.booking_calendar_events', 'public.booking_conflicts', 'public.notifications', 'public.sync_logs'
      ]),
      ('{authenticated}', '{update}', 'policy', 'table', array['public.calendars']),
      -- The secret key is the operator's: their scripts read and write the public tables. The service itself only calls functions.
      ('{service_role}', '{select,insert,update,delete}', null, 'table', array[
        'public.hosts', 'public.event_types', 'public.availability_rules', 'public.availability_overrides', 'public.blocked_periods',
        'public.calendar_connections', 'public.calendars', 'public.calendar_links', 'public.synced_events', 'public.bookings',
        'public.booking_attendees', 'public.booking_calendar_events', 'public.booking_conflicts', 'public.notifications', 'public.sync_logs'
      ]),
      -- Visitors read these; nothing else is public.
      ('{anon,authenticated,service_role}', '{execute}', null, 'function', array[
        'public.get_available_slots(uuid, timestamptz, timestamptz, integer)',
        'public.get_booking_page(text, text)'
      ]),
      -- Owners ask these about their own hosts.
      ('{authenticated}', '{execute}', null, 'function', array[
        'public.explain_slots(uuid, timestamptz, timestamptz, integer, timestamptz[])',
        'public.get_calendar_view(uuid, timestamptz, timestamptz)',
        'public.get_booking_sheet(uuid)'
      ]),
      -- Constraints of the tables that they write call these as the writer; nobody may use the schema to call them by name.
      ('{authenticated,service_role}', '{execute}', null, 'function', array[
        'private.text_fault(text, text, integer, boolean)',
        'private.is_blank(text)',
        'private.durations_fault(integer[])',
        'private.questions_fault(jsonb)'
      ]),
      -- The service alone calls these.
      ('{service_role}', '{execute}', null, 'function', array[
        'public.hold_slot(uuid, timestamptz, integer, text, uuid, integer)',
        'public.renew_hold(uuid, integer)',
        'public.release_hold(uuid, integer)',
        'public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text)',
        'public.get_booking(uuid, integer, uuid)',
        'public.cancel_booking(uuid, text, integer, uuid)',
        'public.reschedule_booking(uuid, timestamptz, integer, integer, uuid)',
        'public.confirm_booking(uuid, uuid)',
        'public.decline_booking(uuid, uuid, text)',
        'public.expire_bookings()',
        'public.list_connections(uuid)',
        'public.require_host(uuid, uuid)',
        'public.save_connection(uuid, text, text, text, uuid, text, jsonb)',
        'public.request_sync(uuid, uuid)',
        'public.disconnect_connection(uuid, uuid, text, text[])',
        'public.begin_revoke(uuid)',
        'public.finish_disconnect(uuid)',
        'public.list_secrets(uuid, integer)',
        'public.replace_secret(uuid, text, text)',
        'public.account_secret(uuid, text, text)',
        'public.begin_oauth(uuid, uuid, uuid, text, text, boolean)',
        'public.take_oauth_attempt(uuid, uuid, text)',
        'public.enqueue_due_polls(integer, integer)',
        'public.begin_sync(uuid, uuid[])',
        'public.continue_sync(uuid, uuid[])',
        'public.finish_sync(uuid)',
        'public.begin_pull(uuid, boolean)',
        'public.apply_calendar_changes(uuid, jsonb)',
        'public.acknowledge_unknown_time(uuid, uuid)',
        'public.calendar_object_states(uuid, text[])',
        'public.count_awaited_calendars(uuid[], timestamptz)',
        'public.finish_unchanged_pulls(uuid[], timestamptz, timestamptz)',
        'public.fail_sync(uuid, text, text, boolean, boolean, bigint)',
        'public.fail_pull(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean)',
        'public.pull_again(uuid, integer, integer)',
        'public.record_retry_after(uuid, bigint)',
        'public.prune_sync_logs(integer)',
        'public.request_freshness(uuid, integer, uuid)',
        'public.update_calendars(uuid, jsonb)',
        'public.request_relist(uuid, text)',
        'public.record_calendar_properties(uuid, text, text, text, boolean)',
        'public.record_refused_write(uuid)',
        'public.enqueue_due_channels(text[], integer)',
        'public.channels_to_maintain(uuid)',
        'public.begin_channel(uuid, uuid, text)',
        'public.finish_channel(uuid, text, timestamptz)',
        'public.fail_channel(uuid, text, boolean, boolean, bigint)',
        'public.close_channel_done(uuid, boolean)',
        'public.receive_notices(text, jsonb)',
        'public.begin_push(uuid, uuid)',
        'public.plan_missing_pushes(uuid, integer)',
        'public.finish_push(uuid, uuid, integer, text, text, boolean)',
        'public.fail_push(uuid, uuid, integer, text, boolean, bigint)',
        'public.begin_verify(uuid, uuid, integer, uuid)',
        'public.begin_search(uuid, uuid, integer, uuid[], uuid)',
        'public.continue_search(uuid, uuid, integer, uuid[], uuid)',
        'public.relocate_event(uuid, uuid, integer, uuid, text, text)',
        'public.propose_change(uuid, uuid, integer, text, jsonb, uuid)',
        'public.list_conflicts(uuid, uuid)',
        'public.resolve_conflict(uuid, uuid, text, uuid)',
        'public.host_to_lock(uuid, uuid)',
        'public.find_live_host(text)',
        'public.live_versions(uuid[])',
        'public.worker_heartbeat(text[])',
        'public.forget_workers(text[])',
        'public.service_status()',
        'public.zones_in_use()',
        'public.rights_status()',
        'public.write_probe(uuid)',
        'public.zone_offsets(text[], timestamptz[])',
        'public.next_notification(uuid)',
        'public.finish_notification(uuid, text)',
        'public.keep_mail(uuid, text, text, text, text)',
        'public.list_mail(integer)'
      ])
  )
  select r.role, p.privilege, d.column_name, d.kind, o.object
  from declared as d
  cross join unnest(d.roles) as r (role)
  cross join unnest(d.privileges) as p (privilege)
  cross join unnest(d.objects) as o (object)
$$;
comment on function private.declared_rights() is
  'The list of rights: who but the owner may do what with which object of ours (column_name null: with the whole object). An object of '
  'private.own_objects() that is not named here is for its owner alone.';

-- sql/own_objects.sql
-- Generated from the comments in sql/ by npm run db:build and db:diff. Do not edit.
create function private.own_objects()
returns table (kind text, object text)
language sql
immutable
set search_path = ''
as $$
  values
    ('schema', 'private'),
    ('type', 'private.slot_rules'),
    ('type', 'private.free_windows'),
    ('function', 'private.fail(text, text, text)'),
    ('function', 'private.durations_fault(integer[])'),
    ('function', 'private.hidden_character(text, boolean)'),
    ('function', 'private.is_blank(text)'),
    ('function', 'private.mailbox(text)'),
    ('function', 'private.options_fault(text, jsonb, boolean)'),
    ('function', 'private.questions_fault(jsonb)'),
    ('function', 'private.text_fault(text, text, integer, boolean)'),
    ('table', 'private.time_zones'),
    ('table', 'public.hosts'),
    ('table', 'public.event_types'),
    ('table', 'public.availability_rules'),
    ('table', 'public.availability_overrides'),
    ('table', 'public.blocked_periods'),
    ('table', 'public.calendar_connections'),
    ('table', 'private.connection_secrets'),
    ('table', 'public.calendars'),
    ('table', 'private.calendar_sync'),
    ('table', 'private.calendar_objects'),
    ('table', 'private.connection_sync'),
    ('table', 'private.unknown_times'),
    ('table', 'private.booking_target_changes'),
    ('table', 'public.calendar_links'),
    ('table', 'public.bookings'),
    ('table', 'public.booking_attendees'),
    ('table', 'private.counted_bookings'),
    ('table', 'public.synced_events'),
    ('table', 'private.busy_days'),
    ('table', 'public.booking_calendar_events'),
    ('table', 'public.booking_conflicts'),
    ('table', 'public.notifications'),
    ('table', 'private.mail_recipients'),
    ('table', 'private.gathering_mails'),
    ('table', 'private.conflict_mails'),
    ('table', 'private.outbox'),
    ('table', 'public.sync_logs'),
    ('table', 'private.idempotency_keys'),
    ('table', 'private.workers'),
    ('table', 'private.probes'),
    ('table', 'private.host_versions'),
    ('table', 'private.changed_hosts'),
    ('table', 'private.oauth_attempts'),
    ('table', 'private.channels'),
    ('table', 'private.calendar_watch'),
    ('function', 'private.backoff(integer)'),
    ('function', 'private.iso_instant(timestamptz)'),
    ('function', 'private.jittered(double precision)'),
    ('function', 'private.enqueue(text, jsonb, text, text, timestamptz, integer, integer, text)'),
    ('function', 'private.has_later_job(text, timestamptz)'),
    ('function', 'private.pg_notify(text, text)'),
    ('function', 'private.remove_jobs(text)'),
    ('function', 'private.add_notification(text, text, uuid, uuid, uuid, timestamptz)'),
    ('function', 'private.notify_of_conflict(uuid, uuid)'),
    ('function', 'private.notify_of_unknown_times(uuid)'),
    ('function', 'private.notify_owner(text, uuid, uuid, uuid)'),
    ('function', 'private.notify_parties(uuid, text)'),
    ('function', 'private.lock_calendar(uuid)'),
    ('function', 'private.lock_connection(uuid, uuid)'),
    ('function', 'private.lock_host(uuid)'),
    ('function', 'private.lock_owner_hosts(uuid)'),
    ('function', 'private.blocked_until(uuid)'),
    ('function', 'private.calendar_to_read(public.calendars)'),
    ('function', 'private.connection_with_secret(uuid)'),
    ('function', 'private.enqueue_pull(uuid, uuid, boolean, timestamptz, integer)'),
    ('function', 'private.enqueue_sync(uuid, boolean, timestamptz, uuid[])'),
    ('function', 'private.has_vanished(uuid)'),
    ('function', 'private.needs_reconnect(uuid)'),
    ('function', 'private.quiet_until(uuid)'),
    ('function', 'public.request_relist(uuid, text)'),
    ('function', 'private.blocked_instants(private.slot_rules, tstzrange)'),
    ('function', 'private.blocking_calendars(uuid)'),
    ('function', 'private.booked_sessions(uuid, tstzrange, timestamptz, uuid)'),
    ('function', 'private.closed_wall_time(private.slot_rules, date, date)'),
    ('function', 'private.day_start(date, text)'),
    ('function', 'private.explain_candidates(private.slot_rules, tstzrange, tstzmultirange, integer)'),
    ('function', 'public.explain_slots(uuid, timestamptz, timestamptz, integer, timestamptz[])'),
    ('function', 'private.explain_starts(uuid, tstzrange, integer, timestamptz[], timestamptz)'),
    ('function', 'private.explain_unknown(private.slot_rules, timestamptz)'),
    ('function', 'private.external_busy(uuid, text, tstzrange, timestamptz, uuid, boolean)'),
    ('function', 'private.external_rows(uuid, text, tstzrange, timestamptz)'),
    ('function', 'private.find_free_windows(private.slot_rules, tstzrange, timestamptz, uuid, boolean, text)'),
    ('function', 'private.first_candidate_beyond(private.slot_rules, tstzrange, timestamptz, integer)'),
    ('function', 'private.full_days(private.slot_rules, tstzrange, timestamptz, uuid, text, integer)'),
    ('function', 'public.get_available_slots(uuid, timestamptz, timestamptz, integer)'),
    ('function', 'private.grid_anchors(private.slot_rules, tstzmultirange)'),
    ('function', 'private.grid_starts(private.free_windows, interval, integer)'),
    ('function', 'private.host_freshness(private.slot_rules, timestamptz)'),
    ('function', 'private.list_slots(uuid, tstzrange, integer, timestamptz)'),
    ('function', 'private.load_slot_rules(uuid, integer)'),
    ('function', 'private.open_hours(private.slot_rules, tstzrange, boolean)'),
    ('function', 'private.open_wall_time(private.slot_rules, date, date, boolean)'),
    ('function', 'private.require_free_start(private.slot_rules, timestamptz, timestamptz, uuid, boolean)'),
    ('function', 'private.require_range(timestamptz, timestamptz, integer)'),
    ('function', 'private.sessions_forbidden(private.slot_rules, tstzrange, timestamptz, uuid)'),
    ('function', 'private.stale_calendars(private.slot_rules, tstzrange, timestamptz)'),
    ('function', 'private.unknown_days(private.unknown_times)'),
    ('function', 'private.unknown_spans(private.slot_rules, timestamptz)'),
    ('function', 'private.wall_to_instants(tsmultirange, text)'),
    ('function', 'private.zone_segments(text, timestamptz, timestamptz)'),
    ('function', 'public.begin_channel(uuid, uuid, text)'),
    ('function', 'private.calendars_to_watch(uuid)'),
    ('function', 'private.channel_due_at(private.channels)'),
    ('function', 'private.channels_due_at(uuid)'),
    ('function', 'public.channels_to_maintain(uuid)'),
    ('function', 'public.close_channel_done(uuid, boolean)'),
    ('function', 'public.enqueue_due_channels(text[], integer)'),
    ('function', 'public.fail_channel(uuid, text, boolean, boolean, bigint)'),
    ('function', 'public.finish_channel(uuid, text, timestamptz)'),
    ('function', 'private.has_healthy_channel(uuid)'),
    ('function', 'private.maintain_soon(uuid, timestamptz)'),
    ('function', 'public.receive_notices(text, jsonb)'),
    ('function', 'private.record_watch_failure(uuid, text, bigint)'),
    ('function', 'private.retire_channels(uuid)'),
    ('function', 'private.should_be_watched(uuid)'),
    ('function', 'private.suspect_channel(uuid, uuid[], boolean)'),
    ('function', 'private.authorize_booking(uuid, integer, uuid)'),
    ('function', 'private.booking_json(uuid)'),
    ('function', 'private.booking_result(uuid)'),
    ('function', 'public.cancel_booking(uuid, text, integer, uuid)'),
    ('function', 'public.confirm_booking(uuid, uuid)'),
    ('function', 'private.count_active(uuid, text, text, integer)'),
    ('function', 'public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text)'),
    ('function', 'public.decline_booking(uuid, uuid, text)'),
    ('function', 'public.expire_bookings()'),
    ('function', 'private.expire_overlapping(uuid, tstzrange)'),
    ('function', 'private.find_event_host(uuid)'),
    ('function', 'private.find_idempotent_booking(text, text)'),
    ('function', 'public.get_booking(uuid, integer, uuid)'),
    ('function', 'public.get_booking_sheet(uuid)'),
    ('function', 'public.hold_slot(uuid, timestamptz, integer, text, uuid, integer)'),
    ('function', 'public.host_to_lock(uuid, uuid)'),
    ('function', 'private.hosts_of_slot(uuid, uuid, timestamptz, uuid)'),
    ('function', 'private.insert_booking(uuid, uuid, timestamptz, integer, jsonb, jsonb, uuid, text, text)'),
    ('function', 'private.insert_hold(uuid, uuid, timestamptz, integer, text, uuid, integer)'),
    ('function', 'private.lock_booking(uuid, integer, uuid, timestamptz)'),
    ('function', 'private.lock_slot(uuid, uuid, timestamptz, uuid)'),
    ('function', 'private.mark_expired(uuid[])'),
    ('function', 'private.reassign_event(uuid)'),
    ('function', 'private.receiving_calendar(uuid, uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'public.release_hold(uuid, integer)'),
    ('function', 'public.renew_hold(uuid, integer)'),
    ('function', 'private.request_expiry(timestamptz)'),
    ('function', 'private.require_answers(jsonb, jsonb)'),
    ('function', 'private.require_attendee(jsonb)'),
    ('function', 'private.require_finite_start(timestamptz)'),
    ('function', 'private.require_hold(uuid, uuid, timestamptz, timestamptz)'),
    ('function', 'private.require_start_or_hold(private.slot_rules, timestamptz, uuid, boolean)'),
    ('function', 'public.reschedule_booking(uuid, timestamptz, integer, integer, uuid)'),
    ('function', 'public.begin_push(uuid, uuid)'),
    ('function', 'public.begin_search(uuid, uuid, integer, uuid[], uuid)'),
    ('function', 'public.begin_verify(uuid, uuid, integer, uuid)'),
    ('function', 'private.change_event(uuid, uuid, boolean)'),
    ('function', 'private.close_conflicts(uuid)'),
    ('function', 'private.close_double_bookings(uuid[], text)'),
    ('function', 'private.close_overlaps(uuid, uuid[])'),
    ('function', 'private.conflict_json(public.booking_conflicts)'),
    ('function', 'public.continue_search(uuid, uuid, integer, uuid[], uuid)'),
    ('function', 'private.detect_conflicts(uuid, uuid[], uuid[], uuid)'),
    ('function', 'private.detect_double_bookings(uuid[])'),
    ('function', 'private.detect_overlaps(uuid, uuid[], uuid)'),
    ('function', 'private.double_bookings(uuid[])'),
    ('function', 'private.enqueue_planning(uuid[])'),
    ('function', 'private.enqueue_push(uuid, uuid, timestamptz)'),
    ('function', 'private.enqueue_search(public.booking_calendar_events, uuid[], uuid)'),
    ('function', 'private.enqueue_verify(uuid, uuid, uuid, integer)'),
    ('function', 'public.fail_push(uuid, uuid, integer, text, boolean, bigint)'),
    ('function', 'private.find_missing_events(uuid, uuid, text[], boolean, timestamptz, timestamptz)'),
    ('function', 'public.finish_push(uuid, uuid, integer, text, text, boolean)'),
    ('function', 'private.follow_relocated_events(uuid)'),
    ('function', 'private.has_calendar_event(uuid)'),
    ('function', 'private.has_open_move(uuid)'),
    ('function', 'private.hasten_pushes(uuid)'),
    ('function', 'private.is_conflict_notified(uuid)'),
    ('function', 'private.is_disconnected(uuid)'),
    ('function', 'private.is_writable(uuid)'),
    ('function', 'public.list_conflicts(uuid, uuid)'),
    ('function', 'private.mail_of_pair(uuid, uuid)'),
    ('function', 'private.move_session(public.bookings, timestamptz, timestamptz)'),
    ('function', 'private.overlapping_bookings(uuid, uuid[])'),
    ('function', 'public.plan_missing_pushes(uuid, integer)'),
    ('function', 'private.plan_push(uuid)'),
    ('function', 'public.propose_change(uuid, uuid, integer, text, jsonb, uuid)'),
    ('function', 'private.push_target(uuid)'),
    ('function', 'private.read_only_text()'),
    ('function', 'private.recheck_double_bookings(uuid[])'),
    ('function', 'public.record_refused_write(uuid)'),
    ('function', 'public.relocate_event(uuid, uuid, integer, uuid, text, text)'),
    ('function', 'public.resolve_conflict(uuid, uuid, text, uuid)'),
    ('function', 'private.resume_pushes(uuid)'),
    ('function', 'private.send_conflict_mails(uuid)'),
    ('function', 'private.session_event(uuid)'),
    ('function', 'private.unwritten_events(uuid)'),
    ('function', 'private.booking_target_json(uuid)'),
    ('function', 'private.next_target(uuid)'),
    ('function', 'private.replace_target(uuid, uuid, text)'),
    ('function', 'private.restore_targets(uuid)'),
    ('function', 'private.account_due_at(uuid, timestamptz)'),
    ('function', 'public.acknowledge_unknown_time(uuid, uuid)'),
    ('function', 'public.apply_calendar_changes(uuid, jsonb)'),
    ('function', 'public.begin_pull(uuid, boolean)'),
    ('function', 'public.begin_sync(uuid, uuid[])'),
    ('function', 'private.block_account(uuid, bigint)'),
    ('function', 'private.bookings_of_events(uuid, jsonb)'),
    ('function', 'private.calendar_due_at(public.calendars, private.calendar_sync)'),
    ('function', 'public.calendar_object_states(uuid, text[])'),
    ('function', 'private.calendar_warning(uuid)'),
    ('function', 'public.continue_sync(uuid, uuid[])'),
    ('function', 'public.count_awaited_calendars(uuid[], timestamptz)'),
    ('function', 'private.delete_missing_events(uuid, uuid, boolean, text[], text[], text[], timestamptz, timestamptz)'),
    ('function', 'public.enqueue_due_polls(integer, integer)'),
    ('function', 'public.fail_pull(uuid, text, text, boolean, boolean, boolean, bigint, boolean, boolean)'),
    ('function', 'public.fail_sync(uuid, text, text, boolean, boolean, bigint)'),
    ('function', 'public.finish_sync(uuid)'),
    ('function', 'public.finish_unchanged_pulls(uuid[], timestamptz, timestamptz)'),
    ('function', 'private.follow_calendars(uuid, jsonb, boolean)'),
    ('function', 'private.known_events(uuid, timestamptz, timestamptz)'),
    ('function', 'private.log_sync(uuid, text, integer, integer, integer, text)'),
    ('function', 'private.mailed_unknown_times(public.notifications)'),
    ('function', 'private.mark_synced(uuid[], timestamptz, timestamptz)'),
    ('function', 'private.merge_busy_days(uuid[], date[], tstzmultirange[])'),
    ('function', 'private.path_form(text)'),
    ('function', 'public.prune_sync_logs(integer)'),
    ('function', 'public.pull_again(uuid, integer, integer)'),
    ('function', 'private.read_page(jsonb)'),
    ('function', 'public.record_calendar_properties(uuid, text, text, text, boolean)'),
    ('function', 'private.record_failure(uuid, text, text, boolean, boolean, boolean, bigint)'),
    ('function', 'private.record_listing(uuid, jsonb)'),
    ('function', 'private.record_missing_calendar(uuid)'),
    ('function', 'public.record_retry_after(uuid, bigint)'),
    ('function', 'private.rename_events(uuid, jsonb, uuid, boolean, boolean, text[])'),
    ('function', 'public.request_freshness(uuid, integer, uuid)'),
    ('function', 'private.restore_renamed(uuid, uuid)'),
    ('function', 'private.unknown_time_json(private.unknown_times)'),
    ('function', 'public.update_calendars(uuid, jsonb)'),
    ('function', 'private.upsert_events(uuid, jsonb, uuid, text[])'),
    ('function', 'private.write_object_states(uuid, jsonb, boolean)'),
    ('function', 'private.write_unknown_times(uuid, uuid, jsonb, jsonb, text[], text[], boolean, boolean)'),
    ('function', 'private.account_key_form(text)'),
    ('function', 'public.account_secret(uuid, text, text)'),
    ('function', 'public.begin_oauth(uuid, uuid, uuid, text, text, boolean)'),
    ('function', 'public.begin_revoke(uuid)'),
    ('function', 'private.connection_json(uuid)'),
    ('function', 'public.disconnect_connection(uuid, uuid, text, text[])'),
    ('function', 'private.disconnect_json(uuid, integer)'),
    ('function', 'private.enqueue_finish_disconnect(uuid, timestamptz)'),
    ('function', 'private.erase_connection(uuid, boolean)'),
    ('function', 'public.finish_disconnect(uuid)'),
    ('function', 'private.has_removals(uuid)'),
    ('function', 'private.has_to_wait(public.calendar_connections, private.connection_secrets)'),
    ('function', 'public.list_connections(uuid)'),
    ('function', 'public.list_secrets(uuid, integer)'),
    ('function', 'private.pushed_events(uuid)'),
    ('function', 'public.replace_secret(uuid, text, text)'),
    ('function', 'public.request_sync(uuid, uuid)'),
    ('function', 'public.require_host(uuid, uuid)'),
    ('function', 'private.save_calendars(uuid, uuid, boolean, jsonb)'),
    ('function', 'public.save_connection(uuid, text, text, text, uuid, text, jsonb)'),
    ('function', 'public.take_oauth_attempt(uuid, uuid, text)'),
    ('function', 'public.get_booking_page(text, text)'),
    ('function', 'public.get_calendar_view(uuid, timestamptz, timestamptz)'),
    ('function', 'private.bump_host_versions(uuid[])'),
    ('function', 'private.bump_versions_of_calendars(uuid[])'),
    ('function', 'public.find_live_host(text)'),
    ('function', 'public.live_versions(uuid[])'),
    ('function', 'public.finish_notification(uuid, text)'),
    ('function', 'public.forget_workers(text[])'),
    ('function', 'private.gather_mail(uuid)'),
    ('function', 'public.keep_mail(uuid, text, text, text, text)'),
    ('function', 'public.list_mail(integer)'),
    ('function', 'private.mailed_booking(uuid)'),
    ('function', 'public.next_notification(uuid)'),
    ('function', 'public.rights_status()'),
    ('function', 'public.service_status()'),
    ('function', 'public.worker_heartbeat(text[])'),
    ('function', 'public.write_probe(uuid)'),
    ('function', 'public.zone_offsets(text[], timestamptz[])'),
    ('function', 'public.zones_in_use()'),
    ('function', 'private.differing_rights()'),
    ('function', 'private.excess_rights()'),
    ('function', 'private.own_access_lists()'),
    ('function', 'private.restore_rights()'),
    ('function', 'private.bump_changed_hosts()'),
    ('function', 'private.bump_versions_of_bookings()'),
    ('function', 'private.bump_versions_of_connections()'),
    ('function', 'private.bump_versions_of_events()'),
    ('function', 'private.bump_versions_of_freshness()'),
    ('function', 'private.bump_versions_of_hosts()'),
    ('function', 'private.bump_versions_of_settings()'),
    ('function', 'private.bump_versions_of_unknown_times()'),
    ('function', 'private.check_booking_target()'),
    ('function', 'private.check_time_zone()'),
    ('function', 'private.complete_booking()'),
    ('function', 'private.derive_host_of_conflict()'),
    ('function', 'private.derive_owner_from_connection()'),
    ('function', 'private.derive_owner_from_host()'),
    ('function', 'private.follow_access()'),
    ('function', 'private.follow_disconnection()'),
    ('function', 'private.follow_event()'),
    ('function', 'private.follow_links()'),
    ('function', 'private.follow_session()'),
    ('function', 'private.follow_target()'),
    ('function', 'private.forget_objects()'),
    ('function', 'private.lock_hosts_of_link()'),
    ('function', 'private.lock_own_hosts()'),
    ('function', 'private.plan_account()'),
    ('function', 'private.plan_channel()'),
    ('function', 'private.plan_channels()'),
    ('function', 'private.plan_channels_of_account()'),
    ('function', 'private.read_chosen_calendar()'),
    ('function', 'private.recount_booking()'),
    ('function', 'private.refresh_busy_days()'),
    ('function', 'private.refuse_faulty_event_type()'),
    ('function', 'private.refuse_faulty_policy()'),
    ('function', 'private.refuse_faulty_text()'),
    ('function', 'private.declared_rights()'),
    ('function', 'private.own_objects()')
$$;
comment on function private.own_objects() is
  'Every object of ours that has rights; sequences come with their tables. What is not named here belongs to others and is left alone.';

select private.restore_rights();
