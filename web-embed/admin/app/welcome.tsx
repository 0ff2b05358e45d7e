import type { ComponentChildren } from 'preact';

/** The page around signing in: the name, and one card. */
export function Welcome({ isBusy, children }: { isBusy?: boolean; children: ComponentChildren }) {
  return (
    <div class="bw ad-welcome" data-theme="auto">
      <header class="ad-welcome-head">
        <a class="brand" href="/">
          <img src={new URL('../../pages/icon.svg', import.meta.url).href} alt="" width="32" height="32" />
          Openslot
        </a>
      </header>
      <main class="ad-welcome-main" aria-busy={isBusy}>
        <div class="ad-panel ad-welcome-card">{children}</div>
      </main>
    </div>
  );
}
