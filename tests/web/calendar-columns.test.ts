import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeInColumns, placeInLines } from '../../web-embed/admin/screens/calendar/columns.ts';

const at = (top: number, bottom: number, isFirst = false) => ({ top, bottom, isFirst });
const shown = (stretches: ReturnType<typeof at>[], most = 3) =>
  placeInColumns(stretches, most).placed.map(({ of, column, columns }) => [of.top, column, columns]);

describe('what overlaps', () => {
  it('shares the width; what only touches does not', () => {
    expect(shown([at(0, 60), at(30, 90), at(90, 120)])).toEqual([
      [0, 0, 2],
      [30, 1, 2],
      [90, 0, 1],
    ]);
  });

  it('shares it also by way of others', () => {
    expect(shown([at(0, 60), at(50, 110), at(100, 160)])).toEqual([
      [0, 0, 2],
      [50, 1, 2],
      [100, 0, 2],
    ]);
  });

  it('is folded where there is no room, and the last column says how many', () => {
    const { placed, folded } = placeInColumns([at(0, 60), at(0, 60), at(0, 60), at(10, 70), at(200, 260)], 3);
    expect(placed.map(({ of, column, columns }) => [of.top, column, columns])).toEqual([
      [0, 0, 3],
      [0, 1, 3],
      [200, 0, 1],
    ]);
    expect(folded).toMatchObject([{ top: 0, bottom: 70, column: 2, columns: 3 }]);
    expect(folded[0]?.items).toHaveLength(2);
  });

  it('never hides a booking', () => {
    const bookings = [at(0, 60, true), at(0, 60, true), at(0, 60, true), at(0, 60, true)];
    const { placed, folded } = placeInColumns([at(0, 60), at(0, 60), ...bookings], 3);
    expect(placed.map(({ of }) => of.isFirst)).toEqual([true, true, true, true]);
    expect(folded[0]?.items).toHaveLength(2);
    expect(folded[0]?.column).toBe(4);
  });

  it('covers nothing else, and nothing is lost, whatever it is', () => {
    const stretch = fc
      .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 60 }), fc.boolean())
      .map(([top, length, isFirst]) => at(top, top + length, isFirst));
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (stretches, most) => {
        const { placed, folded } = placeInColumns(stretches, most);
        const boxes = [
          ...placed.map(({ of, column, columns }) => ({ ...of, column, columns })),
          ...folded.map(({ items: _, ...box }) => box),
        ];
        const hidden = folded.flatMap(({ items }) => items);
        expect(placed.length + hidden.length).toBe(stretches.length);
        expect(hidden.filter(({ isFirst }) => isFirst)).toEqual([]);
        for (const box of boxes) expect(box.column).toBeLessThan(box.columns);
        for (const [index, one] of boxes.entries())
          for (const other of boxes.slice(index + 1)) {
            if (one.top >= other.bottom || other.top >= one.bottom) continue;
            expect(one.columns).toBe(other.columns);
            expect(one.column).not.toBe(other.column);
          }
      }),
    );
  });
});

it('what takes whole days stands one under the other', () => {
  const lines = placeInLines([
    { first: 0, last: 2 },
    { first: 1, last: 1 },
    { first: 3, last: 6 },
  ]);
  expect(lines.map(({ of, line }) => [of.first, line])).toEqual([
    [0, 0],
    [1, 1],
    [3, 0],
  ]);
});
