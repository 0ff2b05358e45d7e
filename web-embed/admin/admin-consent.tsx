import { useState } from 'preact/hooks';
import { Button } from '../shared/controls.tsx';

const subject = 'Please permit Openslot for our organisation';

/** What the owner of an account hands on to the administrator of their organisation. */
export function AdminConsent({ url }: { url: string }) {
  const [isCopied, setCopied] = useState(false);
  const body = `I would like to connect my calendar to Openslot. An administrator has to permit that for our organisation:\n\n${url}\n`;

  async function copy() {
    await navigator.clipboard.writeText(url);
    setCopied(true);
  }

  return (
    <section class="cal-panel" aria-labelledby="hand-on">
      <h2 id="hand-on">For your administrator</h2>
      <p class="cal-help bw-muted">
        They open this link, sign in and permit Openslot, once for the whole organisation.
      </p>
      <p class="cal-address">
        <a href={url}>{url}</a>
      </p>
      <div class="bw-actions">
        {/* Browsers have a clipboard for pages only that came by https, or from this machine. */}
        {navigator.clipboard && (
          <Button isPrimary onClick={() => void copy()}>
            {isCopied ? 'Link copied' : 'Copy link'}
          </Button>
        )}
        <a class="bw-button" href={`mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`}>
          Write an email
        </a>
      </div>
      <p class="bw-hidden" role="status">
        {isCopied && 'The link was copied.'}
      </p>
    </section>
  );
}
