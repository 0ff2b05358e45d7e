import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { chance } from '../support/chance.ts';
import { useDatabase } from '../support/database.ts';
import { randomRuns, times } from '../support/scale.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';
import { openPeople } from './consequences-people.ts';
import { type ConsequencesScene, openConsequencesScene } from './consequences-scene.ts';
import { openGoogleChaos } from './google-chaos-sandbox.ts';
import { InvitedCalendar } from './invited-calendar.ts';
import { openMicrosoftChaos } from './microsoft-chaos-sandbox.ts';

const database = useDatabase();
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000_000);
const runs = randomRuns(4, 15);
let pool: pg.Pool;
let clock: VirtualClock;
beforeAll(async () => {
  pool = new pg.Pool({ connectionString: database.url(), max: 8 });
  clock = await createVirtualClock(pool);
});
afterAll(() => pool.end());

type People = ReturnType<typeof openPeople>;

/** A mail that was planned, as its row says how it ended. */
interface Planned {
  id: string;
  kind: string;
  subject: string;
  recipient: string;
  state: string;
  last_error: string | null;
  /** The mail that said it, too, because its reader had got as many as an hour may bring. */
  gathered_into: string | null;
}

async function readPlanned(hostId: string): Promise<Planned[]> {
  const { rows } = await pool.query(
    `select n.id, case n.kind when 'booking_confirmed_unread' then 'booking_confirmed' else n.kind end as kind,
       case when n.kind like 'series%' then b.series_id else b.id end as subject, n.recipient, n.state, n.last_error, n.gathered_into
     from public.notifications as n join public.bookings as b on b.id = n.booking_id where b.host_id = $1`,
    [hostId],
  );
  return rows;
}

/** What still waits, though all is done. */
async function readWaiting(hostId: string): Promise<string[]> {
  const { rows } = await pool.query(
    `select format('mail %s', n.kind) as what from public.notifications as n
       join public.bookings as b on b.id = n.booking_id where b.host_id = $1 and n.state = 'pending'
     union all
     select format('webhook %s: %s', d.event, d.state) from public.webhook_deliveries as d
       join public.webhook_endpoints as e on e.id = d.endpoint_id
       join public.hosts as h on h.owner_id = e.owner_id where h.id = $1 and d.state <> 'delivered'
     union all
     select format('event %s: %s', w.event_key, w.state) from public.booking_calendar_events as w
       join public.bookings as b on b.id = w.booking_id
       where b.host_id = $1 and (w.state not in ('pushed', 'removed') or w.revision is distinct from w.pushed_revision)
     union all
     select format('conflict %s', k.kind) from public.booking_conflicts as k
       join public.bookings as b on b.id = k.booking_id where b.host_id = $1
     union all
     select format('job %s', j.task_identifier) from graphile_worker.jobs as j where j.attempts < j.max_attempts and j.task_identifier <> 'maintain_channels'`,
    [hostId],
  );
  return rows.map(({ what }) => what);
}

/** How each planned mail ended, compared with how it may end: a line for each that is wrong. */
function faultsOfMails(scene: ConsequencesScene, planned: readonly Planned[]): string[] {
  return planned.flatMap(({ id, kind, state, last_error: error, gathered_into: carrier }) => {
    const copies = scene.mails.filter((mail) => mail.id === (carrier ?? id)).length;
    const line = `${kind} is ${state}, taken ${copies} times: ${error}`;
    if (state === 'sent') return copies >= 1 ? [] : [line];
    // What it says was overtaken: before it was sent, or before anybody could know that it was.
    const isOvertaken = state === 'failed' && error?.startsWith('Not needed any more');
    return isOvertaken && (copies === 0 || error?.endsWith('it may have arrived.')) ? [] : [line];
  });
}

