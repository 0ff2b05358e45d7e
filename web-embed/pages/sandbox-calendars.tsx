import '../shared/base.css';
import '../shared/page.css';
import './sandbox-calendars.css';
import { Component, render } from 'preact';
import { AccountsView, type Choice } from '../sandbox/accounts-view.tsx';
import { createSandboxApi, type SandboxAccount, type SandboxEvent } from '../sandbox/api.ts';
import { isOn, planDay, type SlotBlock, slotsOn } from '../sandbox/day-plan.ts';
import { DayStrip } from '../sandbox/day-strip.tsx';
import { DayView } from '../sandbox/day-view.tsx';
import { EventDialog } from '../sandbox/event-dialog.tsx';
import { FreeTimes } from '../sandbox/free-times.ts';
import { Button, Fault } from '../shared/controls.tsx';
import { createFormats, localeFor } from '../shared/formats.ts';
import { IconOf } from '../shared/icons.tsx';
import { addDays } from '../shared/month-grid.ts';
import { RequestError } from '../shared/request.ts';
import { wallClock } from '../shared/time.ts';
import { zoneLabel } from '../shared/zones.ts';

const WEEK = 7;
/** Bookings arrive in the calendar without anybody telling this page. */
const REFRESH_MS = 4000;

interface State {
  accounts: SandboxAccount[] | null;
  choice: Choice;
  /** First day of the strip, and the one that is shown. */
  first: string;
  day: string;
  events: SandboxEvent[];
  /** Null: no dialog; `new`: for a new event. */
  open: SandboxEvent | 'new' | null;
  failure: string | null;
  /** For those who do not see it happen. */
  announcement: string;
}

const api = createSandboxApi((url, init) => fetch(url, init));
const formats = createFormats(localeFor('en', navigator.languages));

