import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = ['tokens', 'messages']
  .map((name) => readFileSync(new URL(`../../web-embed/shared/styles/${name}.css`, import.meta.url), 'utf8'))
  .join('');

/** The colours of `--name` in the style sheet: the light one, and the dark one, which stands there for `dark` and for `auto`. */
function token(name: string): [light: string, dark: string] {
  const found = [...css.matchAll(new RegExp(`--${name}: .*?(#[0-9a-f]{3,6})\\b`, 'g'))].map(
    ([, colour = '']) => colour,
  );
  const [light, dark, auto] = found;
  if (!light || !dark || dark !== auto || found.length !== 3) throw new Error(`no token ${name}`);
  return [light, dark];
}

/** Relative luminance (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('%s colours', (_scheme, at) => {
  it.each([
    ['fg', 'bg'],
    ['fg', 'raised'],
    ['fg', 'accent-soft'],
    ['fg', 'error-soft'],
    ['muted', 'bg'],
    ['muted', 'raised'],
    ['muted', 'accent-soft'],
    ['accent-text', 'bg'],
    ['accent-text', 'accent-soft'],
    ['on-accent', 'accent'],
    // Also the other way round: the button that cancels.
    ['error', 'bg'],
    ['error', 'error-soft'],
    ['warn', 'warn-soft'],
    ['fg', 'warn-soft'],
    ['fg', 'line'],
  ])('text in %s on %s reaches 4.5:1', (text, ground) => {
    expect(contrast(token(text)[at], token(ground)[at])).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ['control', 'bg'],
    ['accent', 'bg'],
    ['error', 'bg'],
  ])('borders and focus rings in %s on %s reach 3:1', (line, ground) => {
    expect(contrast(token(line)[at], token(ground)[at])).toBeGreaterThanOrEqual(3);
  });
});
