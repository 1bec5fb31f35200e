import { describe, expect, test } from 'bun:test';
import { createGate, createQueue } from './queue.ts';

describe('the queue', () => {
  test('takes sign-in frames first and keeps the order within each line', () => {
    const queue = createQueue<string>();
    queue.push('clip 1', 'enrollment');
    queue.push('face 1', 'sign-in');
    queue.push('clip 2', 'enrollment');
    queue.push('face 2', 'sign-in');
    expect([1, 2, 3, 4, 5].map(() => queue.take())).toEqual(['face 1', 'face 2', 'clip 1', 'clip 2', undefined]);
  });

  test('never keeps an enrollment waiting for ever, however many sign in', () => {
    const queue = createQueue<string>();
    queue.push('clip', 'enrollment');
    const taken: (string | undefined)[] = [];
    for (let i = 0; i < 12; i++) {
      queue.push('face', 'sign-in');
      queue.push('face', 'sign-in');
      taken.push(queue.take());
    }
    expect(taken.indexOf('clip')).toBe(8);
    expect(taken.lastIndexOf('clip')).toBe(8);
  });

  test('removes an item from the middle', () => {
    const queue = createQueue<string>();
    for (const name of ['a', 'b', 'c']) queue.push(name, 'enrollment');
    queue.remove('b');
    queue.remove('never there');
    expect(queue.drain()).toEqual(['a', 'c']);
    expect(queue.take()).toBeUndefined();
  });
});

describe('the gate', () => {
  test('lets as many run as its limit says, sign-in first, and goes on after a failure', async () => {
    const gate = createGate(2);
    const ends: (() => void)[] = [];
    const order: string[] = [];
    const task = (name: string) => () => {
      order.push(name);
      return new Promise<void>((end) => ends.push(end));
    };
    const failing = gate('enrollment', async () => {
      order.push('failing');
      throw new Error('decoding failed');
    });
    void gate('enrollment', task('clip 1'));
    void gate('enrollment', task('clip 2'));
    void gate('sign-in', task('face'));
    expect(order).toEqual(['failing', 'clip 1']);
    await expect(failing).rejects.toThrow('decoding failed');
    await Bun.sleep(0);
    expect(order).toEqual(['failing', 'clip 1', 'face']);
    ends[0]!();
    await Bun.sleep(0);
    expect(order).toEqual(['failing', 'clip 1', 'face', 'clip 2']);
    expect(ends).toHaveLength(3);
  });
});
