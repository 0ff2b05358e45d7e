import { useRef } from 'preact/hooks';
import { Button } from '../../../shared/controls.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { saveFile } from '../../ui/save-file.ts';

/** The address as a picture for phones, to look at and to save. */
export function QrPanel({ text, name }: { text: string; name: string }) {
  const place = useRef<HTMLDivElement>(null);
  function download() {
    const svg = place.current?.querySelector('svg');
    if (!svg) return;
    svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    saveFile(`${name}.svg`, 'image/svg+xml', new XMLSerializer().serializeToString(svg));
  }
  return (
    <>
      <div ref={place}>
        <QrCode text={text} label={`QR code of ${text}`} />
      </div>
      <Button onClick={download}>
        <AdminIcon name="download" />
        Save as SVG
      </Button>
    </>
  );
}
