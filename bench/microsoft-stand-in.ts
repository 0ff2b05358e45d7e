import { addEvent } from '../sync-service/sandbox/microsoft/controls.ts';
import { liveSubscriptions } from '../sync-service/sandbox/microsoft/live-subscriptions.ts';
import { createMicrosoftSandbox } from '../sync-service/sandbox/microsoft/sandbox.ts';
import { grantAccount } from '../tests/support/microsoft-account.ts';
import { serve } from './child.ts';
import { benchEvent, createStandIn, type StandInCommands } from './stand-in.ts';

// The sandbox of Microsoft as a process of its own, with what its own part of a latency is.

/** What a notice of a subscription is made of. */
export interface OpenSubscription {
  id: string;
  clientState: string;
  oid: string;
}

const client = {
  clientId: '6731de76-14a6-49ae-97bc-6eba6914391e',
  clientSecret: 'bench',
  redirectUris: ['http://127.0.0.1:1/callback'],
};
const standIn = createStandIn((url) => url.includes('deltatoken='));
const sandbox = createMicrosoftSandbox({
  clients: [client],
  fetch: (url, init) => standIn.post(url, init, ownerOfNotice(init.body)),
});
const { world } = sandbox;

/** A handshake has no body. */
function ownerOfNotice(body: unknown): string | undefined {
  const [, oid = ''] = /"resource":"Users\/([^/]+)\//.exec(typeof body === 'string' ? body : '') ?? [];
  return world.users.get(oid)?.upn;
}

const timeOf = (instant: string | number) => ({
  dateTime: new Date(instant).toISOString().slice(0, 19),
  timeZone: 'UTC',
});
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const weekly = (startsAt: number) => ({
  recurrence: {
    pattern: { type: 'weekly', interval: 1, daysOfWeek: [weekdays[new Date(startsAt).getUTCDay()]] },
    range: { type: 'noEnd', startDate: new Date(startsAt).toISOString().slice(0, 10) },
  },
});

export type MicrosoftStandInCommands = typeof commands;
const commands = {
  ...standIn.commands,
  async listen() {
    const { clientId, clientSecret, redirectUris } = client;
    const baseUrl = await standIn.listen(sandbox.app.fetch);
    return { clientId, clientSecret, redirectUri: redirectUris[0] ?? '', baseUrl, tenant: 'common' };
  },
  connect: (emails: string[], calendars: number) =>
    emails.map((email) => {
      const credentials = grantAccount(world, client.clientId, email);
      standIn.know(credentials, email);
      const more = Array.from({ length: calendars - 1 }, (_, n) => world.addCalendar(email, { name: `Side ${n}` }));
      return { credentials, calendars: [world.calendarOf(email), ...more].map(({ id }) => id) };
    }),
  fill(calendar: string, events: number, series: number) {
    for (let index = 0; index < events; index += 1) {
      const { title, startsAt, endsAt, isWeekly } = benchEvent(index, events, series);
      const recurrence = isWeekly ? weekly(startsAt) : {};
      addEvent(world, calendar, { subject: title, start: timeOf(startsAt), end: timeOf(endsAt), ...recurrence });
    }
  },
  change(email: string, calendar: string, start: string, end: string) {
    const at = standIn.begin(email);
    const { key } = addEvent(world, calendar, { subject: 'Busy', start: timeOf(start), end: timeOf(end) });
    return { id: key, at };
  },
  /** From now on the feed shows a change so many milliseconds after its notice. */
  lag(ms: number) {
    world.settings.feedLag = ms;
  },
  subscriptions: (): OpenSubscription[] =>
    liveSubscriptions(world).map(({ id, clientState, oid }) => ({ id, clientState: clientState ?? '', oid })),
  /** The most requests of one mailbox that were ever in flight. */
  peakInFlight: () => Math.max(0, ...[...world.users.keys()].map((oid) => sandbox.throttle.peak(oid))),
  violations: () => [...sandbox.violations],
} satisfies StandInCommands & Record<string, unknown>;
serve(commands, () => {
  sandbox.stop();
  standIn.stop();
});
