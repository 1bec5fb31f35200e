/** Separate databases on the PostgreSQL of the test run. */
import { randomBytes } from 'node:crypto';
import postgres from 'postgres';

/** The address of a PostgreSQL server whose user may create databases (`npm test` starts one), or undefined. */
export function postgresServer(): string | undefined {
  return process.env.TEST_DATABASE_URL || undefined;
}

/** Creates an empty database on that server. `drop` removes it despite open connections. */
export async function freshDatabase(server: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `facelogin_${randomBytes(6).toString('hex')}`;
  const execute = async (statement: string) => {
    const sql = postgres(server, { max: 1, onnotice: () => {} });
    await sql.unsafe(statement).finally(() => sql.end());
  };
  await execute(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(`drop database ${name} with (force)`) };
}
