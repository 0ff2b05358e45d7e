/**
 * Tells the site around a frame how high the page is, whenever that changes: `{type: 'booking:height', height}` in CSS pixels. Only the site that the service
 * has named is told: one that the host permits and that the address of the frame has in `?origin=`.
 */
export function reportHeight(page: HTMLElement): void {
  const origin = page.dataset.heightFor;
  if (!origin || window.parent === window) return;
  let known = 0;
  new ResizeObserver(() => {
    const height = Math.ceil(page.getBoundingClientRect().height);
    if (height === known) return;
    known = height;
    window.parent.postMessage({ type: 'booking:height', height }, origin);
  }).observe(page);
}
