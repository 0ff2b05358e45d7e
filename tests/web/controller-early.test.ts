import { expect, it } from 'vitest';
import { type BookingPage, createBookingApi } from '../../web-embed/shared/booking-api.ts';
import { english } from '../../web-embed/shared/messages.ts';
import { BookingController } from '../../web-embed/widget/controller.ts';
import { FakeService, gate, officeHours } from './fake-service.ts';

/** What a visitor, or the page around, may choose while nothing can be booked yet. */
const choices: [string, (controller: BookingController) => void, Record<string, unknown>][] = [
  ['month', ({ calendar }) => calendar.turnMonth(1), { month: '2026-12' }],
  ['date', ({ calendar }) => calendar.goToDate('2027-01-12'), { month: '2027-01', selectedDay: '2027-01-12' }],
  ['day of the grid', ({ calendar }) => calendar.focusDay('2027-01-12', true), { month: '2027-01' }],
  ['zone', ({ calendar }) => calendar.setTimeZone('Asia/Tokyo'), { timeZone: 'Asia/Tokyo' }],
  ['duration', (controller) => controller.setDuration(90), { duration: 90 }],
];

function setUp(event = 'consulting') {
  const service = new FakeService(officeHours('2026-11-23', 90));
  const controller = new BookingController({
    host: 'demo',
    event,
    api: createBookingApi('http://service', service.fetch),
    messages: english,
    timeZone: 'UTC',
    languages: ['en-GB'],
    now: () => Date.UTC(2026, 10, 21, 8),
  });
  return { service, controller };
}
/** Lets every answered request reach the controller. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 15));

it.for(choices)('another %s that is chosen before the first answer is shown with it', async ([, choose, expected]) => {
  const { service, controller } = setUp();
  const held = gate();
  service.override = ({ path }) => (path.endsWith('_page') ? held.wait.then(() => undefined) : undefined);
  const started = controller.start();
  await settle();
  choose(controller);
  expect(await controller.calendar.show()).toBe(false);
  held.open();
  await started;
  expect(controller.state).toMatchObject({ step: 'picking', slots: 'ready', ...expected });
  expect(controller.state.days.size).toBeGreaterThan(0);
});

it.for(choices)('another %s is kept until one of several event types is chosen', async ([, choose, expected]) => {
  const { controller } = setUp('consulting talk');
  await controller.start();
  expect(controller.state.step).toBe('choosing');
  choose(controller);
  await settle();
  await controller.choose(controller.state.choices[0] as BookingPage, false);
  expect(controller.state).toMatchObject({ step: 'picking', slots: 'ready', ...expected });
});

it.for(choices)('another %s after a failure is shown by the next try', async ([, choose, expected]) => {
  const { service, controller } = setUp();
  service.override = ({ path }) => (path.endsWith('_page') ? { status: 503, body: {} } : undefined);
  await controller.start();
  expect(controller.state.step).toBe('failed');
  choose(controller);
  await settle();
  service.override = () => undefined;
  await controller.start();
  expect(controller.state).toMatchObject({ step: 'picking', slots: 'ready', ...expected });
});
