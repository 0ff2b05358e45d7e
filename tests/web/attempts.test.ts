import { describe, expect, it } from 'vitest';
import { createBookingApi } from '../../web-embed/shared/booking-api.ts';
import { english } from '../../web-embed/shared/messages.ts';
import { BookingController } from '../../web-embed/widget/controller.ts';
import { FormPart } from '../../web-embed/widget/form-part.ts';
import { FakeService, officeHours, type Seen } from './fake-service.ts';

const DAY = '2026-11-24';

/** What happens to requests on their way: they arrive or not, and their answers do or do not. */
type Way = 'answered' | 'lost before it arrives' | 'answer lost';

/** A form that is filled in, and a service that makes one booking under a key, as `POST /bookings` does. */
async function atForm() {
  const service = new FakeService(officeHours('2026-11-23', 30));
  const controller = new BookingController({
    host: 'demo',
    event: 'consulting',
    api: createBookingApi('http://service', service.fetch),
    messages: english,
    timeZone: 'UTC',
    languages: ['en-GB'],
    now: () => Date.UTC(2026, 10, 21, 8),
  });
  controller.addForm(new FormPart(controller.tools, () => import('../../web-embed/shared/challenge.ts')));
  const booked = new Map<string, { body: string; start: unknown; name: unknown }>();
  const network: { way: Way } = { way: 'answered' };
  service.override = ({ path, headers, body }: Seen) => {
    if (path !== '/bookings') return undefined;
    if (network.way === 'lost before it arrives') throw new TypeError('connection lost');
    const key = headers.get('idempotency-key') ?? '';
    const before = booked.get(key);
    if (before && before.body !== JSON.stringify(body)) {
      const error = { code: 'invalid_request', message: 'Used', details: { reason: 'key_used' } };
      return { status: 422, body: { error } };
    }
    const { name } = body.attendee as { name: unknown };
    booked.set(key, { body: JSON.stringify(body), start: body.start, name });
    if (network.way === 'answer lost') throw new TypeError('connection lost');
    return undefined;
  };
  await controller.start();
  const choose = (index: number) => {
    controller.calendar.selectDay(DAY, false);
    const slot = controller.state.days.get(DAY)?.[index];
    if (!slot) throw new Error('no slot');
    controller.selectTime(slot, false);
  };
  const send = (way: Way) => {
    network.way = way;
    return controller.form?.submit();
  };
  choose(1);
  controller.form?.setField('name', 'Vera Visitor');
  controller.form?.setField('email', 'vera@example.com');
  return { service, controller, booked, choose, send };
}

const keysOf = (service: FakeService) =>
  service.asked('POST', '/bookings').map(({ headers }) => headers.get('idempotency-key'));

describe('a booking whose answer got lost', () => {
  it('is found again by sending the same', async () => {
    const { service, controller, booked, send } = await atForm();
    await send('answer lost');
    expect(controller.state).toMatchObject({ step: 'form', submitError: controller.state.messages.failNetwork });
    await send('answered');
    expect(controller.state).toMatchObject({ step: 'done', notice: null });
    expect(booked.size).toBe(1);
    expect(new Set(keysOf(service)).size).toBe(1);
  });

  it('is found again after the form was edited: it is what was sent first, and the visitor is told', async () => {
    const { controller, booked, send } = await atForm();
    await send('answer lost');
    controller.form?.setField('name', 'Somebody Else');
    await send('answered');
    expect(controller.state.step).toBe('done');
    expect(controller.state.values.name).toBe('Vera Visitor');
    expect(controller.state.notice).toBe(controller.state.messages.bookedBefore);
    expect([...booked.values()].map(({ name }) => name)).toEqual(['Vera Visitor']);
  });

  it('is found again after another time was chosen', async () => {
    const { controller, booked, choose, send } = await atForm();
    await send('answer lost');
    await controller.form?.backToTimes(false);
    choose(4);
    await send('answered');
    expect(controller.state.booking?.start).toBe('2026-11-24T10:00:00.000Z');
    expect(controller.state.notice).toBe(controller.state.messages.bookedBefore);
    expect(booked.size).toBe(1);
  });

  it('is found again among several attempts, the answers of all of which got lost', async () => {
    const { controller, booked, send } = await atForm();
    for (const [name, way] of [
      ['One', 'lost before it arrives'],
      ['Two', 'answer lost'],
      ['Three', 'answer lost'],
      ['Four', 'lost before it arrives'],
    ] as const) {
      controller.form?.setField('name', name);
      await send(way);
      expect(controller.state.step).toBe('form');
    }
    controller.form?.setField('name', 'Five');
    await send('answered');
    expect(controller.state.values.name).toBe('Two');
    expect(booked.size).toBe(1);
  });

  it('is not taken for somebody else’s when its time is gone from the list', async () => {
    const { service, controller, send } = await atForm();
    const holds = service.override;
    service.override = (seen) => (seen.path === '/holds' ? { status: 500, body: {} } : holds(seen));
    await controller.form?.releaseHold();
    await send('answer lost');
    service.starts = service.starts.filter((start) => start !== Date.UTC(2026, 10, 24, 10));
    await controller.refresh();
    expect(controller.state).toMatchObject({ step: 'form', notice: null });
    await send('answered');
    expect(controller.state.step).toBe('done');
  });
});

