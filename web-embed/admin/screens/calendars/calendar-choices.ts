import type { BookingTarget, BusyPolicy, Calendar, CalendarLink, CalendarsApi } from './calendars-api.ts';
import type { CalendarsModel } from './calendars-state.ts';

interface ChoicesPage {
  hostId(): string | null;
  /** Tells of a choice that is written, with the way back. */
  tell(text: string, undo: () => Promise<void>): void;
}

/** What calendars are for: each choice is shown at once, and taken back if it could not be written. */
export class CalendarChoices {
  readonly #api: CalendarsApi;
  readonly #model: CalendarsModel;
  readonly #page: ChoicesPage;

  constructor(api: CalendarsApi, model: CalendarsModel, page: ChoicesPage) {
    this.#api = api;
    this.#model = model;
    this.#page = page;
  }

  /** Whether a calendar takes time from a host, by default the one that the screen is about. */
  async setBlocking(calendarId: string, isBlocking: boolean, hostId = this.#page.hostId()): Promise<void> {
    if (hostId === null) return;
    await this.#writeLinks(
      hostId,
      (link, id) => (id === calendarId ? { ...link, blocks_availability: isBlocking } : link),
      () => this.#api.setBlocking(calendarId, hostId, isBlocking),
    );
  }

  /** Has new bookings go to a calendar, or to none. What was said about a calendar that was lost is over then. */
  async setTarget(calendarId: string | null, hostId = this.#page.hostId()): Promise<void> {
    if (hostId === null) return;
    const { connections, targets } = this.#model.peek();
    const isTarget = (link: CalendarLink) => link.host_id === hostId && link.is_booking_target;
    const calendars = connections.flatMap((connection) => connection.calendars);
    const former = calendars.find(({ links }) => links.some(isTarget));
    const name = calendars.find(({ id }) => id === calendarId)?.name ?? null;
    await this.#writeLinks(
      hostId,
      (link, id) => ({ ...link, is_booking_target: id === calendarId }),
      () => this.#api.setTarget(hostId, former?.id ?? null, calendarId),
      targets.map((target) =>
        target.host_id === hostId ? { ...target, calendar_id: calendarId, calendar_name: name, change: null } : target,
      ),
    );
  }

  /** Says what entries of some kinds are in a calendar, from its next pull on. */
  async setPolicy(calendar: Calendar, change: Partial<BusyPolicy>): Promise<void> {
    const model = this.#model;
    const next = { ...calendar.policy, ...change };
    const show = (policy: BusyPolicy) =>
      model.changeCalendars((each) => (each.id === calendar.id ? { ...each, policy } : each));
    model.writes += 1;
    show(next);
    await model.attempt(
      async () => {
        if (!(await this.#api.setPolicy(calendar.id, calendar.policy, next))) {
          show(calendar.policy);
          model.set({ fault: 'Somebody else changed this calendar a moment ago. Load the page again to see how.' });
          return;
        }
        this.#page.tell(`${calendar.name || 'The calendar'} is saved. It counts from its next sync on.`, () =>
          this.setPolicy({ ...calendar, policy: next }, calendar.policy),
        );
      },
      (fault) => {
        show(calendar.policy);
        model.set({ fault: `Your choice was not saved. ${fault}` });
      },
    );
    model.writes += 1;
  }

  /** Has only times of a calendar stored, or titles again. Nothing brings deleted titles back but reading it again. */
  async setTimesOnly(calendar: Calendar, isTimesOnly: boolean): Promise<void> {
    const model = this.#model;
    const name = calendar.name || 'the calendar';
    const show = (stores: boolean) =>
      model.changeCalendars((each) => (each.id === calendar.id ? { ...each, stores_titles: stores } : each));
    model.writes += 1;
    show(!isTimesOnly);
    await model.attempt(
      async () => {
        await this.#api.setTitles(calendar.id, !isTimesOnly);
        this.#page.tell(
          isTimesOnly
            ? `Only times of ${name} are stored now. Its titles are deleted.`
            : `Titles of ${name} come back with its next sync.`,
          () => this.setTimesOnly({ ...calendar, stores_titles: !isTimesOnly }, !isTimesOnly),
        );
      },
      (fault) => {
        show(isTimesOnly);
        model.set({ fault: `Your choice was not saved. ${fault}` });
      },
    );
    model.writes += 1;
  }

  async #writeLinks(
    hostId: string,
    change: (link: CalendarLink, calendarId: string) => CalendarLink,
    call: () => Promise<void>,
    targets?: BookingTarget[],
  ): Promise<void> {
    const model = this.#model;
    const { connections: before, targets: formerly } = model.peek();
    const missing = (links: CalendarLink[]) =>
      links.some(({ host_id: id }) => id === hostId)
        ? links
        : [...links, { host_id: hostId, blocks_availability: false, is_booking_target: false }];
    model.writes += 1;
    if (targets) model.set({ targets });
    model.changeCalendars((calendar) => ({
      ...calendar,
      links: missing(calendar.links).map((link) => (link.host_id === hostId ? change(link, calendar.id) : link)),
    }));
    await model.attempt(call, (fault) =>
      model.set({ connections: before, targets: formerly, fault: `Your choice was not saved. ${fault}` }),
    );
    model.writes += 1;
  }
}
