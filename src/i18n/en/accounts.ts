/** See `i18n/index.ts`. */
export const accounts = {} as const;
