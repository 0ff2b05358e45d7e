import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { closePages, launchBrowser, NO_BROWSER } from '../support/browser.ts';

const root = fileURLToPath(new URL('../../web-embed/widget/view', import.meta.url));
let page: Page | null = null;

/** What the page of these tests has: JSX by hand, and where it is rendered. */
interface View {
  show(children: unknown): void;
  h(type: unknown, props?: Record<string, unknown> | null, ...children: unknown[]): unknown;
  Fragment: unknown;
  place: HTMLElement;
  /** An element in `place`. */
  get<E extends Element = HTMLElement>(selector: string): E;
}
declare const view: View;

beforeAll(async () => {
  const browser = await launchBrowser();
  if (!browser) return;
  const entry = `
    import { render } from ${JSON.stringify(path.join(root, 'render.ts'))};
    import { Fragment, jsx } from ${JSON.stringify(path.join(root, 'jsx-runtime.ts'))};
    const place = document.body.appendChild(document.createElement('main'));
    globalThis.view = {
      place,
      Fragment,
      show: (children) => render(children, place),
      h: (type, props, ...children) => {
        const { key, ...rest } = props ?? {};
        return jsx(type, { ...rest, children: children.length === 1 ? children[0] : children }, key);
      },
      get: (selector) => place.querySelector(selector),
    };`;
  const built = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [
      { name: 'entry', resolveId: (id) => (id === 'entry' ? id : null), load: (id) => (id === 'entry' ? entry : null) },
    ],
    build: { write: false, rolldownOptions: { input: 'entry', output: { format: 'iife' } } },
  });
  const [script] = [built].flat().flatMap((each) => ('output' in each ? each.output : []));
  page = await browser.newPage();
  await page.setContent('<!doctype html><title>View</title>');
  await page.addScriptTag({ content: script && 'code' in script ? script.code : '' });
});
afterAll(closePages);

function open(context: TestContext): Page {
  if (!page) context.skip(NO_BROWSER);
  return page as Page;
}

beforeEach(() => page?.evaluate(() => view.show(null)));

describe('children', () => {
  it('with keys are moved, not made anew', async (context) => {
    const outcome = await open(context).evaluate(() => {
      const list = (keys: string[]) =>
        view.show(
          view.h(
            'ul',
            null,
            keys.map((key) => view.h('li', { key }, key)),
          ),
        );
      list(['a', 'b', 'c', 'd']);
      const before = [...view.place.querySelectorAll('li')];
      list(['d', 'b', 'new', 'a']);
      const after = [...view.place.querySelectorAll('li')];
      return { order: after.map((each) => before.indexOf(each)), text: view.place.textContent };
    });
    expect(outcome).toEqual({ order: [3, 1, -1, 0], text: 'dbnewa' });
  });

  it('keep their place when something comes and goes before them', async (context) => {
    const isSame = await open(context).evaluate(() => {
      const show = (isMore: boolean) => view.show([isMore && view.h('p', null, 'more'), view.h('p', null, 'stays')]);
      show(false);
      const stays = view.get('p');
      show(true);
      return view.place.lastChild === stays && view.place.children.length === 2;
    });
    expect(isSame).toBe(true);
  });

  it('of another kind or with another key at the same place are made anew', async (context) => {
    const outcome = await open(context).evaluate(() => {
      view.show(view.h('p', { key: 1 }, 'one'));
      const first = view.get('p');
      view.show(view.h('p', { key: 2 }, 'two'));
      const second = view.get('p');
      view.show(view.h('div', { key: 2 }, 'three'));
      return [first === second, first.isConnected, second.isConnected, view.place.innerHTML];
    });
    expect(outcome).toEqual([false, false, false, '<div>three</div>']);
  });

  it('with a key that reads like a position do not take the place of another', async (context) => {
    const html = await open(context).evaluate(() => {
      view.show([view.h('i', null, 'a'), view.h('i', { key: 0 }, 'b'), view.h('i', { key: '' }, 'c')]);
      return view.place.innerHTML;
    });
    expect(html).toBe('<i>a</i><i>b</i><i>c</i>');
  });

  it('can be texts, numbers, lists and fragments; nothing is shown of null, undefined, true and false', async (context) => {
    const html = await open(context).evaluate(() => {
      const { h, Fragment } = view;
      view.show([null, undefined, true, false, 0, '', 'a', ['b', [h('i', null, 'c')]], h(Fragment, null, 'd', h('b'))]);
      return view.place.innerHTML;
    });
    expect(html).toBe('0ab<i>c</i>d<b></b>');
  });

  it('are texts as they are, never HTML; a changed one is the same node', async (context) => {
    const outcome = await open(context).evaluate(() => {
      view.show(view.h('p', null, '<b>a</b>'));
      const node = view.get('p').firstChild;
      view.show(view.h('p', null, 'b'));
      return [view.place.innerHTML, node === view.get('p').firstChild];
    });
    expect(outcome).toEqual(['<p>b</p>', true]);
    await open(context).evaluate(() => view.show('<i>'));
    expect(await open(context).evaluate(() => view.place.innerHTML)).toBe('&lt;i&gt;');
  });

  it('that are gone are removed', async (context) => {
    const html = await open(context).evaluate(() => {
      view.show([view.h('p'), 'text', view.h('p')]);
      view.show(null);
      return view.place.innerHTML;
    });
    expect(html).toBe('');
  });
});

