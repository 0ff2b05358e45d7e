import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { ask } from './support.ts';
import { LINK, videoScene } from './video-scene.ts';

const db = useDatabase();
const { videoHost, book, linkOf, begin, eventOf, push, jobAt, mailsTo } = videoScene(db);

describe('The event of a booking by video', () => {
  test('asks for a link where its calendar makes links, and only there', async () => {
    for (const [provider, expected] of [
      ['google', true],
      ['microsoft', true],
      ['caldav', false],
    ] as const) {
      const { eventType, slot } = await videoHost(provider);
      expect(await push(await book(eventType.id, slot(0)), null)).toMatchObject({
        wants_video: expected,
        location: null,
      });
      expect(await push(await book(eventType.id, slot(2), 'custom'), null)).toMatchObject({
        wants_video: false,
        location: 'Room 4',
      });
    }
  });

  test('gives its link to the booking, where the visitor and their mails find it', async () => {
    const { eventType, slot } = await videoHost();
    const id = await book(eventType.id, slot(0));
    await push(id, LINK);
    expect((await ask(db.sql, 'public.get_booking($1, 0)', [id])).booking).toMatchObject({
      location: { kind: 'video', join_url: LINK },
      location_text: LINK,
    });
    expect(await ask(db.sql, 'private.mailed_booking($1, false)', [id])).toMatchObject({
      location: LINK,
      location_kind: 'video',
      join_url: LINK,
    });
  });

  test('keeps it through moves', async () => {
    const { eventType, slot } = await videoHost();
    const id = await book(eventType.id, slot(0));
    await push(id, LINK);
    await ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [id, slot(4)]);
    expect(await linkOf(id)).toBe(LINK);
    await push(id, LINK);
    expect(await linkOf(id)).toBe(LINK);
  });

  test('changes it when its calendar does, and loses none because a response names none', async () => {
    const { eventType, slot } = await videoHost();
    const id = await book(eventType.id, slot(0));
    await push(id, LINK);
    await ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [id, slot(4)]);
    await push(id, null);
    expect(await linkOf(id)).toBe(LINK);
    await ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [id, slot(6)]);
    await push(id, `${LINK}-2`);
    expect(await linkOf(id)).toBe(`${LINK}-2`);
  });

  test.each(['http://meet.example/x', 'javascript:alert(1)', 'https://meet.example/a b', ''])(
    'gives no link that is none: %j',
    async (link) => {
      const { eventType, slot } = await videoHost();
      const id = await book(eventType.id, slot(0));
      await push(id, link);
      expect(await linkOf(id)).toBeUndefined();
      expect(await eventOf(id)).toMatchObject({ state: 'pushed', join_url: null });
    },
  );

  test('is written again while its provider is still making the link, later each time and ten times at most', async () => {
    const { eventType, slot } = await videoHost();
    const id = await book(eventType.id, slot(0));
    const { event_key: key, calendar_id: calendarId } = await eventOf(id);
    const waits: number[] = [];
    for (let turn = 0; turn < 10; turn += 1) {
      await push(id, null, true);
      expect(await eventOf(id)).toMatchObject({ state: 'pending', link_waits: turn + 1 });
      waits.push(await jobAt(`push:${key}:${calendarId}`));
    }
    for (const [turn, seconds] of waits.entries()) {
      expect(seconds).toBeGreaterThan(5 * 2 ** turn - 4);
      expect(seconds).toBeLessThanOrEqual(5 * 2 ** turn);
    }
    await push(id, null, true);
    expect(await eventOf(id)).toMatchObject({ state: 'pushed', link_waits: 10 });
  });
});

