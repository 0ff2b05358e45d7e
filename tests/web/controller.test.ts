import { describe, expect, it } from 'vitest';
import { createBookingApi } from '../../web-embed/shared/booking-api.ts';
import { BookingController } from '../../web-embed/widget/controller.ts';
import { FakeService, gate, officeHours } from './fake-service.ts';

const NOW = Date.UTC(2026, 10, 21, 8);
const SLOTS_PATH = '/rest/v1/rpc/get_available_slots';

function setUp(options: { starts?: number[]; timeZone?: string; now?: number } = {}) {
  const service = new FakeService(options.starts ?? officeHours('2026-11-23', 30));
  const clock = { now: options.now ?? NOW };
  const controller = new BookingController({
    host: 'demo',
    event: 'consulting',
    api: createBookingApi('http://service', service.fetch),
    timeZone: options.timeZone ?? 'UTC',
    languages: ['en-GB'],
    now: () => clock.now,
  });
  return { service, clock, controller };
}

/** Lets every answered request reach the controller. */
async function settle() {
  await new Promise((resolve) => setTimeout(resolve, 15));
}

async function atForm(options: Parameters<typeof setUp>[0] = {}) {
  const parts = setUp(options);
  await parts.controller.start();
  parts.controller.calendar.selectDay('2026-11-24', false);
  const slot = parts.controller.state.days.get('2026-11-24')?.[1];
  if (!slot) throw new Error('no slot');
  parts.controller.selectTime(slot, false);
  return { ...parts, slot };
}

function fill(controller: BookingController) {
  controller.setField('name', 'Vera Visitor');
  controller.setField('email', 'vera@example.com');
}

