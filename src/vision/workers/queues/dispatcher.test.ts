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
import { VisionError } from '../../protocol.ts';
import { createDispatcher } from './dispatcher.ts';

describe('requests', () => {
  test('reach the worker one at a time: changes, then sign-in, then enrollment', async () => {
    const dispatcher = createDispatcher({ ...LIMITS, queue: 10 });
    const { channel, sent } = fakeWorker();
    const { observe, sample } = asker(dispatcher);
    dispatcher.workerQueues[0]!.use(channel);
    const all = [sample(1), sample(2), observe(3), sample(4), observe(5)];
    await settled();
    void dispatcher.putUser('anna', []);
    expect(sent).toHaveLength(1);
    for (let i = 0; i < 6; i++) {
      expect(sent).toHaveLength(i + 1);
      sent[i]!.answer(i);
      await settled();
    }
    expect(sent.map(({ request }) => markOf(request))).toEqual([1, 'anna', 3, 5, 2, 4]);
    expect((await Promise.all(all)) as unknown[]).toEqual([0, 4, 2, 5, 3]);
  });

  test('over the limit are refused at once, and admitted again after an answer', async () => {
    const dispatcher = createDispatcher(LIMITS);
    const { channel, sent } = fakeWorker();
    const { observe } = asker(dispatcher);
    dispatcher.workerQueues[0]!.use(channel);
    const first = [1, 2, 3, 4].map(observe);
    for (const request of first) leave(request);
    expect(await codeOf(observe(5))).toBe('busy');
    expect(dispatcher.pending()).toBe(4);
    await settled();
    sent[0]!.answer('seen');
    expect((await first[0]) as unknown).toBe('seen');
    expect(dispatcher.pending()).toBe(3);
    leave(observe(6));
    expect(dispatcher.pending()).toBe(4);
  });

  test('whose image cannot be decoded end and never reach the worker', async () => {
    const dispatcher = createDispatcher(LIMITS);
    const { channel, sent } = fakeWorker();
    dispatcher.workerQueues[0]!.use(channel);
    const bad = dispatcher.ask('sign-in', () => Promise.reject(new VisionError('bad-image', 'Not an image', 'type')));
    expect(await codeOf(bad)).toBe('bad-image');
    expect([dispatcher.pending(), sent.length]).toEqual([0, 0]);
  });

  test('wait up to the deadline for a worker that is not there yet', async () => {
    const dispatcher = createDispatcher({ queue: 4, deadlineMs: 20, workers: 1 });
    const { observe } = asker(dispatcher);
    expect(await codeOf(observe(1))).toBe('unavailable');
    const late = observe(2);
    await settled();
    const { channel, sent } = fakeWorker();
    dispatcher.workerQueues[0]!.use(channel);
    sent[0]!.answer('seen');
    expect((await late) as unknown).toBe('seen');
  });

  test('that waited behind others until the deadline get `busy`', async () => {
    const dispatcher = createDispatcher({ queue: 4, deadlineMs: 20, workers: 1 });
    const { channel, sent } = fakeWorker();
    const { observe, sample } = asker(dispatcher);
    dispatcher.workerQueues[0]!.use(channel);
    leave(observe(1));
    expect(await codeOf(sample(2))).toBe('busy');
    expect(sent).toHaveLength(1);
  });

  test('in flight fail with the worker; waiting ones go to the next worker', async () => {
    const dispatcher = createDispatcher(LIMITS);
    const [first, second] = [fakeWorker(), fakeWorker()];
    const { observe } = asker(dispatcher);
    dispatcher.workerQueues[0]!.use(first.channel);
    const [lost, kept] = [codeOf(observe(1)), observe(2)];
    await settled();
    first.die();
    expect(await lost).toBe('unavailable');
    await settled();
    expect(first.sent).toHaveLength(1);
    dispatcher.workerQueues[0]!.use(undefined);
    dispatcher.workerQueues[0]!.use(second.channel);
    second.sent[0]!.answer('seen');
    expect((await kept) as unknown).toBe('seen');
  });

  test('fail alone: a RangeError stays as it is, anything else becomes `unavailable`', async () => {
    const dispatcher = createDispatcher(LIMITS);
    const { channel, sent } = fakeWorker();
    const { observe } = asker(dispatcher);
    dispatcher.workerQueues[0]!.use(channel);
    const answers = [codeOf(observe(1)), codeOf(observe(2)), codeOf(observe(3))];
    await settled();
    sent[0]!.fail(new RangeError('no template'));
    await settled();
    sent[1]!.fail(new TypeError('undefined is not a function'));
    await settled();
    sent[2]!.answer({});
    expect(await Promise.all(answers)).toEqual(['RangeError: no template', 'unavailable', 'answered']);
  });

  test('are all refused after `refuseAll`, with the reason', async () => {
    const dispatcher = createDispatcher(LIMITS);
    const { observe } = asker(dispatcher);
    const waiting = observe(1);
    await settled();
    dispatcher.refuseAll('It hangs.');
    await expect(waiting).rejects.toThrow('It hangs.');
    await expect(observe(2)).rejects.toThrow('It hangs.');
    await dispatcher.putUser('anna', []);
  });
});

describe('a change of one person', () => {
  const counts = { people: 1, templates: 2, skipped: 0 };

  test('is done when the worker has it', async () => {
    const dispatcher = createDispatcher(LIMITS);
    const { channel, sent } = fakeWorker();
    dispatcher.workerQueues[0]!.use(channel);
    let done = false;
    const put = dispatcher.putUser('anna', []).then(() => {
      done = true;
    });
    await settled();
    expect(done).toBe(false);
    sent[0]!.answer(counts);
    await put;
    expect(dispatcher.galleryCounts()).toEqual(counts);
  });

  test('while no worker is there lets no caller wait and comes before any search', async () => {
    const dispatcher = createDispatcher(LIMITS);
    const { observe } = asker(dispatcher);
    leave(observe(1));
    await settled();
    await dispatcher.putUser('anna', []);
    await dispatcher.putUser('ben', []);
    const { channel, sent } = fakeWorker();
    dispatcher.workerQueues[0]!.use(channel);
    for (let i = 0; i < 3; i++) {
      sent[i]!.answer(counts);
      await settled();
    }
    expect(sent.map(({ request }) => markOf(request))).toEqual(['anna', 'ben', 1]);
  });

  test('is not lost with the worker that ended over it, unless a newer one came', async () => {
    const dispatcher = createDispatcher(LIMITS);
    const [first, second, third] = [fakeWorker(), fakeWorker(), fakeWorker()];
    const version = (n: number) => [
      { userId: 'anna', templateId: `t${n}`, recognizer: 'lbph' as const, version: n, bytes: new Uint8Array() },
    ];
    const versionOf = ({ request }: (typeof first.sent)[0]) => request.kind === 'put' && request.templates[0]!.version;
    dispatcher.workerQueues[0]!.use(first.channel);
    const put = dispatcher.putUser('anna', version(1));
    first.die();
    await put;
    dispatcher.workerQueues[0]!.use(undefined);
    dispatcher.workerQueues[0]!.use(second.channel);
    expect(second.sent.map(versionOf)).toEqual([1]);
    const newer = dispatcher.putUser('anna', version(2));
    second.die();
    dispatcher.workerQueues[0]!.use(undefined);
    await newer;
    dispatcher.workerQueues[0]!.use(third.channel);
    await settled();
    expect(third.sent.map(versionOf)).toEqual([2]);
  });
});
