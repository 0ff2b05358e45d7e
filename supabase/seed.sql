-- Demo data of a first start: one owner, one host, two event types. Running it again changes nothing.
create extension if not exists pgcrypto with schema extensions;

insert into auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
values (
  '5eed0000-0000-4000-8000-000000000001', 'authenticated', 'authenticated', 'demo@example.com',
  extensions.crypt('demo-password', extensions.gen_salt('bf')), now(),
  '{"provider": "email", "providers": ["email"]}', '{}'
)
on conflict (id) do nothing;

insert into public.hosts (id, owner_id, slug, display_name, time_zone)
values (
  '5eed0000-0000-4000-8000-000000000002', '5eed0000-0000-4000-8000-000000000001', 'demo', 'Dana Demo', 'Europe/Berlin'
)
on conflict (id) do nothing;

insert into public.event_types (id, host_id, slug, title, description, durations_minutes, location, questions)
values (
  '5eed0000-0000-4000-8000-000000000003', '5eed0000-0000-4000-8000-000000000002', 'intro', 'Introductory call',
  'Half an hour to get to know each other and see whether we can help.', '{30}', 'Video call',
  '[{"id": "topic", "label": "What would you like to talk about?", "type": "textarea", "required": false}]'
)
on conflict (id) do nothing;

insert into public.event_types (
  id, host_id, slug, title, description, durations_minutes, buffer_before_minutes, buffer_after_minutes,
  min_notice_minutes, horizon_days, location, questions
)
values (
  '5eed0000-0000-4000-8000-000000000004', '5eed0000-0000-4000-8000-000000000002', 'consulting', 'Consulting session',
  'A working session on your project: bring your questions, leave with a plan.', '{60,90}', 10, 10,
  120, 60, 'Video call', '[]'
)
on conflict (id) do nothing;

insert into public.availability_rules (id, host_id, day_of_week, start_time, end_time)
select
  ('5eed0000-0000-4000-8000-00000000001' || d)::uuid, '5eed0000-0000-4000-8000-000000000002', d, '09:00', '17:00'
from generate_series(1, 5) as d
on conflict (id) do nothing;