describe('showing times', () => {
  it('reads six weeks of slots from the Data API with the publishable key', async () => {
    const { service, controller } = setUp();
    await controller.start();
    const [asked] = service.asked('POST', SLOTS_PATH);
    expect(asked?.headers.get('apikey')).toBe('publishable');
    const span = Date.parse(String(asked?.body.range_end)) - Date.parse(String(asked?.body.range_start));
    expect(span).toBe(42 * 86_400_000);
  });

  it('groups the same instants into the days of the visitor’s zone', async () => {
    const { controller } = setUp({ timeZone: 'Pacific/Auckland' });
    await controller.start();
    // 16:00 UTC on Monday is Tuesday morning in Auckland.
    expect(controller.state.days.get('2026-11-24')?.[0]?.start).toBe(Date.UTC(2026, 10, 23, 11));
  });

  it('asks nothing when only the zone changes, and stays on the chosen day', async () => {
    const { service, controller } = setUp();
    await controller.start();
    controller.calendar.selectDay('2026-11-24', false);
    const before = service.asked('POST', SLOTS_PATH).length;
    controller.calendar.setTimeZone('America/New_York');
    await settle();
    expect(service.asked('POST', SLOTS_PATH)).toHaveLength(before);
    expect(controller.state.selectedDay).toBe('2026-11-24');
    expect(controller.state.slots).toBe('ready');
  });

  it('reads again for another duration', async () => {
    const { service, controller } = setUp();
    await controller.start();
    controller.setDuration(90);
    await settle();
    expect(service.asked('POST', SLOTS_PATH).some((seen) => seen.body.duration_minutes === 90)).toBe(true);
    expect(controller.state.days.get('2026-11-24')?.[0]?.end).toBe(Date.UTC(2026, 10, 24, 10, 30));
  });

  it('reads the next month when the browser is idle, before it is asked for', async () => {
    // Six weeks from here end in the middle of December.
    const { service, controller } = setUp({ now: Date.UTC(2026, 10, 5) });
    await controller.start();
    await expect.poll(() => service.asked('POST', SLOTS_PATH).length, { timeout: 2000 }).toBe(2);
    controller.calendar.turnMonth(1);
    expect(controller.state.slots).toBe('ready');
    expect(controller.state.days.has('2026-12-01')).toBe(true);
  });

  it('goes on where a shortened answer stopped', async () => {
    const { service, controller } = setUp();
    const stop = '2026-11-25T00:00:00.000Z';
    service.override = ({ path, body }) => {
      if (path !== SLOTS_PATH || Date.parse(String(body.range_start)) >= Date.parse(stop)) return undefined;
      const slots = [{ start: '2026-11-24T09:00:00Z', end: '2026-11-24T10:00:00Z' }];
      return { status: 200, body: { slots, truncated_at: stop } };
    };
    await controller.start();
    expect([...controller.state.days.keys()].slice(0, 2)).toEqual(['2026-11-24', '2026-11-25']);
  });

  it('offers the next day with times when a month is empty', async () => {
    const { controller } = setUp({ starts: officeHours('2027-01-11', 5) });
    await controller.start();
    await expect
      .poll(() => controller.state.nextDay)
      .toEqual({ status: 'found', date: '2027-01-11', direction: 'ahead' });
    controller.calendar.goToDay('2027-01-11', false);
    await expect.poll(() => controller.state.selectedDay).toBe('2027-01-11');
    expect(controller.state.month).toBe('2027-01');
  });

  it('says so when there is nothing ahead at all', async () => {
    const { controller } = setUp({ starts: [] });
    await controller.start();
    await expect.poll(() => controller.state.nextDay).toEqual({ status: 'nothing' });
  });

  it('drops an answer that is no longer wanted', async () => {
    const { service, controller } = setUp();
    const slow = gate();
    service.override = async ({ path, body }) => {
      if (path === SLOTS_PATH && body.duration_minutes === 90) await slow.wait;
      return undefined;
    };
    await controller.start();
    controller.setDuration(90);
    controller.setDuration(60);
    slow.open();
    await settle();
    expect(controller.state.days.get('2026-11-24')?.[0]?.end).toBe(Date.UTC(2026, 10, 24, 10));
  });

  it('shows a failure and recovers on another try', async () => {
    const { service, controller } = setUp();
    service.override = ({ path }) => (path === SLOTS_PATH ? { status: 500, body: {} } : undefined);
    await controller.start();
    expect(controller.state.slots).toBe('failed');
    service.override = () => undefined;
    await controller.calendar.show();
    expect(controller.state.slots).toBe('ready');
  });

  it('offers no other try for a page that does not exist', async () => {
    const { service, controller } = setUp();
    service.override = ({ path }) =>
      path.endsWith('get_booking_page') ? { status: 404, body: { details: 'not_found' } } : undefined;
    await controller.start();
    expect(controller.state.step).toBe('failed');
    expect(controller.state.failure?.retry).toBe(false);
  });

  it('can be tried again after the settings could not be read', async () => {
    const { service, controller } = setUp();
    service.override = ({ path }) => (path === '/embed/config.json' ? { status: 503, body: {} } : undefined);
    await controller.start();
    expect(controller.state.failure?.retry).toBe(true);
    service.override = () => undefined;
    await controller.start();
    expect(controller.state.step).toBe('picking');
  });
});

describe('coming back to the page', () => {
  it('reads again what is older than 30 seconds', async () => {
    const { service, clock, controller } = setUp();
    await controller.start();
    controller.calendar.selectDay('2026-11-24', false);
    service.starts = service.starts.filter((start) => start !== Date.UTC(2026, 10, 24, 9));
    clock.now += 31_000;
    controller.calendar.refreshIfStale();
    await settle();
    expect(controller.state.days.get('2026-11-24')?.[0]?.start).toBe(Date.UTC(2026, 10, 24, 10));
    expect(controller.state.announcement?.text).toBe(controller.state.messages.timesUpdated);
  });

  it('leaves fresh data alone', async () => {
    const { service, clock, controller } = setUp();
    await controller.start();
    clock.now += 20_000;
    controller.calendar.refreshIfStale();
    await settle();
    expect(service.asked('POST', SLOTS_PATH)).toHaveLength(1);
  });
});

describe('moving in the grid', () => {
  it('turns the month with the focused day', async () => {
    const { controller } = setUp();
    await controller.start();
    controller.calendar.focusDay('2026-12-01', true);
    expect(controller.state.month).toBe('2026-12');
    expect(controller.state.focus).toMatchObject({ target: 'day', keyboard: true });
  });

  it('does not leave the present month backwards', async () => {
    const { controller } = setUp();
    await controller.start();
    controller.calendar.focusDay('2026-10-31', true);
    expect(controller.state.focusedDay).toBe('2026-11-01');
    controller.calendar.turnMonth(-1);
    expect(controller.state.month).toBe('2026-11');
  });

  it('does not choose a day without times', async () => {
    const { controller } = setUp();
    await controller.start();
    controller.calendar.selectDay('2026-11-22', true);
    expect(controller.state.selectedDay).toBeNull();
  });
});

