import { ApiError } from './api-errors.ts';

/** Which fields an answer is to hold: by name, what of it; `true` for all of it. */
export type FieldMask = Map<string, FieldMask | true>;

/** Reads the parameter `fields` (`a,b/c,d(e,f)`). @throws ApiError 400 invalidParameter. */
export function parseFields(text: string): FieldMask {
  let at = 0;
  const wrong = (): ApiError =>
    new ApiError(400, 'invalidParameter', `Invalid field selection ${text}`, 'global', {
      locationType: 'parameter',
      location: 'fields',
    });
  const nextName = (): string => {
    const name = /^[\w*-]+/.exec(text.slice(at))?.[0];
    if (!name) throw wrong();
    at += name.length;
    return name;
  };
  const list = (): FieldMask => {
    const mask: FieldMask = new Map();
    for (;;) {
      const name = nextName();
      const inner = within();
      const known = mask.get(name);
      mask.set(name, known && known !== true && inner !== true ? new Map([...known, ...inner]) : inner);
      if (text[at] !== ',') return mask;
      at += 1;
    }
  };
  // What follows a name: the one or the several names of it that are wanted, or nothing for all of it.
  const within = (): FieldMask | true => {
    if (text[at] === '/') {
      at += 1;
      const name = nextName();
      return new Map([[name, within()]]);
    }
    if (text[at] !== '(') return true;
    at += 1;
    const inner = list();
    if (text[at] !== ')') throw wrong();
    at += 1;
    return inner;
  };
  const mask = list();
  if (at !== text.length) throw wrong();
  return mask;
}

/** Only what the mask names. */
export function masked(value: unknown, mask: FieldMask | true): unknown {
  if (mask === true || mask.get('*') === true || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => masked(item, mask));
  const reported: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    const inner = mask.get(name) ?? mask.get('*');
    if (inner) reported[name] = masked(item, inner);
  }
  return reported;
}
