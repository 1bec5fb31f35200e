/** See `i18n/index.ts`. */
export const face = {} as const;
