type Page = HTMLElement & {
  metadata?: object | null;
  getChallengeToken?: (() => Promise<string>) | null;
};

/** What a page gives to a booking. */
export interface PageWishes {
  /** What it keeps with the booking; null: nothing. */
  metadata(): object | null;
  /** The token of a check other than ours; null: there is none. */
  challengeToken(): Promise<string | null>;
}

/**
 * The wishes of a page by the attributes and properties of the element in it.
 * @param loadTurnstile Gets Cloudflare's check, where the page wants it.
 */
export function wishesOf(
  element: HTMLElement,
  loadTurnstile: () => Promise<{ token(siteKey: string): Promise<string> } | undefined>,
): PageWishes {
  const page: Page = element;
  return {
    metadata: () => page.metadata ?? null,
    async challengeToken() {
      if (page.getChallengeToken) return page.getChallengeToken();
      const siteKey = /^turnstile:(.+)$/.exec(page.getAttribute('challenge')?.trim() ?? '')?.[1];
      if (siteKey === undefined) return null;
      const part = await loadTurnstile();
      if (!part) throw new Error('Turnstile did not arrive');
      return part.token(siteKey);
    },
  };
}
