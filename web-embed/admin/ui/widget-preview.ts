/** Loaded once, and only where a preview is shown. */
let script: Promise<unknown> | null = null;

function load(): Promise<unknown> {
  // The address of a `<script>` may not be a text here (Trusted Types); an import is bound by `script-src` alone.
  const file = '/embed/booking-widget.js';
  script ??= import(/* @vite-ignore */ file).catch((error: unknown) => {
    script = null;
    throw error;
  });
  return script;
}

interface WidgetOptions {
  host: string;
  event: string;
  /** Somebody pressed the button that would book. */
  onSubmit: () => void;
  /** More attributes. */
  attributes?: Readonly<Record<string, string>>;
}

type Widget = HTMLElement & { fetch: (url: string, init?: RequestInit) => Promise<Response> };

/** The widget itself, which shows the page and its times but takes none: it neither books nor holds. */
export async function createWidget({ host, event, onSubmit, attributes }: WidgetOptions): Promise<HTMLElement> {
  await load();
  const widget = document.createElement('booking-widget') as Widget;
  for (const [name, value] of Object.entries({ host, event, theme: 'auto', ...attributes }))
    widget.setAttribute(name, value);
  widget.fetch = (url, init) => (isWrite(url, init) ? Promise.resolve(refusal()) : fetch(url, init));
  widget.addEventListener('booking:submit', (submit) => {
    submit.preventDefault();
    onSubmit();
  });
  return widget;
}

/** Reading may be a POST, of functions of the Data API. */
function isWrite(url: string, init?: RequestInit): boolean {
  return (init?.method ?? 'GET') !== 'GET' && !/\/rest\/v1\/rpc\//.test(url);
}

/** As if there were too many holds: the form works without one. */
function refusal(): Response {
  const body = { error: { code: 'rate_limited', message: 'This is a preview' } };
  return new Response(JSON.stringify(body), { status: 429, headers: { 'content-type': 'application/json' } });
}
