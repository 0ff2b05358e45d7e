/** Colours of a mail, each readable on what is behind it. */
export interface Palette {
  /** Background of buttons, and the line above. */
  accent: string;
  /** Text on it. */
  onAccent: string;
  /** Links on white. */
  link: string;
  /** Links, and the background of buttons, on the dark card. */
  darkAccent: string;
}

const ours = { accent: '#0b6660', darkAccent: '#6fd3c7' };
const ink = '#1f2328';
const white = '#ffffff';
export const darkCard = '#161b22';
/** What WCAG 2 asks of text. */
const minContrast = 4.5;

/**
 * The colours of a host's mails.
 * @param accent `#rrggbb`; null or anything else gives ours. A colour that could not be read is made darker, or lighter, until it can.
 */
export function paletteOf(accent: string | null): Palette {
  if (accent === null || !/^#[0-9a-f]{6}$/i.test(accent)) {
    return { accent: ours.accent, onAccent: white, link: ours.accent, darkAccent: ours.darkAccent };
  }
  const wanted = accent.toLowerCase();
  return {
    accent: wanted,
    onAccent: contrast(wanted, white) >= minContrast ? white : onto(ink, '#000000', wanted),
    link: onto(wanted, ink, white),
    darkAccent: onto(wanted, white, darkCard),
  };
}

/** Contrast of two colours by WCAG 2, from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Mixes a colour with another one, as little as makes it readable on a background. */
export function onto(colour: string, other: string, background: string): string {
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(colour, other, share);
    if (contrast(mixed, background) >= minContrast) return mixed;
  }
  return other;
}

/** @param share How much of the other colour, from 0 to 1. */
export function mix(one: string, other: string, share: number): string {
  const [a, b] = [channels(one), channels(other)];
  const mixed = a.map((value, index) => Math.round(value + ((b[index] ?? value) - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
