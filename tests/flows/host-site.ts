import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page of a site that shows the widget. */
export interface SitePage {
  /** Attributes of the element. */
  attributes?: string;
  /** Markup before the element; the script is there already. */
  before?: string;
  /** Instead of the element. */
  body?: string;
  styles?: string;
  lang?: string;
  /** Whether the page loads the script itself (true). */
  hasScript?: boolean;
  /** Another origin whose scripts it permits, which then know no Trusted Types. */
  guest?: string;
}

/** A foreign site with the strictest policy that the widget works under. */
export interface HostSite {
  url: string;
  /** What its next loads show. */
  show(page: SitePage): void;
  close(): Promise<void>;
}

/**
 * Starts a site on an origin of its own that embeds the widget of a service.
 * Its policy names the service and nothing else: no inline style, no image, no frame, no Trusted Types policy.
 */
export async function startHostSite(service: string): Promise<HostSite> {
  let shown: SitePage = {};
  const socket = service.replace(/^http/, 'ws');
  const server: Server = createServer((request, response) => {
    const { attributes = 'host="demo" event="intro"', before = '', body, styles = '', lang = 'en' } = shown;
    if (request.url === '/site.css') {
      response.setHeader('content-type', 'text/css');
      response.end(`booking-widget { display: block; min-height: 38rem; }\n${styles}`);
      return;
    }
    response.setHeader(
      'content-security-policy',
      `default-src 'none'; script-src ${service} ${shown.guest ?? ''}; connect-src ${service} ${socket}; style-src 'self'${shown.guest ? '' : "; require-trusted-types-for 'script'; trusted-types 'none'"}`,
    );
    response.setHeader('content-type', 'text/html; charset=utf-8');
    const script = shown.hasScript === false ? '' : `<script async src="${service}/embed/booking-widget.js"></script>`;
    const link = `<a href="${service}/book/demo/intro">Book a time</a>`;
    const element = body ?? `<booking-widget ${attributes}>${link}</booking-widget>`;
    response.end(
      `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>A site</title><link rel="stylesheet" href="/site.css">${script}</head><body><main><h1>A site</h1>${before}${element}</main></body></html>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    show(page) {
      shown = page;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
