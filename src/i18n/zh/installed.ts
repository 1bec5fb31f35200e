import type { installed as english } from '../en/installed.ts';

export const installed: Record<keyof typeof english, string> = {
  'installed.kiosk': '{name} 终端',
  'offline.title': '无法连接服务器',
  'offline.why': '比对人脸的是服务器，所以只有连得上服务器时才能登录。',
  'offline.do': '请检查',
  'offline.network': '本设备：是否连到了正确的网络，Wi-Fi 或移动数据是否已打开？',
  'offline.server': '服务器：如果其他网页能打开而这里不能，请告诉服务器的管理员。',
  'offline.again': '重试',
  'offline.returns': '服务器恢复后，本页会自动继续。',
};
