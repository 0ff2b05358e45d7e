import type { FormatWishes } from '../../shared/formats.ts';
import type { LiveMode } from '../../shared/live.ts';
import { knownZone, localZone } from '../../shared/zones.ts';
import type { ViewOptions } from '../view-props.ts';

/** Attributes with text, each a property of the same name in camel case. */
export const TEXT_ATTRIBUTES = [
  'host',
  'event',
  'service',
  'duration',
  'date',
  'month',
  'time-zone',
  'locale',
  'hour-cycle',
  'week-start',
  'theme',
  'layout',
  'mode',
  'hide',
  'prefill-name',
  'prefill-email',
  'prefill-notes',
  'prefill-from',
  'live',
  'redirect',
  'action',
  'challenge',
] as const;

/** Attributes that are there or not. */
export const BOOLEAN_ATTRIBUTES = ['lock-time-zone'] as const;

/** Without these it is another booking page, and the flow begins anew. */
export const IDENTITY: ReadonlySet<string> = new Set(['host', 'event', 'service', 'live', 'booking', 'action']);

/** `time-zone` → `timeZone`. */
export function propertyOf(attribute: string): string {
  return attribute.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The attribute if it is one of the words that mean something; else the first of them. */
function oneOf<T extends string>(element: Element, name: string, words: readonly [T, ...T[]]): T {
  const value = element.getAttribute(name)?.trim().toLowerCase();
  return words.find((word) => word === value) ?? words[0];
}

function textOf(element: Element, name: string): string | undefined {
  return element.getAttribute(name)?.trim() || undefined;
}

export function readTheme(element: Element): 'light' | 'dark' | 'auto' {
  return oneOf(element, 'theme', ['light', 'dark', 'auto']);
}

export function readMode(element: Element): 'inline' | 'popup' {
  return oneOf(element, 'mode', ['inline', 'popup']);
}

export function readLive(element: Element): LiveMode {
  return oneOf(element, 'live', ['auto', 'poll', 'off']);
}

/** The service's origin without a slash at the end. */
export function readService(element: Element, otherwise: string): string {
  return (textOf(element, 'service') ?? otherwise).replace(/\/+$/, '');
}

/** The zone that the page asks for if the browser can tell its time, else the visitor's. */
export function readZone(element: Element): string {
  const wanted = textOf(element, 'time-zone');
  return wanted === undefined ? localZone() : knownZone(wanted);
}

/** What to show first. What is no date counts as not said. */
export function readFirst(element: Element): { duration: number | undefined; date: string | undefined } {
  const date = textOf(element, 'date') ?? textOf(element, 'month');
  const isDate = date !== undefined && /^\d{4}-\d\d(-\d\d)?$/.test(date) && !Number.isNaN(Date.parse(date));
  return { duration: Number(textOf(element, 'duration')) || undefined, date: isDate ? date : undefined };
}

export function readFormatWishes(element: Element): FormatWishes {
  const hourCycle = (['h12', 'h23'] as const).find((cycle) => cycle === textOf(element, 'hour-cycle'));
  const weekStart = [0, 1, 2, 3, 4, 5, 6].find((day) => String(day) === textOf(element, 'week-start'));
  return { hourCycle, weekStart };
}

export function readViewOptions(element: Element, service: string): ViewOptions {
  return {
    headingLevel: element.getAttribute('heading-level') === '1' ? 1 : 2,
    layout: oneOf(element, 'layout', ['auto', 'month', 'columns', 'list']),
    hidden: new Set(element.getAttribute('hide')?.trim().split(/\s+/)),
    isZoneLocked: element.hasAttribute('lock-time-zone'),
    service,
  };
}

/**
 * The languages to try, best first: the element's own, that of what it is in, the visitor's.
 *
 * @returns the languages of texts, and those that decide formats: the visitor's region unless the page names a locale
 */
export function readLanguages(element: Element, browser: readonly string[]) {
  const own = textOf(element, 'locale');
  const around = own ?? languageAround(element);
  return { texts: around ? [around, ...browser] : browser, formats: own ? [own, ...browser] : browser };
}

/** `lang` of the nearest element around that has one, through shadow roots. */
function languageAround(element: Element): string | undefined {
  for (let at: Element | null = element; at; ) {
    const found: Element | null = at.closest('[lang]');
    if (found) return found.getAttribute('lang')?.trim() || undefined;
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return undefined;
}

/** Gives an element the properties of its attributes. */
export function reflectAttributes(prototype: HTMLElement): void {
  for (const name of TEXT_ATTRIBUTES) {
    Object.defineProperty(prototype, propertyOf(name), {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement) {
        return this.getAttribute(name) ?? '';
      },
      set(this: HTMLElement, value: unknown) {
        if (value === null || value === undefined) this.removeAttribute(name);
        else this.setAttribute(name, String(value));
      },
    });
  }
  for (const name of BOOLEAN_ATTRIBUTES) {
    Object.defineProperty(prototype, propertyOf(name), {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement) {
        return this.hasAttribute(name);
      },
      set(this: HTMLElement, value: unknown) {
        this.toggleAttribute(name, Boolean(value));
      },
    });
  }
}