describe('an attempt that never arrived', () => {
  it('is made up for by the next one, as the form is then', async () => {
    const { controller, booked, send } = await atForm();
    await send('lost before it arrives');
    controller.form?.setField('name', 'Vera Corrected');
    await send('answered');
    expect(controller.state).toMatchObject({ step: 'done', notice: null });
    expect(controller.state.values.name).toBe('Vera Corrected');
    expect([...booked.values()].map(({ name }) => name)).toEqual(['Vera Corrected']);
  });

  it('leaves another booking its own key', async () => {
    const { service, controller, booked, choose, send } = await atForm();
    await send('lost before it arrives');
    await send('answered');
    controller.form?.bookAnother();
    await controller.calendar.show();
    choose(4);
    await send('answered');
    expect(booked.size).toBe(2);
    expect(new Set(keysOf(service)).size).toBe(2);
  });
});

it('a time that is refused is lost, and the next one is checked like any other', async () => {
  const { service, controller, choose, send } = await atForm();
  const before = service.override;
  service.override = (seen) =>
    seen.path === '/bookings'
      ? { status: 409, body: { error: { code: 'slot_taken', message: 'Taken' } } }
      : before(seen);
  await send('answered');
  expect(controller.state.step).toBe('picking');
  service.override = (seen) => (seen.path === '/holds' ? { status: 500, body: {} } : undefined);
  await controller.calendar.show();
  choose(2);
  service.starts = service.starts.filter((start) => start !== controller.state.selectedSlot?.start);
  await controller.refresh();
  expect(controller.state.step).toBe('picking');
});

describe('a hold whose response got lost', () => {
  /** A service that keeps a hold under a key, and refuses a booking of its time without it. */
  async function withLostHold(isKept: boolean) {
    const parts = await atForm();
    const { service, controller } = parts;
    await controller.form?.backToTimes(false);
    const before = service.override;
    const held = new Set<string>();
    let isLost = true;
    service.override = (seen) => {
      const key = seen.headers.get('idempotency-key') ?? '';
      if (seen.path === '/holds') {
        if (!isLost) return held.has(key) ? undefined : { status: 409, body: { error: { code: 'slot_taken' } } };
        isLost = false;
        if (isKept) held.add(key);
        throw new TypeError('connection lost');
      }
      if (seen.path === '/bookings' && held.size > 0 && !seen.body.hold) {
        return { status: 409, body: { error: { code: 'slot_taken', message: 'Taken' } } };
      }
      return before(seen);
    };
    service.seen.length = 0;
    parts.choose(1);
    await new Promise((resolve) => setTimeout(resolve, 15));
    return parts;
  }

  it('is asked for again before it stands in the way of its own visitor', async () => {
    const { service, controller, send } = await withLostHold(true);
    expect(controller.state).toMatchObject({ step: 'form', isHeld: false });
    await send('answered');
    expect(controller.state.step).toBe('done');
    expect(service.asked('POST', '/bookings')[0]?.body.hold).toEqual({ id: 'hold-1', token: 'hold-token' });
    const keys = service.asked('POST', '/holds').map(({ headers }) => headers.get('idempotency-key'));
    expect(keys).toEqual([keys[0], keys[0]]);
  });

  it('is asked for again before it is given back', async () => {
    const { service, controller } = await withLostHold(true);
    await controller.form?.backToTimes(false);
    expect(service.asked('DELETE', '/holds/hold-1')).toHaveLength(1);
  });

  it('is given up where it was never made', async () => {
    const { service, controller, send } = await withLostHold(false);
    await send('answered');
    expect(controller.state.step).toBe('done');
    expect(service.asked('POST', '/bookings')[0]?.body).not.toHaveProperty('hold');
  });
});
