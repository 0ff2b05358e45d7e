import { RequestError } from '../shared/request.ts';
import type { AdminStore, StorePage } from './admin-store.ts';
import type { BookingTarget, CalendarLink, CalendarsApi, Connection, Overview, PushedEvents } from './calendars-api.ts';
import { type CalendarsState, emptyState } from './calendars-state.ts';
import { changeText, faultText } from './words.ts';

const soonMs = 1500;
const laterMs = 15_000;
const fastPollWindowMs = 20_000;
/** For so long a pull is waited for; its account then says itself what is wrong. */
const timeoutMs = 60_000;

/** What a signed-in host sees of their calendars and does with them; needs no document. */
export class CalendarsStore implements AdminStore {
  readonly #api: CalendarsApi;
  readonly #page: StorePage;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Until then something may still come of what the owner did. */
  #soonUntil = 0;
  /** Choices that are on their way: a response from before must not undo them on the screen. */
  #writes = 0;
  state: CalendarsState = emptyState;

  constructor(api: CalendarsApi, page: StorePage) {
    this.#api = api;
    this.#page = page;
  }

  /** Reads everything. */
  async start(): Promise<void> {
    this.#set({ step: 'loading', fault: null });
    // Whoever opens the page may come back from a consent: their account is being read.
    this.#soonUntil = Date.now() + fastPollWindowMs;
    await this.#try(
      async () => {
        const [hosts, overview] = await Promise.all([this.#api.hosts(), this.#api.overview()]);
        this.#set({ step: 'ready', hosts, hostId: this.state.hostId ?? hosts[0]?.id ?? null, ...overview });
        this.#plan();
      },
      () => this.#set({ step: 'failed' }),
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#set({ ...emptyState, step: 'signed_out' });
  }

  /** Looks how the accounts are doing; quietly, for the next sync follows. */
  async refresh(): Promise<void> {
    if (this.state.step !== 'ready') return;
    clearTimeout(this.#timer);
    try {
      const writes = this.#writes;
      const overview = await this.#api.overview();
      if (writes === this.#writes) this.#show(overview);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (error.code === 'unauthorized') return this.stop();
    }
    this.#plan();
  }

  chooseHost(hostId: string): void {
    this.#set({ hostId });
  }

  /** Where to send the browser; null: it did not work. */
  async startConsent(provider: string, connectionId?: string): Promise<string | null> {
    let url: string | null = null;
    await this.#try(async () => {
      url = await this.#api.startConsent(provider, this.state.hostId, connectionId);
    });
    return url;
  }

  openForm(provider: string | null, username = ''): void {
    this.#set({ form: provider === null ? null : { provider, username, isBusy: false, fault: null } });
  }

  async submitForm(credentials: Record<string, string>): Promise<void> {
    const { form } = this.state;
    if (form === null || form.isBusy) return;
    this.#set({ form: { ...form, isBusy: true, fault: null } });
    await this.#try(
      async () => {
        await this.#api.connect(form.provider, credentials, this.state.hostId);
        this.#set({ form: null, announcement: 'Connected. The first sync is in progress.' });
        await this.refresh();
      },
      (fault) => this.#set({ form: { ...form, isBusy: false, fault } }),
    );
  }

  async readNow(connection: Connection): Promise<void> {
    await this.#try(async () => {
      if (!(await this.#api.readNow(connection.id))) {
        this.#set({ announcement: 'Not synced yet: see the account for when it will be.' });
        return await this.refresh();
      }
      this.#soonUntil = Date.now() + fastPollWindowMs;
      const syncing = new Map(this.state.syncing).set(connection.id, syncTimesOf(connection));
      this.#set({ syncing, announcement: 'Syncing now.' });
      setTimeout(() => this.#endSync(connection.id), timeoutMs);
      await this.refresh();
    });
  }

  async setBlocking(calendarId: string, isBlocking: boolean): Promise<void> {
    const { hostId } = this.state;
    if (hostId === null) return;
    await this.#write(
      (link, id) =>
        id === calendarId && link.host_id === hostId ? { ...link, blocks_availability: isBlocking } : link,
      () => this.#api.setBlocking(calendarId, hostId, isBlocking),
    );
  }