describe('components', () => {
  it('are called with their properties and children, and may give several elements', async (context) => {
    const html = await open(context).evaluate(() => {
      const Two = ({ name, children }: { name: string; children: unknown }) => [view.h('b', null, name), children];
      view.show(view.h(Two, { name: 'x' }, view.h('i', null, 'y')));
      return view.place.innerHTML;
    });
    expect(html).toBe('<b>x</b><i>y</i>');
  });

  it('keep their elements from one rendering to the next, by key where they have one', async (context) => {
    const same = await open(context).evaluate(() => {
      const Row = ({ name }: { name: string }) => view.h('li', null, name);
      const show = (names: string[]) => view.show(names.map((name) => view.h(Row, { key: name, name })));
      show(['a', 'b']);
      const [a, b] = view.place.children;
      show(['b', 'a']);
      return [view.place.children[0] === b, view.place.children[1] === a];
    });
    expect(same).toEqual([true, true]);
  });

  it('can be those of Preact’s JSX, as they are on pages that have Preact', async (context) => {
    const html = await open(context).evaluate(() => {
      const Bold = ({ children }: { children: unknown }) => ({ type: 'b', props: { children }, key: null, ref: null });
      view.show({ type: Bold, props: { children: 'x' }, key: undefined, ref: null, constructor: undefined });
      return view.place.innerHTML;
    });
    expect(html).toBe('<b>x</b>');
  });
});

