import type { ComponentChildren } from 'preact';
import { IconOf } from './icon.tsx';

/** Good, to be waited for, or over. */
export type Tone = 'ok' | 'warn' | 'neutral';

/** A name, what it is, and what else is to be said about it. */
type Fact = [name: string, text: ComponentChildren, more?: ComponentChildren];

export interface FactsProps {
  /** One without a text is left out. */
  facts: readonly Fact[];
  /** How it stands. */
  tone: Tone;
}

/** What is booked, row by row; addresses of web pages are links. */
export function Facts({ facts, tone }: FactsProps) {
  return (
    <dl class="bw-details" data-tone={tone}>
      {facts.map(
        ([name, text, rest]) =>
          text && (
            <>
              <dt>{name}</dt>
              <dd>
                {linked(text)}
                {rest && <div class="bw-muted">{linked(rest)}</div>}
              </dd>
            </>
          ),
      )}
    </dl>
  );
}

function linked(text: ComponentChildren) {
  return typeof text === 'string' && /^https?:\/\//.test(text) ? <a href={text}>{text}</a> : text;
}

/** How it stands, in a word and a colour. */
export function Badge({ tone, text }: { tone: Tone; text: string }) {
  return (
    <span class="bw-badge" data-tone={tone}>
      <IconOf name={({ ok: 'check', warn: 'hourglass', neutral: 'alert' } as const)[tone]} />
      {text}
    </span>
  );
}
