/** Writes tables as CSV (RFC 4180) while it reads them: no table has to fit into the memory. */
import { type Options, stringify } from 'csv-stringify/sync';

export type CsvValue = string | number | boolean | Date | null | undefined;

/** A cell that begins with one of these is a formula to a spreadsheet (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\n]/;

/** With the apostrophe a spreadsheet reads the rest as text. Our own numbers stay numbers. */
function text(value: string) {
  return FORMULA.test(value) ? { value: `'${value}`, quoted: true } : value;
}

const OPTIONS: Options = {
  record_delimiter: 'windows',
  quoted_match: /[\r\n]/,
  cast: { string: text, boolean: String, date: (value) => value.toISOString() },
};

export function csvLines(rows: readonly (readonly CsvValue[])[]): string {
  return stringify([...rows], OPTIONS);
}

export function csvLine(values: readonly CsvValue[]): string {
  return csvLines([values]);
}

/** A byte order mark, by which spreadsheets know that a text is UTF-8. */
export const BOM = '\ufeff';

/** A table as a stream of UTF-8. It reads the next batch only when the client has taken the one before. */
export function csvStream(
  header: readonly string[],
  batches: AsyncGenerator<CsvValue[][]>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      start: (controller) => controller.enqueue(encoder.encode(BOM + csvLine(header))),
      async pull(controller) {
        const { done, value } = await batches.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(csvLines(value)));
      },
      cancel: async () => void (await batches.return(undefined)),
    },
    { highWaterMark: 1 },
  );
}
