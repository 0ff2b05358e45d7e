import { encode } from 'uqr';
import { Button } from '../../../shared/controls.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';

/** An address as a picture for phones; always dark on white, which cameras expect. */
export function QrCode({ text, name }: { text: string; name: string }) {
  const { data, size } = encode(text, { border: 2 });
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  function download(event: MouseEvent) {
    const svg = (event.currentTarget as HTMLElement).parentElement?.querySelector('svg.ad-qr');
    if (!svg) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(svg)], { type: 'image/svg+xml' }));
    link.download = `${name}.svg`;
    link.click();
    URL.revokeObjectURL(link.href);
  }
  return (
    <div class="ad-qr-frame">
      <svg
        class="ad-qr"
        xmlns="http://www.w3.org/2000/svg"
        viewBox={`0 0 ${size} ${size}`}
        role="img"
        aria-label={`QR code of ${text}`}
        shape-rendering="crispEdges"
      >
        <path fill="#fff" d={`M0 0h${size}v${size}h-${size}z`} />
        <path fill="#000" d={path} />
      </svg>
      <Button onClick={download}>
        <AdminIcon name="download" />
        Save as SVG
      </Button>
    </div>
  );
}
