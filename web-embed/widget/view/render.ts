import type { ComponentChildren, VNode } from 'preact';

/** What is shown at one place: an element as JSX describes it, or text. */
type Shown = VNode<Attributes> | string;
type Attributes = Record<string, unknown>;

interface Child {
  node: Element | Text;
  shown: Shown;
}

/** The children of each element that was made here, by their places. */
const childrenOf = new WeakMap<Element, Map<string, Child>>();

/**
 * Makes `parent` contain what `children` say, with what is there already as far as it has the same place and kind.
 *
 * A place is the path of positions, or keys, from the parent's JSX: what comes and goes beside an element does not touch it. Components are
 * functions without a state of their own; a `ref` is called with its element when that is made.
 */
export function render(children: ComponentChildren, parent: Element): void {
  const { activeElement } = parent.getRootNode() as Document | ShadowRoot;
  renderInto(parent, children);
  // What is moved loses the focus.
  if (activeElement && parent.contains(activeElement)) (activeElement as HTMLElement).focus({ preventScroll: true });
}

function renderInto(parent: Element, children: unknown): void {
  const wanted = new Map<string, Shown>();
  collect(children, '', '', wanted);
  const before = childrenOf.get(parent) ?? new Map<string, Child>();
  const now = new Map<string, Child>();
  for (const [place, shown] of wanted) {
    const found = before.get(place);
    const kept = found && typeOf(found.shown) === typeOf(shown) && found;
    if (kept) before.delete(place);
    now.set(place, { node: kept ? update(kept, shown) : make(shown, parent), shown });
  }
  for (const { node } of before.values()) node.remove();
  let next = parent.firstChild;
  for (const { node } of now.values()) {
    if (node === next) next = node.nextSibling;
    else parent.insertBefore(node, next);
  }
  childrenOf.set(parent, now);
}

/** Calls components, and gives each element and text its place. */
function collect(child: unknown, path: string, position: string | number, into: Map<string, Shown>): void {
  if (child == null || typeof child === 'boolean') return;
  const { type, props, key } = child as VNode<Attributes>;
  const place = `${path}/${key == null ? position : `=${key}`}`;
  if (Array.isArray(child)) for (const [index, each] of child.entries()) collect(each, place, index, into);
  else if (typeof type === 'function') collect((type as (props: Attributes) => unknown)(props), place, '', into);
  else into.set(place, type ? (child as Shown) : String(child));
}

const typeOf = (shown: Shown) => (typeof shown === 'string' ? '' : shown.type);

function make(shown: Shown, parent: Element): Element | Text {
  if (typeof shown === 'string') return document.createTextNode(shown);
  const { type, props, ref } = shown as typeof shown & { ref?: unknown };
  const element = document.createElementNS(
    type === 'svg' ? 'http://www.w3.org/2000/svg' : parent.namespaceURI,
    type as string,
  );
  setAll(element, {}, props);
  const called = props['ref'] ?? ref;
  if (typeof called === 'function') called(element);
  return element;
}

function update({ node, shown: before }: Child, shown: Shown): Element | Text {
  if (typeof shown !== 'string') setAll(node as Element, (before as VNode<Attributes>).props, shown.props);
  else if (shown !== before) (node as Text).data = shown;
  return node;
}

function setAll(element: Element, before: Attributes, props: Attributes): void {
  renderInto(element, props['children']);
  // After the children: the value of a select is one of its options.
  for (const name in { ...before, ...props }) set(element, name, before[name], props[name]);
}

function set(element: Element, name: string, before: unknown, value: unknown): void {
  const own = element as unknown as Attributes;
  if (name === 'value' || name === 'checked') {
    const wanted = name === 'value' ? String(value ?? '') : Boolean(value);
    // Compared with what there is now, which the visitor may have changed.
    if (own[name] !== wanted) own[name] = wanted;
  } else if (value === before || name === 'children' || name === 'key' || name === 'ref') return;
  else if (name.startsWith('on')) {
    // Not by the property of that name: what its function returns would decide what the browser does.
    const type = name.slice(2).toLowerCase();
    element.removeEventListener(type, before as EventListener);
    element.addEventListener(type, value as EventListener);
  } else if (value == null || (value === false && !isWord(name))) element.removeAttribute(name);
  else element.setAttribute(name, value === true && !isWord(name) ? '' : String(value));
}

/** Whether `false` is a value of an attribute, as in `aria-busy="false"`; others are there or not. */
const isWord = (name: string) => /^(aria|data)-|^spellcheck$/.test(name);
