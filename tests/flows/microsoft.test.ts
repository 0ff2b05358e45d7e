import { changeEvent, endSignIns } from '../../sync-service/sandbox/microsoft/controls.ts';
import { findEvent } from '../../sync-service/sandbox/microsoft/events.ts';
import { createPersonControls } from '../../sync-service/sandbox/microsoft/person.ts';
import type { MicrosoftSandbox } from '../../sync-service/sandbox/microsoft/sandbox.ts';
import { useStack } from '../support/stack.ts';
import { describeConnectedHost } from './connected-host.ts';

// A poll a day: what is seen here was told by notifications.
const stack = useStack({ withSandbox: true, config: { pollIntervalSeconds: 86_400 }, rateLimit: null });

function microsoft(): MicrosoftSandbox {
  if (stack.microsoftSandbox === null) throw new Error('the stack has a sandbox');
  return stack.microsoftSandbox.sandbox;
}

describeConnectedHost('a Microsoft account', stack, {
  kind: 'Microsoft 365',
  connect: 'Connect Microsoft',
  consent: { heading: /would like to/, permit: 'Permit', refuse: 'Refuse' },
  permitPart: (page) => page.getByRole('button', { name: 'Permit without calendars' }).click(),
  addAccount(address, second) {
    const { world } = microsoft();
    world.addUser(address, { name: 'Ann Host', timeZone: 'UTC' });
    return { main: world.calendarOf(address).id, second: world.addCalendar(address, { name: second }).id };
  },
  controls: () => createPersonControls(microsoft().world),
  read(calendarId, eventId) {
    const { world } = microsoft();
    const content = findEvent(world, world.calendars.get(calendarId)?.oid ?? '', eventId)?.content ?? {};
    const { subject, body, location } = content as {
      subject?: string;
      body?: { content?: string };
      location?: { displayName?: string };
    };
    const text = (body?.content ?? '').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
    return { title: String(subject), text, place: String(location?.displayName) };
  },
  setPlace: (calendarId, eventId, displayName) =>
    void changeEvent(microsoft().world, calendarId, eventId, { location: { displayName } }),
  settled: () => microsoft().push.settled(),
  endGrants: (address) => endSignIns(microsoft().world, address),
  violations: () => microsoft().violations,
});
