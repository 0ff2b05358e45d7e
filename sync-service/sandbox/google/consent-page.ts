import { html, raw } from 'hono/html';
import type { AuthorizationFault, AuthorizationRequest } from './authorization-request.ts';
import { describe, isSignIn } from './scopes.ts';
import type { SandboxUser } from './state.ts';

type Page = ReturnType<typeof html>;

const style = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f1f4f5, #0f1317);
  --card: light-dark(#ffffff, #171c22);
  --text: light-dark(#15202b, #edf1f5);
  --muted: light-dark(#52606d, #a7b2be);
  --line: light-dark(#d5dce1, #333d47);
  --edge: light-dark(#7b8794, #7f8b97);
  --accent: light-dark(#0a5750, #8fe3d8);
  --on-accent: light-dark(#ffffff, #06231f);
  --tint: light-dark(#e8f4f2, #16302d);
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100dvh; display: grid; align-content: center; background: var(--page); color: var(--text);
  font: 1rem/1.5 Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main {
  width: min(30rem, 100%); margin: 0 auto; padding: 2rem; background: var(--card); border-radius: 1rem;
  box-shadow: 0 1px 2px rgb(16 32 43 / 6%), 0 12px 32px rgb(16 32 43 / 7%);
}
@media (max-width: 34rem) {
  body { align-content: start; background: var(--card); }
  main { padding: 1.25rem 1rem 2rem; border-radius: 0; box-shadow: none; }
}
.badge {
  display: inline-block; margin: 0 0 1rem; padding: .125rem .625rem; border-radius: 1rem; background: var(--tint);
  color: var(--accent); font-size: .8125rem; font-weight: 600;
}
h1 { margin: 0 0 .375rem; font-size: 1.375rem; line-height: 1.25; letter-spacing: -.01em; text-wrap: balance; overflow-wrap: anywhere; }
p { margin: 0; color: var(--muted); overflow-wrap: anywhere; }
fieldset { margin: 1.5rem 0 0; padding: 0; border: 0; min-width: 0; }
legend { padding: 0; margin-bottom: .5rem; font-weight: 600; }
.rows { border: 1px solid var(--line); border-radius: .75rem; overflow: hidden; }
label { display: flex; gap: .75rem; align-items: center; min-height: 3rem; padding: .625rem .875rem; cursor: pointer; }
label + label { border-top: 1px solid var(--line); }
label:hover { background: color-mix(in srgb, var(--tint) 50%, transparent); }
label:has(:checked) { background: var(--tint); }
label:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: -3px; }
input { flex: none; width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--accent); outline: none; }
.who { display: grid; min-width: 0; line-height: 1.35; }
.who small { color: var(--muted); font-size: .875rem; overflow-wrap: anywhere; }
.actions { display: flex; gap: .75rem; margin-top: 1.75rem; justify-content: flex-end; }
button {
  min-height: 2.75rem; padding: 0 1.375rem; border: 1px solid var(--edge); border-radius: .625rem; background: transparent;
  color: var(--text); font: inherit; font-weight: 600; cursor: pointer;
}
button.main { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
button:hover { filter: brightness(1.08); }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 34rem) { .actions button { flex: 1; } }
code { font-size: .9375rem; color: var(--text); }
`;

function page(title: string, content: Page): Page {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${raw(style)}</style>
</head>
<body><main>
<p class="badge">Sandbox, not Google</p>
${content}
</main></body>
</html>`;
}

function account(user: SandboxUser, isChosen: boolean): Page {
  return html`<label><input type="radio" name="account" value="${user.sub}" required ${isChosen ? raw('checked') : ''}>
<span class="who">${user.name}${user.name === user.email ? '' : html`<small>${user.email}</small>`}</span></label>`;
}

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
  return page(
    'Choose an account – sandbox',
    html`<h1>${host} wants to use your calendar</h1>
<p>These accounts exist in this sandbox only. Nothing here reaches Google.</p>
<form method="post" action="auth/consent">
<input type="hidden" name="request" value="${query}">
<fieldset><legend>Account</legend><div class="rows">${users.map((user) => account(user, user === chosen))}</div></fieldset>
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
  return page(
    `Error ${fault.status}: ${fault.error}`,
    html`<h1>Access blocked: this request is not valid</h1>
<p>${fault.detail}</p>
<p><code>Error ${fault.status}: ${fault.error}</code></p>`,
  );
}
