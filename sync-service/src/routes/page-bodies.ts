import { html } from 'hono/html';
import type { Locale } from '../../../web-embed/languages/catalogue.ts';
import type { BookingPage, HostPage, PageSettings } from '../db/page.ts';
import { durationsText } from './page-language.ts';
import type { Html } from './page-shell.ts';

/** The page in another site's frame. */
export interface InFrame {
  /** The site that learns how high the page is; null: none. */
  origin: string | null;
}

/** What stands on a booking page until the widget is there: who, what, how long. It stays where scripts don't run. */
export function bookingBody(
  page: BookingPage,
  settings: PageSettings & { siteKey: string | null },
  locale: Locale,
  frame: InFrame | null,
): Html {
  const { host, event_type: event } = page;
  const { widget, pages } = locale;
  return html`<main id="page" class="${frame === null ? 'booking-page' : 'booking-page booking-frame'}" data-height-for="${frame?.origin ?? ''}">
      ${frame === null ? logoOf(settings.logo_url) : ''}
      <booking-widget host="${host.slug}" event="${event.slug}" theme="auto" heading-level="1"${settings.siteKey === null ? '' : html` challenge="turnstile:${settings.siteKey}"`}>
        <div class="shell">
          <div class="shell-about">
            <p class="shell-host">${host.display_name}</p>
            <h1 class="shell-title">${event.title}</h1>
            ${event.description ? html`<p class="shell-text">${event.description}</p>` : ''}
            <ul class="shell-facts">
              <li>${durationsText(event.durations_minutes, locale)}</li>
              ${event.seats > 1 ? html`<li>${widget.groupSeats(new Intl.NumberFormat(locale.tag).format(event.seats))}</li>` : ''}
              ${event.requires_confirmation ? html`<li>${widget.requiresConfirmation(host.display_name)}</li>` : ''}
            </ul>
          </div>
          <div class="shell-wait"><noscript><p>${pages.needsScript}</p></noscript><p class="shell-loading">${widget.loading}</p></div>
        </div>
      </booking-widget>
    </main>`;
}

/** All event types of a host, as links to their pages. */
export function hostBody({ host, event_types: events }: HostPage, settings: PageSettings, locale: Locale): Html {
  const { pages } = locale;
  return html`<main class="page-main index">
      ${logoOf(settings.logo_url)}
      <h1>${host.display_name || host.slug}</h1>
      <p class="lead">${events.length === 0 ? pages.nothingOffered : pages.chooseEvent}</p>
      <ul class="index-events host-events">
        ${events.map(
          (event) => html`<li>
          <a class="page-card index-event" href="/book/${host.slug}/${event.slug}">
            <span class="index-event-title">${event.title}</span>
            ${event.description ? html`<span class="index-event-text">${event.description}</span>` : ''}
            <span class="index-event-facts">${durationsText(event.durations_minutes, locale)}</span>
            <span class="index-event-go">${pages.chooseTime}</span>
          </a>
        </li>`,
        )}
      </ul>
    </main>`;
}

/** The place of a booking that its visitor manages: which one it is, but nothing of it, for the token never reaches the server. */
export function manageBody(id: string, { pages, manage }: Locale, logo: string | null): Html {
  return html`<main id="page" class="booking-page">
      ${logoOf(logo)}
      <booking-widget booking="${id}" theme="auto" heading-level="1">
        <noscript><p class="plain">${pages.needsScriptToManage}</p></noscript>
        <p class="plain shell-loading">${manage.loading}</p>
      </booking-widget>
    </main>`;
}

/** The name is said beside it. */
function logoOf(url: string | null): Html | '' {
  return url === null
    ? ''
    : html`<p class="host-logo"><img src="${url}" alt="" height="40" referrerpolicy="no-referrer"></p>`;
}
