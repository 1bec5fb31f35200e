import type { face as english } from '../en/face.ts';

export const face: Record<keyof typeof english, string> = {};
