import { describe, expect, it } from 'vitest';
import { readManaged } from '../../web-embed/widget/manage/manage-link.ts';

const id = 'b0a1c2d3-0000-4000-8000-000000000001';
const token = `osm.k1.0.${'A'.repeat(43)}`;

describe('a booking that a page names', () => {
  it.each([
    [`${id}#${token}`, ''],
    [` ${id.toUpperCase()}#token=${token} `, '#token=other'],
    [`https://book.example.com/manage/${id}#token=${token}`, ''],
    [`https://book.example.com/manage/${id}?utm_source=mail#token=${token}`, ''],
    [`/manage/${id}#token=${token}`, ''],
    [id, `#token=${token}`],
    [id, `#a=b&token=${token}`],
    [id, `#${token}`],
  ])('is found in %j with the address ending %j', (given, fragment) => {
    const read = readManaged(given, fragment);
    expect({ ...read, id: read.id.toLowerCase() }).toEqual({ id, token });
  });

  it.each(['', 'nonsense', `x${id}x`, token, `${id}/more#${token}`])('is not in %j', (given) => {
    expect(readManaged(given, `#token=${token}`).id).toBe('');
  });

  it('has no token where nobody gives one', () => {
    expect(readManaged(id, '')).toEqual({ id, token: '' });
    expect(readManaged(id, '#section=2')).toEqual({ id, token: '' });
  });
});
