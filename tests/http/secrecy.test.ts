import { expect, test } from 'vitest';
import { createTokens } from '../../sync-service/src/credentials/tokens.ts';
import { useStack } from '../support/stack.ts';
import { send, setScene } from './scene.ts';

const stack = useStack();

test('a whole life of a booking leaves no token, key, password or address of a visitor in the log', async () => {
  const scene = await setScene(stack, { requires_confirmation: true });
  const { accessToken } = scene.owner;
  const start = scene.freeStart();
  const attendee = { name: 'Zebulon Quist', email: 'zebulon@visitor.example', time_zone: 'UTC', locale: 'en' };
  const hold = (await scene.hold(start)).body;
  const { body } = await scene.book({ start, attendee, hold: { id: hold.id, token: hold.token } });
  const { id } = body.booking;
  const token = body.manage_token as string;
  const fileToken = createTokens(stack.config.tokenKeys).issue('ics', id, 0);

  await send(stack.url, 'POST', `/bookings/${id}/confirm`, { token: accessToken });
  await send(stack.url, 'POST', `/bookings/${id}/reschedule`, { token, body: { start: scene.freeStart() } });
  await send(stack.url, 'GET', `/bookings/${id}/calendar.ics?token=${fileToken}`);
  await send(stack.url, 'GET', `/bookings/${id}?token=${token}`);
  await send(stack.url, 'POST', `/bookings/${id}/cancel`, { token, body: { reason: 'a private reason' } });
  await send(stack.url, 'POST', '/bookings', {
    body: { ...scene.request(), attendee: { ...attendee, email: 'zebulon@visitor.example\n' } },
  });
  await send(stack.url, 'GET', `/bookings/${id}`, { token: stack.config.supabase.secretKey });
  await expect
    .poll(
      async () => {
        const { rows } = await stack.sql.query(
          `select count(*)::int as n from public.notifications where state = 'pending'`,
        );
        return rows[0].n;
      },
      { timeout: 15_000 },
    )
    .toBe(0);

  const log = stack.logs.join('');
  expect(log).toContain(`/bookings/${id}/calendar.ics`);
  const secrets = [
    hold.token,
    token,
    fileToken,
    accessToken,
    stack.config.supabase.secretKey,
    new URL(stack.config.databaseUrl).password,
    Buffer.from(stack.config.tokenKeys[0]?.key ?? []).toString('base64'),
    attendee.email,
    attendee.name,
    'a private reason',
  ];
  for (const secret of secrets) expect(log.includes(secret), secret).toBe(false);
});
