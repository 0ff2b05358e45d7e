const prefix = 'https://www.googleapis.com/auth/';

/** What the consent page says of a scope. */
const wording: Record<string, string> = {
  calendar: 'See, edit, share and permanently delete all your calendars',
  'calendar.readonly': 'See and download any of your calendars',
  'calendar.events': 'View and edit events on all your calendars',
  'calendar.events.readonly': 'View events on all your calendars',
  'calendar.events.freebusy': 'See your availability on all calendars you can access',
  'calendar.events.owned': 'View and edit events on the calendars you own',
  'calendar.events.owned.readonly': 'View events on the calendars you own',
  'calendar.events.public.readonly': 'View events on public calendars',
  'calendar.app.created': 'Make secondary calendars, and see and edit their events',
  'calendar.calendarlist': 'See, add and remove calendars you are subscribed to',
  'calendar.calendarlist.readonly': 'See the list of calendars you are subscribed to',
  'calendar.calendars': 'See and change the properties of your calendars, and make secondary ones',
  'calendar.calendars.readonly': 'See the title, description and time zone of your calendars',
  'calendar.freebusy': 'View your availability in your calendars',
  'calendar.settings.readonly': 'View your calendar settings',
};

// Short names of signing in, as answers name them.
const signIn: Record<string, string> = {
  openid: 'openid',
  email: `${prefix}userinfo.email`,
  profile: `${prefix}userinfo.profile`,
  [`${prefix}userinfo.email`]: `${prefix}userinfo.email`,
  [`${prefix}userinfo.profile`]: `${prefix}userinfo.profile`,
};

export const emailScope = `${prefix}userinfo.email`;
export const profileScope = `${prefix}userinfo.profile`;

/** The scopes of a request as answers name them, each once; null if one of them does not exist. */
export function readScopes(text: string): string[] | null {
  const scopes = text.split(' ').filter((scope) => scope !== '');
  const known = scopes.map((scope) => signIn[scope] ?? (describe(scope) ? scope : null));
  return known.includes(null) ? null : [...new Set(known as string[])];
}

/** Whether it belongs to signing in: granted with the account, nothing to tick. */
export function isSignIn(scope: string): boolean {
  return signIn[scope] !== undefined;
}

/** The words for a scope of the calendar; undefined for others. */
export function describe(scope: string): string | undefined {
  return scope.startsWith(prefix) ? wording[scope.slice(prefix.length)] : undefined;
}
