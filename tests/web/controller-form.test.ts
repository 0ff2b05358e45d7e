import { describe, expect, it } from 'vitest';
import { createBookingApi } from '../../web-embed/shared/booking-api.ts';
import { english } from '../../web-embed/shared/messages.ts';
import { BookingController } from '../../web-embed/widget/controller.ts';
import { FormPart } from '../../web-embed/widget/form-part.ts';
import { FakeService, gate, officeHours, page } from './fake-service.ts';

const NOW = Date.UTC(2026, 10, 21, 8);

function setUp(options: { starts?: number[]; timeZone?: string; now?: number; managed?: string } = {}) {
  const service = new FakeService(options.starts ?? officeHours('2026-11-23', 30));
  const clock = { now: options.now ?? NOW };
  const controller = new BookingController({
    host: 'demo',
    event: 'consulting',
    api: createBookingApi('http://service', service.fetch),
    messages: english,
    timeZone: options.timeZone ?? 'UTC',
    languages: ['en-GB'],
    now: () => clock.now,
  });
  const tools = { ...controller.tools, managed: options.managed ?? null };
  controller.addForm(new FormPart(tools, () => import('../../web-embed/shared/challenge.ts')));
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
  controller.form?.setField('name', 'Vera Visitor');
  controller.form?.setField('email', 'vera@example.com');
}

describe('the place', () => {
  it('that is chosen decides what is asked, and is sent', async () => {
    const { service, controller } = setUp();
    const locations = [{ kind: 'video' }, { kind: 'phone_host_calls' }];
    const body = { ...page, event_type: { ...page.event_type, locations } };
    service.override = ({ path }) => (path.endsWith('/get_booking_page') ? { status: 200, body } : undefined);
    await controller.start();
    controller.calendar.selectDay('2026-11-24', false);
    const slot = controller.state.days.get('2026-11-24')?.[1];
    if (!slot) throw new Error('no slot');
    controller.selectTime(slot, false);
    fill(controller);
    await controller.form?.submit();
    expect(Object.keys(controller.state.errors)).toEqual(['place']);
    controller.form?.setField('place', 'Phone: you are called');
    expect(controller.state.fields.map(({ key }) => key)).toEqual(['name', 'email', 'place', 'place-phone']);
    controller.form?.setField('place-phone', '030 123456');
    await controller.form?.submit();
    expect(service.asked('POST', '/bookings')[0]?.body.location).toEqual({
      kind: 'phone_host_calls',
      value: '030 123456',
    });
    controller.form?.bookAnother();
    expect(controller.state.fields.map(({ key }) => key)).toEqual(['name', 'email', 'place']);
  });
});

describe('the form', () => {
  it('holds no time for a booking that moves: the hold would be in its way', async () => {
    const { service } = await atForm({ managed: 'booking#token' });
    await settle();
    expect(service.asked('POST', '/holds')).toEqual([]);
  });

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
    await controller.form?.backToTimes(false);
    expect(service.asked('DELETE', '/holds/hold-1')[0]?.headers.get('authorization')).toBe('Bearer hold-token');
    expect(controller.state.step).toBe('picking');
  });

  it('gives back a hold that arrives after the visitor has left', async () => {
    const slow = gate();
    const { service, controller } = await atForm();
    await settle();
    await controller.form?.backToTimes(false);
    service.override = async ({ path }) => {
      if (path === '/holds') await slow.wait;
      return undefined;
    };
    controller.selectTime(
      controller.state.selectedSlot ?? { start: 0, end: 0, seatsLeft: null, needsConfirmation: false },
      false,
    );
    await controller.form?.backToTimes(false);
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
    await controller.form?.submit();
    expect(controller.state.step).toBe('done');
    expect(service.asked('POST', '/bookings')[0]?.body).not.toHaveProperty('hold');
  });

  it('shows what is missing, sends nothing and puts the focus on the first fault', async () => {
    const { service, controller } = await atForm();
    await controller.form?.submit();
    expect(Object.keys(controller.state.errors)).toEqual(['name', 'email']);
    expect(controller.state.focus?.target).toBe('field');
    expect(service.asked('POST', '/bookings')).toHaveLength(0);
  });

  it('takes a fault away as soon as its field is corrected', async () => {
    const { controller } = await atForm();
    await controller.form?.submit();
    controller.form?.setField('name', 'V');
    expect(Object.keys(controller.state.errors)).toEqual(['email']);
  });
});

describe('booking', () => {
  it('sends the held time with the visitor’s zone and shows the confirmation', async () => {
    const { service, controller } = await atForm({ timeZone: 'America/New_York' });
    fill(controller);
    await controller.form?.submit();
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
    const submitted = controller.form?.submit();
    await settle();
    expect(service.asked('POST', '/bookings')).toHaveLength(0);
    slow.open();
    await submitted;
    expect(service.asked('POST', '/bookings')[0]?.body.hold).toEqual({ id: 'hold-1', token: 'hold-token' });
  });

  it('sends once however often the button is pressed', async () => {
    const { service, controller } = await atForm();
    fill(controller);
    await Promise.all([controller.form?.submit(), controller.form?.submit(), controller.form?.submit()]);
    expect(service.asked('POST', '/bookings')).toHaveLength(1);
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
    await controller.form?.submit();
    expect(controller.state.step).toBe('picking');
    expect(controller.state.notice).toContain('10:00');
    // The free times that lie closest are offered.
    await settle();
    const hours = controller.state.nearest.map(({ start }) => new Date(start).getUTCHours());
    expect(hours).toEqual([9, 11, 12]);
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
    await controller.form?.submit();
    expect(controller.state.step).toBe('form');
    expect(controller.state.submitError).toBe(controller.state.messages.failCalendar);
  });

  it('starts anew from the confirmation with name and email kept', async () => {
    const { controller } = await atForm();
    fill(controller);
    await controller.form?.submit();
    controller.form?.bookAnother();
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
    await controller.form?.submit();
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
