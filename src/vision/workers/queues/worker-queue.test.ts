import { describe, expect, test } from 'bun:test';
import {
  asker,
  codeOf,
  fakeWorker,
  LIMITS,
  leave,
  markOf,
  settled,
} from '../../../../test/helpers/vision/fake-worker.ts';
import { createDispatcher } from './dispatcher.ts';

describe('two workers', () => {
  const TWO = { ...LIMITS, workers: 2 };
  const counts = (people: number) => ({ people, templates: 2 * people, skipped: 0 });

  /** A dispatcher with two queues, of which the first ones have a worker. */
  function staffed(ready: number) {
    const dispatcher = createDispatcher(TWO);
    const workers = [fakeWorker(), fakeWorker()];
    for (let i = 0; i < ready; i++) dispatcher.workerQueues[i]!.use(workers[i]!.channel);
    return { dispatcher, workers: workers as [(typeof workers)[0], (typeof workers)[0]], ...asker(dispatcher) };
  }
  const marks = ({ sent }: ReturnType<typeof fakeWorker>) => sent.map(({ request }) => markOf(request));

  test('share one queue: the first free worker takes the next request', async () => {
    const { workers, observe, sample } = staffed(2);
    const [one, two] = workers;
    const all = [sample(1), sample(2), sample(3), observe(4)];
    await settled();
    expect([marks(one), marks(two)]).toEqual([[1], [2]]);
    two.sent[0]!.answer('b');
    await settled();
    two.sent[1]!.answer('c');
    await settled();
    // The sign-in frame went ahead of the third sample, and both went to the free worker.
    expect([marks(one), marks(two)]).toEqual([[1], [2, 4, 3]]);
    two.sent[2]!.answer('d');
    one.sent[0]!.answer('a');
    expect((await Promise.all(all)) as unknown[]).toEqual(['a', 'b', 'd', 'c']);
  });

  test('both have a change before its caller goes on, and each takes it before other requests', async () => {
    const { dispatcher, workers, observe } = staffed(2);
    const [one, two] = workers;
    for (const mark of [1, 2, 3, 4]) leave(observe(mark));
    await settled();
    let done = false;
    const put = dispatcher.putUser('anna', []).then(() => {
      done = true;
    });
    one.sent[0]!.answer('seen');
    await settled();
    one.sent[1]!.answer(counts(1));
    await settled();
    // The second worker still has its frame: its gallery does not know Anna yet.
    expect([marks(one), marks(two), done]).toEqual([[1, 'anna', 3], [2], false]);
    two.sent[0]!.answer('seen');
    await settled();
    expect([marks(two), done]).toEqual([[2, 'anna'], false]);
    two.sent[1]!.answer(counts(1));
    await put;
    expect(dispatcher.galleryCounts()).toEqual(counts(1));
  });

  test('of which one is gone let no caller wait for it, and the next one has the change before any search', async () => {
    const { dispatcher, workers, observe } = staffed(1);
    const [one, two] = workers;
    const put = dispatcher.putUser('anna', []);
    one.sent[0]!.answer(counts(1));
    await put;
    leave(observe(1));
    leave(observe(2));
    await settled();
    dispatcher.workerQueues[1]!.use(two.channel);
    expect(marks(two)).toEqual(['anna']);
    two.sent[0]!.answer(counts(1));
    await settled();
    expect([marks(one), marks(two)]).toEqual([
      ['anna', 1],
      ['anna', 2],
    ]);
  });

  test('go on with one when the other ends over a change, and the change is not lost', async () => {
    const { dispatcher, workers, observe } = staffed(2);
    const [one, two] = workers;
    const put = dispatcher.putUser('anna', []);
    one.sent[0]!.answer(counts(1));
    two.die();
    dispatcher.workerQueues[1]!.use(undefined);
    await put;
    const seen = observe(1);
    await settled();
    one.sent[1]!.answer('seen');
    expect((await seen) as unknown).toBe('seen');
    const third = fakeWorker();
    dispatcher.workerQueues[1]!.use(third.channel);
    expect(marks(third)).toEqual(['anna']);
  });

  test('report the smaller gallery while a change has reached one of them, and that of the ready one', async () => {
    const { dispatcher, workers } = staffed(2);
    dispatcher.workerQueues[0]!.galleryCounts = counts(7);
    dispatcher.workerQueues[1]!.galleryCounts = counts(6);
    expect(dispatcher.galleryCounts()).toEqual(counts(6));
    dispatcher.workerQueues[1]!.use(undefined);
    expect(dispatcher.galleryCounts()).toEqual(counts(7));
    dispatcher.workerQueues[0]!.use(undefined);
    dispatcher.workerQueues[1]!.use(workers[1].channel);
    expect(dispatcher.galleryCounts()).toEqual(counts(6));
  });

  test('both report their template ids, after the changes, and one alone while the other is gone', async () => {
    const { dispatcher, workers } = staffed(2);
    const [one, two] = workers;
    const put = dispatcher.putUser('anna', []);
    const ids = dispatcher.templateIds();
    for (const { sent } of workers) sent[0]!.answer(counts(1));
    await put;
    expect([marks(one), marks(two)]).toEqual([
      ['anna', 'held'],
      ['anna', 'held'],
    ]);
    one.sent[1]!.answer(new Map([['anna', 't1']]));
    two.sent[1]!.answer(new Map());
    expect(await ids).toEqual([new Map([['anna', 't1']]), new Map()]);
    dispatcher.workerQueues[0]!.use(undefined);
    const alone = dispatcher.templateIds();
    two.sent[2]!.answer(new Map([['ben', 't2']]));
    expect(await alone).toEqual([new Map([['ben', 't2']])]);
    dispatcher.workerQueues[1]!.use(undefined);
    expect(await codeOf(dispatcher.templateIds())).toBe('unavailable');
  });

  test('give no template ids when one of them ends before it answers', async () => {
    const { dispatcher, workers, observe } = staffed(2);
    const [one, two] = workers;
    leave(observe(1));
    leave(observe(2));
    await settled();
    const code = codeOf(dispatcher.templateIds());
    one.sent[0]!.answer('seen');
    await settled();
    one.sent[1]!.answer(new Map());
    two.die();
    dispatcher.workerQueues[1]!.use(undefined);
    expect(await code).toBe('unavailable');
  });
});

