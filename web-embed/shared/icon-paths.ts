/** Lines of 24 × 24 icons, by what they mean: those that are seen until a time is chosen. */
export const basicIcons = {
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  down: 'M6 9.5l6 6 6-6',
  hourglass: 'M7 3.5h10M7 20.5h10M8 3.5c0 5 8 6.5 8 8.5s-8 3.5-8 8.5M16 3.5c0 5-8 6.5-8 8.5s8 3.5 8 8.5',
  pin: 'M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21zM12 7a2.5 2.5 0 0 1 0 5 2.5 2.5 0 0 1 0-5z',
  clock: 'M12 3.5a8.5 8.5 0 0 1 0 17 8.5 8.5 0 0 1 0-17zM12 7v5l3.2 2',
  globe: 'M12 3.5a8.5 8.5 0 0 1 0 17 8.5 8.5 0 0 1 0-17zM3.5 12h17M12 3.5c5 5.2 5 11.8 0 17-5-5.2-5-11.8 0-17z',
  people:
    'M9 5a3.5 3.5 0 0 1 0 7 3.5 3.5 0 0 1 0-7zM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 5.3a3.5 3.5 0 0 1 0 6.4M18.5 14.8c1.7.9 2.7 2.6 3 5.2',
};

// The others one by one: a part of the element that is loaded later has only what it shows.
export const checkIcon = 'M5 12.5l4.5 4.5L19 7.5';
export const alertIcon =
  'M12 8v5m0 3.5v.01M10.3 4.2 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4.2a2 2 0 0 0-3.4 0z';
export const calendarIcon =
  'M6.5 5.5h11A2.5 2.5 0 0 1 20 8v10a2.5 2.5 0 0 1-2.5 2.5h-11A2.5 2.5 0 0 1 4 18V8a2.5 2.5 0 0 1 2.5-2.5zM4 10.5h16M8.5 3v4M15.5 3v4';
export const downloadIcon = 'M12 4v11m-4.5-4L12 15.5 16.5 11M5 20h14';
export const externalIcon =
  'M10 5H6a1.5 1.5 0 0 0-1.5 1.5V18A1.5 1.5 0 0 0 6 19.5h11.5A1.5 1.5 0 0 0 19 18v-4M14 4.5h5.5V10M19.5 4.5 11 13';

export const moreIcons = {
  check: checkIcon,
  alert: alertIcon,
  calendar: calendarIcon,
  download: downloadIcon,
  external: externalIcon,
};

/** The icons by what they mean. */
export type IconName = keyof typeof basicIcons | keyof typeof moreIcons;
