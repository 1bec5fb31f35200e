import type { auth as english } from '../en/auth.ts';

export const auth: Record<keyof typeof english, string> = {
  'confirm.title': '请确认是你本人',
  'confirm.why': '无论用哪种方式登录，接下来的操作都需要输入密码。五分钟内有效，仅限当前浏览器。',
  'confirm.submit': '继续',
  'confirm.give': '输入密码',
};