describe('the form', () => {
  it('opens at once and holds the time behind it', async () => {
    const { service, controller } = await atForm();
    expect(controller.state.step).toBe('form');
    await settle();
    expect(controller.state.isHeld).toBe(true);
    expect(service.asked('POST', '/holds')[0]?.body).toMatchObject({
      start: '2026-11-24T10:00:00.000Z',
      duration_minutes: 60,
    });
  });

  it('gives the hold back on the way back to the times', async () => {
    const { service, controller } = await atForm();
    await settle();
    await controller.backToTimes(false);
    expect(service.asked('DELETE', '/holds/hold-1')[0]?.headers.get('authorization')).toBe('Bearer hold-token');
    expect(controller.state.step).toBe('picking');
  });

  it('gives back a hold that arrives after the visitor has left', async () => {
    const slow = gate();
    const { service, controller } = await atForm();
    await settle();
    await controller.backToTimes(false);
    service.override = async ({ path }) => {
      if (path === '/holds') await slow.wait;
      return undefined;
    };
    controller.selectTime(
      controller.state.selectedSlot ?? { start: 0, end: 0, seatsLeft: null, needsConfirmation: false },
      false,
    );
    await controller.backToTimes(false);
    slow.open();
    await settle();
    expect(service.asked('DELETE', '/holds/hold-1')).toHaveLength(2);
    expect(controller.state.isHeld).toBe(false);
  });

  it('goes back to the times when the hold is refused because the time is taken', async () => {
    const { service, controller } = setUp();
    service.override = ({ path }) =>
      path === '/holds' ? { status: 409, body: { error: { code: 'slot_taken', message: 'Taken' } } } : undefined;
    await controller.start();
    controller.calendar.selectDay('2026-11-24', false);
    const slot = controller.state.days.get('2026-11-24')?.[0];
    if (slot) controller.selectTime(slot, false);
    await settle();
    expect(controller.state.step).toBe('picking');
    expect(controller.state.notice).toContain('09:00');
  });

  it('goes on without a hold when holding fails for another reason', async () => {
    const { service, controller } = setUp();
    service.override = ({ path }) => (path === '/holds' ? { status: 500, body: {} } : undefined);
    await controller.start();
    const slot = controller.state.days.get('2026-11-24')?.[0];
    if (slot) controller.selectTime(slot, false);
    await settle();
    fill(controller);
    await controller.submit();
    expect(controller.state.step).toBe('done');
    expect(service.asked('POST', '/bookings')[0]?.body).not.toHaveProperty('hold');
  });

  it('shows what is missing, sends nothing and puts the focus on the first fault', async () => {
    const { service, controller } = await atForm();
    await controller.submit();
    expect(Object.keys(controller.state.errors)).toEqual(['name', 'email']);
    expect(controller.state.focus?.target).toBe('field');
    expect(service.asked('POST', '/bookings')).toHaveLength(0);
  });

  it('takes a fault away as soon as its field is corrected', async () => {
    const { controller } = await atForm();
    await controller.submit();
    controller.setField('name', 'V');
    expect(Object.keys(controller.state.errors)).toEqual(['email']);
  });
});

