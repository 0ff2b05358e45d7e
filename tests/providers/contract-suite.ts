import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChannelNotice, NoticeRequest, OpenedChannel } from '../../sync-service/src/calendar/channels.ts';
import type { EventUpsert } from '../../sync-service/src/calendar/event.ts';
import type {
  CalendarProvider,
  CalendarToRead,
  ChangePage,
  ProviderAccount,
  TimeWindow,
  UnknownTime,
} from '../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { describeVideoLinks } from './contract-video.ts';

/** An event as the suite wants it to be in the calendar, whatever the provider calls it. */
export interface SceneEvent {
  name: string;
  title: string;
  /** Instants as ISO text, or dates (`yyyy-mm-dd`, the end exclusive) for whole days. */
  start: string;
  end: string;
  /** Repeats each week, this many times. */
  weeks?: number;
}

/** A calendar at a provider (or its stand-in) that the suite may fill and break. */
export interface ProviderScene {
  provider: CalendarProvider;
  account: ProviderAccount;
  calendar: CalendarToRead;
  /** Parts of the credentials that must not appear anywhere else. */
  secrets: string[];
  /** Makes these the only events of the calendar. */
  put(events: readonly SceneEvent[]): void | Promise<void>;
  /** From now on the server answers with errors, or again as it should. */
  setBroken(isBroken: boolean): void;
  stop(): Promise<void>;
  /** With video links: lets the provider make those that it was asked for. */
  makeLinks?(): void;
  /** With channels: calls by which the provider tells of this channel, by its documentation, and what each of them says. */
  calls?(channel: NoticeOf): { request: NoticeRequest; says: ChannelNotice[] }[];
}

type NoticeOf = Pick<ChannelNotice, 'channelId' | 'resourceId' | 'token'>;

export const contractWindow: TimeWindow = {
  from: new Date('2026-05-01T00:00:00Z'),
  until: new Date('2026-08-01T00:00:00Z'),
};

/** All pages of a run. */
export async function collectPages(
  scene: Pick<ProviderScene, 'provider' | 'account' | 'calendar'>,
  cursor: string | null,
  window: TimeWindow = contractWindow,
  states: ReadonlyMap<string, string> = new Map(),
): Promise<ChangePage[]> {
  const pages: ChangePage[] = [];
  const source = scene.provider.listChanges(scene.account, scene.calendar, cursor, window, {
    get: async (ids) => new Map(ids.flatMap((id) => (states.has(id) ? [[id, states.get(id) ?? '']] : []))),
    all: async () => states,
  });
  for await (const page of source) pages.push(page);
  return pages;
}

/** A copy of a calendar, kept by the rules of the port. */
export class Mirror {
  readonly rows = new Map<string, EventUpsert>();
  readonly objectStates = new Map<string, string>();
  /** Events whose time is not known, by their objects. */
  readonly unknown = new Map<string, UnknownTime>();
  cursor: string | null = null;

  /** Writes a run down as the sync does: changes, then the sweep of what a full listing does not name. */
  apply(pages: readonly ChangePage[]): void {
    const named = new Set<string>();
    for (const page of pages) {
      for (const change of page.changes) {
        named.add(change.providerEventId);
        if (change.kind === 'delete') this.rows.delete(change.providerEventId);
        else this.rows.set(change.providerEventId, change);
      }
      const closed = [...(page.fullyListed ?? []), ...(page.deleted ?? []), ...(page.missing ?? [])];
      this.#sweep(named, (row) => closed.includes(row.providerEventId) || closed.includes(row.seriesId ?? ''));
      this.#understand(page, closed);
      for (const { objectId, state } of page.objectStates ?? []) {
        if (state === null) this.objectStates.delete(objectId);
        else this.objectStates.set(objectId, state);
      }
      this.cursor = page.nextCursor ?? this.cursor;
      if (!page.isLast || !page.isFull) continue;
      const isKept = (row: EventUpsert) =>
        page.unreadable.includes(row.providerEventId) || page.unreadable.includes(row.seriesId ?? '');
      this.#sweep(named, (row) => !isKept(row));
    }
  }

