import { html } from 'hono/html';
import { accountRow, framedPage, type Page } from '../shared/consent-frame.ts';
import type { TokenFailure } from './aadsts.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { describeScope, isOfCalendars } from './scopes.ts';
import type { SandboxUser } from './state.ts';

const badge = 'Sandbox, not Microsoft';

function noteOf(user: SandboxUser): string {
  if (user.kind === 'personal') return 'personal account';
  if (!user.hasMailbox) return 'work account without a mailbox';
  return user.consent === 'administrator' ? 'work account, consent by an administrator' : 'work account';
}

function rows(users: SandboxUser[], hint: string | null): Page[] {
  const wanted = hint?.toLowerCase();
  const chosen = users.find(({ upn }) => upn.toLowerCase() === wanted) ?? (users.length === 1 ? users[0] : undefined);
  return users.map((user) =>
    accountRow({ id: user.oid, name: user.name, email: user.upn, note: noteOf(user) }, user === chosen),
  );
}

/** The page where a user chooses an account and what to permit. It posts back to `consent` beside itself. */
export function consentPage(request: AuthorizationRequest, query: string, users: SandboxUser[]): Page {
  const host = new URL(request.redirectUri).host;
  const wanted = request.scopes.map(describeScope).filter((text) => text !== undefined);
  return framedPage(
    badge,
    'Permissions requested – sandbox',
    html`<h1>${host} would like to</h1>
<ul>${wanted.map((text) => html`<li>${text}</li>`)}</ul>
<p>These accounts exist in this sandbox only. Nothing here reaches Microsoft.</p>
<form method="post" action="consent">
<input type="hidden" name="request" value="${query}">
<fieldset><legend>Account</legend><div class="rows">${rows(users, request.loginHint)}</div></fieldset>
<div class="actions">
<button name="answer" value="refuse" formnovalidate>Refuse</button>
${request.scopes.some(isOfCalendars) ? html`<button name="answer" value="without">Permit without calendars</button>` : ''}
<button class="main" name="answer" value="permit">Permit</button>
</div>
</form>`,
  );
}

/** What users see whose tenant wants an administrator. The application learns of it when they go back. */
export function approvalPage(request: AuthorizationRequest, query: string, user: SandboxUser): Page {
  const host = new URL(request.redirectUri).host;
  return framedPage(
    badge,
    'Need admin approval – sandbox',
    html`<h1>Need admin approval</h1>
<p>${host} needs permission to access resources in the organisation of ${user.upn} that only an admin can grant.</p>
<p><code>AADSTS90094</code></p>
<form method="post" action="consent">
<input type="hidden" name="request" value="${query}">
<input type="hidden" name="account" value="${user.oid}">
<div class="actions"><button class="main" name="answer" value="back">Return to the application without granting consent</button></div>
</form>`,
  );
}

/** Where an administrator consents for a whole tenant. */
export function adminConsentPage(host: string, scopes: string[], query: string, users: SandboxUser[]): Page {
  return framedPage(
    badge,
    'Permissions requested – sandbox',
    html`<h1>Permissions for your organisation</h1>
<p>${host} would like to, for all users of the organisation:</p>
<ul>${scopes.map((scope) => html`<li>${describeScope(scope) ?? scope}</li>`)}</ul>
<form method="post" action="adminconsent/answer">
<input type="hidden" name="request" value="${query}">
<fieldset><legend>Sign in as an administrator of the organisation of</legend><div class="rows">${rows(users, null)}</div></fieldset>
<div class="actions">
<button name="answer" value="refuse" formnovalidate>Refuse</button>
<button class="main" name="answer" value="permit">Permit</button>
</div>
</form>`,
  );
}

/** The page that ends here: the application does not learn of it. */
export function faultPage(failed: TokenFailure): Page {
  return framedPage(
    badge,
    `Sign-in error ${failed.code}`,
    html`<h1>Sorry, but we’re having trouble signing you in.</h1>
<p>AADSTS${String(failed.code)}: ${failed.text}</p>`,
  );
}
