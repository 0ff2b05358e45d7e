import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import './qr-code.css';

/** A QR code of an address, drawn when its part has arrived. Dark on white in every theme: cameras expect that. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const path = useSignal<{ d: string; size: number } | null>(null);
  useEffect(() => {
    let isWanted = true;
    void import('uqr').then(({ encode }) => {
      const { data, size } = encode(text, { border: 2, ecc: 'M' });
      const d = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
      if (isWanted) path.value = { d, size };
    });
    return () => {
      isWanted = false;
    };
  }, [text]);
  if (path.value === null) return <span class="ad-qr bw-bone" />;
  const { d, size } = path.value;
  return (
    <svg class="ad-qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={d} fill="#000" />
    </svg>
  );
}
