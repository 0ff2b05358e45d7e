/** The dark cells of a code as one path of unit squares; neighbours in a row are one rectangle. */
export function qrPath(rows: readonly (readonly boolean[])[]): string {
  return rows
    .map((row, y) => {
      let path = '';
      for (let x = 0; x < row.length; x += 1) {
        if (!row[x]) continue;
        const from = x;
        while (row[x + 1]) x += 1;
        const width = x - from + 1;
        path += `M${from} ${y}h${width}v1h-${width}z`;
      }
      return path;
    })
    .join('');
}
