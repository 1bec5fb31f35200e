import type { fields as english } from '../en/fields.ts';

export const fields: Record<keyof typeof english, string> = {
  'field.required': '请填写此项。',
  'field.text.long': '内容太长了，请缩短一些。',
  'field.text.characters': '包含无法显示的字符，请重新输入。',
  'field.username.length': '用户名需要 3 到 32 个字符；中文、日文或韩文名 2 个字即可。',
  'field.username.characters': '只能使用字母、数字、点、连字符和下划线。',
  'field.username.scripts': '请只用一种文字书写：不同文字中有些字母看起来一样。',
  'field.username.taken': '这个用户名已被使用，请换一个。',
  'field.password.short': '密码至少需要 8 个字符。',
  'field.password.long': '密码最多 128 个字符。',
  'field.password.common': '很多人使用这个密码，容易被猜到。请换一个。',
  'field.password.username': '密码不能与用户名相同。',
  'field.password.wrong': '密码不正确，请再试一次。',
  'field.birthday': '请填写过去的日期。',
  'field.email': '这看起来不像电子邮箱地址。',
  'field.phone': '只能使用数字、空格和 + ( ) -。',
  'field.choice': '请从列表中选择。',
  'signin.wrong': '用户名与密码不匹配。请检查后再试一次。',
};
