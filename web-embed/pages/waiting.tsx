import '../shared/base.css';
import '../shared/page.css';
import { Component, render } from 'preact';
import { Button, Fault } from '../shared/controls.tsx';
import { createFormats, localeFor } from '../shared/formats.ts';
import { type IconName, IconOf } from '../shared/icons.tsx';
import { setPageLanguage } from '../shared/languages.ts';
import { loadPageMessages } from '../shared/page-messages.ts';
import { type JsonRequest, RequestError, requestJson } from '../shared/request.ts';
import { wallClock } from '../shared/time.ts';
import { WhatAndWhen } from '../shared/what-and-when.tsx';
import { localZone } from '../shared/zones.ts';

type EntryState = 'waiting' | 'offered' | 'claimed' | 'missed' | 'left' | 'closed';

interface Entry {
  id: string;
  state: EntryState;
  start: string;
  end: string;
  offer_expires_at: string | null;
  host: { slug: string; display_name: string };
  event_type: { slug: string; title: string };
}

interface Claimed {
  booking: { id: string };
  manage_token: string;
}

type State =
  | { step: 'loading' }
  | { step: 'failed'; text: string }
  | { step: 'shown' | 'sending'; entry: Entry; fault: string | null };

const icons: Record<EntryState, IconName> = {
  waiting: 'hourglass',
  offered: 'check',
  claimed: 'check',
  missed: 'alert',
  left: 'alert',
  closed: 'alert',
};

/** `/waiting/:entry#token=…`: the token stays in the fragment, which browsers do not send. */
const id = location.pathname.split('/')[2] ?? '';
const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
const messages = await loadPageMessages(navigator.languages);
const { waiting } = messages;
const formats = createFormats(localeFor(messages.language, navigator.languages));
setPageLanguage(messages.language);

function call<T>(path: string, request: JsonRequest = {}): Promise<T> {
  return requestJson((url, init) => fetch(url, init), `/waiting-list/${encodeURIComponent(id)}${path}`, {
    ...request,
    headers: { authorization: `Bearer ${token}` },
  });
}

/** What a visitor sees who waits for a seat: they take the one that is kept for them, or leave the list. */
class WaitingPage extends Component<object, State> {
  override state: State = { step: 'loading' };

  override componentDidMount() {
    void this.#load();
  }

  async #load(fault: string | null = null) {
    try {
      const { entry } = await call<{ entry: Entry }>('');
      document.title = `${waiting.titles[entry.state]} – ${entry.event_type.title}`;
      this.setState({ step: 'shown', entry, fault });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const isUnknown = [401, 404, 422].includes(error.status);
      this.setState({
        step: 'failed',
        text: isUnknown ? waiting.badLink : waiting.failLoad,
      });
    }
  }

  #claim = async (entry: Entry) => {
    this.setState({ step: 'sending', entry, fault: null });
    try {
      const { booking, manage_token: manageToken } = await call<Claimed>('/claim', { method: 'POST', body: {} });
      location.assign(`/manage/${booking.id}#token=${manageToken}`);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      await this.#load(error.status === 410 ? waiting.gone : waiting.failTake);
      document.querySelector<HTMLElement>('#title')?.focus();
    }
  };

  #leave = async (entry: Entry) => {
    this.setState({ step: 'sending', entry, fault: null });
    let fault: string | null = null;
    try {
      await call('', { method: 'DELETE' });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      fault = waiting.failLeave;
    }
    await this.#load(fault);
    document.querySelector<HTMLElement>('#title')?.focus();
  };

  override render() {
    return (
      <div class="bw" data-theme="auto">
        <div class="manage" aria-busy={this.state.step === 'loading'}>
          {this.#content(this.state)}
        </div>
      </div>
    );
  }

  #content(state: State) {
    if (state.step === 'loading') return <p class="bw-muted">{waiting.loading}</p>;
    if (state.step === 'failed') {
      return (
        <>
          <h1 class="bw-step-heading">{waiting.missing}</h1>
          <p class="bw-muted">{state.text}</p>
        </>
      );
    }
    const { entry } = state;
    const isSending = state.step === 'sending';
    // After the time for it too, as long as nobody else has the seat.
    const mayBeFree = entry.state === 'missed' && Date.parse(entry.start) > Date.now();
    const again = `/book/${encodeURIComponent(entry.host.slug)}/${encodeURIComponent(entry.event_type.slug)}`;
    return (
      <section class="bw-done" data-status={entry.state}>
        <h1 class="bw-step-heading" tabIndex={-1} id="title">
          {waiting.titles[entry.state]}
        </h1>
        <Details entry={entry} />
        <Fault text={state.fault} />
        <div class="bw-links">
          {(entry.state === 'offered' || mayBeFree) && (
            <Button isPrimary disabled={isSending} onClick={() => void this.#claim(entry)}>
              {mayBeFree ? waiting.takeLate : waiting.take}
            </Button>
          )}
          {(entry.state === 'offered' || entry.state === 'waiting') && (
            <Button disabled={isSending} onClick={() => void this.#leave(entry)}>
              {entry.state === 'offered' ? waiting.pass : waiting.leave}
            </Button>
          )}
          <a class="bw-button" href={again}>
            {messages.bookAnother}
          </a>
        </div>
      </section>
    );
  }
}

function Details({ entry }: { entry: Entry }) {
  const zone = localZone();
  const until = entry.offer_expires_at === null ? null : Date.parse(entry.offer_expires_at);
  return (
    <dl class="bw-details">
      <WhatAndWhen of={entry} messages={messages} formats={formats} zone={zone} />
      {until !== null && (
        <>
          <dt>{waiting.keptUntil}</dt>
          <dd>
            <time dateTime={String(entry.offer_expires_at)}>
              {formats.fullDay(wallClock(until, zone).date)}, {formats.time(until, zone)}
            </time>
          </dd>
        </>
      )}
      <dt>{messages.status}</dt>
      <dd>
        <span class="bw-badge">
          <IconOf name={icons[entry.state]} />
          {waiting.states[entry.state]}
        </span>
      </dd>
    </dl>
  );
}

const container = document.querySelector<HTMLElement>('#page');
if (container) render(<WaitingPage />, container);
