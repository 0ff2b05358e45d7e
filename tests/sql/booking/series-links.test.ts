import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { ask, visitor } from './support.ts';
import { LINK, videoScene } from './video-scene.ts';

const db = useDatabase();
const { videoHost, row, begin, eventOf, push, jobAt, mailsTo } = videoScene(db);

describe('The links of a series by video', () => {
  const bookSeries = async () => {
    const { eventType, slot } = await videoHost('google', { series_max: 5 });
    const { bookings } = await ask(db.sql, `public.create_booking_series($1, $2, 30, 'daily', 3, $3)`, [
      eventType.id,
      slot(0),
      visitor(),
    ]);
    return bookings.map(({ id }: { id: string }) => id) as [string, string, string];
  };
  const kindsTo = async (id: string) => (await mailsTo(id)).map(({ kind }: { kind: string }) => kind);

  test('are waited for by its mail, which goes when the last of them is there', async () => {
    const [first, second, third] = await bookSeries();
    const [mail] = await mailsTo(first);
    const waits = () => jobAt(`send_notification:${mail.id}`);
    await push(first, LINK);
    await push(second, `${LINK}-2`);
    expect(await waits()).toBeGreaterThan(0);
    await push(third, `${LINK}-3`);
    expect(await waits()).toBeLessThanOrEqual(0);
    expect(await kindsTo(first)).toEqual(['series_confirmed']);
  });

  test('are not waited for where a calendar made none, or cannot: the mail has the others', async () => {
    const [first, second, third] = await bookSeries();
    const [mail] = await mailsTo(first);
    const waits = () => jobAt(`send_notification:${mail.id}`);
    await push(first, null);
    await push(second, LINK);
    expect(await waits()).toBeGreaterThan(0);
    const { event_key: key, calendar_id: calendarId } = await eventOf(third);
    const { revision } = await begin(key, calendarId);
    await ask(db.sql, `public.fail_push($1, $2, $3, 'No.', true)`, [key, calendarId, revision]);
    expect(await waits()).toBeLessThanOrEqual(0);
  });

  test('that come after the mail are one more mail, however many there are', async () => {
    const [first, second, third] = await bookSeries();
    const [mail] = await mailsTo(first);
    await ask(db.sql, 'public.next_notification($1)', [mail.id]);
    await push(second, `${LINK}-2`);
    await push(first, LINK);
    await push(third, `${LINK}-3`);
    expect(await kindsTo(first)).toEqual(['series_confirmed', 'series_link_added']);
    expect([await kindsTo(second), await kindsTo(third)]).toEqual([[], []]);
    const next = await ask(db.sql, 'public.next_notification($1)', [(await mailsTo(first))[1].id]);
    expect(next.series.map(({ join_url: link }: { join_url: string }) => link)).toEqual([
      LINK,
      `${LINK}-2`,
      `${LINK}-3`,
    ]);
  });

  test('of a booking that was moved alone are told alone', async () => {
    const [first, second] = await bookSeries();
    const [mail] = await mailsTo(first);
    await ask(db.sql, 'public.next_notification($1)', [mail.id]);
    const { starts_at: at } = await row(second);
    await ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [
      second,
      new Date(at.getTime() + 7_200_000).toISOString(),
    ]);
    await push(second, `${LINK}-2`);
    expect(await kindsTo(second)).toEqual(['booking_rescheduled']);
    expect(await kindsTo(first)).toEqual(['series_confirmed']);
  });
});
