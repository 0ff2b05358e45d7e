/** Zones that were asked about before: asking Intl takes longer than the rest of the check of a booking. */
const knownZones = new Set<string>();
/** More than there are, in all spellings that somebody uses. */
const maxKnownZones = 2_000;

/** Whether a text is an IANA name of a time zone. */
export function isTimeZone(name: string): boolean {
  // Intl takes bare offsets as well, which say nothing about clock changes.
  if (!/^[A-Za-z]/.test(name)) return false;
  if (knownZones.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    if (knownZones.size < maxKnownZones) knownZones.add(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The language tag as it is written properly; null where it is none, which must not keep anybody from booking. */
export function knownLocale(tag: string): string | null {
  try {
    const locale = new Intl.Locale(tag.trim().replaceAll('_', '-'));
    // Some tags are as long as one likes.
    return [locale.toString(), locale.baseName, locale.language].find((text) => text.length <= 35) ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
