import { html, raw } from 'hono/html';
import { directionOf } from '../../../web-embed/languages/writing.ts';

/** Text that is HTML already; everything else is escaped where it is put in. */
export type Html = ReturnType<typeof html>;

/** What a shell is filled with. */
interface ShellParts {
  /** BCP 47, of the texts. */
  lang: string;
  title: string;
  head: Html;
  body: Html;
}

/** A built page with places for what the service writes into it. */
export type Shell = (parts: ShellParts) => Promise<string>;

/**
 * Takes a built page apart at `<html lang="en">`, its title and the comments `<!--head-->` and `<!--body-->`.
 * @throws Error if one of them is missing: the pages were built by another version.
 */
export function createShell(name: string, page: string): Shell {
  const match =
    /^(?<start>.*?<html lang=")en"(?<a>.*?<title>)[^<]*(?<b><\/title>.*?)<!--head-->(?<c>.*?)<!--body-->(?<end>.*)$/s.exec(
      page,
    );
  if (match?.groups === undefined) throw new Error(`${name} has no places to fill in. Build the pages again.`);
  const { start, a, b, c, end } = match.groups as Record<string, string>;
  return async ({ lang, title, head, body }) =>
    String(
      await html`${raw(start)}${lang}" dir="${directionOf(lang)}"${raw(a)}${title}${raw(b)}${head}${raw(c)}${body}${raw(end)}`,
    );
}

/**
 * Data for the scripts of a page. As a block of data it is never run, whatever the policy; nothing in it can end the block or the
 * line (`</script>`, U+2028).
 */
export function inlineData(id: string, data: unknown): Html {
  return html`<script type="application/json" id="${id}">${raw(escapeJson(data))}</script>`;
}

/** JSON without a character that means something in HTML, or ends a line in JavaScript. */
export function escapeJson(data: unknown): string {
  const code = (text: string) => `\\u${text.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, code);
}
