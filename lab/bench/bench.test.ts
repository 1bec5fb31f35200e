import { expect, test } from 'bun:test';
import { benchCommand } from './bench.ts';

test('a bench that is not named, or that there is none of, is told which there are', async () => {
  for (const args of [[], ['all']])
    await expect(benchCommand(args)).rejects.toThrow('bench frame|search|http|soak|start|admin');
});

test('benches that look at a face ask for a picture before they start anything', async () => {
  for (const part of ['frame', 'http']) await expect(benchCommand([part])).rejects.toThrow('--frame FILE');
});

test('a search by a recognizer that there is none of is told which there are', async () => {
  await expect(benchCommand(['search', '--recognizer', 'eigenfaces'])).rejects.toThrow('embedding|lbph');
});
