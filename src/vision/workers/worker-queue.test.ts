import { describe, expect, test } from 'bun:test';
import { asker, codeOf, handheld, LIMITS, leave, markOf, settled } from '../../../test/helpers/vision/handheld.ts';
import { createDesk } from './dispatcher.ts';

describe('two workers', () => {
  const TWO = { ...LIMITS, workers: 2 };
  const counts = (people: number) => ({ people, templates: 2 * people, skipped: 0 });

  /** A desk whose first lanes have a worker. */
  function staffed(workers: number) {
    const desk = createDesk(TWO);
    const hands = [handheld(), handheld()];
    for (let i = 0; i < workers; i++) desk.lanes[i]!.use(hands[i]!.link);
    return { desk, hands: hands as [(typeof hands)[0], (typeof hands)[0]], ...asker(desk) };
  }
  const marks = ({ sent }: ReturnType<typeof handheld>) => sent.map(({ request }) => markOf(request));

  test('share out what waits in one line: the first that is free takes the next', async () => {
    const { hands, observe, sample } = staffed(2);
    const [one, two] = hands;
    const all = [sample(1), sample(2), sample(3), observe(4)];
    await settled();
    expect([marks(one), marks(two)]).toEqual([[1], [2]]);
    two.sent[0]!.answer('b');
    await settled();
    two.sent[1]!.answer('c');
    await settled();
    // The sign-in frame went ahead of the third sample, and both to the one that was free.
    expect([marks(one), marks(two)]).toEqual([[1], [2, 4, 3]]);
    two.sent[2]!.answer('d');
    one.sent[0]!.answer('a');
    expect((await Promise.all(all)) as unknown[]).toEqual(['a', 'b', 'd', 'c']);
  });

  test('both have a change before its caller goes on, each ahead of what waits for it', async () => {
    const { desk, hands, observe } = staffed(2);
    const [one, two] = hands;
    for (const mark of [1, 2, 3, 4]) leave(observe(mark));
    await settled();
    let done = false;
    const put = desk.put('anna', []).then(() => {
      done = true;
    });
    one.sent[0]!.answer('seen');
    await settled();
    one.sent[1]!.answer(counts(1));
    await settled();
    // The second is still at its frame: a search that it began now would not know of Anna.
    expect([marks(one), marks(two), done]).toEqual([[1, 'anna', 3], [2], false]);
    two.sent[0]!.answer('seen');
    await settled();
    expect([marks(two), done]).toEqual([[2, 'anna'], false]);
    two.sent[1]!.answer(counts(1));
    await put;
    expect(desk.counts()).toEqual(counts(1));
  });

  test('of which one is away keep nobody waiting for it, and it has the change before any search', async () => {
    const { desk, hands, observe } = staffed(1);
    const [one, two] = hands;
    const put = desk.put('anna', []);
    one.sent[0]!.answer(counts(1));
    await put;
    leave(observe(1));
    leave(observe(2));
    await settled();
    desk.lanes[1]!.use(two.link);
    expect(marks(two)).toEqual(['anna']);
    two.sent[0]!.answer(counts(1));
    await settled();
    expect([marks(one), marks(two)]).toEqual([
      ['anna', 1],
      ['anna', 2],
    ]);
  });

  test('go on with one when the other dies over a change, which is not lost', async () => {
    const { desk, hands, observe } = staffed(2);
    const [one, two] = hands;
    const put = desk.put('anna', []);
    one.sent[0]!.answer(counts(1));
    two.die();
    desk.lanes[1]!.use(undefined);
    await put;
    const seen = observe(1);
    await settled();
    one.sent[1]!.answer('seen');
    expect((await seen) as unknown).toBe('seen');
    const third = handheld();
    desk.lanes[1]!.use(third.link);
    expect(marks(third)).toEqual(['anna']);
  });

  test('tell of the smaller gallery while a change has reached one of them, and of the living one', async () => {
    const { desk, hands } = staffed(2);
    desk.lanes[0]!.counts = counts(7);
    desk.lanes[1]!.counts = counts(6);
    expect(desk.counts()).toEqual(counts(6));
    desk.lanes[1]!.use(undefined);
    expect(desk.counts()).toEqual(counts(7));
    desk.lanes[0]!.use(undefined);
    desk.lanes[1]!.use(hands[1].link);
    expect(desk.counts()).toEqual(counts(6));
  });

  test('are both asked what they hold, behind the changes, and one alone where the other is away', async () => {
    const { desk, hands } = staffed(2);
    const [one, two] = hands;
    const put = desk.put('anna', []);
    const held = desk.galleriesHeld();
    for (const { sent } of hands) sent[0]!.answer(counts(1));
    await put;
    expect([marks(one), marks(two)]).toEqual([
      ['anna', 'held'],
      ['anna', 'held'],
    ]);
    one.sent[1]!.answer(new Map([['anna', 't1']]));
    two.sent[1]!.answer(new Map());
    expect(await held).toEqual([new Map([['anna', 't1']]), new Map()]);
    desk.lanes[0]!.use(undefined);
    const alone = desk.galleriesHeld();
    two.sent[2]!.answer(new Map([['ben', 't2']]));
    expect(await alone).toEqual([new Map([['ben', 't2']])]);
    desk.lanes[1]!.use(undefined);
    expect(await codeOf(desk.galleriesHeld())).toBe('unavailable');
  });

  test('of which one dies before it says what it holds leave the question open', async () => {
    const { desk, hands, observe } = staffed(2);
    const [one, two] = hands;
    leave(observe(1));
    leave(observe(2));
    await settled();
    const held = codeOf(desk.galleriesHeld());
    one.sent[0]!.answer('seen');
    await settled();
    one.sent[1]!.answer(new Map());
    two.die();
    desk.lanes[1]!.use(undefined);
    expect(await held).toBe('unavailable');
  });
});
