import type { admin as english } from '../en/admin.ts';

export const admin: Record<keyof typeof english, string> = {
  'nav.admin': '管理',
  'setup.title': '设置这台服务器',
  'setup.lead': '这台服务器还没有管理员。能看到控制台输出的人，可以成为管理员。',
  'setup.code': '设置码',
  'setup.code.hint': '服务器启动时会打印出来：四组，每组五个字母或数字。',
  'setup.code.wrong': '设置码不对，或已用过、已过期。服务器每次启动都会打印一个新的。',
  'setup.lift': '你的账户 {name} 将成为管理员。',
  'setup.submit': '成为管理员',
  'setup.have-account': '在这里已有账户？',
  'admin.nav': '管理页面',
  'admin.overview': '概况',
  'admin.count.people': '用户',
  'admin.count.enrolled': '已录入面容',
  'admin.count.disabled': '已停用',
  'admin.count.admins': '管理员',
  'admin.count.sessions': '登录中的会话',
  'admin.count.accepted': '24 小时内刷脸登录',
  'admin.count.refused': '24 小时内未成功',
};
