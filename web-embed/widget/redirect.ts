import { requestJson } from '../shared/request.ts';
import type { PartTools } from './view-props.ts';

/** Afterwards to a page of the same site, or of one that the host permits, if the element names one. */
export async function redirect({ element, api, store }: PartTools): Promise<void> {
  const wanted = element.getAttribute('redirect');
  const { page } = store.state;
  if (wanted === null || page === null || !URL.canParse(wanted, document.baseURI)) return;
  const url = new URL(wanted, document.baseURI);
  if (!/^https?:$/.test(url.protocol)) return;
  if (url.origin !== location.origin) {
    const query = new URLSearchParams({ host: page.host.slug, event: page.event_type.slug, redirect: url.origin });
    const settings = await requestJson<{ may_redirect?: boolean }>(
      api.fetch,
      `${api.service}/embed/config.json?${query}`,
      // It could not be asked: the booking is shown instead.
    ).catch(() => null);
    if (!settings?.may_redirect) return;
  }
  location.assign(url.href);
}
