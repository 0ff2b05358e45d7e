import { RequestError } from '../../../shared/request.ts';
import { changeText, faultText, type NamedHost } from '../../words.ts';
import { CalendarChoices } from './calendar-choices.ts';
import type { CalendarsApi, Connection, Overview, PushedEvents } from './calendars-api.ts';
import { CalendarsModel, type CalendarsState, syncTimesOf } from './calendars-state.ts';

const soonMs = 1500;
const laterMs = 15_000;
const fastPollWindowMs = 20_000;
/** For so long a pull is waited for; its account then says itself what is wrong. */
const timeoutMs = 60_000;

/** What the store needs of the page around it. */
interface StorePage {
  /** The host that the screen is about. */
  hostId(): string | null;
  hosts(): readonly NamedHost[];
  announce(text: string): void;
  /** Tells of a choice that is written, with the way back. */
  tell(text: string, undo: () => Promise<void>): void;
  isVisible(): boolean;
  /** What others show of the accounts is old. */
  onChanged(): void;
}

/** What a signed-in host sees of their calendars and does with them; needs no document. */
export class CalendarsStore {
  readonly #api: CalendarsApi;
  readonly #page: StorePage;
  readonly #model = new CalendarsModel();
  readonly choices: CalendarChoices;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Until then something may still come of what the owner did. */
  #soonUntil = 0;
  #isOpen = true;

  constructor(api: CalendarsApi, page: StorePage) {
    this.#api = api;
    this.#page = page;
    this.choices = new CalendarChoices(api, this.#model, page);
  }

  get state(): CalendarsState {
    return this.#model.state;
  }

  get hostId(): string | null {
    return this.#page.hostId();
  }

  /** Reads everything. */
  async start(): Promise<void> {
    this.#isOpen = true;
    this.#model.set({ step: 'loading', fault: null });
    // Whoever opens the screen may come back from a consent: their account is being read.
    this.#soonUntil = Date.now() + fastPollWindowMs;
    await this.#model.attempt(
      async () => {
        this.#model.set({ step: 'ready', ...(await this.#api.overview()) });
        this.#plan();
      },
      () => this.#model.set({ step: 'failed' }),
    );
  }

