import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';

const subject = 'Please permit Openslot for our organisation';

/** What the owner of an account hands on to the administrator of their organisation. */
export function AdminConsent({ url }: { url: string }) {
  const isCopied = useSignal(false);
  const body = `I would like to connect my calendar to Openslot. An administrator has to permit that for our organisation:\n\n${url}\n`;

  async function copy() {
    await navigator.clipboard.writeText(url);
    isCopied.value = true;
  }

  return (
    <section class="ad-panel cal-hand-on" aria-labelledby="hand-on">
      <h2 id="hand-on">For your administrator</h2>
      <p class="bw-muted">They open this link, sign in and permit Openslot, once for the whole organisation.</p>
      <p class="cal-address">
        <a href={url}>{url}</a>
      </p>
      <div class="bw-actions">
        {/* Browsers have a clipboard for pages only that came by https, or from this machine. */}
        {navigator.clipboard && (
          <Button isPrimary onClick={() => void copy()}>
            {isCopied.value ? 'Link copied' : 'Copy link'}
          </Button>
        )}
        <a class="bw-button" href={`mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`}>
          Write an email
        </a>
      </div>
      <p class="bw-hidden" role="status">
        {isCopied.value && 'The link was copied.'}
      </p>
    </section>
  );
}
