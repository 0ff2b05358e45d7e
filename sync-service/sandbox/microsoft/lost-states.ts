import { GraphError, graphErrors } from './graph-errors.ts';
import { newGuid } from './ids.ts';
import type { LostStateForm } from './settings.ts';

/** How a lost sync state is told. A page of a gateway is no error of Graph. */
export function lostState(form: LostStateForm, generations: number[], link: string): GraphError | Response {
  const highest = generations.at(-1) ?? 0;
  const message = `The sync state generation is not found; generation=${highest - 8};[highest=${highest}]${generations.map((each) => `[${each}]`).join('')}.`;
  switch (form) {
    case 'SyncStateNotFound':
    case 'syncStateNotFound':
      return new GraphError(410, form, message);
    case 'SyncStateInvalid':
      return new GraphError(410, form, 'The sync state is invalid.');
    case 'resyncRequired':
      return new GraphError(410, form, 'Resync required. Replace any local items with the server’s version.');
    case 'emptyLocation':
      return new Response(null, { status: 410, headers: { location: `${link}?$deltatoken=` } });
    case 'foreignLocation':
      return new Response(null, {
        status: 410,
        headers: { location: `https://graph.example/${newGuid()}?$deltatoken=` },
      });
    case 'badlyFormedToken':
      return graphErrors.badRequest('Badly formed token.');
    case 'html':
      return new Response('<!DOCTYPE html><html><head><title>410</title></head><body><h1>Gone</h1></body></html>', {
        status: 410,
        headers: { 'content-type': 'text/html' },
      });
    case '404':
      return new GraphError(404, 'syncStateNotFound', message);
  }
}
