/// <reference types="vite/client" />

/** Version of the product, from the build. */
declare const __VERSION__: string;
