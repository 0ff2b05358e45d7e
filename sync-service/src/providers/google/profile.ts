import type { OAuthProfile } from '../../calendar/oauth.ts';

/** The client that the operator registered at Google. */
export interface GoogleClient {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  /** Replaces all of Google's origins; null: the real ones. */
  baseUrl: string | null;
  /** The browsers' address for the same, if different. */
  browserBaseUrl?: string;
}

const scope = (name: string): string => `https://www.googleapis.com/auth/${name}`;
/** To read and write events and to list calendars. */
const requiredScopes = [scope('calendar.events'), scope('calendar.calendarlist.readonly')];

/** How to ask for consent. */
export function googleProfile(client: GoogleClient): OAuthProfile {
  const { clientId, clientSecret, redirectUri } = client;
  const base = client.baseUrl?.replace(/\/+$/, '');
  return {
    issuer: 'https://accounts.google.com',
    authorizationEndpoint: `${client.browserBaseUrl ?? base ?? 'https://accounts.google.com'}/o/oauth2/v2/auth`,
    tokenEndpoint: `${base ?? 'https://oauth2.googleapis.com'}/token`,
    revocationEndpoint: `${base ?? 'https://oauth2.googleapis.com'}/revoke`,
    clientId,
    clientSecret,
    redirectUri,
    scopes: ['openid', 'email', ...requiredScopes],
    requiredScopes,
    // Without both, Google's token ends within the hour and cannot be renewed.
    authorizationParameters: { access_type: 'offline', prompt: 'consent' },
    allowHttp: base?.startsWith('http:') ?? false,
  };
}
