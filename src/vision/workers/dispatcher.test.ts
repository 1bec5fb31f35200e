import { describe, expect, test } from 'bun:test';
import { asker, codeOf, handheld, LIMITS, leave, markOf, settled } from '../../../test/helpers/vision/handheld.ts';
import { VisionError } from '../protocol.ts';
import { createDesk } from './dispatcher.ts';

describe('requests', () => {
  test('reach the worker one at a time: changes, then sign-in, then enrollment', async () => {
    const desk = createDesk({ ...LIMITS, queue: 10 });
    const { link, sent } = handheld();
    const { observe, sample } = asker(desk);
    desk.lanes[0]!.use(link);
    const all = [sample(1), sample(2), observe(3), sample(4), observe(5)];
    await settled();
    void desk.put('anna', []);
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
    const desk = createDesk(LIMITS);
    const { link, sent } = handheld();
    const { observe } = asker(desk);
    desk.lanes[0]!.use(link);
    const first = [1, 2, 3, 4].map(observe);
    for (const request of first) leave(request);
    expect(await codeOf(observe(5))).toBe('busy');
    expect(desk.held()).toBe(4);
    await settled();
    sent[0]!.answer('seen');
    expect((await first[0]) as unknown).toBe('seen');
    expect(desk.held()).toBe(3);
    leave(observe(6));
    expect(desk.held()).toBe(4);
  });

  test('whose image cannot be decoded give their place back and never reach the worker', async () => {
    const desk = createDesk(LIMITS);
    const { link, sent } = handheld();
    desk.lanes[0]!.use(link);
    const bad = desk.ask('sign-in', () => Promise.reject(new VisionError('bad-image', 'Not an image', 'type')));
    expect(await codeOf(bad)).toBe('bad-image');
    expect([desk.held(), sent.length]).toEqual([0, 0]);
  });

  test('wait for a worker that is not there yet, up to the deadline', async () => {
    const desk = createDesk({ queue: 4, deadlineMs: 20, workers: 1 });
    const { observe } = asker(desk);
    expect(await codeOf(observe(1))).toBe('unavailable');
    const late = observe(2);
    await settled();
    const { link, sent } = handheld();
    desk.lanes[0]!.use(link);
    sent[0]!.answer('seen');
    expect((await late) as unknown).toBe('seen');
  });

  test('that others kept from the worker until the deadline are told that it is busy', async () => {
    const desk = createDesk({ queue: 4, deadlineMs: 20, workers: 1 });
    const { link, sent } = handheld();
    const { observe, sample } = asker(desk);
    desk.lanes[0]!.use(link);
    leave(observe(1));
    expect(await codeOf(sample(2))).toBe('busy');
    expect(sent).toHaveLength(1);
  });

  test('in flight fail with the worker; those that wait go to the next one', async () => {
    const desk = createDesk(LIMITS);
    const [first, second] = [handheld(), handheld()];
    const { observe } = asker(desk);
    desk.lanes[0]!.use(first.link);
    const [lost, kept] = [codeOf(observe(1)), observe(2)];
    await settled();
    first.die();
    expect(await lost).toBe('unavailable');
    await settled();
    expect(first.sent).toHaveLength(1);
    desk.lanes[0]!.use(undefined);
    desk.lanes[0]!.use(second.link);
    second.sent[0]!.answer('seen');
    expect((await kept) as unknown).toBe('seen');
  });

  test('fail by themselves: a RangeError is told as it is, anything else as unavailable', async () => {
    const desk = createDesk(LIMITS);
    const { link, sent } = handheld();
    const { observe } = asker(desk);
    desk.lanes[0]!.use(link);
    const answers = [codeOf(observe(1)), codeOf(observe(2)), codeOf(observe(3))];
    await settled();
    sent[0]!.fail(new RangeError('no template'));
    await settled();
    sent[1]!.fail(new TypeError('undefined is not a function'));
    await settled();
    sent[2]!.answer({});
    expect(await Promise.all(answers)).toEqual(['RangeError: no template', 'unavailable', 'answered']);
  });

  test('are all refused after a dismissal, with the reason', async () => {
    const desk = createDesk(LIMITS);
    const { observe } = asker(desk);
    const waiting = observe(1);
    await settled();
    desk.dismiss('It hangs.');
    await expect(waiting).rejects.toThrow('It hangs.');
    await expect(observe(2)).rejects.toThrow('It hangs.');
    await desk.put('anna', []);
  });
});

describe('a change of one person', () => {
  const counts = { people: 1, templates: 2, skipped: 0 };

  test('is done when the worker has it', async () => {
    const desk = createDesk(LIMITS);
    const { link, sent } = handheld();
    desk.lanes[0]!.use(link);
    let done = false;
    const put = desk.put('anna', []).then(() => {
      done = true;
    });
    await settled();
    expect(done).toBe(false);
    sent[0]!.answer(counts);
    await put;
    expect(desk.counts()).toEqual(counts);
  });

  test('while no worker is there keeps nobody waiting and comes before any search', async () => {
    const desk = createDesk(LIMITS);
    const { observe } = asker(desk);
    leave(observe(1));
    await settled();
    await desk.put('anna', []);
    await desk.put('ben', []);
    const { link, sent } = handheld();
    desk.lanes[0]!.use(link);
    for (let i = 0; i < 3; i++) {
      sent[i]!.answer(counts);
      await settled();
    }
    expect(sent.map(({ request }) => markOf(request))).toEqual(['anna', 'ben', 1]);
  });

  test('is not lost with the worker that died over it, unless a newer one came', async () => {
    const desk = createDesk(LIMITS);
    const [first, second, third] = [handheld(), handheld(), handheld()];
    const version = (n: number) => [
      { userId: 'anna', templateId: `t${n}`, recognizer: 'lbph' as const, version: n, bytes: new Uint8Array() },
    ];
    const versionOf = ({ request }: (typeof first.sent)[0]) => request.kind === 'put' && request.templates[0]!.version;
    desk.lanes[0]!.use(first.link);
    const put = desk.put('anna', version(1));
    first.die();
    await put;
    desk.lanes[0]!.use(undefined);
    desk.lanes[0]!.use(second.link);
    expect(second.sent.map(versionOf)).toEqual([1]);
    const newer = desk.put('anna', version(2));
    second.die();
    desk.lanes[0]!.use(undefined);
    await newer;
    desk.lanes[0]!.use(third.link);
    await settled();
    expect(third.sent.map(versionOf)).toEqual([2]);
  });
});
