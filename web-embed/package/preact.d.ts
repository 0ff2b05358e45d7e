import type { BookingWidgetJsxAttributes } from './index.js';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'booking-widget': BookingWidgetJsxAttributes;
    }
  }
}
