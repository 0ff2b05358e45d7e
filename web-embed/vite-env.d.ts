/// <reference types="vite/client" />

/** Version of the product, from the build. */
declare const __VERSION__: string;

/** How the texts of each language but English are loaded (`build/package.ts`). */
declare module 'virtual:languages' {
  export const languages: Readonly<Record<string, import('./shared/messages.ts').LoadTexts>>;
}
