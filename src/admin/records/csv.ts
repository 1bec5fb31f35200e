/** Writes tables as CSV (RFC 4180) while it reads them: no table has to fit into the memory. */

export type CsvValue = string | number | boolean | Date | null | undefined;

/** A cell that begins with one of these is a formula to a spreadsheet (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\n]/;

function cell(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = value instanceof Date ? value.toISOString() : value;
  // With the apostrophe a spreadsheet reads the rest as text. Our own numbers stay numbers, above.
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== text ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

/**
 * A table as a stream of UTF-8 with a byte order mark, by which spreadsheets know the encoding. The stream reads the
 * next batch only when the client has taken the one before.
 */
export function csvStream(
  header: readonly string[],
  batches: AsyncGenerator<CsvValue[][]>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      start: (controller) => controller.enqueue(encoder.encode(`\ufeff${csvLine(header)}`)),
      async pull(controller) {
        const { done, value } = await batches.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value.map(csvLine).join('')));
      },
      cancel: async () => void (await batches.return(undefined)),
    },
    { highWaterMark: 1 },
  );
}
