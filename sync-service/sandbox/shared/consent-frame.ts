import { html, raw } from 'hono/html';

export type Page = ReturnType<typeof html>;

/** Of pages that a provider would show. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

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
  width: min(35rem, 100%); margin: 0 auto; padding: 2rem; background: var(--card); border-radius: 1rem;
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
li { text-wrap: pretty; }
h1 { margin: 0 0 .375rem; font-size: 1.375rem; line-height: 1.25; letter-spacing: -.01em; text-wrap: balance; overflow-wrap: anywhere; }
p { margin: 0; color: var(--muted); overflow-wrap: anywhere; }
p + p { margin-top: .75rem; }
p + ul { margin-top: .5rem; }
p.badge + p { margin-top: 0; }
p + p { margin-top: .75rem; }
ul { margin: 0 0 .75rem; padding-inline-start: 1.25rem; }
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
.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.75rem; justify-content: flex-end; }
button {
  min-height: 2.75rem; padding: .25rem 1rem; border: 1px solid var(--edge); border-radius: .625rem; background: transparent;
  color: var(--text); font: inherit; font-weight: 600; cursor: pointer;
}
button.main { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
button:hover { filter: brightness(1.08); }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 34rem) { .actions button { flex: 1 1 auto; padding-inline: .875rem; } }
code { font-size: .9375rem; color: var(--text); }
`;

/**
 * A page that stands in for one of a provider.
 * @param badge says that it is not the provider's.
 */
export function framedPage(badge: string, title: string, content: Page): Page {
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
<p class="badge">${badge}</p>
${content}
</main></body>
</html>`;
}

/** A row for choosing an account. */
export function accountRow(
  account: { id: string; name: string; email: string; note?: string },
  isChosen: boolean,
): Page {
  const { id, name, email, note } = account;
  const more = [...(name === email ? [] : [email]), ...(note ? [note] : [])].join(' · ');
  return html`<label><input type="radio" name="account" value="${id}" required ${isChosen ? raw('checked') : ''}>
<span class="who">${name}${more === '' ? '' : html`<small>${more}</small>`}</span></label>`;
}
