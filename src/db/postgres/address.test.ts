import { describe, expect, test } from 'bun:test';
import { placeOf, readAddress } from './address.ts';
import { optionsOf } from './options.ts';

const hostsOf = (url: string) => readAddress(url).hosts.map(({ host, port }) => `${host} ${port}`);

describe('an address of PostgreSQL is read as libpq reads it', () => {
  test.each([
    ['postgres://db.example/face', ['db.example 5432']],
    ['postgresql://me:secret@db.example:5433/face?application_name=x', ['db.example 5433']],
    ['postgres://[::1]/face', ['::1 5432']],
    ['postgres://me@[2001:db8::1]:5433/face', ['2001:db8::1 5433']],
    ['postgres://one:1,two:2/face', ['one 1', 'two 2']],
    ['postgres://one,[::1]:2/face', ['one 5432', '::1 2']],
    ['postgres://wrong/face?host=db.example&port=5433', ['db.example 5433']],
    ['postgres:///face?host=/run/pg', ['/run/pg 5432']],
    ['postgres://me@/face?host=/run/pg&port=5433', ['/run/pg 5433']],
    ['postgresql://%2Fvar%2Frun%2Fpostgresql/face', ['/var/run/postgresql 5432']],
    ['postgresql://me:p%40ss@%2Frun%2Fpg:5433/face', ['/run/pg 5433']],
  ])('%s', (url, hosts) => {
    expect(hostsOf(url)).toEqual(hosts);
    expect(readAddress(url).database).toBe('face');
  });

  test('user, password and database also come from the query, which goes before what is in front of it', () => {
    const { user, password, database } = readAddress('postgres://a:b@db.example/c?user=me&password=p%26w&dbname=face');
    expect([user, password, database]).toEqual(['me', 'p&w', 'face']);
  });

  test('a message names the place and no secret', () => {
    expect(placeOf(readAddress('postgres://me:secret@[::1]/face'))).toBe('[::1]:5432/face');
    expect(placeOf(readAddress('postgres://me:secret@/face?host=/run/pg'))).toBe('/run/pg/.s.PGSQL.5432/face');
  });

  test.each([
    ['postgres://db.example:http/face', 'a port is a number'],
    ['postgres://::1/face', 'in brackets'],
    ['postgres://%2Frun,db.example/face', 'none can be a Unix socket'],
    ['postgres://one,two/face?port=1,2,3', 'not as many ports as hosts'],
  ])('%s is refused', (url, told) => {
    expect(() => readAddress(url)).toThrow(told);
  });
});

const optionsFor = (query: string) => optionsOf(readAddress(`postgres://db.example/face?${query}`));

describe('what the query says', () => {
  test('is done, or told to the server, or refused: nothing is left out that would protect', () => {
    expect(optionsFor('sslmode=disable&keepalives=1&channel_binding=prefer&search_path=own&max=3')).toMatchObject({
      ssl: false,
      max: 3,
      connection: { application_name: 'facelogin', search_path: 'own' },
    });
    expect(optionsFor('sslmode=disable').connection).not.toHaveProperty('sslmode');
    expect(() => optionsFor('channel_binding=require')).toThrow('sslmode=verify-full instead');
    expect(() => optionsFor('sslcrl=/x')).toThrow('does not do what sslcrl');
    expect(() => optionsFor('sslmode=always')).toThrow('sslmode is one of');
    expect(() => optionsFor('sslmode=verify-ca&sslrootcert=/nowhere')).toThrow('Cannot read the file of sslrootcert');
    expect(() => optionsFor('sslmode=require&sslrootcert=system')).toThrow('needs sslmode=verify-full');
  });

  test('decides on TLS, which is taken where it is offered if nothing is said, and never on a Unix socket', () => {
    expect(optionsFor('').ssl).toBe('prefer');
    expect(optionsFor('sslmode=require').ssl).toMatchObject({ rejectUnauthorized: false });
    expect(optionsFor('ssl=true').ssl).toMatchObject({ rejectUnauthorized: false });
    expect(optionsFor('sslmode=verify-full').ssl).toMatchObject({ rejectUnauthorized: true });
    expect(optionsFor('host=/run/pg&sslmode=require').ssl).toBe(false);
  });
});
