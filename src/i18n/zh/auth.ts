import type { auth as english } from '../en/auth.ts';

export const auth: Record<keyof typeof english, string> = {
  'confirm.title': '请确认是你本人',
  'confirm.why': '无论用哪种方式登录，接下来的操作都需要输入密码。五分钟内有效，仅限当前浏览器。',
  'confirm.submit': '继续',
  'confirm.give': '输入密码',
  'account.face.off': '自 {date} 起，你的面容暂时不能用于登录：有人以你的名义连续尝试了太多次，均未通过。',
  'account.face.off.do':
    '如果不是你本人，说明有人用你的用户名或照片尝试过登录，但没有成功。输入密码即可重新启用刷脸登录。',
  'account.face.on': '用密码重新启用',
  'face.device.title': '请先在这里用密码登录',
  'face.device.text': '只有用密码登录过的浏览器才能刷脸。用密码登录一次后，这里也能刷脸登录。',
};
