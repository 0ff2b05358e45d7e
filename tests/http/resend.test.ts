import { beforeAll, describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const stack = useStack({ config: { smtpUrl: null } });
let scene: Scene;
beforeAll(async () => {
  scene = await setScene(stack);
});

interface Row {
  id: string;
  recipient: string;
  kind: string;
  state: string;
  resent_from: string | null;
}
const mailsOf = async (id: string): Promise<Row[]> =>
  (
    await stack.sql.query(
      'select id, recipient, kind, state, resent_from from public.notifications where booking_id = $1 order by created_at, id',
      [id],
    )
  ).rows;

/** A booking whose mails are out. */
async function booked() {
  // Each is an hour of its own: nobody gets more than 10 mails in one.
  await stack.sql.query('delete from private.mail_recipients');
  const booking = await scene.booked();
  const out = async () => (await mailsOf(booking.id)).map(({ state }) => state);
  await expect.poll(out, { timeout: 10_000 }).toEqual(['sent', 'sent']);
  const mails = await mailsOf(booking.id);
  const toVisitor = mails.find(({ recipient }) => recipient !== scene.owner.email) as Row;
  const toOwner = mails.find(({ recipient }) => recipient === scene.owner.email) as Row;
  return { ...booking, toVisitor, toOwner };
}
const resend = (bookingId: string, id: string, token: string | undefined = scene.owner.accessToken) =>
  send(stack.url, 'POST', `/bookings/${bookingId}/notifications/${id}/resend`, token === '' ? {} : { token });

describe('POST /bookings/:id/notifications/:id/resend', () => {
  test('sends a mail once more, to whom it went, as a row of its own', async () => {
    const { id, toVisitor, toOwner } = await booked();
    for (const mail of [toVisitor, toOwner]) {
      const response = await resend(id, mail.id);
      expect(response.status, response.text).toBe(200);
      expect(response.body.booking).toMatchObject({ id, status: 'confirmed' });
      const again = (await mailsOf(id)).filter(({ resent_from }) => resent_from === mail.id);
      expect(again).toMatchObject([{ recipient: mail.recipient, kind: mail.kind }]);
      const state = async () => (await mailsOf(id)).find((row) => row.id === again[0]?.id)?.state;
      await expect.poll(state, { timeout: 10_000 }).toBe('sent');
    }
    const { rows } = await stack.sql.query(
      `select o.body from private.outbox as o join public.notifications as n on n.id = o.notification_id
       where n.booking_id = $1 and n.recipient = $2`,
      [id, toVisitor.recipient],
    );
    expect(rows).toHaveLength(2);
    expect(rows[0].body).toBe(rows[1].body);
  });

  test('sends what is so now, and refuses what no longer is', async () => {
    const { id, toVisitor } = await booked();
    const cancelled = await send(stack.url, 'POST', `/bookings/${id}/cancel`, {
      token: scene.owner.accessToken,
      body: {},
    });
    expect(cancelled.status).toBe(200);
    expectError(await resend(id, toVisitor.id), 409, 'invalid_state');
    expect((await mailsOf(id)).filter(({ resent_from }) => resent_from !== null)).toEqual([]);
  });

  test('leaves alone what is on its way, and takes the place of what waits for its next attempt', async () => {
    const { id, toVisitor } = await booked();
    await stack.sql.query(`update public.notifications set state = 'pending' where id = $1`, [toVisitor.id]);
    expectError(await resend(id, toVisitor.id), 409, 'invalid_state');
    await stack.sql.query('update public.notifications set failing_since = now() where id = $1', [toVisitor.id]);
    expect((await resend(id, toVisitor.id)).status).toBe(200);
    expect((await mailsOf(id)).find((row) => row.id === toVisitor.id)?.state).toBe('failed');
  });

  test('does that 5 times in an hour for a booking, however many ask at once', async () => {
    const { id, toVisitor } = await booked();
    const responses = await Promise.all(Array.from({ length: 12 }, () => resend(id, toVisitor.id)));
    expect(responses.map(({ status }) => status).sort()).toEqual([...Array(5).fill(200), ...Array(7).fill(429)]);
    expectError(await resend(id, toVisitor.id), 429, 'rate_limited');
    await stack.sql.query(
      `update public.notifications set created_at = created_at - interval '61 minutes' where booking_id = $1`,
      [id],
    );
    expect((await resend(id, toVisitor.id)).status).toBe(200);
  });

  test('is for the host of the booking alone, or a key of theirs that may manage', async () => {
    const { id, toVisitor, token } = await booked();
    expectError(await resend(id, toVisitor.id, ''), 401, 'unauthorized');
    expectError(await resend(id, toVisitor.id, token), 401, 'unauthorized');
    const stranger = await stack.signUp(`stranger-${crypto.randomUUID()}@example.com`);
    expectError(await resend(id, toVisitor.id, stranger.accessToken), 403, 'forbidden');
    for (const [scope, status] of [
      ['read', 403],
      ['book', 403],
      ['manage', 200],
    ] as const) {
      const made = await send(stack.url, 'POST', '/api-keys', {
        token: scene.owner.accessToken,
        body: { name: scope, scopes: [scope] },
      });
      expect((await resend(id, toVisitor.id, made.body.secret)).status, scope).toBe(status);
    }
  });

  test('knows only mails of this booking, and of those only what tells how it stands', async () => {
    const { id } = await booked();
    const other = await booked();
    expectError(await resend(id, other.toVisitor.id), 404, 'not_found');
    expectError(await resend(id, crypto.randomUUID()), 404, 'not_found');
    expectError(await resend(crypto.randomUUID(), other.toVisitor.id), 404, 'not_found');
    expectError(await resend(id, 'nonsense'), 404, 'not_found');
    const { rows } = await stack.sql.query(
      `select private.add_notification('booking_conflict', 'x@example.com', p_booking_id => $1) as id`,
      [id],
    );
    await stack.sql.query(`update public.notifications set state = 'sent' where id = $1`, [rows[0].id]);
    expectError(await resend(id, rows[0].id), 409, 'invalid_state');
  });
});
