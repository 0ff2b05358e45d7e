import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { Html } from './page-shell.ts';

/** A part of the API document: any JSON. */
// biome-ignore lint/suspicious/noExplicitAny: OpenAPI is looked at, not worked with
type Json = any;

const style = `
:root{color-scheme:light dark;--bg:#fff;--fg:#15202b;--muted:#52606d;--line:#dfe5e9;--soft:#f1f4f5;--accent:#0a5750}
@media (prefers-color-scheme:dark){:root{--bg:#171c22;--fg:#edf1f5;--muted:#a7b2be;--line:#2b343d;--soft:#1d242b;--accent:#8fe3d8}}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
:target{scroll-margin-top:16px;background:var(--soft);box-shadow:0 0 0 8px var(--soft)}
code{font:.875em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
header,nav,main{padding:24px 20px;max-width:60rem}
h1{margin:0;font-size:26px;line-height:32px;font-weight:650;letter-spacing:-.015em}
h2{margin:48px 0 8px;font-size:20px;line-height:28px;font-weight:600;text-transform:capitalize}
h3{margin:0;font-size:16px;font-weight:600}h4{margin:16px 0 4px;font-size:14px;font-weight:600}
section>section{padding:20px 0;border-top:1px solid var(--line)}
p{margin:6px 0;max-width:46rem}ul{margin:4px 0;padding-inline-start:20px}li{margin:3px 0}
nav ul{list-style:none;padding:0;font-size:14px}nav li{margin:0}nav a{display:block;padding:4px 0;color:inherit;text-decoration:none}nav a:hover{text-decoration:underline}
nav h2{margin:16px 0 4px;font-size:14px;line-height:20px}
.muted{color:var(--muted)}.method{display:inline-block;min-width:3.5em;color:var(--accent);font-weight:700}
@media (min-width:64rem){body{display:grid;grid-template-columns:20rem 1fr;column-gap:32px}header{grid-column:2}nav{grid-row:1/3;box-sizing:border-box;position:sticky;top:0;height:100vh;overflow:auto;border-inline-end:1px solid var(--line)}}
`;

/** What the page of the API may do: nothing but its own style. */
export const docsPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const methods = ['get', 'post', 'put', 'patch', 'delete'];

interface Operation {
  method: string;
  path: string;
  id: string;
  tag: string;
  about: Json;
}

