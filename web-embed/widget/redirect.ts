/** Afterwards to a page of the same site, if the element names one. */
export function redirect(element: HTMLElement): void {
  const wanted = element.getAttribute('redirect');
  if (wanted === null || !URL.canParse(wanted, document.baseURI)) return;
  const url = new URL(wanted, document.baseURI);
  if (url.origin === location.origin) location.assign(url.href);
}
