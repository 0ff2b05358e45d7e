import { addEvent } from '../sync-service/sandbox/google/controls.ts';
import { createGoogleSandbox } from '../sync-service/sandbox/google/sandbox.ts';
import type { SandboxClient } from '../sync-service/sandbox/google/state.ts';
import { grantAccount } from '../tests/support/google-account.ts';
import { serve } from './child.ts';
import { benchEvent, createStandIn, type StandInCommands } from './stand-in.ts';

// The sandbox of Google as a process of its own, with what its own part of a latency is.

/** What a notification of a channel is made of. */
export interface OpenChannel {
  id: string;
  token: string;
  resourceId: string;
}

const client: SandboxClient = {
  clientId: 'bench.apps.googleusercontent.com',
  clientSecret: 'GOCSPX-bench',
  redirectUris: ['http://127.0.0.1:1/callback'],
  project: 'bench',
  publishing: 'production',
};
const standIn = createStandIn((url) => url.includes('syncToken='));
const sandbox = createGoogleSandbox({
  clients: [client],
  fetch: (url, init) => standIn.post(url, init, ownerOfChannel(init.headers as Record<string, string>)),
});
const { world } = sandbox;
/** By calendar. */
const owners = new Map<string, string>();

function ownerOfChannel(headers: Record<string, string>): string | undefined {
  return owners.get(world.channels.get(headers['x-goog-channel-id'] ?? '')?.calendarId ?? '');
}

export type GoogleStandInCommands = typeof commands;
const commands = {
  ...standIn.commands,
  async listen() {
    const { clientId, clientSecret, redirectUris } = client;
    const baseUrl = await standIn.listen(sandbox.app.fetch);
    return { clientId, clientSecret, redirectUri: redirectUris[0] ?? '', baseUrl };
  },
  connect: (emails: string[], calendars: number) =>
    emails.map((email) => {
      const credentials = grantAccount(world, client, email);
      standIn.know(credentials, email);
      const more = Array.from({ length: calendars - 1 }, (_, n) => world.addCalendar(email, { summary: `Side ${n}` }));
      const ids = [email, ...more.map(({ id }) => id)];
      for (const id of ids) owners.set(id, email);
      return { credentials, calendars: ids };
    }),
  fill(calendar: string, events: number, series: number) {
    for (let index = 0; index < events; index += 1) {
      const { title, startsAt, endsAt, isWeekly } = benchEvent(index, events, series);
      const timeOf = (ms: number) => ({ dateTime: new Date(ms).toISOString(), timeZone: 'Europe/Berlin' });
      const recurrence = isWeekly ? { recurrence: ['RRULE:FREQ=WEEKLY'] } : {};
      addEvent(world, calendar, { summary: title, start: timeOf(startsAt), end: timeOf(endsAt), ...recurrence });
    }
  },
  change(email: string, calendar: string, start: string, end: string) {
    const at = standIn.begin(email);
    const { id } = addEvent(world, calendar, {
      summary: 'Busy',
      start: { dateTime: start },
      end: { dateTime: end },
    });
    return { id, at };
  },
  /** The open channel of each calendar that has one. */
  channels(): OpenChannel[] {
    const open = [...world.channels.values()].filter(({ stopped, token }) => !stopped && token !== null);
    return open.map(({ id, token, resourceId }) => ({ id, token: token ?? '', resourceId }));
  },
  violations: () => [...sandbox.violations],
} satisfies StandInCommands & Record<string, unknown>;
serve(commands, () => {
  sandbox.stop();
  standIn.stop();
});
