import type { kiosk as en } from '../en/kiosk.ts';

export const kiosk: Record<keyof typeof en, string> = {
  'audit.kiosk-added': '添加了门口终端',
  'audit.kiosk-changed': '修改了门口终端',
  'audit.kiosk-removed': '移除了门口终端',
  'audit.kiosk-registered': '平板已注册为门口终端',
  'audit.kiosk-seen': '被门口终端识别',
  'audit.attendance-corrected': '更正了考勤记录',
};