describe('A session by video', () => {
  test('has one link for all who chose video; who leaves does not keep it, and who joins gets it at once', async () => {
    const { eventType, slot } = await videoHost('google', { seats: 3 });
    const [one, two, three] = [
      await book(eventType.id, slot(0)),
      await book(eventType.id, slot(0)),
      await book(eventType.id, slot(0), 'custom'),
    ];
    const event = await push(one, LINK);
    // They chose different places: the event has none, each of them has theirs.
    expect(event).toMatchObject({ wants_video: true, location: null });
    expect(event.attendees.map(({ location }: { location: string | null }) => location)).toEqual([
      null,
      null,
      'Room 4',
    ]);
    expect([await linkOf(one), await linkOf(two), await linkOf(three)]).toEqual([LINK, LINK, undefined]);
    await ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [one, slot(4)]);
    expect([await linkOf(one), await linkOf(two)]).toEqual([undefined, LINK]);
    await push(one, `${LINK}-2`);
    expect(await linkOf(one)).toBe(`${LINK}-2`);
    await ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [one, slot(0)]);
    expect(await linkOf(one)).toBe(LINK);
  });
});

describe('The mail to the visitor of a booking by video', () => {
  test('waits some seconds for the link, and goes out when it is there', async () => {
    const { eventType, slot } = await videoHost();
    const id = await book(eventType.id, slot(0));
    const [mail] = await mailsTo(id);
    const key = `send_notification:${mail.id}`;
    expect(await jobAt(key)).toBeGreaterThan(20);
    await push(id, LINK);
    expect(await jobAt(key)).toBeLessThanOrEqual(0);
    expect((await mailsTo(id)).map(({ kind }) => kind)).toEqual(['booking_confirmed']);
  });

  test('that went out without it is followed by one with it, once', async () => {
    const { eventType, slot } = await videoHost();
    const id = await book(eventType.id, slot(0));
    const [mail] = await mailsTo(id);
    await ask(db.sql, 'public.next_notification($1)', [mail.id]);
    await ask(db.sql, 'public.finish_notification($1)', [mail.id]);
    await push(id, LINK);
    await ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [id, slot(4)]);
    await push(id, LINK);
    const kinds = (await mailsTo(id)).map(({ kind }) => kind);
    expect(kinds).toEqual(['booking_confirmed', 'booking_link_added', 'booking_rescheduled']);
  });

  test.each([
    ['no calendar makes one', 'caldav', 'video'],
    ['it takes place elsewhere', 'google', 'custom'],
  ])('waits for nothing where %s', async (_, provider, kind) => {
    const { eventType, slot } = await videoHost(provider);
    const [mail] = await mailsTo(await book(eventType.id, slot(0), kind));
    expect(await jobAt(`send_notification:${mail.id}`)).toBeLessThanOrEqual(0);
  });
});

