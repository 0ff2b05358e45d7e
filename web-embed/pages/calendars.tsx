import './page.css';
import './calendars.css';
import { render } from 'preact';
import { type IconName, IconOf } from '../widget/icons.tsx';

interface Outcome {
  icon: IconName;
  title: string;
  text: string;
  tone: 'good' | 'bad' | 'calm';
}

/** How connecting an account ended, by the code in `?result=`. */
const outcomes: Record<string, Outcome> = {
  connected: {
    icon: 'check',
    tone: 'good',
    title: 'The calendar is connected',
    text: 'It is being read for the first time. From now on its events take your time, and your bookings appear in it.',
  },
  denied: {
    icon: 'alert',
    tone: 'calm',
    title: 'Nothing was connected',
    text: 'You did not permit access, so nothing has changed. Connect the calendar again whenever you like.',
  },
  expired: {
    icon: 'hourglass',
    tone: 'bad',
    title: 'That took too long',
    text: 'The way to the provider and back is open for ten minutes, once, and in one browser. Connect the calendar again.',
  },
  missing_scope: {
    icon: 'alert',
    tone: 'bad',
    title: 'Permissions are missing',
    text: 'Openslot has to see your list of calendars, and to read and write events. Connect the calendar again and leave every box ticked.',
  },
  no_refresh_token: {
    icon: 'alert',
    tone: 'bad',
    title: 'The provider gave no lasting access',
    text: 'Take Openslot off the list of apps in the security settings of your account at the provider, then connect the calendar again.',
  },
  misconfigured: {
    icon: 'alert',
    tone: 'bad',
    title: 'The provider does not accept this service',
    text: 'It is not your account: whoever runs this service has to check its client at the provider (id, secret and redirect address).',
  },
  failed: {
    icon: 'alert',
    tone: 'bad',
    title: 'The calendar could not be connected',
    text: 'The provider could not be reached, or refused. Nothing was stored. Try again in a few minutes.',
  },
};

const nothingHappened: Outcome = {
  icon: 'calendar',
  tone: 'calm',
  title: 'Your calendars',
  text: 'Accounts that you connect are read around the clock, so that only times that are really free can be booked.',
};

/** What happened on the way back from a provider, in words. */
function CalendarsPage({ outcome }: { outcome: Outcome }) {
  return (
    <>
      <header class="index-header">
        <p class="brand">
          <img src={new URL('./icon.svg', import.meta.url).href} alt="" width="32" height="32" />
          Openslot
        </p>
      </header>
      <main class="outcome" data-tone={outcome.tone}>
        <span class="outcome-icon">
          <IconOf name={outcome.icon} />
        </span>
        <h1>{outcome.title}</h1>
        <p>{outcome.text}</p>
      </main>
    </>
  );
}

const result = new URLSearchParams(location.search).get('result') ?? '';
const outcome = Object.hasOwn(outcomes, result) ? outcomes[result] : undefined;
document.title = `${(outcome ?? nothingHappened).title} · Openslot`;
const container = document.querySelector('#page');
if (container) render(<CalendarsPage outcome={outcome ?? nothingHappened} />, container);
