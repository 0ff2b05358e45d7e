const key = 'openslot-setting-up';

/** Somebody left the first steps for another screen, or for a provider's page, and is to find back. */
export function leaveFor(step: number): void {
  sessionStorage.setItem(key, String(step));
}

/** The step that somebody left; null: they are not setting up. */
export function stepLeft(): number | null {
  return Number(sessionStorage.getItem(key)) || null;
}

export function endSettingUp(): void {
  sessionStorage.removeItem(key);
}
