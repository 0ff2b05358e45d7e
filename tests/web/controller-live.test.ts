import { describe, expect, it } from 'vitest';
import { createBookingApi } from '../../web-embed/shared/booking-api.ts';
import { english } from '../../web-embed/shared/messages.ts';
import { BookingController } from '../../web-embed/widget/controller.ts';
import { FormPart } from '../../web-embed/widget/form-part.ts';
import { FakeService, gate, officeHours } from './fake-service.ts';

const NOW = Date.UTC(2026, 10, 5, 8);
const SLOTS_PATH = '/rest/v1/rpc/get_available_slots';
const DAY = '2026-11-24';
const NINE = Date.UTC(2026, 10, 24, 9);

function setUp() {
  const service = new FakeService(officeHours('2026-11-06', 60));
  const clock = { now: NOW };
  const controller = new BookingController({
    host: 'demo',
    event: 'consulting',
    api: createBookingApi('http://service', service.fetch),
    messages: english,
    timeZone: 'UTC',
    languages: ['en-GB'],
    now: () => clock.now,
  });
  controller.addForm(new FormPart(controller.tools, () => import('../../web-embed/shared/challenge.ts')));
  return { service, clock, controller };
}

/** Somebody else takes nine o'clock. */
function take(service: FakeService) {
  service.starts = service.starts.filter((start) => start !== NINE);
}

const shows = (controller: BookingController) =>
  controller.state.days.get(DAY)?.some(({ start }) => start === NINE) ?? false;

async function settle() {
  await new Promise((resolve) => setTimeout(resolve, 15));
}

/** The form of nine o'clock, with a name in it; without a hold if the service gives none. */
async function openForm(options: { isHeld: boolean }) {
  const scene = setUp();
  const { controller, service } = scene;
  if (!options.isHeld) {
    service.override = ({ path }) =>
      path === '/holds' ? { status: 503, body: { error: { code: 'unavailable', message: 'Busy' } } } : undefined;
  }
  await controller.start();
  controller.calendar.selectDay(DAY, false);
  const slot = controller.state.days.get(DAY)?.[0];
  if (!slot) throw new Error('The day has no times');
  controller.selectTime(slot, false);
  controller.form?.setField('name', 'Ada');
  await settle();
  return scene;
}

describe('a change of the slots', () => {
  it('takes a time away where it is shown, and leaves the chosen day', async () => {
    const { controller, service } = setUp();
    await controller.start();
    controller.calendar.selectDay(DAY, false);
    const { focus } = controller.state;
    take(service);
    expect(await controller.refresh()).toBe(true);
    expect(shows(controller)).toBe(false);
    expect(controller.state.selectedDay).toBe(DAY);
    expect(controller.state.focus).toBe(focus);
  });

  it('is not missed when the times are on their way already', async () => {
    const { controller, service } = setUp();
    const { wait, open } = gate();
    const old = service.starts;
    let asked = 0;
    service.override = async ({ path, body }) => {
      if (path !== SLOTS_PATH || asked++ > 0) return undefined;
      // Read before the change, answered after it.
      await wait;
      const from = Date.parse(String(body.range_start));
      const slots = old
        .filter((start) => start >= from)
        .map((start) => ({ start: new Date(start).toISOString(), end: new Date(start + 3_600_000).toISOString() }));
      return { status: 200, body: { slots } };
    };
    const started = controller.start();
    await settle();
    take(service);
    await controller.refresh();
    open();
    await started;
    await settle();
    expect(controller.state.slots).toBe('ready');
    expect(shows(controller)).toBe(false);
  });

  it('reaches months that were read ahead', async () => {
    const { controller, service } = setUp();
    await controller.start();
    await expect.poll(() => service.asked('POST', SLOTS_PATH).length, { timeout: 2_000 }).toBe(2);
    controller.calendar.turnMonth(1);
    const tenth = Date.UTC(2026, 11, 10, 9);
    expect(controller.state.days.get('2026-12-10')?.[0]?.start).toBe(tenth);
    controller.calendar.turnMonth(-1);
    await settle();
    service.starts = service.starts.filter((start) => start !== tenth);
    await controller.refresh();
    controller.calendar.turnMonth(1);
    await settle();
    expect(controller.state.days.get('2026-12-10')?.[0]?.start).toBeGreaterThan(tenth);
  });

  it('that cannot be read leaves what is shown, and says so to the caller', async () => {
    const { controller, service } = setUp();
    await controller.start();
    service.override = () => ({ status: 503, body: {} });
    expect(await controller.refresh()).toBe(false);
    expect(controller.state.slots).toBe('ready');
    expect(shows(controller)).toBe(true);
  });

  it('is said once in five seconds, and only if it touches the chosen day', async () => {
    const { controller, service, clock } = setUp();
    await controller.start();
    controller.calendar.selectDay('2026-11-25', false);
    const announcement = () => controller.state.announcement;
    const before = announcement();
    take(service);
    await controller.refresh();
    expect(announcement()).toBe(before);

    controller.calendar.selectDay(DAY, false);
    service.starts = service.starts.filter((start) => start !== NINE + 3_600_000);
    await controller.refresh();
    const first = announcement();
    expect(first?.text).toContain('updated');
    service.starts = service.starts.filter((start) => start !== NINE + 7_200_000);
    await controller.refresh();
    expect(announcement()).toBe(first);
    clock.now += 5_000;
    service.starts = service.starts.filter((start) => start !== NINE + 10_800_000);
    await controller.refresh();
    expect(announcement()?.id).toBeGreaterThan(first?.id ?? 0);
  });
});

describe('a change while the form is open', () => {
  it('goes back to the times when the chosen one is gone; what was typed stays', async () => {
    const { controller, service } = await openForm({ isHeld: false });
    take(service);
    await controller.refresh();
    await settle();
    expect(controller.state.step).toBe('picking');
    expect(controller.state.notice).toContain('was just taken');
    expect(controller.state.values.name).toBe('Ada');
    expect(shows(controller)).toBe(false);
  });

  it('leaves the form alone when the chosen time is still there', async () => {
    const { controller, service } = await openForm({ isHeld: false });
    service.starts = service.starts.filter((start) => start !== NINE + 3_600_000);
    await controller.refresh();
    await settle();
    expect(controller.state.step).toBe('form');
  });

  it('leaves the form alone while the time is held: our own hold hides it from the list', async () => {
    const { controller, service, clock } = await openForm({ isHeld: true });
    take(service);
    clock.now += 5 * 60_000;
    await controller.refresh();
    await settle();
    expect(controller.state.step).toBe('form');
    clock.now += 60_000;
    await controller.refresh();
    await settle();
    expect(controller.state.step).toBe('picking');
  });

  it('is found when the visitor comes back after half a minute', async () => {
    const { controller, service, clock } = await openForm({ isHeld: false });
    take(service);
    controller.refreshIfStale();
    await settle();
    expect(controller.state.step).toBe('form');
    clock.now += 31_000;
    controller.refreshIfStale();
    await settle();
    expect(controller.state.step).toBe('picking');
  });
});
