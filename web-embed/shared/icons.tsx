import { basicIcons, type IconName, moreIcons } from './icon-paths.ts';

export type { IconName };

const icons: Readonly<Record<IconName, string>> = { ...basicIcons, ...moreIcons };

/** A line icon; always beside a text or inside a labelled control, so hidden from assistive technology. */
export function IconOf({ name }: { name: IconName }) {
  return (
    <svg class="bw-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={icons[name]} />
    </svg>
  );
}
