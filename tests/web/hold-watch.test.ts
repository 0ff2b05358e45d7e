import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBookingApi } from '../../web-embed/shared/booking-api.ts';
import { english } from '../../web-embed/shared/messages.ts';
import { BookingController } from '../../web-embed/widget/controller.ts';
import { FormPart } from '../../web-embed/widget/form-part.ts';
import { FakeService, gate, officeHours } from './fake-service.ts';

const MINUTE = 60_000;
beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 21, 8) });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A visitor whose time is kept, with the form before them. */
async function atForm() {
  const service = new FakeService(officeHours('2026-11-23', 30));
  const controller = new BookingController({
    host: 'demo',
    event: 'consulting',
    api: createBookingApi('http://service', service.fetch),
    messages: english,
    timeZone: 'UTC',
    languages: ['en-GB'],
  });
  controller.addForm(new FormPart(controller.tools, () => import('../../web-embed/shared/challenge.ts')));
  await controller.start();
  controller.calendar.selectDay('2026-11-24', false);
  const slots = controller.state.days.get('2026-11-24') ?? [];
  const [, slot, other] = slots;
  if (!slot || !other) throw new Error('no slot');
  controller.selectTime(slot, false);
  await pass(0);
  const type = (text: string) => controller.form?.setField('name', text);
  const renewals = () => service.asked('POST', '/holds/hold-1/renew');
  return { service, controller, slot, other, type, renewals };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('a hold that ends while the form is open', () => {
  it('is renewed once while the visitor types, with its token', async () => {
    const { controller, type, renewals } = await atForm();
    await pass(4 * MINUTE);
    type('V');
    await pass(30_000);
    expect(renewals()[0]?.headers.get('authorization')).toBe('Bearer hold-token');
    for (let typed = 0; typed < 4; typed += 1) {
      await pass(MINUTE);
      type('Ve');
    }
    expect(controller.state.isHeld).toBe(true);
    await pass(2 * MINUTE);
    expect(renewals()).toHaveLength(1);
    expect(controller.state).toMatchObject({ step: 'form', isHeld: false, isHoldOver: true });
    expect(controller.state.announcement?.text).toMatch(/no longer kept/);
  });

  it('is not renewed for somebody who has gone away, and then said', async () => {
    const { controller, type, renewals } = await atForm();
    type('V');
    await pass(5 * MINUTE + 11_000);
    expect(renewals()).toHaveLength(0);
    expect(controller.state).toMatchObject({ isHeld: false, isHoldOver: true });
  });

  it('is renewed for somebody who comes back to it in its last moments', async () => {
    const { controller, type, renewals } = await atForm();
    await pass(4.8 * MINUTE);
    expect(renewals()).toHaveLength(0);
    type('V');
    await pass(2 * MINUTE);
    expect(renewals()).toHaveLength(1);
    expect(controller.state.isHeld).toBe(true);
  });

  it('is said to have ended where it could not be renewed', async () => {
    const { service, controller, type } = await atForm();
    service.override = ({ path }) =>
      path.endsWith('/renew') ? { status: 410, body: { error: { code: 'hold_expired', message: 'Over' } } } : undefined;
    await pass(4 * MINUTE);
    type('V');
    await pass(MINUTE + 11_000);
    expect(controller.state).toMatchObject({ step: 'form', isHeld: false, isHoldOver: true });
  });

  it('is not said to have ended while the request to renew it is not answered', async () => {
    const { service, controller, type } = await atForm();
    const renewal = gate();
    service.override = ({ path }) => (path.endsWith('/renew') ? renewal.wait.then(() => undefined) : undefined);
    await pass(5 * MINUTE + 5_000);
    type('V');
    await pass(10_000);
    expect(controller.state).toMatchObject({ isHeld: true, isHoldOver: false });
    renewal.open();
    await pass(4 * MINUTE);
    expect(controller.state).toMatchObject({ isHeld: true, isHoldOver: false });
    await pass(2 * MINUTE);
    expect(controller.state).toMatchObject({ isHeld: false, isHoldOver: true });
  });

  it('hinders no booking', async () => {
    const { controller } = await atForm();
    await pass(6 * MINUTE);
    controller.form?.setField('name', 'Vera Visitor');
    controller.form?.setField('email', 'vera@example.com');
    await controller.form?.submit();
    expect(controller.state.step).toBe('done');
    await pass(10 * MINUTE);
    expect(controller.state.isHoldOver).toBe(true);
    expect(controller.state.announcement?.text).not.toMatch(/no longer kept/);
  });

  it('tells at once if the time is gone with it', async () => {
    const { service, controller, slot } = await atForm();
    service.starts = service.starts.filter((start) => start !== slot.start);
    await pass(5 * MINUTE + 11_000);
    expect(controller.state.step).toBe('picking');
    expect(controller.state.notice).toMatch(/just taken/);
  });

  it('is of no interest after the form was left', async () => {
    const { controller, renewals, type } = await atForm();
    await controller.form?.backToTimes(false);
    type('V');
    await pass(6 * MINUTE);
    expect(renewals()).toHaveLength(0);
    expect(controller.state).toMatchObject({ isHoldOver: false, step: 'picking' });
  });
});

describe('another time', () => {
  it('takes the place of a hold that could not be given back', async () => {
    const { service, controller, other } = await atForm();
    service.override = ({ method }) => (method === 'DELETE' ? { status: 503, body: {} } : undefined);
    await controller.form?.backToTimes(false);
    controller.selectTime(other, false);
    await pass(0);
    const asked = service.asked('POST', '/holds').map(({ body }) => body.hold);
    expect(asked).toEqual([undefined, { id: 'hold-1', token: 'hold-token' }]);
  });

  it('names no hold that was given back', async () => {
    const { service, controller, other } = await atForm();
    await controller.form?.backToTimes(false);
    controller.selectTime(other, false);
    await pass(0);
    expect(service.asked('POST', '/holds').map(({ body }) => body.hold)).toEqual([undefined, undefined]);
  });
});

describe('a limit', () => {
  it('of holds leaves the form as it is, and the booking is made without one', async () => {
    const { service, controller, other } = await atForm();
    await controller.form?.backToTimes(false);
    service.override = ({ path }) =>
      path === '/holds' ? { status: 429, body: { error: { code: 'rate_limited', message: 'Three' } } } : undefined;
    controller.selectTime(other, false);
    await pass(0);
    expect(controller.state).toMatchObject({ step: 'form', isHeld: false, isHoldOver: false });
    controller.form?.setField('name', 'Vera Visitor');
    controller.form?.setField('email', 'vera@example.com');
    await controller.form?.submit();
    expect(controller.state.step).toBe('done');
    expect(service.asked('POST', '/bookings')[0]?.body).not.toHaveProperty('hold');
  });

  it('of bookings is told in the words of the service', async () => {
    const { service, controller } = await atForm();
    const message = 'There are too many open bookings with this email address. Cancel one that is not needed.';
    service.override = ({ path }) =>
      path === '/bookings' ? { status: 429, body: { error: { code: 'rate_limited', message } } } : undefined;
    controller.form?.setField('name', 'Vera Visitor');
    controller.form?.setField('email', 'vera@example.com');
    await controller.form?.submit();
    expect(controller.state).toMatchObject({ step: 'form', submitError: message });
  });
});

describe('what the visitor is shown of a hold', () => {
  it('is when it ends, and its last minute', async () => {
    const { controller } = await atForm();
    const until = Date.UTC(2026, 10, 21, 8, 5);
    expect(controller.state).toMatchObject({ heldUntil: until, isHoldEnding: false });
    await pass(4 * MINUTE - 1);
    expect(controller.state.isHoldEnding).toBe(false);
    await pass(1);
    expect(controller.state).toMatchObject({ heldUntil: until, isHoldEnding: true });
  });

  it('is the later end once it is renewed', async () => {
    const { controller, type } = await atForm();
    await pass(4 * MINUTE);
    type('Ann');
    await pass(20_000);
    expect(controller.state).toMatchObject({ heldUntil: Date.UTC(2026, 10, 21, 8, 10), isHoldEnding: false });
  });

  it('is nothing after its end, and after the form is left', async () => {
    const { controller, slot } = await atForm();
    await pass(6 * MINUTE);
    expect(controller.state).toMatchObject({ heldUntil: null, isHeld: false, isHoldOver: true });
    controller.selectTime(slot, false);
    await pass(0);
    expect(controller.state.heldUntil).not.toBeNull();
    await controller.form?.backToTimes(false);
    expect(controller.state.heldUntil).toBeNull();
  });
});