describe('A mail to the visitor of a booking by video waits no longer', () => {
  const booked = async (columns: Record<string, unknown> = {}) => {
    const { eventType, slot, calendar } = await videoHost('google', columns);
    const id = await book(eventType.id, slot(0));
    const [mail] = await mailsTo(id);
    return { id, slot, calendar, eventType, waits: () => jobAt(`send_notification:${mail.id}`) };
  };
  /** The write of its event fails. */
  const fail = async (id: string, isFinal: boolean, retryAfterMs: number | null) => {
    const { event_key: key, calendar_id: calendarId } = await eventOf(id);
    const { revision } = await begin(key, calendarId);
    await ask(db.sql, 'public.fail_push($1, $2, $3, $4, $5, $6)', [
      ...[key, calendarId, revision],
      ...['No.', isFinal, retryAfterMs],
    ]);
  };
  const quiet = (calendar: { connection_id: string }) =>
    db.sql.query(
      `insert into private.connection_sync as s (connection_id, blocked_until) values ($1, now() + interval '1 hour')
       on conflict on constraint connection_sync_pkey do update set blocked_until = excluded.blocked_until`,
      [calendar.connection_id],
    );
  const refuse = (calendar: { connection_id: string }) =>
    db.sql.query(`update public.calendar_connections set status = 'needs_reconnect' where id = $1`, [
      calendar.connection_id,
    ]);

  test('than until its event was written without one', async () => {
    const { id, waits } = await booked();
    expect(await waits()).toBeGreaterThan(20);
    await push(id, null);
    expect(await waits()).toBeLessThanOrEqual(0);
  });

  test('than until its event was written with one that is none', async () => {
    const { id, waits } = await booked();
    await push(id, 'http://meet.example/x');
    expect(await waits()).toBeLessThanOrEqual(0);
  });

  test('but as long as the provider is still making it', async () => {
    const { id, waits } = await booked();
    await push(id, null, true);
    expect(await waits()).toBeGreaterThan(10);
  });

  test('than until its event cannot be written: for good, or for longer than the mail would wait', async () => {
    const final = await booked();
    await fail(final.id, true, null);
    expect(await final.waits()).toBeLessThanOrEqual(0);
    const later = await booked();
    await fail(later.id, false, 600_000);
    expect(await later.waits()).toBeLessThanOrEqual(0);
    const soon = await booked();
    await fail(soon.id, false, null);
    expect(await soon.waits()).toBeGreaterThan(10);
  });

  test.each([
    ['its account lets nobody in', refuse],
    ['its provider asked us to wait', quiet],
    [
      'its calendar can only be read',
      (calendar: { id: string }) =>
        db.sql.query(`update public.calendars set access = 'read' where id = $1`, [calendar.id]),
    ],
  ])('than until a write finds that %s', async (_, close) => {
    const { id, calendar, waits } = await booked();
    await close(calendar as never);
    const { event_key: key, calendar_id: calendarId } = await eventOf(id);
    expect(await begin(key, calendarId)).toBeNull();
    expect(await waits()).toBeLessThanOrEqual(0);
  });

  test.each([
    ['its account lets nobody in', refuse],
    ['its provider asked us to wait', quiet],
    [
      'its calendar is gone',
      (calendar: { id: string }) =>
        db.sql.query(
          `insert into private.calendar_sync as s (calendar_id, missing_since, vanished_at) values ($1, now(), now())
           on conflict on constraint calendar_sync_pkey do update set missing_since = now(), vanished_at = now()`,
          [calendar.id],
        ),
    ],
  ])('at all where it is known that %s', async (_, close) => {
    const { calendar, eventType, slot } = await booked();
    await close(calendar as never);
    const [mail] = await mailsTo(await book(eventType.id, slot(2)));
    expect(await jobAt(`send_notification:${mail.id}`)).toBeLessThanOrEqual(0);
  });

  test('at all about the move of one that got none', async () => {
    const { id, slot } = await booked();
    await push(id, null);
    await ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [id, slot(4)]);
    const moved = (await mailsTo(id)).find(({ kind }) => kind === 'booking_rescheduled');
    expect(await jobAt(`send_notification:${moved?.id}`)).toBeLessThanOrEqual(0);
  });

  test('but as usual for the first one by video of a session whose event has none', async () => {
    const { eventType, slot } = await videoHost('google', { seats: 2 });
    await push(await book(eventType.id, slot(0), 'custom'), null);
    const [mail] = await mailsTo(await book(eventType.id, slot(0)));
    expect(await jobAt(`send_notification:${mail.id}`)).toBeGreaterThan(20);
  });
});

test('A link that comes while the booking is cancelled locks nothing up', async () => {
  const { eventType, slot } = await videoHost('google', { seats: 2 });
  for (let round = 0; round < 10; round += 1) {
    const ids = [await book(eventType.id, slot(round * 2)), await book(eventType.id, slot(round * 2))];
    const { event_key: key, calendar_id: calendarId } = await eventOf(ids[0] as string);
    const { revision } = await begin(key, calendarId);
    const results = await Promise.all([
      ask(db.sql, `public.finish_push($1, $2, $3, $4, 'v', false, $5)`, [
        key,
        calendarId,
        revision,
        `event-${key}`,
        `${LINK}-${round}`,
      ]),
      ask(db.sql, 'public.cancel_booking($1, null, 0)', [ids[0]]),
      ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [ids[1], slot(round * 2 + 1)]),
    ]);
    expect(results.map(({ code }) => code)).toEqual([undefined, undefined, undefined]);
  }
});
