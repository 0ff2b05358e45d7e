import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { type Host, useAdmin } from '../../app/admin.ts';
import { CopyButton } from '../../ui/parts.tsx';
import { QrPanel } from '../embed/qr-panel.tsx';

/** The link to the booking page, to copy, to open, and as a code. */
export function SharePart({ host }: { host: Host }) {
  const { config } = useAdmin();
  const isOpen = useSignal(false);
  const link = `${config.publicUrl}/book/${host.slug}`;
  return (
    <section class="ad-panel ov-share" aria-labelledby="share">
      <h2 id="share">Your booking page</h2>
      <p class="ov-link">
        <a href={link} target="_blank" rel="noreferrer">
          {link.replace(/^https?:\/\//, '')}
        </a>
      </p>
      <div class="ov-share-actions">
        <CopyButton text={link} label="Copy link" />
        <Button
          aria-expanded={isOpen.value}
          onClick={() => {
            isOpen.value = !isOpen.value;
          }}
        >
          QR code
        </Button>
      </div>
      {isOpen.value && <QrPanel text={link} name={`book-${host.slug}`} />}
      <p class="bk-small">
        <a href="/admin/embed">Put it on your web site</a>
      </p>
    </section>
  );
}
