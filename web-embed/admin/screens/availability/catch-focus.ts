/** Once what had the focus is gone: the button that saves has it, or the chosen tab where nothing is to be saved. */
export function catchFocus(): void {
  // After the page has changed, and after a dialog that closes has tried to give it back.
  setTimeout(() => {
    if (document.activeElement !== document.body) return;
    const button = document.querySelector<HTMLElement>('.av-save .bw-primary');
    (button ?? document.querySelector<HTMLElement>('.av-toolbar [aria-pressed="true"]'))?.focus();
  }, 20);
}
