/** What JSX becomes in the element's build: a description of the same shape as Preact's. */
export function jsx(type: unknown, props: unknown, key?: unknown) {
  return { type, props, key };
}

export { jsx as jsxs };

export function Fragment({ children }: { children?: unknown }) {
  return children;
}
