import type { IconName } from '../../../shared/icons.tsx';

/** How something ended, for the owner. */
export interface Outcome {
  icon: IconName;
  tone: 'good' | 'bad' | 'calm';
  title: string;
  text: string;
}

const bad = (title: string, text: string): Outcome => ({ icon: 'alert', tone: 'bad', title, text });

/** How connecting an account ended, by the code in `?result=`. */
const outcomes: Record<string, Outcome> = {
  connected: {
    icon: 'check',
    tone: 'good',
    title: 'The calendar is connected',
    text: 'The first sync is in progress. Check below which of its calendars block your time, and where new bookings go.',
  },
  denied: {
    icon: 'alert',
    tone: 'calm',
    title: 'Nothing was connected',
    text: 'You did not allow access, so nothing has changed. You can connect the calendar whenever you like.',
  },
  expired: {
    icon: 'hourglass',
    tone: 'bad',
    title: 'That took too long',
    text: 'The consent link works once, for ten minutes, in the browser that opened it. Connect the calendar again.',
  },
  missing_scope: bad(
    'Permissions are missing',
    'Openslot needs to see your list of calendars, and to read and write events. Connect the calendar again and permit all of it; where there are boxes, leave every one ticked.',
  ),
  no_refresh_token: bad(
    'The provider did not grant lasting access',
    'Remove Openslot from the list of apps in the security settings of your account at the provider, then connect the calendar again.',
  ),
  misconfigured: bad(
    'The provider does not accept this service',
    'Your account is fine: whoever runs this service has to check its client at the provider (id, secret and redirect address).',
  ),
  no_calendar: bad(
    'This account has no calendar',
    'Google: open calendar.google.com with it once, then connect it again. Microsoft: its mailbox has to be at Microsoft 365 or Outlook.com. Or connect another account.',
  ),
  admin_consent: bad(
    'An administrator has to permit this first',
    'The organisation that the account belongs to allows only apps that its administrator has permitted. Nothing was connected. Send them the link below; once they have agreed, connect the calendar again.',
  ),
  admin_consent_given: {
    icon: 'check',
    tone: 'good',
    title: 'Openslot is permitted',
    text: 'Accounts of this organisation can be connected now. Whoever connects one is asked for their own consent.',
  },
  failed: bad(
    'The calendar could not be connected',
    'The provider could not be reached, or refused. Nothing was stored. Try again in a few minutes.',
  ),
};

/** What a `?result=` means; null if it is none of ours. */
export function outcomeOf(result: string): Outcome | null {
  return Object.hasOwn(outcomes, result) ? (outcomes[result] ?? null) : null;
}

let shown: string | null = null;

/**
 * How connecting an account ended, as the address says it. Shown once: it leaves the address, so that loading the page again does
 * not show it as news, and stays known until the screen is left.
 */
export function takeResult(): string {
  if (shown === null) {
    const url = new URL(location.href);
    shown = url.searchParams.get('result') ?? '';
    if (url.searchParams.has('result')) history.replaceState(history.state, '', url.pathname);
  }
  return shown;
}

/** The screen was left: the next one has news of its own. */
export function forgetResult(): void {
  shown = null;
}
