import { useQuery } from '../../app/query.ts';
import { Choices, CopyButton } from '../../ui/parts.tsx';
import { QrPanel } from './qr-panel.tsx';
import {
  bookingLink,
  type EmbedChoice,
  frameSnippet,
  htmlSnippet,
  policyLines,
  reactSnippet,
  signatureSnippet,
} from './snippets.ts';

const kinds = [
  ['html', 'HTML'],
  ['react', 'React'],
  ['frame', 'Frame'],
  ['link', 'Link'],
  ['qr', 'QR code'],
  ['signature', 'Mail signature'],
  ['policy', 'Content policy'],
] as const;
type Kind = (typeof kinds)[number][0];

const helps: Readonly<Record<Kind, string>> = {
  html: 'For any page, also in an HTML block of WordPress or Webflow.',
  react: 'For a site with a build of its own; the package is made with npm run widget:pack.',
  frame: 'Where scripts are forbidden. It shows the first of the chosen event types.',
  link: 'To send, or behind a button of yours.',
  qr: 'For paper, a door sign, or a slide.',
  signature: 'A line for the end of your mails.',
  policy: 'Add these to the Content-Security-Policy of your site, if it has one.',
};

/** The lines to copy, for each way. */
export function CodePanel({ choice, api }: { choice: EmbedChoice; api: string }) {
  const [value, setKind] = useQuery('as', 'html');
  const kind = kinds.find(([name]) => name === value)?.[0] ?? 'html';
  const texts: Readonly<Record<Exclude<Kind, 'qr'>, () => string>> = {
    html: () => htmlSnippet(choice),
    react: () => reactSnippet(choice),
    frame: () => frameSnippet(choice),
    link: () => bookingLink(choice),
    signature: () => signatureSnippet(choice),
    policy: () => policyLines(choice, api),
  };
  return (
    <section class="ad-panel em-code" aria-labelledby="code">
      <h2 id="code">To copy</h2>
      <Choices<Kind> label="For" value={kind} options={kinds} onChange={setKind} />
      <p class="bw-muted em-help">{helps[kind]}</p>
      {kind === 'qr' ? (
        <QrPanel text={bookingLink(choice)} name={`book-${choice.host}`} />
      ) : (
        <>
          <pre class="ad-code">{texts[kind]()}</pre>
          <CopyButton text={texts[kind]()} />
        </>
      )}
    </section>
  );
}
