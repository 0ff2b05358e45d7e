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
const PROPERTIES = ['booking', 'prefill', 'metadata', 'messages', 'fetch', 'getChallengeToken'];
const EVENTS =
  'ready step duration-select date-select time-zone-change time-select slots-change slot-lost submit confirmed rescheduled cancelled failed error'.split(
    ' ',
  );

/** `time-select` → `timeSelect`. */
const camel = (name: string) => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const attributes = new Map(Element.observedAttributes.map((name) => [camel(name), name]));
/** `time-select` → `onTimeSelect`. */
const listenerOf = (event: string) => `on${camel(`-${event}`)}`;
const ours = new Set([...PROPERTIES, ...EVENTS.map(listenerOf)]);

/** `<booking-widget>` as a component of React 18 and 19: properties, events as `onConfirmed` …, and the element as `ref`. */
export const BookingWidget = forwardRef(function BookingWidget(props: Props, ref: ForwardedRef<Element>): ReactElement {
  const element = useRef<Element>(null);
  const current = useRef(props);
  const given = useRef<Props>({});
  useImperativeHandle(ref, () => element.current as Element, []);

  useEffect(() => {
    current.current = props;
    // What is set before the element is defined is taken over then.
    for (const name of PROPERTIES) {
      if (props[name] === given.current[name]) continue;
      given.current[name] = props[name];
      (element.current as unknown as Props)[name] = props[name] ?? null;
    }
  });

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

  const written: Props = { ref: element };
  for (const [name, value] of Object.entries(props)) {
    // What a property gets is in no document.
    const attribute = ours.has(name) ? undefined : attributes.get(name);
    // React 18 writes `false` into attributes, and `className` as it is.
    if (attribute !== undefined) written[attribute] = value === true ? '' : value === false ? undefined : value;
    else if (!ours.has(name)) written[name === 'className' ? 'class' : name] = value;
  }
  return createElement('booking-widget', written);
});
