import { basicIcons, type IconName } from '../shared/icon-paths.ts';

/** The parts that are loaded later add theirs. */
export const icons: Partial<Record<IconName, string>> = { ...basicIcons };

/** A line icon; always beside a text or inside a labelled control, so hidden from assistive technology. */
export function IconOf({ name }: { name: IconName }) {
  return (
    <svg class="bw-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={icons[name]} />
    </svg>
  );
}
