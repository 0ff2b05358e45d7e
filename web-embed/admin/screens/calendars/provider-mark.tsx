/** Marks of our own that remind of a kind of calendar; none is a vendor's logo. Lines of 24 × 24. */
const marks: Readonly<Record<string, string>> = {
  google: 'M18.5 8A7.5 7.5 0 1 0 19.5 12H12.5',
  microsoft: 'M4.5 4.5h6.5v6.5H4.5zM13 4.5h6.5v6.5H13zM4.5 13h6.5v6.5H4.5zM13 13h6.5v6.5H13z',
  apple: 'M7 18.5a4 4 0 0 1-.6-7.95 5.8 5.8 0 0 1 11.1 1.3A3.4 3.4 0 0 1 17 18.5z',
  caldav: 'M5 5.5h14v5H5zM5 13.5h14v5H5zM8 8h.01M8 16h.01M11.5 8h4.5M11.5 16h4.5',
  ics: 'M5.5 11a7.5 7.5 0 0 1 7.5 7.5M5.5 5a13.5 13.5 0 0 1 13.5 13.5M6.5 17.5h.01',
};

/** The mark of a kind of calendar; always beside its name. */
export function ProviderMark({ provider }: { provider: string }) {
  return (
    <span class="cal-mark" data-provider={provider}>
      <svg class="bw-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path d={marks[provider] ?? marks['caldav']} />
      </svg>
    </span>
  );
}