describe('liveness networks', () => {
  const folderOf = ({ sent }: ReturnType<typeof fakeWorker>) =>
    sent.map(({ request }) => (request.kind === 'liveness' ? request.livenessDir : request.kind));

  test('go ahead of every frame that waits, and the caller goes on when every worker has them', async () => {
    const dispatcher = createDispatcher({ ...LIMITS, workers: 2 });
    const [one, two] = [fakeWorker(), fakeWorker()];
    dispatcher.workerQueues[0]!.use(one.channel);
    dispatcher.workerQueues[1]!.use(two.channel);
    const { observe } = asker(dispatcher);
    for (const mark of [1, 2, 3]) leave(observe(mark));
    await settled();
    let done = false;
    const used = dispatcher.useLiveness('/models').then(() => {
      done = true;
    });
    one.sent[0]!.answer('seen');
    await settled();
    one.sent[1]!.answer(undefined);
    await settled();
    expect([folderOf(one), folderOf(two), done]).toEqual([['observe', '/models', 'observe'], ['observe'], false]);
    two.sent[0]!.answer('seen');
    await settled();
    two.sent[1]!.answer(undefined);
    await used;
    expect(done).toBe(true);
  });

  test('wait for a worker that is away: it has them before it looks at a frame', async () => {
    const dispatcher = createDispatcher(LIMITS);
    await dispatcher.useLiveness('/old');
    await dispatcher.useLiveness('/new');
    leave(asker(dispatcher).observe(1));
    const worker = fakeWorker();
    await settled();
    dispatcher.workerQueues[0]!.use(worker.channel);
    expect(folderOf(worker)).toEqual(['/new']);
    worker.die();
    await settled();
    dispatcher.workerQueues[0]!.use(undefined);
    const next = fakeWorker();
    dispatcher.workerQueues[0]!.use(next.channel);
    expect(folderOf(next)).toEqual(['/new']);
  });

  test('that a worker cannot open are told to the caller', async () => {
    const dispatcher = createDispatcher(LIMITS);
    const worker = fakeWorker();
    dispatcher.workerQueues[0]!.use(worker.channel);
    const used = dispatcher.useLiveness('/damaged');
    worker.sent[0]!.fail(new Error('SHA-256'));
    expect(String(await used.catch((error: unknown) => error))).toContain('SHA-256');
  });
});
