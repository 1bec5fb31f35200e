import type { reference as english } from '../../en/admin/reference.ts';

export const reference: Record<keyof typeof english, string> = {
  'ref.title': 'API 参考',
  'ref.lead':
    '程序可以向本服务器请求的操作。每项操作都需要带有相应权限的密钥，密钥由管理员创建。展开一项操作，即可查看它的参数和回应。各项说明为英文。',
  'ref.document': '下载 OpenAPI 文档',
  'ref.sections': '章节',
  'ref.scopes': '所需权限',
  'ref.parameters': '参数',
  'ref.body': '正文',
  'ref.answer': '回应',
  'ref.errors': '错误',
  'ref.errors.lead': '每项操作都可能返回以下错误。',
  'ref.schemas': '数据结构',
  'ref.fields': '字段',
  'ref.required': '必填',
  'ref.default': '省略时：',
};
