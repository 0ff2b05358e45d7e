import { describe, expect, it } from 'vitest';
import { type BookingPage, createBookingApi } from '../../web-embed/shared/booking-api.ts';
import { english } from '../../web-embed/shared/messages.ts';
import { BookingController } from '../../web-embed/widget/controller.ts';
import { watchEmptyMonths } from '../../web-embed/widget/next-day.ts';
import { FakeService, gate, officeHours, page } from './fake-service.ts';

const NOW = Date.UTC(2026, 10, 21, 8);
const SLOTS_PATH = '/rest/v1/rpc/get_available_slots';

function setUp(
  options: {
    starts?: number[];
    timeZone?: string;
    now?: number;
    known?: BookingPage;
    date?: string;
    duration?: number;
  } = {},
) {
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
    known: options.known ?? null,
    date: options.date,
    duration: options.duration,
  });
  watchEmptyMonths(controller.tools);
  return { service, clock, controller };
}

/** Lets every answered request reach the controller. */
async function settle() {
  await new Promise((resolve) => setTimeout(resolve, 15));
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

  it('begins with the month of the wanted date, once what is booked is known', async () => {
    const { service, controller } = setUp({ date: '2027-03-28' });
    await controller.start();
    expect(controller.state).toMatchObject({ month: '2027-03', focusedDay: '2027-03-28', slots: 'ready' });
    expect(String(service.asked('POST', SLOTS_PATH)[0]?.body.range_start)).toMatch(/^2027-0[23]/);
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
    expect(controller.state).toMatchObject({ step: 'failed', failure: { retry: true } });
    service.override = () => undefined;
    await controller.start();
    expect(controller.state).toMatchObject({ step: 'picking', slots: 'ready' });
  });

  it('says what is booked, where that is known, while its times cannot be read', async () => {
    const { service, controller } = setUp({ known: page });
    service.override = ({ path }) => (path === SLOTS_PATH ? { status: 500, body: {} } : undefined);
    await controller.start();
    expect(controller.state).toMatchObject({ step: 'picking', page, slots: 'failed' });
    service.override = () => undefined;
    await controller.calendar.show();
    expect(controller.state.slots).toBe('ready');
    expect(service.seen.some(({ path }) => path.endsWith('/get_booking_page'))).toBe(false);
  });

  it('needs one request for what is booked and its times, and begins where it is asked to', async () => {
    const { service, controller } = setUp({
      starts: officeHours('2026-12-30', 10),
      date: '2027-01',
      duration: 90,
    });
    await controller.start();
    expect(service.seen.filter(({ path }) => path.endsWith('/get_page_with_slots'))).toHaveLength(1);
    expect(controller.state).toMatchObject({ month: '2027-01', duration: 90, slots: 'ready' });
    expect(controller.state.days.get('2027-01-01')?.[0]?.end).toBe(Date.UTC(2027, 0, 1, 10, 30));
    expect(service.asked('POST', SLOTS_PATH)).toHaveLength(1);
  });

  it('chooses the day that it is asked to begin with, or that a page goes to, where it has times', async () => {
    const { controller } = setUp({ date: '2026-12-03' });
    await controller.start();
    expect(controller.state).toMatchObject({ selectedDay: '2026-12-03', focusedDay: '2026-12-03' });
    controller.calendar.goToDate('2026-12-09');
    await settle();
    expect(controller.state.selectedDay).toBe('2026-12-09');
    // A day without any is only shown; where one is chosen for the visitor, it is the next that has some.
    const other = setUp({ date: '2026-11-22' });
    await other.controller.start();
    expect(other.controller.state).toMatchObject({ selectedDay: null, focusedDay: '2026-11-22' });
    other.controller.calendar.preselect();
    expect(other.controller.state.selectedDay).toBe('2026-11-23');
  });

  it('shows the month that it is asked for as such, and turns past what it shows of the next', async () => {
    const { controller } = setUp({ date: '2026-12' });
    await controller.start();
    expect(controller.state).toMatchObject({ month: '2026-12', selectedDay: null });
    expect(controller.calendar.shown().first).toBe('2026-12-01');
    // Six weeks from 29 November on end in January, and December is all among them.
    const late = setUp({ now: Date.UTC(2026, 10, 29, 8) });
    await late.controller.start();
    late.controller.calendar.turnMonth(1);
    expect(late.controller.state.month).toBe('2027-01');
  });

  it('leads back from a month far ahead to the first day with times', async () => {
    const { controller } = setUp({ date: '2028-05' });
    watchEmptyMonths(controller.tools);
    await controller.start();
    await expect
      .poll(() => controller.state.nextDay)
      .toEqual({ status: 'found', date: '2026-11-23', direction: 'back' });
  });

  it('takes the first duration if another is asked for that is not offered', async () => {
    const { service, controller } = setUp({ duration: 45 });
    await controller.start();
    expect(controller.state).toMatchObject({ duration: 60, slots: 'ready' });
    expect(service.asked('POST', SLOTS_PATH)).toHaveLength(1);
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

describe('the last days of a month', () => {
  it('come with the weeks that follow, whose days can be chosen', async () => {
    const { controller } = setUp();
    await controller.start();
    expect(controller.state.days.has('2026-12-04')).toBe(true);
    controller.calendar.selectDay('2026-12-04', false);
    expect(controller.state).toMatchObject({ selectedDay: '2026-12-04', month: '2026-11' });
  });

  it('keep the chosen day when the zone changes', async () => {
    const { controller } = setUp();
    await controller.start();
    controller.calendar.selectDay('2026-12-04', false);
    controller.calendar.setTimeZone('Asia/Tokyo');
    expect(controller.state).toMatchObject({ selectedDay: '2026-12-04', month: '2026-11' });
  });
});

describe('the tab stop of the grid', () => {
  it('is the first day with times', async () => {
    const { controller } = setUp();
    await controller.start();
    expect(controller.state.focusedDay).toBe('2026-11-23');
    controller.calendar.turnMonth(1);
    await settle();
    expect(controller.state.focusedDay).toBe('2026-12-01');
  });

  it('stays where the visitor has moved it when the times are read again', async () => {
    const { controller } = setUp();
    await controller.start();
    controller.calendar.focusDay('2026-11-29', true);
    await controller.refresh();
    expect(controller.state.focusedDay).toBe('2026-11-29');
  });
});

describe('several event types', () => {
  const other = { ...page, event_type: { ...page.event_type, slug: 'intro', title: 'Intro' } };

  function setUpTwo(event = 'consulting intro') {
    const service = new FakeService(officeHours('2026-11-23', 30));
    service.override = ({ path, body }) => {
      if (!path.endsWith('/get_booking_page')) return undefined;
      if (body.event_slug === 'gone') return { status: 404, body: { details: 'not_found', message: 'No such page' } };
      return body.event_slug === 'intro' ? { status: 200, body: other } : undefined;
    };
    const api = createBookingApi('http://service', service.fetch);
    return new BookingController({ host: 'demo', event, api, messages: english, timeZone: 'UTC', now: () => NOW });
  }

  it('are offered in the order in which they are named; one leads to its times', async () => {
    const controller = setUpTwo(' intro   consulting');
    await controller.start();
    expect(controller.state.step).toBe('choosing');
    expect(controller.state.choices.map((choice) => choice.event_type.slug)).toEqual(['intro', 'consulting']);
    await controller.choose(other, false);
    expect(controller.state).toMatchObject({
      step: 'picking',
      page: { event_type: { slug: 'intro' } },
      slots: 'ready',
    });
    controller.chooseAgain(false);
    expect(controller.state.step).toBe('choosing');
  });

  it('of which only one exists are that one', async () => {
    const controller = setUpTwo('gone intro');
    await controller.start();
    expect(controller.state).toMatchObject({ step: 'picking', page: { event_type: { slug: 'intro' } } });
  });

  it('of which none exists are a page that does not exist', async () => {
    const controller = setUpTwo('gone');
    await controller.start();
    expect(controller.state).toMatchObject({ step: 'failed', failure: { retry: false } });
  });
});

describe('moving in the grid', () => {
  it('turns the month with the focused day', async () => {
    const { controller } = setUp();
    await controller.start();
    // The weeks that follow November are shown with it.
    controller.calendar.focusDay('2026-12-27', true);
    expect(controller.state.month).toBe('2026-11');
    controller.calendar.focusDay('2026-12-28', true);
    expect(controller.state.month).toBe('2026-12');
    expect(controller.state.focus).toMatchObject({ target: 'day', keyboard: true });
  });

  it('does not leave the present month backwards', async () => {
    const { controller } = setUp();
    await controller.start();
    controller.calendar.focusDay('2026-10-31', true);
    expect(controller.state.focusedDay).toBe('2026-11-16');
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