  /** What a page names otherwise is understood again; at the end of a full listing all that it does not name. */
  #understand(page: ChangePage, closed: readonly string[]): void {
    const named = page.changes.flatMap((change) =>
      change.kind === 'delete' ? [change.providerEventId] : [change.providerEventId, change.seriesId ?? ''],
    );
    if (page.isLast && page.isFull) this.unknown.clear();
    for (const id of [...named, ...closed]) this.unknown.delete(id);
    for (const unknown of page.unknownTimes ?? []) this.unknown.set(unknown.objectId, unknown);
  }

  #sweep(named: ReadonlySet<string>, isIn: (row: EventUpsert) => boolean): void {
    for (const [id, row] of this.rows) if (!named.has(id) && isIn(row)) this.rows.delete(id);
  }

  /** `title start end`, sorted. */
  list(): string[] {
    return [...this.rows.values()]
      .map((row) => `${row.title} ${row.startsAt ?? row.startDate} ${row.endsAt ?? row.endDate}`)
      .sort();
  }
}

const lunch: SceneEvent = {
  name: 'lunch',
  title: 'Lunch',
  start: '2026-05-04T10:00:00.000Z',
  end: '2026-05-04T11:00:00.000Z',
};
const trip: SceneEvent = { name: 'trip', title: 'Trip', start: '2026-06-01', end: '2026-06-04' };
const weekly: SceneEvent = {
  name: 'weekly',
  title: 'Weekly',
  start: '2026-05-05T08:00:00.000Z',
  end: '2026-05-05T08:30:00.000Z',
  weeks: 3,
};

