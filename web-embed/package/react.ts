import {
  createElement,
  type ForwardedRef,
  forwardRef,
  type ReactElement,
  useEffect,
  useImperativeHandle,
  useRef,
} from 'react';
import { define, BookingWidget as Element } from './index.ts';

type Props = Record<string, unknown>;

/** Names of the element's properties that are no attributes. */
const PROPERTIES = ['prefill', 'messages', 'fetch'];
const EVENTS =
  'ready step duration-select date-select time-zone-change time-select slots-change slot-lost submit confirmed failed error'.split(
    ' ',
  );

const attributes = new Map(
  Element.observedAttributes.map((name) => [name.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase()), name]),
);
/** `time-select` → `onTimeSelect`. */
const listenerOf = (event: string) =>
  `on${`-${event}`.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}`;
const listeners = new Set(EVENTS.map(listenerOf));

/** `<booking-widget>` as a component of React 18 and 19: properties, events as `onConfirmed` …, and the element as `ref`. */
export const BookingWidget = forwardRef(function BookingWidget(props: Props, ref: ForwardedRef<Element>): ReactElement {
  const element = useRef<Element>(null);
  const current = useRef(props);
  current.current = props;
  useImperativeHandle(ref, () => element.current as Element, []);

  useEffect(() => {
    const widget = element.current as unknown as Props;
    // What is set before the element is defined is taken over then. A property that is gone is what it was before.
    for (const name of PROPERTIES)
      if (props[name] !== undefined || Object.hasOwn(seen.current, name)) set(widget, name);
    function set(target: Props, name: string) {
      if (props[name] === seen.current[name]) return;
      seen.current[name] = props[name];
      target[name] = props[name] ?? null;
    }
  });
  const seen = useRef<Props>({});

  useEffect(() => {
    const widget = element.current as Element;
    const ends = EVENTS.map((event) => {
      const tell = (told: Event) => (current.current[listenerOf(event)] as ((told: Event) => void) | undefined)?.(told);
      widget.addEventListener(`booking:${event}`, tell);
      return () => widget.removeEventListener(`booking:${event}`, tell);
    });
    define();
    return () => {
      for (const end of ends) end();
    };
  }, []);

  const given: Props = { ref: element };
  for (const [name, value] of Object.entries(props)) {
    if (PROPERTIES.includes(name) || listeners.has(name)) continue;
    const attribute = name === 'className' ? 'class' : (attributes.get(name) ?? name);
    // React 18 writes `false` into attributes that it doesn't know.
    given[attribute] = !attributes.has(name) ? value : value === true ? '' : value === false ? undefined : value;
  }
  return createElement('booking-widget', given);
});
