import type { CSSProperties, ForwardRefExoticComponent, ReactNode, RefAttributes } from 'react';
import type {
  BookingWidgetAttributes,
  BookingWidgetEventMap,
  BookingWidgetJsxAttributes,
  BookingWidget as Element,
  Messages,
  Prefill,
} from './index.js';

type Camel<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${Capitalize<First>}${Camel<Rest>}`
  : Capitalize<Name>;

/** `booking:time-select` as `onTimeSelect`. */
type Listeners = {
  [Name in keyof BookingWidgetEventMap as Name extends `booking:${infer Event}` ? `on${Camel<Event>}` : never]?:
    | ((event: BookingWidgetEventMap[Name]) => void)
    | undefined;
};

export interface BookingWidgetProps extends Listeners {
  prefill?: Prefill | undefined;
  messages?: Partial<Messages> | undefined;
  fetch?: typeof fetch | undefined;
  /** A link of a mail, or `ID#TOKEN`: secret. */
  booking?: string | undefined;
  metadata?: object | undefined;
  getChallengeToken?: (() => Promise<string>) | undefined;
  className?: string | undefined;
  id?: string | undefined;
  lang?: string | undefined;
  style?: CSSProperties | undefined;
  children?: ReactNode;
}
export interface BookingWidgetProps extends Partial<Omit<BookingWidgetAttributes, 'duration' | 'weekStart'>> {
  duration?: string | number | undefined;
  weekStart?: string | number | undefined;
}

/** `<booking-widget>` as a component of React 18 and 19. The ref is the element. */
export const BookingWidget: ForwardRefExoticComponent<BookingWidgetProps & RefAttributes<Element>>;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'booking-widget': BookingWidgetJsxAttributes;
    }
  }
}