/** All that the API document says, as a page that needs no script. */
export async function writeDocsPage(document: Json): Promise<string> {
  const operations = [...operationsOf(document.paths, ''), ...operationsOf(document.webhooks ?? {}, 'webhooks')];
  const known = (document.tags as { name: string }[]).map(({ name }) => name);
  const tags = [...new Set([...known, ...operations.map(({ tag }) => tag)])];
  const groups = tags.map((tag) => ({ tag, list: operations.filter((each) => each.tag === tag) }));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${document.info.title} API</title>
<link rel="icon" href="data:,">
<style>${raw(style)}</style>
</head>
<body>
<header>
<h1>${document.info.title} API</h1>
<p>${prose(document.info.description)}</p>
<p>As a document for programs: <a href="/openapi.json">/openapi.json</a> (OpenAPI ${document.openapi}).</p>
</header>
<nav aria-label="Operations">
${groups.map(
  ({ tag, list }) =>
    html`<h2>${tag}</h2><ul>${list.map(
      ({ id, method, path }) =>
        html`<li><a href="#${id}"><span class="method">${method.toUpperCase()}</span> ${path}</a></li>`,
    )}</ul>`,
)}
<ul><li><a href="#schemas">Schemas</a></li></ul>
</nav>
<main>
${groups.map(({ tag, list }) => html`<section><h2>${tag}</h2>${list.map((each) => writeOperation(each))}</section>`)}
<section><h2 id="schemas">Schemas</h2>
${Object.entries<Json>(document.components.schemas ?? {}).map(
  ([name, schema]) =>
    html`<section id="schema-${name}"><h3>${name}</h3>${describe(schema)}${fieldsOf(schema, 0)}</section>`,
)}
</section>
<section><h2>Who may call</h2>
${Object.entries<Json>(document.components.securitySchemes ?? {}).map(
  ([name, scheme]) =>
    html`<section id="security-${name}"><h3>${name}</h3><p>${scheme.type === 'apiKey' ? html`Query parameter <code>${scheme.name}</code>.` : html`<code>Authorization: Bearer …</code>.`} ${prose(scheme.description)}</p></section>`,
)}
</section>
</main>
</body>
</html>
`;
  return String(await page);
}

function operationsOf(paths: Json, tag: string): Operation[] {
  return Object.entries<Json>(paths).flatMap(([path, item]) =>
    methods
      .filter((method) => item[method] !== undefined)
      .map((method) => ({
        method,
        path,
        id: `${method}${path.replace(/[^\w]+/g, '-')}`.replace(/-$/, ''),
        tag: tag || item[method].tags?.[0] || 'operator',
        about: item[method],
      })),
  );
}

function writeOperation({ id, method, path, about }: Operation): Html {
  const body = Object.entries<Json>(about.requestBody?.content ?? {});
  return html`<section id="${id}">
<h3><span class="method">${method.toUpperCase()}</span> <code>${path}</code></h3>
<p><strong>${prose(about.summary)}</strong></p>
${about.description ? html`<p>${prose(about.description)}</p>` : ''}
${about.security?.length ? html`<p class="muted">Who: ${about.security.map((each: Json, at: number) => html`${at > 0 ? ', or ' : ''}${writeWho(each)}`)}.</p>` : ''}
${about.parameters?.length ? html`<h4>Parameters</h4><ul>${about.parameters.map((each: Json) => field(each.name, { ...each.schema, description: each.description ?? each.schema?.description }, each.required === true, 0, each.in))}</ul>` : ''}
${body.map(([type, { schema }]) => html`<h4>Body <span class="muted">${type}</span></h4>${typeOf(schema)}${fieldsOf(schema, 0)}`)}
<h4>Responses</h4>
<ul>${Object.entries<Json>(about.responses ?? {}).map(
    ([status, each]) =>
      html`<li><code>${status}</code> ${prose(each.description)} ${Object.entries<Json>(each.content ?? {}).map(
        ([type, { schema }]) => html`<span class="muted">${type}:</span> ${typeOf(schema)}${fieldsOf(schema, 0)}`,
      )}</li>`,
  )}</ul>
</section>`;
}

/** Who may call: anybody, or who has one of these. */
function writeWho(need: Record<string, string[]>): Html {
  const [name, scopes = []] = Object.entries(need)[0] ?? [];
  if (name === undefined) return html`anybody`;
  return html`<a href="#security-${name}">${name}</a>${scopes.length > 0 ? ` (${scopes.join(', ')})` : ''}`;
}

function field(name: string, schema: Json, isRequired: boolean, depth: number, place = ''): Html {
  return html`<li><code>${name}</code> ${typeOf(schema)}${place ? html` <span class="muted">in ${place}</span>` : ''}${isRequired ? '' : html` <span class="muted">optional</span>`}${schema.description ? html` – ${prose(schema.description)}` : ''}${fieldsOf(schema, depth + 1)}</li>`;
}

/** The fields of an object, also one in a list or in a choice; those of named schemas stand there. */
function fieldsOf(schema: Json, depth: number): Html | '' {
  if (schema === undefined || schema.$ref || depth > 4) return '';
  if (schema.items) return fieldsOf(schema.items, depth);
  const choices: Json[] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  const properties = Object.entries<Json>(schema.properties ?? {});
  const required: string[] = schema.required ?? [];
  const nested = choices.map((each) => fieldsOf(each, depth));
  if (properties.length === 0) return nested.some((each) => each !== '') ? html`${nested}` : '';
  return html`<ul>${properties.map(([name, each]) => field(name, each, required.includes(name), depth))}</ul>${nested}`;
}

/** What a value may be, in words. */
function typeOf(schema: Json): Html {
  if (schema === undefined) return html`anything`;
  if (schema.$ref) {
    const name = String(schema.$ref).split('/').at(-1) ?? '';
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  const choices: Json[] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  if (choices.length > 0) return html`${choices.map((each, at) => html`${at > 0 ? ' or ' : ''}${typeOf(each)}`)}`;
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum)
    return html`${schema.enum.map((each: Json, at: number) => html`${at > 0 ? ', ' : ''}<code>${String(each)}</code>`)}`;
  if (schema.type === 'array') return html`list of ${typeOf(schema.items)}`;
  const types = [schema.type ?? (schema.properties ? 'object' : 'anything')].flat().join(' or ');
  const limits = [
    ['format', ''],
    ['minimum', 'from '],
    ['maximum', 'to '],
    ['maxLength', 'at most '],
    ['maxItems', 'at most '],
  ].flatMap(([key = '', words = '']) =>
    schema[key] === undefined || Math.abs(schema[key]) > 1e12 ? [] : [`${words}${schema[key]}`],
  );
  const example = schema.example === undefined ? '' : html`, such as <code>${String(schema.example)}</code>`;
  return html`<span class="muted">${types}${limits.length > 0 ? ` (${limits.join(', ')})` : ''}${example}</span>`;
}

function describe({ description }: { description?: string }): Html | '' {
  return description ? html`<p>${prose(description)}</p>` : '';
}

/** Text with `code` in it. */
function prose(text: string | undefined): Html {
  const parts = (text ?? '').split(/`([^`]+)`/);
  return html`${parts.map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}
