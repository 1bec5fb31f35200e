/** Settings that an administrator changes while the server runs. */
export const tuning = {
  'audit.setting-changed': 'Setting changed',
  'admin.detail.from': 'Old value',
  'admin.detail.to': 'New value',
} as const;
