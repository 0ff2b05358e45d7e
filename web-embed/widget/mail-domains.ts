/** Where most addresses are, and endings that nobody has. */
const DOMAINS =
  'gmail.com googlemail.com outlook.com hotmail.com yahoo.com icloud.com live.com gmx.de web.de t-online.de orange.fr'.split(
    ' ',
  );

/** Whether one text becomes the other by one letter more, less, other, or two in the other order. */
function isOneSlip(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [restA, restB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const isSwapped = restA.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
  return isSwapped || (restA.length <= 1 && restB.length <= 1);
}

/** The address that was probably meant: `ann@gmial.com` → `ann@gmail.com`; null where nothing looks mistyped. */
export function betterAddress(address: string): string | null {
  const at = address.lastIndexOf('@');
  const domain = address
    .slice(at + 1)
    .trim()
    .toLowerCase();
  if (at < 1 || DOMAINS.includes(domain)) return null;
  const meant = DOMAINS.find((known) => isOneSlip(domain, known));
  return meant === undefined ? null : `${address.slice(0, at)}@${meant}`;
}
