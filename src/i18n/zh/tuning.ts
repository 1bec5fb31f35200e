/** Settings that an administrator changes while the server runs. */
export const tuning = {
  'audit.setting-changed': '更改了设置',
  'admin.detail.from': '原值',
  'admin.detail.to': '新值',
} as const;
