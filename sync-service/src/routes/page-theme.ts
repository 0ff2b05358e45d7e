import { createHash } from 'node:crypto';
import { contrast, mix, onto } from '../mail/colours.ts';

/** Backgrounds of pages and cards in light and dark; the one on which the colour is hardest to read (`page.css`, `tokens.css`). */
const backgrounds = { light: '#f1f4f5', dark: '#1d242b' };
const cards = { light: '#ffffff', dark: '#171c22' };
const white = '#ffffff';
const black = '#000000';

/** The colours that pages and the widget take from a host's own, for one scheme. */
export interface Theme {
  accent: string;
  onAccent: string;
  soft: string;
  /** Text on the background, and on `soft`. */
  text: string;
}

/**
 * The colours of a host's pages, each with the contrast that WCAG 2 asks of text (4.5) on whatever it stands on: a colour that could not be read is
 * made darker, or lighter, until it can.
 * @param accent `#rrggbb`
 */
export function themeOf(accent: string, scheme: 'light' | 'dark'): Theme {
  const other = scheme === 'light' ? black : white;
  const readable = onto(accent.toLowerCase(), other, backgrounds[scheme]);
  const soft = mix(readable, cards[scheme], scheme === 'light' ? 0.9 : 0.8);
  return {
    accent: readable,
    onAccent: contrast(readable, white) >= 4.5 ? white : black,
    soft,
    text: onto(readable, other, soft),
  };
}

/** A style sheet with the colours of a host, and the source that lets the policy of a page accept it. */
export interface ThemeStyle {
  css: string;
  source: string;
}

/** @param accent `#rrggbb`; null or anything else: the colours are ours, and there is no style sheet. */
export function themeStyle(accent: string | null): ThemeStyle | null {
  if (accent === null || !/^#[0-9a-f]{6}$/i.test(accent)) return null;
  const rule = (scheme: 'light' | 'dark') => {
    const theme = themeOf(accent, scheme);
    return `:root{--bw-accent:${theme.accent};--bw-on-accent:${theme.onAccent};--bw-accent-soft:${theme.soft};--bw-accent-text:${theme.text};--page-accent:${theme.accent}}`;
  };
  // More specific than the rules of the pages, whatever order they load in.
  const css = `${rule('light')}@media (prefers-color-scheme:dark){${rule('dark')}}`.replaceAll(':root', ':root:root');
  return { css, source: `'sha256-${createHash('sha256').update(css).digest('base64')}'` };
}