  /** Acknowledges that an event whose time can't be read blocks no time. */
  async acknowledge(id: string): Promise<void> {
    const { acknowledging } = this.state;
    if (acknowledging.has(id)) return;
    this.#set({ acknowledging: new Set(acknowledging).add(id) });
    await this.#try(async () => {
      await this.#api.acknowledge(id);
      this.#set({ announcement: 'Confirmed. It no longer blocks any times.' });
    });
    // Also where it is gone by now: the list says what there is.
    await this.refresh();
    this.#set({ acknowledging: new Set([...this.state.acknowledging].filter((other) => other !== id)) });
  }

  /** Has new bookings go to a calendar, or to none. What was said about a calendar that was lost is over then. */
  async setTarget(calendarId: string | null): Promise<void> {
    const { hostId, connections } = this.state;
    if (hostId === null) return;
    const isTarget = (link: CalendarLink) => link.host_id === hostId && link.is_booking_target;
    const calendars = connections.flatMap((connection) => connection.calendars);
    const former = calendars.find(({ links }) => links.some(isTarget));
    const name = calendars.find(({ id }) => id === calendarId)?.name ?? null;
    const targets = this.state.targets.map((target) =>
      target.host_id === hostId ? { ...target, calendar_id: calendarId, calendar_name: name, change: null } : target,
    );
    await this.#write(
      (link, id) => (link.host_id === hostId ? { ...link, is_booking_target: id === calendarId } : link),
      () => this.#api.setTarget(hostId, former?.id ?? null, calendarId),
      targets,
    );
  }

  askToDisconnect(connection: Connection | null): void {
    this.#set({ dialog: connection && { connection, pushed: null, isBusy: false, fault: null } });
  }

  async disconnect(choice: PushedEvents | null): Promise<void> {
    const { dialog } = this.state;
    if (dialog === null || dialog.isBusy) return;
    const { connection } = dialog;
    this.#set({ dialog: { ...dialog, isBusy: true, fault: null } });
    try {
      const end = await this.#api.disconnect(connection.id, choice);
      const isOver = end.connection.status === 'disconnected';
      const disconnecting = new Set(this.state.disconnecting);
      if (!isOver) disconnecting.add(connection.id);
      const changes = end.booking_targets.map((target) => changeText(target, this.state.hosts));
      this.#set({
        dialog: null,
        disconnecting,
        announcement: [isOver ? 'Disconnected.' : 'Disconnecting.', ...changes].join(' '),
      });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (error.code === 'unauthorized') return this.stop();
      const pushed = error.code === 'invalid_state' ? error.details.pushed_events : undefined;
      const asked = typeof pushed === 'number';
      this.#set({
        dialog: {
          connection,
          isBusy: false,
          pushed: asked ? pushed : dialog.pushed,
          fault: asked ? null : faultText(error),
        },
      });
      return;
    }
    await this.refresh();
  }

  /** Shows a choice at once, and takes it back if it could not be written. */
  async #write(
    change: (link: CalendarLink, calendarId: string) => CalendarLink,
    call: () => Promise<void>,
    targets: BookingTarget[] = this.state.targets,
  ) {
    const { connections: before, targets: formerly } = this.state;
    const missing = (links: CalendarLink[]) =>
      links.some(({ host_id: id }) => id === this.state.hostId)
        ? links
        : [...links, { host_id: this.state.hostId ?? '', blocks_availability: false, is_booking_target: false }];
    this.#writes += 1;
    this.#set({
      targets,
      connections: before.map((connection) => ({
        ...connection,
        calendars: connection.calendars.map((calendar) => ({
          ...calendar,
          links: missing(calendar.links).map((link) => change(link, calendar.id)),
        })),
      })),
    });
    await this.#try(call, (fault) =>
      this.#set({ connections: before, targets: formerly, fault: `Your choice was not saved. ${fault}` }),
    );
    this.#writes += 1;
  }

  #show({ connections, targets }: Overview) {
    const isThere = (id: string) => connections.some((connection) => connection.id === id);
    const disconnecting = new Set([...this.state.disconnecting].filter(isThere));
    const syncing = new Map(this.state.syncing);
    for (const connection of connections) {
      if (syncing.get(connection.id) === syncTimesOf(connection)) continue;
      if (syncing.delete(connection.id)) this.#set({ announcement: 'Synced.' });
    }
    this.#set({ connections, targets, disconnecting, syncing });
  }

  #endSync(id: string) {
    const syncing = new Map(this.state.syncing);
    if (syncing.delete(id)) this.#set({ syncing });
  }

  #plan() {
    clearTimeout(this.#timer);
    if (this.state.step !== 'ready') return;
    const { connections, syncing, disconnecting } = this.state;
    const isFirst = connections.some(
      ({ status, calendars }) =>
        status === 'active' &&
        calendars.some((calendar) => calendar.last_synced_at === null && calendar.sync_status !== 'error'),
    );
    const isSoon = Date.now() < this.#soonUntil || isFirst || syncing.size > 0 || disconnecting.size > 0;
    // Nobody sees a hidden page; on its return it asks for a refresh itself.
    const refresh = () => (this.#page.isVisible() ? void this.refresh() : this.#plan());
    this.#timer = setTimeout(refresh, isSoon ? soonMs : laterMs);
  }

  async #try(action: () => Promise<void>, onFault: (text: string) => void = (fault) => this.#set({ fault })) {
    if (this.state.fault !== null) this.#set({ fault: null });
    try {
      await action();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (error.code === 'unauthorized') this.stop();
      else onFault(faultText(error));
    }
  }

  #set(change: Partial<CalendarsState>) {
    this.state = { ...this.state, ...change };
    this.#page.onChange();
  }
}

/** What was read of an account so far: another text, another pull. */
function syncTimesOf({ calendars, last_error: error, status }: Connection): string {
  return JSON.stringify([status, error, calendars.map(({ last_synced_at: at, sync_error: why }) => [at, why])]);
}
