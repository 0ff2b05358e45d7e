import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../web-embed/shared/styles/tokens.css', import.meta.url), 'utf8');

/** `--name: … light-dark(#light, #dark)` of the style sheet. */
function token(name: string): [light: string, dark: string] {
  const found = new RegExp(`--${name}: .*?light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  if (!found?.[1] || !found[2]) throw new Error(`no token ${name}`);
  return [found[1], found[2]];
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
