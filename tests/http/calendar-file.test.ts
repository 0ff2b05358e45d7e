import { beforeAll, describe, expect, test } from 'vitest';
import { createTokens } from '../../sync-service/src/credentials/tokens.ts';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const stack = useStack();
let scene: Scene;
beforeAll(async () => {
  scene = await setScene(stack);
});

const file = (id: string, options: { token?: string; query?: string } = {}) =>
  send(
    stack.url,
    'GET',
    `/bookings/${id}/calendar.ics${options.query ?? ''}`,
    options.token === undefined ? {} : { token: options.token },
  );

/** The value of a property of the only event, without its parameters. */
function propertyOf(text: string, name: string): string | undefined {
  const unfolded = text.replace(/\r\n[ \t]/g, '');
  return new RegExp(`^${name}(?:;[^:\r\n]*)?:(.*)$`, 'm').exec(unfolded)?.[1]?.trimEnd();
}

describe('GET /bookings/:id/calendar.ics', () => {
  test('is a file to download with one event in UTC', async () => {
    const booking = await scene.booked();
    const response = await file(booking.id, { token: booking.token });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="booking-${booking.id}.ics"`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.text.match(/BEGIN:VEVENT/g)).toHaveLength(1);
    expect(propertyOf(response.text, 'METHOD')).toBe('PUBLISH');
    expect(propertyOf(response.text, 'DTSTART')).toBe(booking.start.replace(/[-:]/g, ''));
    expect(propertyOf(response.text, 'DTEND')).toMatch(/^\d{8}T\d{6}Z$/);
    expect(propertyOf(response.text, 'SUMMARY')).toBe('Consulting with Dr. Demo');
    expect(propertyOf(response.text, 'STATUS')).toBe('CONFIRMED');
    expect(propertyOf(response.text, 'SEQUENCE')).toBe('0');
  });

  test('has the place, but nothing that the visitor wrote about it unless the host reads it', async () => {
    const locations = JSON.stringify([
      { kind: 'address', value: 'Main St 1' },
      { kind: 'ask_visitor' },
      { kind: 'video' },
    ]);
    const placed = await setScene(stack, { locations });
    const at = async (location: unknown) => placed.booked({ location });
    const address = await at({ kind: 'address' });
    expect(propertyOf((await file(address.id, { token: address.token })).text, 'LOCATION')).toBe('Main St 1');
    const own = await at({ kind: 'ask_visitor', value: 'Café Nord' });
    expect((await file(own.id, { token: own.token })).text).not.toContain('Nord');
    expect(propertyOf((await file(own.id, { token: placed.owner.accessToken })).text, 'LOCATION')).toBe('Café Nord');
    const video = await at({ kind: 'video' });
    expect((await file(video.id, { token: video.token })).text).not.toMatch(/^(LOCATION|URL|CONFERENCE)/m);
    await stack.sql.query(
      `update public.bookings set location = location || '{"join_url": "https://meet.example/x"}' where id = $1`,
      [video.id],
    );
    const { text } = await file(video.id, { token: video.token });
    for (const name of ['LOCATION', 'URL', 'CONFERENCE'])
      expect(propertyOf(text, name)).toMatch(/https:\/\/meet\.example\/x$/);
  });

  test('keeps its UID when the booking is moved and cancelled, and says so', async () => {
    const booking = await scene.booked();
    const before = await file(booking.id, { token: booking.token });
    const start = scene.freeStart();
    await send(stack.url, 'POST', `/bookings/${booking.id}/reschedule`, { token: booking.token, body: { start } });
    const moved = await file(booking.id, { token: booking.token });
    await send(stack.url, 'POST', `/bookings/${booking.id}/cancel`, { token: booking.token });
    const cancelled = await file(booking.id, { token: booking.token });
    const uid = propertyOf(before.text, 'UID');
    expect([uid, propertyOf(moved.text, 'UID'), propertyOf(cancelled.text, 'UID')]).toEqual([uid, uid, uid]);
    expect(propertyOf(moved.text, 'DTSTART')).toBe(start.replace(/[-:]/g, ''));
    expect(Number(propertyOf(moved.text, 'SEQUENCE'))).toBe(1);
    expect(Number(propertyOf(cancelled.text, 'SEQUENCE'))).toBeGreaterThanOrEqual(1);
    expect(propertyOf(cancelled.text, 'STATUS')).toBe('CANCELLED');
  });

  test('says what it is about, as the mailed one does, and names no attendee: RFC 5546 has none in what is published', async () => {
    const described = await setScene(stack, { description: 'Bring your papers.' });
    const booking = await described.booked();
    for (const token of [booking.token, described.owner.accessToken]) {
      const { text } = await file(booking.id, { token });
      expect(propertyOf(text, 'DESCRIPTION')).toBe('Bring your papers.');
      expect(text).not.toMatch(/^ATTENDEE/m);
      expect(text).toMatch(/^ORGANIZER/m);
    }
  });

  test('a request is tentative', async () => {
    const asked = await setScene(stack, { requires_confirmation: true });
    const booking = await asked.booked();
    expect(propertyOf((await file(booking.id, { token: booking.token })).text, 'STATUS')).toBe('TENTATIVE');
  });

  test('names and titles cannot add a line to the file', async () => {
    const odd = await setScene(stack, { title: 'Talk; with, a "title"\\n' });
    const booking = await odd.booked({
      attendee: { name: 'Ann":mailto:x\u2019s', email: 'ann@example.com', time_zone: 'UTC', locale: 'en' },
    });
    const { text } = await file(booking.id, { token: booking.token });
    const unfolded = text.replace(/\r\n[ \t]/g, '');
    expect(
      unfolded
        .split('\r\n')
        .filter((line) => line !== '')
        .every((line) => /^[A-Z-]+[;:]/.test(line)),
    ).toBe(true);
    expect(unfolded.match(/^ORGANIZER/gm)).toHaveLength(1);
  });

  test('opens with a token in the address that opens nothing else', async () => {
    const booking = await scene.booked();
    const token = createTokens(stack.config.tokenKeys).issue('ics', booking.id, 0);
    expect((await file(booking.id, { query: `?token=${encodeURIComponent(token)}` })).status).toBe(200);
    expectError(await send(stack.url, 'GET', `/bookings/${booking.id}?token=${token}`), 401, 'unauthorized');
    expectError(await send(stack.url, 'POST', `/bookings/${booking.id}/cancel?token=${token}`), 401, 'unauthorized');
  });

  test('takes no manage token in the address, where it would be written down on the way', async () => {
    const booking = await scene.booked();
    expectError(await file(booking.id, { query: `?token=${booking.token}` }), 401, 'unauthorized');
  });

  test('opens for the host, not for another one, and not without a token', async () => {
    const booking = await scene.booked();
    expect((await file(booking.id, { token: scene.owner.accessToken })).status).toBe(200);
    expectError(await file(booking.id, { token: (await stack.signUp()).accessToken }), 403, 'forbidden');
    expectError(await file(booking.id), 401, 'unauthorized');
  });
});
