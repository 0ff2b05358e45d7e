const shapes = {
  back: <path d="M15 5l-7 7 7 7" />,
  forward: <path d="M9 5l7 7-7 7" />,
  down: <path d="M6 9.5l6 6 6-6" />,
  check: <path d="M5 12.5l4.5 4.5L19 7.5" />,
  hourglass: <path d="M7 3.5h10M7 20.5h10M8 3.5c0 5 8 6.5 8 8.5s-8 3.5-8 8.5M16 3.5c0 5-8 6.5-8 8.5s8 3.5 8 8.5" />,
  alert: <path d="M12 8v5m0 3.5v.01M10.3 4.2 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4.2a2 2 0 0 0-3.4 0z" />,
  pin: (
    <>
      <path d="M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21z" />
      <circle cx="12" cy="9.5" r="2.5" />
    </>
  ),
  clock: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 7v5l3.2 2" />
    </>
  ),
  globe: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M3.5 12h17M12 3.5c5 5.2 5 11.8 0 17-5-5.2-5-11.8 0-17z" />
    </>
  ),
  calendar: (
    <>
      <rect x="4" y="5.5" width="16" height="15" rx="2.5" />
      <path d="M4 10.5h16M8.5 3v4M15.5 3v4" />
    </>
  ),
  people: (
    <>
      <circle cx="9" cy="8.5" r="3.5" />
      <path d="M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 5.3a3.5 3.5 0 0 1 0 6.4M18.5 14.8c1.7.9 2.7 2.6 3 5.2" />
    </>
  ),
  download: <path d="M12 4v11m-4.5-4L12 15.5 16.5 11M5 20h14" />,
  external: (
    <path d="M10 5H6a1.5 1.5 0 0 0-1.5 1.5V18A1.5 1.5 0 0 0 6 19.5h11.5A1.5 1.5 0 0 0 19 18v-4M14 4.5h5.5V10M19.5 4.5 11 13" />
  ),
};

/** The icons by what they mean. */
export type IconName = keyof typeof shapes;

/** A 24 × 24 line icon; always beside a text or inside a labelled control, so hidden from assistive technology. */
export function IconOf({ name }: { name: IconName }) {
  return (
    <svg class="bw-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {shapes[name]}
    </svg>
  );
}
