import { createFormats, localeFor } from '../../../shared/formats.ts';

/** English texts, with days and times as the browser's region writes them. */
export const formats = createFormats(localeFor('en', navigator.languages));