/** What is in the calendars of the visitors by their invitations, and what should be. */
function compareInvited({ mails }: ConsequencesScene, { bookings }: People): { invited: string[]; booked: string[] } {
  const invited = [...new Set(bookings.map(({ email }) => email))].flatMap((email) => {
    const calendar = new InvitedCalendar();
    for (const { mail } of mails.filter(({ recipient }) => recipient === email)) calendar.receive(mail);
    return calendar.events;
  });
  const booked = bookings
    .filter(({ status }) => status === 'confirmed')
    .map(({ id, start }) => `${new Date(start).toISOString()} ${id}`);
  return { invited: invited.sort(), booked: booked.sort() };
}

async function check(scene: ConsequencesScene, people: People): Promise<void> {
  const { sandbox, events, handovers, host, ownerEmail, processes } = scene;
  expect(await readWaiting(host.id), 'nothing waits').toEqual([]);

  const pushed = sandbox.calendars
    .flatMap(({ providerId }) => sandbox.ours(providerId))
    .map(({ startsAt, title }) => `${startsAt.toISOString()} ${title}`);
  expect(pushed.sort(), 'events in the calendar').toEqual(people.sessions());

  const told = [...events.values()].map((body) => {
    const { type, data } = JSON.parse(body);
    return `${type} ${data.booking.id}`;
  });
  expect(told.sort(), 'webhooks by their ids').toEqual(people.events.toSorted());

  const planned = await readPlanned(host.id);
  const line = ({ kind, subject, recipient }: Planned) =>
    `${kind} ${subject} to the ${recipient === ownerEmail ? 'host' : 'visitor'}`;
  expect(planned.map(line).sort(), 'mails that were planned').toEqual(people.mails.toSorted());
  expect(faultsOfMails(scene, planned), 'mails that were sent').toEqual([]);
  const { invited, booked } = compareInvited(scene, people);
  expect(invited, 'calendars of visitors').toEqual(booked);

  expect(handovers.violations, 'taken again without need').toEqual([]);
  // One owner's bookings add jobs without a common key, so that none waits for another; nothing is done by two at a time.
  expect(processes.violations.filter((text) => !/^deliver_webhooks: \d+ jobs for the same$/.test(text))).toEqual([]);
}

describe('Killed between any two steps of what follows from a booking, processes bring about each of it once in the end', () => {
  test.each(Array.from({ length: runs }, (_, i) => seed + i))(
    'its event, its mails and its webhooks (CHAOS_SEED=%i)',
    async (from) => {
      const random = chance(from);
      const open = from % 2 === 0 ? openGoogleChaos : openMicrosoftChaos;
      const sandbox = await open(clock, random, chance(-from));
      const scene = await openConsequencesScene(pool, clock, sandbox, chance(from + 0.5));
      onTestFinished(() => scene.stop());
      const { processes } = scene;
      await processes.tick('poll');
      await processes.drain();
      const people = openPeople(scene, random);
      const work = async () => {
        const deaths = Array.from({ length: random() < 0.3 ? 2 : 1 }, () => chance(random() * 2 ** 31));
        await scene.work(deaths);
      };

      for (let step = 0; step < 14; step += 1) {
        await people.act();
        if (random() < 0.2) await processes.tick('poll');
        if (random() < 0.8) await work();
        await clock.advance(random() * 40_000);
      }
      await processes.drain();
      await clock.advanceTo(people.waitForReminders());
      for (let round = 0; round < 3; round += 1) {
        for (const task of ['expire_bookings', 'due_mails', 'poll']) await processes.tick(task);
        if (round < 2) await work();
      }
      await processes.drain();
      for (let step = 0; step < 3; step += 1) {
        await people.act();
        await work();
        await clock.advance(random() * 40_000);
      }
      await processes.drain();
      await processes.tick('poll');
      await processes.drain();

      await check(scene, people);
      expect(processes.ends.killed, JSON.stringify(processes.ends)).toBeGreaterThan(0);
    },
    240_000 * times,
  );
});