describe('booking', () => {
  it('sends the held time with the visitor’s zone and shows the confirmation', async () => {
    const { service, controller } = await atForm({ timeZone: 'America/New_York' });
    fill(controller);
    await controller.submit();
    expect(service.asked('POST', '/bookings')[0]?.body).toMatchObject({
      attendee: { name: 'Vera Visitor', email: 'vera@example.com', time_zone: 'America/New_York', locale: 'en-GB' },
      hold: { id: 'hold-1', token: 'hold-token' },
    });
    expect(controller.state.step).toBe('done');
    expect(controller.state.booking?.status).toBe('confirmed');
  });

  it('waits for a hold under way, which would refuse its own booking', async () => {
    const slow = gate();
    const { service, controller } = setUp();
    service.override = async ({ path }) => {
      if (path === '/holds') await slow.wait;
      return undefined;
    };
    await controller.start();
    const slot = controller.state.days.get('2026-11-24')?.[0];
    if (slot) controller.selectTime(slot, false);
    fill(controller);
    const submitted = controller.submit();
    await settle();
    expect(service.asked('POST', '/bookings')).toHaveLength(0);
    slow.open();
    await submitted;
    expect(service.asked('POST', '/bookings')[0]?.body.hold).toEqual({ id: 'hold-1', token: 'hold-token' });
  });

  it('sends once however often the button is pressed', async () => {
    const { service, controller } = await atForm();
    fill(controller);
    await Promise.all([controller.submit(), controller.submit(), controller.submit()]);
    expect(service.asked('POST', '/bookings')).toHaveLength(1);
  });

  it('repeats the same key for the same body after a lost answer, and takes a new one for another body', async () => {
    const { service, controller } = await atForm();
    fill(controller);
    service.override = ({ path }) => {
      if (path === '/bookings') throw new TypeError('connection lost');
      return undefined;
    };
    await controller.submit();
    expect(controller.state.submitError).toBe(controller.state.messages.failNetwork);
    await controller.submit();
    controller.setField('name', 'Somebody Else');
    await controller.submit();
    const keys = service.asked('POST', '/bookings').map((seen) => seen.headers.get('idempotency-key'));
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it.each([
    ['slot_taken', 409],
    ['slot_not_offered', 409],
    ['hold_expired', 410],
  ])('goes back to fresh times on %s and keeps what was typed', async (code, status) => {
    const { service, controller } = await atForm();
    fill(controller);
    await settle();
    service.override = ({ path }) =>
      path === '/bookings' ? { status, body: { error: { code, message: 'Gone' } } } : undefined;
    service.starts = service.starts.filter((start) => start !== Date.UTC(2026, 10, 24, 10));
    await controller.submit();
    expect(controller.state.step).toBe('picking');
    expect(controller.state.notice).toContain('10:00');
    expect(controller.state.values).toMatchObject({ name: 'Vera Visitor', email: 'vera@example.com' });
    await settle();
    const starts = controller.state.days.get('2026-11-24')?.map((slot) => slot.start);
    expect(starts).not.toContain(Date.UTC(2026, 10, 24, 10));
    expect(starts).toHaveLength(7);
  });

  it('stays at the form when the host’s calendar cannot be checked', async () => {
    const { service, controller } = await atForm();
    fill(controller);
    service.override = ({ path }) =>
      path === '/bookings'
        ? { status: 503, body: { error: { code: 'calendar_unavailable', message: '' } } }
        : undefined;
    await controller.submit();
    expect(controller.state.step).toBe('form');
    expect(controller.state.submitError).toBe(controller.state.messages.failCalendar);
  });

  it('starts anew from the confirmation with name and email kept', async () => {
    const { controller } = await atForm();
    fill(controller);
    await controller.submit();
    controller.bookAnother();
    await settle();
    expect(controller.state.step).toBe('picking');
    expect(controller.state.values).toEqual({ name: 'Vera Visitor', email: 'vera@example.com' });
    expect(controller.state.slots).toBe('ready');
  });
});

describe('leaving', () => {
  it('gives the hold back with a request that outlives the page', async () => {
    const { service, controller } = await atForm();
    await settle();
    controller.leave();
    await settle();
    expect(service.asked('DELETE', '/holds/hold-1')).toHaveLength(1);
  });

  it('keeps what became a booking', async () => {
    const { service, controller } = await atForm();
    fill(controller);
    await controller.submit();
    controller.leave();
    await settle();
    expect(service.asked('DELETE', '/holds/hold-1')).toHaveLength(0);
  });

  it('holds the time again when the page comes back from the browser’s memory', async () => {
    const { service, controller } = await atForm();
    await settle();
    controller.leave();
    await settle();
    controller.resume();
    await settle();
    expect(service.asked('POST', '/holds')).toHaveLength(2);
    expect(controller.state.isHeld).toBe(true);
  });
});
