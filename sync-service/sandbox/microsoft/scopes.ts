const prefix = 'https://graph.microsoft.com/';

/** Scopes of signing in: nothing to refuse on the consent page. */
const signIn = ['openid', 'profile', 'email', 'offline_access'];

/** What the consent page says of a scope. */
const wording: Record<string, string> = {
  offline_access: 'Maintain access to data you have given it access to',
  'User.Read': 'Sign you in and read your profile',
  'Calendars.Read': 'Read your calendars',
  'Calendars.ReadBasic': 'Read basic details of your calendars',
  'Calendars.ReadWrite': 'Have full access to your calendars',
  'Calendars.Read.Shared': 'Read calendars you can access',
  'Calendars.ReadWrite.Shared': 'Read and write to calendars you can access',
  'MailboxSettings.Read': 'Read your mailbox settings',
};

/** The scopes of a request by their short names, each once; null if one of them does not exist. */
export function readScopes(text: string): string[] | null {
  const known = text
    .split(' ')
    .filter((scope) => scope !== '')
    .map((scope) => {
      const short = scope.startsWith(prefix) ? scope.slice(prefix.length) : scope;
      const wanted = short.toLowerCase();
      return [...signIn, ...Object.keys(wording)].find((name) => name.toLowerCase() === wanted) ?? null;
    });
  return known.includes(null) ? null : [...new Set(known as string[])];
}

/** Whether it belongs to signing in. */
export function isSignIn(scope: string): boolean {
  return signIn.includes(scope) || scope === 'User.Read';
}

/** Whether it opens calendars or what belongs to them. */
export function isOfCalendars(scope: string): boolean {
  return scope.startsWith('Calendars.') || scope.startsWith('MailboxSettings.');
}

/** The words for a scope. */
export function describeScope(scope: string): string | undefined {
  return wording[scope];
}

/** As responses name them: without `offline_access`, in their long form if asked. */
export function spokenScopes(scopes: readonly string[], long: boolean): string {
  return scopes
    .filter((scope) => scope !== 'offline_access')
    .map((scope) => (long && !signIn.includes(scope) ? prefix + scope : scope))
    .join(' ');
}
