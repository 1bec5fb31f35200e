/**
 * How statements reach the embedded database. PGlite parses and plans a statement each time, and drizzle gives it parsers
 * with each statement, whose table it then copies. Here a statement is prepared once, and the parsers are set once.
 */
import {
  type PGlite,
  parse,
  protocol,
  type QueryOptions,
  type Results,
  type Transaction,
  types,
} from '@electric-sql/pglite';

const { serialize } = protocol;

/** numeric[], timestamp[], timestamptz[], interval[], date[]: object ids of PostgreSQL's catalogue. */
const ARRAYS = [1231, 1115, 1185, 1187, 1182];
/** What drizzle reads by itself, from the text that PostgreSQL writes (`drizzle-orm/pglite/session.js`). */
const AS_TEXT = [types.TIMESTAMP, types.TIMESTAMPTZ, types.INTERVAL, types.DATE, ...ARRAYS];

const same = (value: string) => value;

/** What is asked again and again. What changes tables is asked once, and is not kept. */
const REPEATED = /^\s*(select|insert|update|delete|with)\b/i;
/** Statements that are kept, of 22 KB each. The program has some 560; a list of another length makes another one. */
const MOST = 600;

type Query = (text: string, given?: unknown[], options?: QueryOptions) => Promise<Results>;
type Answers = Parameters<typeof parse.parseResults>[0];
/** `parameters`: their types, object ids of the catalogue. `shape`: how its rows are described, where it has rows. */
type Statement = { name: string; parameters: number[]; shape: Answers };

/** Sends messages of PostgreSQL's protocol at once. @throws {DatabaseError} what PostgreSQL refuses. */
function sender(client: PGlite) {
  return (...messages: Uint8Array[]) =>
    client.execProtocolStream(Buffer.concat([...messages, serialize.sync()]), { syncToFs: false });
}

/** Finds the statement of a text, or prepares it. @param most that are kept: then the one used longest ago goes. */
function statements(send: ReturnType<typeof sender>, most: number) {
  const kept = new Map<string, Statement>();
  let made = 0;
  async function prepare(text: string): Promise<Statement> {
    const name = `kept_${made++}`;
    const answers = await send(serialize.parse({ name, text }), serialize.describe({ type: 'S', name }));
    const shape = answers.filter((answer) => answer.name === 'rowDescription');
    return { name, parameters: parse.parseDescribeStatementResults(answers), shape };
  }
  return async (text: string): Promise<Statement> => {
    const statement = kept.get(text) ?? (await prepare(text));
    // A map goes by the order in which its entries came.
    kept.delete(text);
    kept.set(text, statement);
    const [oldest] = kept;
    if (kept.size > most && oldest) {
      kept.delete(oldest[0]);
      await send(serialize.close({ type: 'S', name: oldest[1].name }));
    }
    return statement;
  };
}

/** Runs a statement that is kept. One at a time may do so. */
function runner(client: PGlite, most: number): Query {
  const send = sender(client);
  const find = statements(send, most);
  return async (text, given = [], options) => {
    const { name, parameters, shape } = await find(text);
    const values = given.map((value, index) => {
      if (value === null || value === undefined) return null;
      return client.serializers[parameters[index]!]?.(value) ?? String(value);
    });
    const answers = await send(serialize.bind({ statement: name, values }), serialize.execute({}));
    return parse.parseResults([...shape, ...answers], client.parsers, options)[0]!;
  };
}

/** Takes the place of `query`. `kept`: runs what is asked again and again. Drizzle's parsers are left out. */
function replaceQuery(of: Pick<Transaction, 'query'>, kept: Query): void {
  const once = of.query.bind(of) as Query;
  const query: Query = (text, given, options) => {
    const plain = options && { ...options, parsers: undefined };
    return REPEATED.test(text) ? kept(text, given, plain) : once(text, given, plain);
  };
  Object.assign(of, { query });
}

/**
 * Lets a database keep its parsers and its statements: a small statement takes a third of the processor time.
 * @param client that is ready. @param most statements that are kept.
 */
export function keepStatements(client: PGlite, most = MOST): void {
  for (const type of AS_TEXT) client.parsers[type] = same;
  const run = runner(client, most);
  const within: Query = (...call) => client.runExclusive(() => run(...call));
  replaceQuery(client, async (...call) => {
    await client._checkReady();
    return client._runExclusiveTransaction(async () => {
      const results = await within(...call);
      await client.syncToFs();
      return results;
    });
  });
  const transaction = client.transaction.bind(client);
  client.transaction = (work) =>
    transaction((tx) => {
      replaceQuery(tx, async (...call) => {
        if (tx.closed) throw new Error('Transaction is closed');
        return within(...call);
      });
      return work(tx);
    });
}
