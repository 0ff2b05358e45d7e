import type { Parts, PartTools } from './view-props.ts';

/** The part of Cloudflare's script that is used here. */
interface TurnstileScript {
  render(
    place: HTMLElement,
    options: {
      sitekey: string;
      appearance: 'interaction-only';
      language: string;
      callback: (token: string) => void;
      'error-callback': (code: string) => void;
    },
  ): string;
  remove(id: string): void;
}

const SCRIPT = 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit';
const found = () => (globalThis as { turnstile?: TurnstileScript }).turnstile;
let script: Promise<TurnstileScript> | null = null;

function loadScript(): Promise<TurnstileScript> {
  const known = found();
  if (known) return Promise.resolve(known);
  script ??= new Promise<TurnstileScript>((resolve, reject) => {
    const tag = document.createElement('script');
    tag.async = true;
    tag.onload = () => {
      const loaded = found();
      if (loaded) resolve(loaded);
      else reject(new Error('Turnstile did not start'));
    };
    tag.onerror = () => reject(new Error('Turnstile could not be loaded'));
    tag.src = SCRIPT;
    document.head.append(tag);
  }).catch((error: unknown) => {
    // The next try begins anew.
    script = null;
    throw error;
  });
  return script;
}

export const styles = '';

export const texts = {};

export function create({ element, store }: PartTools): Parts['turnstile'] {
  let pending: Promise<string> | null = null;
  return {
    /**
     * A token of Cloudflare Turnstile. Its widget is put into the element as a child with `slot="challenge"`, for it needs the document of the page; people see it
     * only if they have something to do. Who was still busy with it when a request had waited too long goes on with the same one.
     */
    token(siteKey) {
      pending ??= ask(element, siteKey, store.state.messages.language).finally(() => {
        pending = null;
      });
      return pending;
    },
  };
}

async function ask(element: HTMLElement, sitekey: string, language: string): Promise<string> {
  const turnstile = await loadScript();
  const place = document.createElement('div');
  place.slot = 'challenge';
  element.append(place);
  let id = '';
  try {
    return await new Promise<string>((resolve, reject) => {
      id = turnstile.render(place, {
        sitekey,
        appearance: 'interaction-only',
        language,
        callback: resolve,
        'error-callback': (code) => reject(new Error(`Turnstile: ${code}`)),
      });
    });
  } finally {
    if (id) turnstile.remove(id);
    place.remove();
  }
}
