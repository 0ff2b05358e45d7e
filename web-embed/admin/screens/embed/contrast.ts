/** `#rgb` and `#rrggbb`; null: something else. */
function parseColour(text: string): readonly [number, number, number] | null {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1];
  if (hex === undefined) return null;
  const six = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => Number.parseInt(six.slice(at, at + 2), 16));
  return [red, green, blue];
}

function luminance(colour: readonly [number, number, number]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * How well two colours can be told apart, from 1 to 21; null where one of them is none. Text needs 4.5, the edge of a control 3.
 *
 * @see WCAG 2.2, 1.4.3 and 1.4.11
 */
export function contrast(one: string, other: string): number | null {
  const [first, second] = [parseColour(one), parseColour(other)];
  if (first === null || second === null) return null;
  const [light = 0, dark = 0] = [luminance(first), luminance(second)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}
