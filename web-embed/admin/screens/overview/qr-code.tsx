import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../../shared/controls.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { saveAs } from '../bookings/calendar-file.ts';
import { qrPath } from './qr-path.ts';

/** A link as a code for cameras, drawn as one shape; black on white whatever the colours of the page are. */
export function QrCode({ text, name }: { text: string; name: string }) {
  const element = useRef<SVGSVGElement>(null);
  const code = useSignal<{ size: number; path: string } | 'loading' | 'failed'>('loading');
  useEffect(() => {
    let isLeft = false;
    // Few open it: it is loaded then.
    import('uqr').then(
      ({ encode }) => {
        if (isLeft) return;
        const { data, size } = encode(text, { border: 4 });
        code.value = { size, path: qrPath(data) };
      },
      () => {
        code.value = 'failed';
      },
    );
    return () => {
      isLeft = true;
    };
  }, [text]);

  function download() {
    if (element.current === null) return;
    const file = new XMLSerializer().serializeToString(element.current);
    saveAs(new Blob([file], { type: 'image/svg+xml' }), `${name}.svg`);
  }

  if (code.value === 'loading') return <span class="bw-bone ov-qr" />;
  if (code.value === 'failed') return <p>The code could not be loaded. Check your connection and open it again.</p>;
  const { size, path } = code.value;
  return (
    <div class="ov-qr-part">
      <svg
        class="ov-qr"
        ref={element}
        xmlns="http://www.w3.org/2000/svg"
        viewBox={`0 0 ${size} ${size}`}
        role="img"
        aria-label={`QR code of ${text}`}
        shape-rendering="crispEdges"
      >
        <rect width={size} height={size} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
      <Button onClick={download}>
        <AdminIcon name="download" />
        Download as SVG
      </Button>
    </div>
  );
}