  /** Asks no more. */
  stop(): void {
    this.#isOpen = false;
    clearTimeout(this.#timer);
  }

  /** Looks how the accounts are doing; quietly, for the next look follows. */
  async refresh(): Promise<void> {
    if (this.#model.peek().step !== 'ready') return;
    clearTimeout(this.#timer);
    try {
      const { writes } = this.#model;
      const overview = await this.#api.overview();
      if (writes === this.#model.writes) this.#show(overview);
    } catch (error) {
      // Whoever has to sign in is asked to by the page.
      if (!(error instanceof RequestError)) throw error;
    }
    this.#plan();
  }

  /** Where to send the browser; null: it did not work. */
  async startConsent(provider: string, connectionId?: string): Promise<string | null> {
    let url: string | null = null;
    await this.#model.attempt(async () => {
      url = await this.#api.startConsent(provider, this.hostId, connectionId);
    });
    return url;
  }

  openForm(provider: string | null, username = ''): void {
    this.#model.set({ form: provider === null ? null : { provider, username, isBusy: false, fault: null } });
  }

  async submitForm(credentials: Record<string, string>): Promise<void> {
    const { form } = this.#model.peek();
    if (form === null || form.isBusy) return;
    this.#model.set({ form: { ...form, isBusy: true, fault: null } });
    await this.#model.attempt(
      async () => {
        await this.#api.connect(form.provider, credentials, this.hostId);
        this.#model.set({ form: null });
        this.#page.announce('Connected. The first sync is in progress.');
        await this.#changed();
      },
      (fault) => this.#model.set({ form: { ...form, isBusy: false, fault } }),
    );
    const { form: left } = this.#model.peek();
    // Whoever has to sign in first sends it again then.
    if (left?.isBusy) this.#model.set({ form: { ...left, isBusy: false } });
  }

  async readNow(connection: Connection): Promise<void> {
    await this.#model.attempt(async () => {
      if (!(await this.#api.readNow(connection.id))) {
        this.#page.announce('Not synced yet: see the account for when it will be.');
        return await this.#changed();
      }
      this.#soonUntil = Date.now() + fastPollWindowMs;
      const syncing = new Map(this.state.syncing).set(connection.id, syncTimesOf(connection));
      this.#model.set({ syncing });
      this.#page.announce('Syncing now.');
      setTimeout(() => this.#endSync(connection.id), timeoutMs);
      await this.refresh();
    });
  }

  /** Acknowledges that an event whose time can't be read blocks no time. */
  acknowledge(id: string): Promise<void> {
    return this.#settle(id, () => this.#api.acknowledge(id), 'Confirmed. It no longer blocks any times.');
  }

  /** Says that the owner has seen to a booking that only their calendar has. */
  acknowledgeLost(id: string): Promise<void> {
    return this.#settle(id, () => this.#api.acknowledgeLost(id), 'Done. Its event stays in your calendar.');
  }

  async #settle(id: string, call: () => Promise<void>, said: string): Promise<void> {
    const { acknowledging } = this.#model.peek();
    if (acknowledging.has(id)) return;
    this.#model.set({ acknowledging: new Set(acknowledging).add(id) });
    await this.#model.attempt(async () => {
      await call();
      this.#page.announce(said);
    });
    // Also where it is gone by now: the list says what there is.
    await this.#changed();
    this.#model.set({ acknowledging: new Set([...this.state.acknowledging].filter((other) => other !== id)) });
  }

  askToDisconnect(connection: Connection | null): void {
    this.#model.set({ dialog: connection && { connection, pushed: null, isBusy: false, fault: null } });
  }

  async disconnect(choice: PushedEvents | null): Promise<void> {
    const { dialog } = this.#model.peek();
    if (dialog === null || dialog.isBusy) return;
    const { connection } = dialog;
    this.#model.set({ dialog: { ...dialog, isBusy: true, fault: null } });
    try {
      const end = await this.#api.disconnect(connection.id, choice);
      const isOver = end.connection.status === 'disconnected';
      const disconnecting = new Set(this.state.disconnecting);
      if (!isOver) disconnecting.add(connection.id);
      const changes = end.booking_targets.map((target) => changeText(target, this.#page.hosts()));
      this.#model.set({ dialog: null, disconnecting });
      this.#page.announce([isOver ? 'Disconnected.' : 'Disconnecting.', ...changes].join(' '));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const pushed = error.code === 'invalid_state' ? error.details.pushed_events : undefined;
      const asked = typeof pushed === 'number';
      this.#model.set({
        dialog: {
          connection,
          isBusy: false,
          pushed: asked ? pushed : dialog.pushed,
          fault: asked || error.code === 'unauthorized' ? null : faultText(error),
        },
      });
      return;
    }
    await this.#changed();
  }

  /** Something was done with an account: reads again, and so does whoever shows the accounts elsewhere. */
  async #changed(): Promise<void> {
    await this.refresh();
    this.#page.onChanged();
  }

  #show({ connections, targets, mayStoreTitles }: Overview) {
    const isThere = (id: string) => connections.some((connection) => connection.id === id);
    const before = this.#model.peek();
    const disconnecting = new Set([...before.disconnecting].filter(isThere));
    const syncing = new Map(before.syncing);
    const isOther = connections.map(syncTimesOf).join() !== before.connections.map(syncTimesOf).join();
    for (const connection of connections) {
      if (syncing.get(connection.id) === syncTimesOf(connection)) continue;
      if (syncing.delete(connection.id)) this.#page.announce('Synced.');
    }
    this.#model.set({ connections, targets, mayStoreTitles, disconnecting, syncing });
    if (isOther) this.#page.onChanged();
  }

  #endSync(id: string) {
    const syncing = new Map(this.state.syncing);
    if (syncing.delete(id)) this.#model.set({ syncing });
  }

  #plan() {
    clearTimeout(this.#timer);
    const { connections, syncing, disconnecting, step } = this.#model.peek();
    if (step !== 'ready' || !this.#isOpen) return;
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
}
