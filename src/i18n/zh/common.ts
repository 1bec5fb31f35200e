import type { common as english } from '../en/common.ts';

export const common: Record<keyof typeof english, string> = {
  'app.name': 'FaceLogin',
  'nav.sign-in': '登录',
  'nav.register': '注册',
  'nav.account': '我的账户',
  'nav.sign-out': '退出登录',
};
