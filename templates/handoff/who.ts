/** Names a browser to the other side of a hand-off. */
import { deviceWords } from '../parts/device.ts';
import type { View } from '../view.ts';

/** `address`: empty where the server cannot tell it. */
export type Browser = { userAgent: string; address: string };

/** `Chrome on Linux, 192.168.1.7`. */
export function whoText(view: View, { userAgent, address }: Browser): string {
  const device = deviceWords(view, userAgent);
  return address === '' ? device : view.t('device.at', { device, address });
}
