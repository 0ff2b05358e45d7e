/** Lines of 24 × 24 icons of the admin page, by what they mean. */
const icons = {
  home: 'M4 11.5 12 4.5l8 7V19a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 19zM9.5 20.5v-6h5v6',
  calendar:
    'M6.5 5.5h11A2.5 2.5 0 0 1 20 8v10a2.5 2.5 0 0 1-2.5 2.5h-11A2.5 2.5 0 0 1 4 18V8a2.5 2.5 0 0 1 2.5-2.5zM4 10.5h16M8.5 3v4M15.5 3v4',
  bookings: 'M6 4.5h12A1.5 1.5 0 0 1 19.5 6v14l-3-2-2.5 2-2-2-2 2-2.5-2-3 2V6A1.5 1.5 0 0 1 6 4.5zM8.5 9h7M8.5 13h7',
  conflict: 'M4 7h9v9H4zM11 11h9v9h-9z',
  clock: 'M12 3.5a8.5 8.5 0 0 1 0 17 8.5 8.5 0 0 1 0-17zM12 7v5l3.2 2',
  list: 'M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01',
  resources: 'M4 20.5v-12l8-4 8 4v12zM9.5 20.5v-5h5v5M8.5 11h.01M12 11h.01M15.5 11h.01',
  embed: 'M8.5 7.5 4 12l4.5 4.5M15.5 7.5 20 12l-4.5 4.5M13.5 5l-3 14',
  plug: 'M9 3.5v4M15 3.5v4M6.5 7.5h11v4a5.5 5.5 0 0 1-11 0zM12 17v3.5',
  question: 'M12 3.5a8.5 8.5 0 0 1 0 17 8.5 8.5 0 0 1 0-17zM9.7 9.6a2.4 2.4 0 1 1 3.3 2.3c-.7.3-1 .8-1 1.6M12 16.5v.01',
  log: 'M5 5h14M5 9.5h14M5 14h9M5 18.5h6',
  report: 'M4.5 19.5h15M7 16v-5M12 16V6.5M17 16v-7',
  key: 'M8 11.5a4 4 0 1 1 0 .01M12 11.5h8.5M17.5 11.5V15',
  settings:
    'M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM12 3.5v2.6M12 17.9v2.6M3.5 12h2.6M17.9 12h2.6M6 6l1.8 1.8M16.2 16.2 18 18M18 6l-1.8 1.8M7.8 16.2 6 18',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  alert: 'M12 8v5m0 3.5v.01M10.3 4.2 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4.2a2 2 0 0 0-3.4 0z',
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  down: 'M6 9.5l6 6 6-6',
  up: 'M6 14.5l6-6 6 6',
  plus: 'M12 5v14M5 12h14',
  copy: 'M9 9h10.5v10.5H9zM15 9V4.5H4.5V15H9',
  trash: 'M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7M10.5 10.5v6M13.5 10.5v6',
  edit: 'M5 19l.8-4L16 4.8a1.7 1.7 0 0 1 2.4 0l.8.8a1.7 1.7 0 0 1 0 2.4L9 18.2z',
  external:
    'M10 5H6a1.5 1.5 0 0 0-1.5 1.5V18A1.5 1.5 0 0 0 6 19.5h11.5A1.5 1.5 0 0 0 19 18v-4M14 4.5h5.5V10M19.5 4.5 11 13',
  download: 'M12 4v11m-4.5-4L12 15.5 16.5 11M5 20h14',
  refresh: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3M19.5 4v4h-4',
  search: 'M11 4.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM16 16l4 4',
  mail: 'M4 6.5h16v11H4zM4 7l8 6 8-6',
  people:
    'M9 5a3.5 3.5 0 0 1 0 7 3.5 3.5 0 0 1 0-7zM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 5.3a3.5 3.5 0 0 1 0 6.4M18.5 14.8c1.7.9 2.7 2.6 3 5.2',
  globe: 'M12 3.5a8.5 8.5 0 0 1 0 17 8.5 8.5 0 0 1 0-17zM3.5 12h17M12 3.5c5 5.2 5 11.8 0 17-5-5.2-5-11.8 0-17z',
  drag: 'M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
} as const;

export type AdminIconName = keyof typeof icons;

/** A line icon; always beside a text or inside a labelled control, so hidden from assistive technology. */
export function AdminIcon({ name }: { name: AdminIconName }) {
  return (
    <svg class="bw-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={icons[name]} />
    </svg>
  );
}
