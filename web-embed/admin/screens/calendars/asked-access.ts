/** What connecting a kind of calendar takes, before anybody is asked for it. */
export interface AskedAccess {
  /** The button that begins. */
  button: string;
  /** For whom it is. */
  lead: string;
  /** What is asked for, in plain words. */
  asks: readonly string[];
  /** What is never done, or not possible. */
  limits: string;
}

const readAndWrite = 'Read events to know when you are busy, and write your bookings';

/** The kinds of calendars in the order in which they are offered. */
export const askedAccess: Readonly<Record<string, AskedAccess>> = {
  google: {
    button: 'Connect Google',
    lead: 'Google Workspace and Gmail accounts. Google asks you to permit:',
    asks: ['See your email address', 'See the list of your calendars', readAndWrite],
    limits: 'Titles and times only: no guests, texts or files are kept.',
  },
  microsoft: {
    button: 'Connect Microsoft',
    lead: 'Microsoft 365 and Outlook.com accounts. Microsoft asks you to permit:',
    asks: [
      'See your name and email address',
      readAndWrite,
      'See the time zone of your mailbox',
      'Keep this access until you disconnect',
    ],
    limits: 'No mail is read.',
  },
  apple: {
    button: 'Connect Apple',
    lead: 'iCloud calendars. You create an app-specific password for Openslot, with which we:',
    asks: ['See the list of your calendars', readAndWrite],
    limits: 'Your Apple Account password is not needed, and the app-specific one can be withdrawn at any time.',
  },
  caldav: {
    button: 'Connect CalDAV',
    lead: 'Nextcloud, Fastmail, mailbox.org and other servers. With your user name and an app password we:',
    asks: ['See the list of your calendars', readAndWrite],
    limits: 'The password is kept encrypted.',
  },
  ics: {
    button: 'Add a feed (ICS)',
    lead: 'Any calendar that is published at a secret address. With the address we:',
    asks: ['Read events to know when you are busy'],
    limits: 'Nothing can be written to a feed, and it may be hours old at its source.',
  },
};