describe('attributes', () => {
  it('are set, changed and taken away', async (context) => {
    const outcome = await open(context).evaluate(() => {
      view.show(view.h('p', { class: 'a', id: 'x', title: 'one', part: 'p' }));
      view.show(view.h('p', { class: 'b', id: 'x', title: undefined }));
      return view.place.innerHTML;
    });
    expect(outcome).toBe('<p class="b" id="x"></p>');
  });

  it('are there or not by true and false; of ARIA and data these are words', async (context) => {
    const show = (is: boolean) =>
      view.show(view.h('button', { disabled: is, 'aria-busy': is, 'data-is': is, hidden: is }));
    const outcome = await open(context).evaluate(`const show = ${show}; show(true); const on = view.place.innerHTML;
      show(false); [on, view.place.innerHTML]`);
    expect(outcome).toEqual([
      '<button disabled="" aria-busy="true" data-is="true" hidden=""></button>',
      '<button aria-busy="false" data-is="false"></button>',
    ]);
  });

  it('by the names that JSX has for them are the ones of HTML', async (context) => {
    const outcome = await open(context).evaluate(() => {
      view.show(
        view.h('form', { noValidate: true }, view.h('time', { dateTime: '2026-01-01' }), view.h('p', { tabIndex: -1 })),
      );
      return [
        (view.get('form') as HTMLFormElement).noValidate,
        view.get<HTMLTimeElement>('time').dateTime,
        view.get('p').tabIndex,
      ];
    });
    expect(outcome).toEqual([true, '2026-01-01', -1]);
  });

  it('never change what the visitor has typed or chosen, unless they say something else', async (context) => {
    const outcome = await open(context).evaluate(() => {
      const show = (value: string, checked: boolean) =>
        view.show([view.h('input', { value }), view.h('input', { type: 'checkbox', checked, class: 'box' })]);
      show('a', false);
      const [field, box] = [view.get<HTMLInputElement>('input'), view.get<HTMLInputElement>('.box')];
      field.value = 'typed';
      box.checked = true;
      show('typed', true);
      const kept = [field.value, box.checked];
      // The same as before, but not what there is now: the flow has refused it.
      show('typed', true);
      field.value = 'other';
      show('typed', false);
      return [...kept, field.value, box.checked];
    });
    expect(outcome).toEqual(['typed', true, 'typed', false]);
  });

  it('choose the option of a select that comes with them', async (context) => {
    const value = await open(context).evaluate(() => {
      const option = (value: string) => view.h('option', { value }, value);
      view.show(view.h('select', { value: 'b' }, option('a'), option('b')));
      return view.get<HTMLSelectElement>('select').value;
    });
    expect(value).toBe('b');
  });

  it('give an element to its ref once, when it is made', async (context) => {
    const outcome = await open(context).evaluate(() => {
      const given: unknown[] = [];
      const show = () => view.show(view.h('p', { ref: (element: Element) => given.push(element) }));
      show();
      show();
      return [given.length, given[0] === view.get('p')];
    });
    expect(outcome).toEqual([1, true]);
  });
});

it('calls the newest listener of an event, and none after it is taken away', async (context) => {
  const calls = await open(context).evaluate(() => {
    const told: string[] = [];
    const show = (onClick?: () => void) => view.show(view.h('button', { onClick }, 'x'));
    for (const listener of [() => told.push('first'), () => told.push('second'), undefined]) {
      show(listener);
      view.get('button').click();
    }
    return told;
  });
  expect(calls).toEqual(['first', 'second']);
});

it('leaves it to the browser what an event does, whatever its listener returns', async (context) => {
  const isPrevented = await open(context).evaluate(() => {
    view.show(view.h('input', { onKeyDown: () => false }));
    return !view.get('input').dispatchEvent(new KeyboardEvent('keydown', { key: 'a', cancelable: true }));
  });
  expect(isPrevented).toBe(false);
});

it('draws SVG as SVG, and HTML after it as HTML', async (context) => {
  const outcome = await open(context).evaluate(() => {
    view.show([view.h('svg', { viewBox: '0 0 24 24' }, view.h('path', { d: 'M0 0' })), view.h('p')]);
    const spaces = ['svg', 'path', 'p'].map((name) => view.get<Element>(name).namespaceURI);
    return [...spaces, view.get<Element>('svg').getAttribute('viewBox')];
  });
  const svg = 'http://www.w3.org/2000/svg';
  expect(outcome).toEqual([svg, svg, 'http://www.w3.org/1999/xhtml', '0 0 24 24']);
});

it('leaves the focus where it is, also in what is moved', async (context) => {
  const focused = await open(context).evaluate(() => {
    const show = (keys: string[]) => view.show(keys.map((key) => view.h('button', { key, id: key }, key)));
    show(['a', 'b', 'c']);
    view.get('#c').focus();
    show(['c', 'a', 'b']);
    const moved = document.activeElement?.id;
    show(['new', 'c']);
    return [moved, document.activeElement?.id];
  });
  expect(focused).toEqual(['c', 'c']);
});
