import { changeEvent } from '../../sync-service/sandbox/google/controls.ts';
import { createPersonControls } from '../../sync-service/sandbox/google/person.ts';
import type { GoogleSandbox } from '../../sync-service/sandbox/google/sandbox.ts';
import { useStack } from '../support/stack.ts';
import { describeConnectedHost } from './connected-host.ts';

// A poll a day: what is seen here was told by notifications.
const stack = useStack({ withSandbox: true, config: { pollIntervalSeconds: 86_400 }, rateLimit: null });

function google(): GoogleSandbox {
  if (stack.sandbox === null) throw new Error('the stack has a sandbox');
  return stack.sandbox.sandbox;
}

describeConnectedHost('a Google account', stack, {
  kind: 'Google Calendar',
  connect: 'Connect Google',
  consent: { heading: /wants to use your calendar/, permit: 'Allow', refuse: 'Cancel' },
  async permitPart(page) {
    await page.getByRole('checkbox').first().uncheck();
    await page.getByRole('button', { name: 'Allow' }).click();
  },
  addAccount(address, second) {
    google().world.addUser(address, { name: 'Ann Host' });
    return { main: address, second: google().world.addCalendar(address, { summary: second }).id };
  },
  controls: () => createPersonControls(google().world),
  read(calendarId, eventId) {
    const { summary, description, location } =
      google().world.calendars.get(calendarId)?.events.get(eventId)?.content ?? {};
    return { title: String(summary), text: String(description), place: String(location) };
  },
  setPlace: (calendarId, eventId, location) => void changeEvent(google().world, calendarId, eventId, { location }),
  settled: () => google().push.settled(),
  endGrants: (address) => google().world.endGrants(address),
  violations: () => google().violations,
});
