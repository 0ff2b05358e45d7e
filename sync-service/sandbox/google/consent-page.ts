import { html } from 'hono/html';
import { accountRow, framedPage, type Page } from '../shared/consent-frame.ts';
import type { AuthorizationFault, AuthorizationRequest } from './authorization-request.ts';
import { describe, isSignIn } from './scopes.ts';
import type { SandboxUser } from './state.ts';

const badge = 'Sandbox, not Google';

function permission(scope: string): Page {
  return html`<label><input type="checkbox" name="scope" value="${scope}" checked> <span>${describe(scope)}</span></label>`;
}

/** The page where a user chooses an account and what to allow. It posts back to `auth/consent` beside itself. */
export function consentPage(request: AuthorizationRequest, query: string, users: SandboxUser[]): Page {
  const chosen =
    users.find((user) => [user.email, user.sub].includes(request.loginHint ?? '')) ??
    (users.length === 1 ? users[0] : undefined);
  const permissions = request.scopes.filter((scope) => !isSignIn(scope));
  const host = new URL(request.redirectUri).host;
  return framedPage(
    badge,
    'Choose an account – sandbox',
    html`<h1>${host} wants to use your calendar</h1>
<p>These accounts exist in this sandbox only. Nothing here reaches Google.</p>
<form method="post" action="auth/consent">
<input type="hidden" name="request" value="${query}">
<fieldset><legend>Account</legend><div class="rows">${users.map((user) => accountRow({ ...user, id: user.sub }, user === chosen))}</div></fieldset>
${
  permissions.length === 0
    ? ''
    : html`<fieldset><legend>What it may do</legend><div class="rows">${permissions.map(permission)}</div></fieldset>`
}
<div class="actions">
<button name="answer" value="cancel" formnovalidate>Cancel</button>
<button class="main" name="answer" value="allow">Allow</button>
</div>
</form>`,
  );
}

/** The page that ends here: the application does not learn of it. */
export function faultPage(fault: AuthorizationFault): Page {
  return framedPage(
    badge,
    `Error ${fault.status}: ${fault.error}`,
    html`<h1>Access blocked: this request is not valid</h1>
<p>${fault.detail}</p>
<p><code>Error ${fault.status}: ${fault.error}</code></p>`,
  );
}
