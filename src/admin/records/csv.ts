/** Tables as CSV (RFC 4180), written as they are read, so that no table has to fit into the memory. */

export type CsvValue = string | number | boolean | Date | null | undefined;

/** Characters with which a spreadsheet takes a cell for a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\n]/;

function cell(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = value instanceof Date ? value.toISOString() : value;
  // The apostrophe makes spreadsheets take the rest for text; numbers of ours are written as numbers, above.
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== text ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

/**
 * A table as a stream of UTF-8 with its mark, by which spreadsheets know the encoding. A batch is read when the one
 * before was taken, however slowly.
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
