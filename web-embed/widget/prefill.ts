/** What the fields hold at first, by their keys. The address of the page is read only where it is asked for. */
export function readPrefill(element: HTMLElement & { prefill?: Record<string, unknown> }): Record<string, string> {
  const more = element.prefill ?? {};
  const prefill: Record<string, string> = {};
  const set = (key: string, value: unknown) => {
    if (typeof value === 'string' && value.trim() !== '') prefill[key] = value.trim();
  };
  const query = element.getAttribute('prefill-from') === 'url' ? new URL(location.href).searchParams : null;
  for (const key of ['name', 'email']) {
    for (const value of [query?.get(key), element.getAttribute(`prefill-${key}`), more[key]]) set(key, value);
  }
  // Answers to the questions of the event type, by the id of the question.
  const { answers } = more;
  if (typeof answers === 'object' && answers !== null) {
    for (const [id, value] of Object.entries(answers)) set(`question-${id}`, value);
  }
  set('question-notes', element.getAttribute('prefill-notes') ?? more.notes);
  return prefill;
}
