import type { common as english } from '../en/common.ts';

export const common: Record<keyof typeof english, string> = {
  'app.name': 'FaceLogin',
  'nav.label': '主导航',
  'nav.skip': '跳到正文',
  'nav.sign-in': '登录',
  'nav.register': '注册',
  'nav.account': '我的账户',
  'nav.sign-out': '退出登录',
  'footer.about': 'FaceLogin 就运行在这台服务器上。摄像头画面不会离开这里，也不会被保存。',
  'insecure.banner': '当前地址不安全，浏览器不会打开摄像头，也无法在这里登录。请改用 https 地址。',
  'insecure.title': '请打开安全地址',
  'insecure.why':
    '你正在以未加密的方式访问 {host}。浏览器只允许安全地址使用摄像头，而且这样发送的密码可能在途中被人看到。',
  'insecure.do': '可以这样做',
  'insecure.open': '打开 {url}',
  'insecure.ask': '向服务器的管理者索取 https 地址。如果管理者就是你：启动 FaceLogin 附带的 Caddy，它会提供安全地址。',
  'insecure.local': '在运行服务器的那台电脑上，直接用 localhost 访问即可。',
  'https-lost.banner': '前面的代理没有告诉服务器你是通过 https 打开的，所以现在还无法在这里登录。',
  'https-lost.title': '这个网站还没有设置好',
  'https-lost.why':
    '你是通过 https 打开 {host} 的，你的浏览器没有问题。但前面的代理没有把这一点告诉服务器，而在可能未加密的连接上，服务器不允许任何人登录。',
  'https-lost.ask':
    '请告诉服务器的管理者。如果管理者就是你：{command} 和服务器日志会指出缺少的请求头或设置，以及要添加的那一行。',
  'https-lost.again': '再试一次',
  'prefix.banner':
    '这个网站被放在路径 {prefix} 之下，而 FaceLogin 在那里无法工作：它的图片、样式和链接都从根路径开始。请告诉服务器的管理者。',
  'error.home': '返回首页',
  'error.again': '再试一次',
  'error.open-again': '重新打开这个页面',
  'error.lost': '服务器没有回应。请检查网络，然后再试一次。',
  'error.typed': '除密码和文件外，你填写的内容都还保留在这个页面上，可以重新发送。',
  'error.typed.first':
    '除密码和文件外，你填写的内容都还保留在这个页面上。“{first}”会在另一个标签页中打开。完成后请回到这里重新发送。',
  'error.typed.other':
    '除密码和文件外，你填写的内容都还保留在这个页面上。要保存它，请在另一个标签页中登录它所属的账户，然后回到这里重新发送。',
  'error.typed.send': '重新发送',
  'error.request-id': '如需求助，请提供这个编号：',
  'form.problem': '请再看一下这几项',
  'form.optional': '（选填）',
  'form.show-password': '显示',
  'form.hide-password': '隐藏',
  'form.cancel': '取消',
  'home.title': '在自己的服务器上，刷脸登录',
  'home.lead':
    '用任意浏览器对着摄像头看一眼，就能登录。你的面部特征只以加密数字的形式存放在这台服务器上，密码也始终可用。',
  'home.how': '使用步骤',
  'home.step.register': '用用户名和密码注册。',
  'home.step.enroll': '再输入一次密码，对着摄像头录三秒。',
  'home.step.sign-in': '以后在登录页打开摄像头，看一眼即可。',
  'home.welcome': '你好，{name}',
};
