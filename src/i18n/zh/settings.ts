/** The meaning of each setting, by its name. `config.ts` has the English texts, which the README prints as well. */
export const settings: Record<string, string> = {
  PORT: '监听的端口。',
  HOST: '监听的地址。前面有 Caddy 时请保留默认值。',
  FACELOGIN_DATA: '存放内嵌数据库、模板密钥和锁文件的文件夹。',
  DATABASE_URL:
    'PostgreSQL 15 或更新版本（`postgres://user:password@host/database`）。留空：使用数据文件夹中内嵌的 PGlite。',
  FACELOGIN_PUBLIC_URL:
    '人们打开的地址，在 Caddy 之后是 `https://…`。留空：`http://localhost:PORT`。Cookie 以及哪个来源可以提交都由它决定。',
  FACELOGIN_NAME: '本站的名称：显示在每个页面的顶部和窗口标题中。',
  FACELOGIN_LANGUAGE: '没有选过语言的人看到的页面语言：浏览器的语言（`auto`）、英文（`en`）或中文（`zh`）。',
  FACELOGIN_REGISTRATION:
    '谁可以注册：任何人（`open`）、持有 `facelogin invite` 一次性链接的人（`invite`），或没有人（`closed`）。',
  FACELOGIN_SECOND_FACTOR:
    '除密码或刷脸外，谁还要出示通行密钥（或恢复码）：没有人（`off`）；有通行密钥的人在刷脸之后（`face`）；管理员（`admins`）或所有人（`all`），他们在下次用密码登录后设置。只用通行密钥登录算作两者都有。',
  FACELOGIN_TRUSTED_PROXIES: '哪些代理的 `X-Forwarded-For` 可信。',
  FACELOGIN_RECOGNIZER:
    '由哪个识别器判定：两个神经网络（`embedding`）；OpenCV 的局部二值模式（`lbph`），只适合一台固定的摄像头；或你自己的模型（`custom`）。录入时会用到所有识别器，因此切换后无需重新录入。',
  FACELOGIN_CUSTOM_MODEL: '描述你自己的模型的 JSON 文件路径（见 docs/custom-model.md）。留空：没有。',
  FACELOGIN_LBPH_BACKEND:
    '由什么计算局部二值模式：本项目（`typescript`）或 OpenCV 本身（`opencv`）。后者分数相同，需要 Node（`npm run start:node`）和插件（`npm run opencv:build`），搜索较慢。',
  FACELOGIN_VISION_WORKERS:
    '查看人脸的工作线程数，1 到 8。`auto`：有两个或更多处理器核心、且可用内存不少于 1 GiB 时为 2，否则为 1。每个线程在内存中各有一份网络和全部录入者（10 万人约 350 MB），因此超过 2 万人（`lbph` 为 1000 人）时也保持为 1；使用 `FACELOGIN_LBPH_BACKEND=opencv` 时也是 1，而且不能更多。',
  FACELOGIN_IDENTIFICATION:
    '只刷脸是否足够（`always`），还是要先填用户名（`never`）。`auto`：只要实测错误率能在当前录入人数下保证 `FACELOGIN_TARGET_FMR`，只刷脸就足够。',
  FACELOGIN_FACE_DEVICES: '在哪里可以刷脸登录：任何浏览器（`any`），或只限该账户曾用密码登录过的浏览器（`known`）。',
  FACELOGIN_PHONE:
    '浏览器能否通过二维码借用手机的摄像头：手机在任何网络均可（`on`）、只限同一网络（`same-network`）、不可以（`off`）。',
  FACELOGIN_TEMPLATES: '一段录像中有多少张画面成为模板，1 到 8 张，按差异挑选。',
  FACELOGIN_LIVENESS:
    '面孔要怎样证明是活人。`challenge`：按服务器的要求转头，如有两个网络（`facelogin models fetch`），还要看不出是屏幕。`strict`：同上，且必须有网络。`passive`：只用网络。`off`：不检查。',
  FACELOGIN_OTHER_MOVEMENT:
    '不能转头的人可以改做什么：没有（`off`）；闭眼和张嘴（`face`），但挖了孔的照片也能做到（见 docs/liveness.md）。',
  FACELOGIN_MODELS_DIR: '活体检测网络所在的文件夹。留空：数据文件夹中的 `models`。',
  FACELOGIN_MODELS_URL: '从哪个文件夹地址获取活体检测网络：例如你网络中的一份副本。留空：该项目的发布页。',
  FACELOGIN_DUPLICATE_FACES:
    '面容已在别的账户录入时：写入日志和审计记录（`warn`）；并且不予录入（`refuse`；只在要求活体检测时有效，否则有人可以抢先录入一张照片，把本人挡在外面）；或不做任何事（`allow`）。',
  FACELOGIN_TARGET_FMR: '一次登录尝试（所有画面、所有录入者）放进陌生人的最高可接受概率。',
  FACELOGIN_OPERATOR: '谁管理这台服务器、如何联系，显示在隐私说明中：`Example Ltd, privacy@example.org`。',
  FACELOGIN_REGISTRATIONS_PER_ADDRESS: '一个地址可以注册多少个账号，之后每注册一个都要等待。多人共用一个地址时请调高。',
  FACELOGIN_ATTEMPT_DAYS: '刷脸登录尝试（结果、分数，没有画面）保留多少天。0：永久。',
  FACELOGIN_AUDIT_DAYS: '审计记录保留多少天。0：永久。',
  FACELOGIN_UNUSED_FACE_DAYS: '多少天没有刷脸登录就删除面容（账户保留）。0：从不。',
  FACELOGIN_TEMPLATE_KEY:
    '加密面容模板的密钥，64 位十六进制数；逗号之后是只用于读取的旧密钥。留空：首次运行时生成（`FACELOGIN_KEYS_DIR` 中的 `template.key`，权限 0600）。请在备份之外另存一份。',
  FACELOGIN_KEYS_DIR: '模板密钥所在的文件夹，供共用一个数据库的多台服务器共享。留空：数据文件夹中的 `keys`。',
  FACELOGIN_WEBHOOK_PRIVATE: 'Webhook 是否可以通往私有网络、并使用不加密的 http：不可以（`refuse`）或可以（`allow`）。',
  FACELOGIN_LOG: '日志的格式：给人看（`text`），或每行一个对象（`json`）。两者都不含姓名和地址。',
  FACELOGIN_METRICS:
    '谁能看到 `/metrics`（Prometheus）：没有人（`off`）；不经代理的本机（`loopback`）；以 `Authorization: Bearer` 发送令牌的人（`token`）。Caddyfile 不放行任何人。',
  FACELOGIN_METRICS_TOKEN: '`FACELOGIN_METRICS=token` 的令牌，至少 16 个字符。',
};