/** What the sync relies on, for every adapter. */
export function describeProviderContract(
  name: string,
  open: () => Promise<ProviderScene>,
  { hasLongLists = true }: { hasLongLists?: boolean } = {},
): void {
  describe(`${name} keeps the contract of providers`, () => {
    let scene: ProviderScene;
    const readInto = async (mirror: Mirror): Promise<ChangePage[]> => {
      const pages = await collectPages(scene, mirror.cursor, contractWindow, mirror.objectStates);
      mirror.apply(pages);
      return pages;
    };
    beforeAll(async () => {
      scene = await open();
    });
    afterAll(() => scene.stop());

    test('capabilities are plain data', () => {
      const {
        isSingleCalendar = false,
        noticeLagMs = [],
        ...capabilities
      } = structuredClone(scene.provider.capabilities);
      expect(noticeLagMs.every((ms) => ms > 0)).toBe(true);
      expect({ isSingleCalendar, ...capabilities }).toEqual({
        writes: expect.any(Boolean),
        channels: expect.stringMatching(/^(calendar|account|none)$/),
        incremental: expect.any(Boolean),
        findsChanges: expect.any(Boolean),
        makesVideoLinks: expect.any(Boolean),
        isSingleCalendar: expect.any(Boolean),
      });
    });

    test('connecting gives a lasting key, the calendars, and no secret outside the credentials', async () => {
      await scene.put([lunch]);
      const first = await scene.provider.connect(scene.account.credentials);
      const { credentials, ...rest } = await scene.provider.connect(first.credentials);
      expect(rest.accountKey).toBe(first.accountKey);
      expect(rest.calendars.map((calendar) => calendar.providerCalendarId)).toContain(
        scene.calendar.providerCalendarId,
      );
      for (const secret of scene.secrets) expect(JSON.stringify(rest)).not.toContain(secret);
      expect(credentials).toEqual(first.credentials);
    });

    test('the calendars of a connected account are listed', async () => {
      const calendars = await scene.provider.listCalendars(scene.account);
      expect(calendars.find((calendar) => calendar.providerCalendarId === scene.calendar.providerCalendarId)).toEqual({
        providerCalendarId: scene.calendar.providerCalendarId,
        name: expect.stringMatching(/./),
        timeZone: calendars[0]?.timeZone ?? null,
        access: scene.provider.capabilities.writes ? expect.stringMatching(/^(read|write)$/) : 'read',
        isOwn: true,
        isPrimary: expect.any(Boolean),
      });
    });

    test('a first listing is full and names each occurrence with its times', async () => {
      await scene.put([lunch, trip, weekly]);
      const mirror = new Mirror();
      const pages = await readInto(mirror);
      expect(pages.every((page) => page.isFull)).toBe(true);
      expect(mirror.list()).toEqual([
        'Lunch 2026-05-04T10:00:00.000Z 2026-05-04T11:00:00.000Z',
        'Trip 2026-06-01 2026-06-04',
        'Weekly 2026-05-05T08:00:00.000Z 2026-05-05T08:30:00.000Z',
        'Weekly 2026-05-12T08:00:00.000Z 2026-05-12T08:30:00.000Z',
        'Weekly 2026-05-19T08:00:00.000Z 2026-05-19T08:30:00.000Z',
      ]);
      expect([...mirror.rows.values()].every((row) => row.isBusy && row.status === 'confirmed')).toBe(true);
    });

    test('the occurrences of a series share a series, other events have none', async () => {
      await scene.put([lunch, weekly]);
      const mirror = new Mirror();
      await readInto(mirror);
      const rows = [...mirror.rows.values()];
      expect(new Set(rows.filter((row) => row.title === 'Weekly').map((row) => row.seriesId)).size).toBe(1);
      expect(rows.filter((row) => row.title === 'Weekly')[0]?.seriesId).toEqual(expect.any(String));
      expect(rows.find((row) => row.title === 'Lunch')?.seriesId).toBeNull();
    });

    test('nothing changed: one page without changes, again and again, though its cursor may change', async () => {
      await scene.put([lunch]);
      const mirror = new Mirror();
      await readInto(mirror);
      for (let round = 0; round < 2; round += 1) {
        const pages = await readInto(mirror);
        expect(pages).toHaveLength(1);
        const [page] = pages;
        expect(page).toMatchObject({ changes: [], nextCursor: expect.any(String), isFull: false, isLast: true });
        const { fullyListed, deleted, missing, unreadable, problems } = page ?? {};
        expect([fullyListed, deleted, missing, unreadable, problems].filter((list) => list?.length)).toEqual([]);
      }
    });

    test('added, moved and removed events leave a copy equal to the calendar', async () => {
      await scene.put([lunch, trip]);
      const mirror = new Mirror();
      await readInto(mirror);
      await scene.put([{ ...lunch, start: '2026-05-04T12:00:00.000Z', end: '2026-05-04T13:00:00.000Z' }, weekly]);
      await readInto(mirror);
      const fresh = new Mirror();
      await readInto(fresh);
      expect(mirror.list()).toEqual(fresh.list());
      expect(mirror.list()).toHaveLength(4);
      expect(mirror.list()[0]).toBe('Lunch 2026-05-04T12:00:00.000Z 2026-05-04T13:00:00.000Z');
    });

    test('an event keeps its id when it moves', async () => {
      await scene.put([lunch]);
      const mirror = new Mirror();
      await readInto(mirror);
      const ids = [...mirror.rows.keys()];
      await scene.put([{ ...lunch, start: '2026-05-06T12:00:00.000Z', end: '2026-05-06T13:00:00.000Z' }]);
      await readInto(mirror);
      expect([...mirror.rows.keys()]).toEqual(ids);
    });

    test('an emptied calendar leaves an empty copy', async () => {
      await scene.put([lunch]);
      const mirror = new Mirror();
      await readInto(mirror);
      await scene.put([]);
      await readInto(mirror);
      expect(mirror.list()).toEqual([]);
    });

    test.runIf(hasLongLists)('pages hold at most 500 changes, and only the last one ends the run', async () => {
      const many = Array.from({ length: 100 }, (_, index): SceneEvent => {
        const start = new Date(contractWindow.from.getTime() + index * 3_600_000).toISOString();
        const end = new Date(Date.parse(start) + 1_800_000).toISOString();
        return { name: `n${index}`, title: `No ${index}`, start, end, weeks: 12 };
      });
      await scene.put(many);
      const mirror = new Mirror();
      const pages = await readInto(mirror);
      expect(pages.length).toBeGreaterThan(2);
      expect(Math.max(...pages.map((page) => page.changes.length))).toBeLessThanOrEqual(500);
      expect(pages.map((page) => page.isLast)).toEqual(pages.map((_, index) => index === pages.length - 1));
      expect(pages.at(-1)?.nextCursor).toEqual(expect.any(String));
      expect(mirror.rows.size).toBe(1200);
    });

    test('another window is answered completely, though nothing changed', async () => {
      await scene.put([lunch, trip]);
      const mirror = new Mirror();
      await readInto(mirror);
      const later = { from: new Date('2026-05-20T00:00:00Z'), until: new Date('2026-08-20T00:00:00Z') };
      const pages = await collectPages(scene, mirror.cursor, later);
      expect(pages.every((page) => page.isFull)).toBe(true);
      expect(pages.flatMap((page) => page.changes).map((change) => change.kind === 'upsert' && change.title)).toEqual([
        'Trip',
      ]);
    });

    test.each([
      ['what its owner says of whole days', { policy: { all_day: 'free' } }, [true, false]],
      ["the host's zone", { hostTimeZone: 'Asia/Tokyo' }, [true, true]],
    ] as const)('another view is answered completely, though nothing changed: %s', async (_what, view, busy) => {
      await scene.put([lunch, trip]);
      const mirror = new Mirror();
      await readInto(mirror);
      const { calendar } = scene;
      const seen = { ...scene, calendar: { ...calendar, ...view } };
      const known = [{ calendar: seen.calendar, cursor: mirror.cursor }];
      const changes = await scene.provider.findChanges?.(scene.account, known, contractWindow);
      expect(changes?.changed ?? [calendar.providerCalendarId]).toEqual([calendar.providerCalendarId]);

      mirror.apply(await collectPages(seen, mirror.cursor, contractWindow, mirror.objectStates));
      const rows = [...mirror.rows.values()].sort((a, b) => ((a.title ?? '') < (b.title ?? '') ? -1 : 1));
      expect(rows.map(({ title, isBusy }) => [title, isBusy])).toEqual([
        ['Lunch', busy[0]],
        ['Trip', busy[1]],
      ]);
      const again = await collectPages(seen, mirror.cursor, contractWindow, mirror.objectStates);
      expect(again.flatMap(({ changes }) => changes)).toEqual([]);
    });

    test('a cursor that nobody knows gives a full listing', async () => {
      await scene.put([lunch]);
      const pages = await collectPages(scene, 'no cursor of ours');
      expect(pages.every((page) => page.isFull)).toBe(true);
      expect(pages.flatMap((page) => page.changes)).toHaveLength(1);
    });

    test('a server that fails is an error, not an empty calendar', async () => {
      await scene.put([lunch]);
      scene.setBroken(true);
      try {
        const failure = await collectPages(scene, null).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(ProviderError);
        expect(await scene.provider.listCalendars(scene.account).catch((error: unknown) => error)).toBeInstanceOf(
          ProviderError,
        );
        for (const secret of scene.secrets) expect(String((failure as Error).stack)).not.toContain(secret);
      } finally {
        scene.setBroken(false);
      }
    });

    describe('with channels', () => {
      const token = 'x'.repeat(43);
      const open = async (channelId: string) => {
        const { provider, account, calendar } = scene;
        const watched = provider.capabilities.channels === 'account' ? null : calendar;
        return (await provider.openChannel?.(account, watched, { channelId, token })) as OpenedChannel;
      };

      test('opens one that ends some day, and closes it, however often it is asked to', async ({ skip }) => {
        if (scene.provider.capabilities.channels === 'none') return skip('it has none');
        const channelId = crypto.randomUUID();
        const opened = await open(channelId);
        expect(opened).toEqual({
          resourceId: expect.stringMatching(/./),
          expiresAt: expect.any(Date),
          isVerified: expect.any(Boolean),
        });
        expect(opened.expiresAt.getTime()).toBeGreaterThan(Date.now());
        const { resourceId } = opened;
        for (const ref of [
          { channelId, resourceId },
          { channelId, resourceId },
          { channelId, resourceId: null },
        ])
          await scene.provider.closeChannel?.(scene.account, ref);
      });

      test('prolongs one in place, but none that is closed', async ({ skip }) => {
        const { provider, account } = scene;
        if (provider.renewChannel === undefined) return skip('it opens another one');
        const channelId = crypto.randomUUID();
        const ref = { channelId, resourceId: (await open(channelId)).resourceId };
        const renewed = await provider.renewChannel(account, ref);
        expect(renewed.resourceId).toBe(ref.resourceId);
        expect(renewed.expiresAt.getTime()).toBeGreaterThan(Date.now());
        await provider.closeChannel?.(account, ref);
        await expect(provider.renewChannel(account, ref)).rejects.toMatchObject({ code: 'channel_lost' });
      });

      test('reads the calls of its provider, and nothing in others', async ({ skip }) => {
        const { provider } = scene;
        if (provider.readNotices === undefined) return skip('nobody calls it');
        const channel = { channelId: crypto.randomUUID(), resourceId: 'resource', token };
        const calls = scene.calls?.(channel) ?? [];
        expect(calls.length).toBeGreaterThan(0);
        for (const { request, says } of calls)
          expect(provider.readNotices(request)).toEqual({ notices: says, malformed: 0 });
        const bodies = ['', 'text', '{', 'null', '[]', '{}', '{"value":null}', '{"value":[null,1,"x",{},[]]}'];
        for (const body of bodies) expect(provider.readNotices({ headers: new Headers(), body }).notices).toEqual([]);
      });
    });

    test('titles come as one line without control characters', async () => {
      await scene.put([{ ...lunch, title: 'Lunch\r\nwith\u0007 \u202eAnna' }]);
      const mirror = new Mirror();
      await readInto(mirror);
      expect([...mirror.rows.values()][0]?.title).toBe('Lunch with Anna');
    });

    describeVideoLinks(() => scene);
  });
}
