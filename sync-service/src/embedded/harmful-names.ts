/** Where Supabase Lite takes names of columns from values: of what is put together, selected, sorted. */
const namesInValues = /^(?:not\.)?(?:.+\.)?(?:and|or)$|^(?:select|order|columns|on_conflict)$/;
/**
 * Lite keeps conditions in plain objects, by the name of the column. Under these it would write them into what all objects of the process
 * share: one request of a visitor, and every later one fails.
 */
const namesOfPrototypes = /(?<!\w)(?:__proto__|constructor|prototype)(?!\w)/;

/** The name in the query of a request that is no column anywhere, and harmful; null: there is none. */
export function findHarmfulName(url: string): string | null {
  for (const [name, value] of new URL(url).searchParams) {
    const found = namesOfPrototypes.exec(name) ?? (namesInValues.test(name) ? namesOfPrototypes.exec(value) : null);
    if (found !== null) return found[0];
  }
  return null;
}

/** Says that there is no such column, in PostgREST's words. */
export function refuseColumn(name: string): Response {
  const body = { code: '42703', details: null, hint: null, message: `column ${name} does not exist` };
  return Response.json(body, { status: 400 });
}
