/** Turns a response body into text that an XML parser accepts, piece by piece. */
export interface XmlText {
  write(chunk: Buffer): string;
  /** Returns what was held back. */
  end(): string;
}

/** Longer than any reference, and than the marks of CDATA. */
const maxKept = 100;
/** What the next piece may continue: a reference, half of a surrogate pair before one, a mark of CDATA. */
const unfinished =
  /(?:&#(?:[xX][dD][89abAB][0-9a-fA-F]{2}|5529[6-9]|55[3-9]\d\d|56[0-2]\d\d|563[01]\d);)?(?:&[#\w]*)?$|<(?:!(?:\[[CDAT]*\[?)?)?$|\]{1,2}$/;
const reference = /&(?:#[xX]?[0-9a-fA-F]+;|[A-Za-z][A-Za-z0-9]*;|)/g;
const xmlNames = new Set(['amp', 'lt', 'gt', 'quot', 'apos']);
/** HTML's names of the characters from 160 on: servers copy calendar names from pages. */
const latinNames =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'.split(
    ' ',
  );
const latin = new Map(latinNames.map((name, index) => [name, String.fromCharCode(160 + index)]));

/**
 * Decodes by the document's own encoding, else that of the header, else UTF-8. Outside CDATA it repairs references that
 * servers write but XML does not allow: halves of surrogate pairs (SOGo), forbidden characters, HTML names, and a bare
 * `&`.
 * @param contentType Of the response, if any.
 */
export function createXmlText(contentType: string | undefined): XmlText {
  let decoder: TextDecoder | null = null;
  let kept = '';
  let isCdata = false;

  function mend(text: string, isEnd: boolean): string {
    const all = kept + text;
    const cut = isEnd ? all.length : endOfWhole(all);
    kept = all.slice(cut);
    const whole = all.slice(0, cut);
    let mended = '';
    for (let from = 0; from < whole.length; ) {
      const mark = isCdata ? ']]>' : '<![CDATA[';
      const found = whole.indexOf(mark, from);
      const to = found < 0 ? whole.length : found + mark.length;
      const part = whole.slice(from, to);
      mended += isCdata || !part.includes('&') ? part : part.replace(reference, mendReference).toWellFormed();
      if (found >= 0) isCdata = !isCdata;
      from = to;
    }
    return mended;
  }

  return {
    write(chunk) {
      // Nothing may come before the declaration, but blanks do.
      const isFirst = decoder === null;
      decoder ??= new TextDecoder(findEncoding(chunk, contentType));
      const text = decoder.decode(chunk, { stream: true });
      return mend(isFirst ? text.replace(/^\s+/, '') : text, false);
    },
    end: () => mend(decoder?.decode() ?? '', true),
  };
}

/** How far a text can be read without the next piece. */
function endOfWhole(text: string): number {
  const from = Math.max(0, text.length - maxKept);
  return from + (unfinished.exec(text.slice(from))?.index ?? text.length - from);
}

function mendReference(written: string): string {
  const name = written.slice(1, -1);
  if (written === '&') return '&amp;';
  if (name.startsWith('#')) return mendNumber(written, name.slice(1));
  return xmlNames.has(name) ? written : (latin.get(name) ?? `&amp;${name};`);
}

function mendNumber(written: string, digits: string): string {
  const code = /^x/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number(digits);
  if (Number.isNaN(code)) return `&amp;${written.slice(1)}`;
  // Two halves become one character here; a single one is replaced later.
  if (code >= 0xd800 && code <= 0xdfff) return String.fromCharCode(code);
  if (code === 0 || code > 0x10_ffff || code === 0xfffe || code === 0xffff) return '\ufffd';
  // Characters that mean something in XML, including line ends, remain references.
  const isPlain = code > 0x7f || (code < 0x20 && code !== 9 && code !== 10 && code !== 13);
  return isPlain ? String.fromCodePoint(code) : `&#${code};`;
}

function findEncoding(start: Buffer, contentType: string | undefined): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const declared = /^[^<]*<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(start.toString('latin1', 0, 200))?.[1];
  const reported = /\bcharset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? '')?.[1];
  return [declared, reported].find((label) => label !== undefined && isEncoding(label)) ?? 'utf-8';
}

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    // An unknown name: the default applies.
    return false;
  }
}