/** The calendars of the demo beside the times that they leave free. */
class SandboxPage extends Component<object, State> {
  readonly #free = new FreeTimes(
    () => this.forceUpdate(),
    (text) => this.setState({ announcement: text }),
  );
  override state: State = {
    accounts: null,
    choice: { provider: '', email: '', calendar: '' },
    first: '',
    day: '',
    events: [],
    open: null,
    failure: null,
    announcement: '',
  };

  override async componentDidMount() {
    await this.#guard(async () => {
      const [accounts] = await Promise.all([api.accounts(), this.#free.start()]);
      const [account] = accounts.filter(({ connected }) => connected).concat(accounts);
      const { provider = '', email = '' } = account ?? {};
      const choice = { provider, email, calendar: account?.calendars[0]?.id ?? '' };
      const today = wallClock(Date.now(), this.#free.zone).date;
      this.setState({ accounts, choice, first: today, day: today });
      await this.#show(today, choice);
      const days = Array.from({ length: WEEK }, (_, index) => addDays(today, index));
      const open = days.find((date) => slotsOn(this.#free.slots, date, this.#free.zone).length > 0);
      this.setState({ day: open ?? today });
    });
    setInterval(() => void this.#refresh(), REFRESH_MS);
  }

  /** Reads what a week shows. */
  async #show(first: string, choice: Choice) {
    this.setState({ first, choice });
    await this.#guard(async () => {
      const [events] = await Promise.all([
        api.events(choice, first, addDays(first, WEEK), this.#free.zone),
        this.#free.show(first, WEEK),
      ]);
      // Whoever was faster in choosing something else keeps what they chose.
      if (this.state.first === first && this.state.choice === choice) this.setState({ events });
    });
  }

  async #refresh() {
    if (document.hidden || this.state.accounts === null) return;
    const { choice, first } = this.state;
    try {
      const [accounts, events] = await Promise.all([
        api.accounts(),
        api.events(choice, first, addDays(first, WEEK), this.#free.zone),
      ]);
      if (this.state.first === first && this.state.choice === choice)
        this.setState({ accounts, events, failure: null });
    } catch (error) {
      // Once more in a few seconds; what is shown stays.
      if (!(error instanceof RequestError)) throw error;
    }
  }

  async #guard(work: () => Promise<void>) {
    try {
      await work();
      this.setState({ failure: null });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.setState({ failure: error.message });
    }
  }

  /** After a change: the day that it leads to, with what is there now. */
  async #changed(announcement: string, date: string) {
    const { first, choice } = this.state;
    const isShown = first <= date && date < addDays(first, WEEK);
    this.setState({ announcement, day: date });
    await this.#show(isShown ? first : date, choice);
  }

  readonly #connect = (account: SandboxAccount) =>
    void this.#guard(async () => {
      const url = await api.consentUrl(account);
      // Its cookie is known under one name of this machine only.
      location.assign(url.origin === location.origin ? url : new URL('/sandbox/calendars', url));
    });

  readonly #turn = (days: number) => {
    const { first, day, choice } = this.state;
    const today = wallClock(Date.now(), this.#free.zone).date;
    const moved = (date: string) => [today, addDays(date, days)].toSorted().at(-1) ?? today;
    this.setState({ day: moved(day) });
    void this.#show(moved(first), choice);
  };

  override render() {
    const { accounts, choice, failure, announcement } = this.state;
    return (
      <div class="bw sc-page" data-theme="auto">
        <header class="page-header">
          <p class="brand">
            <img src={new URL('./icon.svg', import.meta.url).href} alt="" width="32" height="32" />
            Openslot
          </p>
          <p class="bw-badge">Sandbox, no real accounts</p>
        </header>
        <main class="page-main">
          <h1>Sandbox calendars</h1>
          <p class="lead">
            These accounts stand in for those of Google and Microsoft. Connect one, change its events, and watch the
            free times of the <a href="/book/demo/intro">booking page</a> follow.
          </p>
          <Fault text={failure && `${failure} This page may be out of date.`} />
          {accounts && (
            <>
              <AccountsView
                accounts={accounts}
                chosen={choice}
                onChoose={(chosen) => void this.#show(this.state.first, chosen)}
                onConnect={this.#connect}
              />
              {this.#week(accounts)}
            </>
          )}
          <p class="bw-hidden" aria-live="polite">
            {announcement}
          </p>
        </main>
      </div>
    );
  }

  #week(accounts: readonly SandboxAccount[]) {
    const { choice, first, day, events, open } = this.state;
    const { zone, slots, isKnown } = this.#free;
    const account = accounts.find(({ email }) => email === choice.email);
    const calendar = account?.calendars.find(({ id }) => id === choice.calendar);
    if (!account || !calendar) return null;
    const plan = planDay(day, zone, events, slots);
    const blocks = (list: typeof slots): SlotBlock[] => planDay(day, zone, [], list).slots;
    const days = Array.from({ length: WEEK }, (_, index) => addDays(first, index)).map((date) => ({
      date,
      events: events.filter((event) => isOn(event, date, zone)).length,
      slots: isKnown ? slotsOn(slots, date, zone).length : null,
    }));
    const free = plan.slots.find(({ from }) => from >= 10 * 60) ?? plan.slots[0];
    return (
      <section class="page-card sc-week" aria-labelledby="day-title">
        <DayStrip
          days={days}
          chosen={day}
          isFirst={first <= wallClock(Date.now(), zone).date}
          formats={formats}
          onChoose={(date) => this.setState({ day: date })}
          onTurn={this.#turn}
        />
        <div class="sc-day-head">
          <div>
            <h2 id="day-title">{formats.day(day)}</h2>
            <p class="bw-muted">Times in {zoneLabel(zone, Date.now())}</p>
          </div>
          {calendar.writable ? (
            <Button isPrimary onClick={() => this.setState({ open: 'new' })}>
              Add event
            </Button>
          ) : (
            <p class="bw-muted">This calendar is read-only.</p>
          )}
        </div>
        {!account.connected && (
          <p class="bw-notice">
            <IconOf name="alert" />
            <span>
              {account.name} is not connected yet: until then, these events block no time on the booking page.
            </span>
          </p>
        )}
        <DayView
          plan={plan}
          zone={zone}
          formats={formats}
          calendarName={calendar.primary ? account.name : calendar.name}
          onOpen={calendar.writable ? (event) => this.setState({ open: event }) : null}
          gone={blocks(this.#free.gone)}
          fresh={this.#free.fresh}
          slotsNote={isKnown ? 'Nothing is free on this day.' : 'This installation has no demo host to book.'}
        />
        {open !== null && (
          <EventDialog
            event={open === 'new' ? null : open}
            calendarName={calendar.primary ? account.name : calendar.name}
            zone={zone}
            date={day}
            minutes={free?.from ?? 600}
            onAdd={async (event) => {
              await api.add(choice, event);
              await this.#changed(`${event.title} was added.`, event.date);
            }}
            onMove={async (event, times) => {
              await api.move(choice, event.id, times);
              await this.#changed(`${event.title} was moved.`, times.date);
            }}
            onRemove={async (event, id) => {
              await api.remove(choice, id);
              await this.#changed(`${event.title} was deleted.`, day);
            }}
            onClose={() => this.setState({ open: null })}
          />
        )}
      </section>
    );
  }
}

const container = document.querySelector('#page');
if (container) render(<SandboxPage />, container);
