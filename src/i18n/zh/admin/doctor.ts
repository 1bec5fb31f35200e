import type { doctor as english } from '../../en/admin/doctor.ts';

export const doctor: Record<keyof typeof english, string> = {
  'doctor.title': '体检',
  'doctor.lead': '与 {command} 相同的检查，由运行中的服务器执行。',
  'doctor.checking': '正在检查…',
  'doctor.again': '重新检查',
  'doctor.limits': '这台服务器做不到的事',
  'doctor.state.ok': '正常',
  'doctor.state.limited': '受限',
  'doctor.state.broken': '有问题',
  'doctor.what.database': '数据库',
  'doctor.what.key': '模板密钥',
  'doctor.what.models': '模型',
  'doctor.what.liveness': '活体检测',
  'doctor.what.worker': '视觉线程',
  'doctor.what.opencv': '原生 OpenCV',
  'doctor.what.address': '地址',
  'doctor.what.https': 'HTTPS',
  'doctor.failed': '检查时发现故障：',
  'doctor.database.running': '运行中的服务器正在使用',
  'doctor.database.ok': '{kind} {version}，数据结构是最新的',
  'doctor.key.broken': '有已存的数据无法用现有的密钥读取：',
  'doctor.key.ok': '用 {key} 加密，已存的数据都能读取',
  'doctor.key.former': '用 {key} 加密，另有 {former} 个旧密钥用于读取；已存的数据都能读取',
  'doctor.models.ok': '{files} 个文件，已核对 SHA-256',
  'doctor.liveness.off': '已关闭（FACELOGIN_LIVENESS）',
  'doctor.liveness.none': '识别屏幕的网络缺失，或者不是测量时所用的。下载命令：{command}',
  'doctor.liveness.ok': '{folder} 中的网络就是测量时所用的',
  'doctor.worker.ok':
    '{workers} 个线程中 {workersReady} 个就绪，{people} 人，{templates} 个模板（加载用了 {seconds} 秒），重启 {restarts} 次；处理一张画面用 {frameMs} 毫秒',
  'doctor.worker.fewer':
    '{workers} 个线程中 {workersReady} 个就绪，{people} 人，{templates} 个模板（加载用了 {seconds} 秒），重启 {restarts} 次。未就绪的线程正在启动。',
  'doctor.worker.broken':
    '{workers} 个线程都未就绪，{people} 人，{templates} 个模板，重启 {restarts} 次。请查看服务器日志。',
  'doctor.worker.slow':
    '这台机器处理一张人脸画面要 {frame} 秒。刷脸登录可用，但较慢。换更快的处理器，或分配更多处理器资源会有帮助。',
  'doctor.worker.too-slow':
    '这台机器太慢：处理一张人脸画面要 {frame} 秒。一次尝试持续 {attempt} 秒，需要 {frames} 张画面，每张最多 {most} 秒。在服务器获得更快或更多的处理器之前，刷脸登录大多会失败。',
  'doctor.worker.starts': '可以启动、加载模型并停止；处理一张画面用 {frameMs} 毫秒',
  'doctor.opencv.broken': '设置了 FACELOGIN_LBPH_BACKEND=opencv，但 OpenCV 无法使用：',
  'doctor.opencv.used': '已编译，LBPH 正在使用',
  'doctor.opencv.built': '已编译，npm test 会拿它与我们的 LBPH 对照',
  'doctor.opencv.none': '没有编译；只有 FACELOGIN_LBPH_BACKEND=opencv 和对照测试需要它。编译命令：npm run opencv:build',
  'doctor.address.ok': '{address} 上有 FaceLogin 应答（{status}）',
  'doctor.address.other': '{address} 上应答的是别的程序。请把 PORT 设为空闲的端口。',
  'doctor.address.none': '{address} 上没有应答。启动命令：npm start',
  'doctor.https.none':
    '{url} 只能在这台机器上使用：从别处以 http 访问时，浏览器不会打开摄像头。要给别人用，请配置 Caddy 和 FACELOGIN_PUBLIC_URL（见 README 的 HTTPS 一节）。',
  'doctor.https.ok': '{url} 有应答',
  'doctor.https.status': '{url} 应答了 {status}。Caddy 的 FACELOGIN_UPSTREAM 指向这台服务器吗？',
  'doctor.https.broken': '从这里访问 {url} 没有应答。Caddy 在运行吗？这台机器信任它的证书吗？',
  'doctor.what.proxy': '代理',
  'doctor.proxy.ok': '启动以来，没有请求显示代理有问题',
  'doctor.proxy.unknown': '只有运行中的服务器才能看到代理发来什么。启动命令：npm start',
  'doctor.proxy.proto-missing':
    '浏览器通过 https 访问，但代理没有发送 X-Forwarded-Proto，因此无法登录（启动以来 {count} 个请求）。请在代理中添加：',
  'doctor.proxy.proto-wrong':
    '浏览器通过 https 访问，但代理没有发送 X-Forwarded-Proto: https，因此无法登录（启动以来 {count} 个请求）。请在代理中设置：',
  'doctor.proxy.not-trusted':
    '位于 {example} 的代理不在 FACELOGIN_TRUSTED_PROXIES 中，因此不采信它关于 https 和客户端的说法（启动以来 {count} 个请求）。如果它是你的：',
  'doctor.proxy.for-missing':
    '代理没有发送 X-Forwarded-For，所有访客共用一个地址，一个人失败多次会拖慢所有人（启动以来 {count} 个请求）。请在代理中添加：',
  'doctor.proxy.host-missing': '代理没有转发浏览器的 Host：{example}（启动以来 {count} 个请求）。请在代理中添加：',
  'doctor.proxy.public-url':
    '访客打开的是 {example}，而 FACELOGIN_PUBLIC_URL 是 {publicUrl}：通行密钥在那里不能用，有些浏览器无法提交，链接也会指向别处（启动以来 {count} 个请求）。如果前者是对的：',
  'doctor.proxy.prefix':
    '代理把服务器放在路径 {example} 之下，而它在那里无法工作（启动以来 {count} 个请求）。请给它一个自己的域名：',
  'limits.liveness.both': '面具，或代替摄像头送入的画面，可能通过活体检测。不要只靠刷脸保护重要的东西。',
  'limits.liveness.challenge':
    '面具，或由人操控的活动画面，可能通过动作检测；能识别屏幕的网络会让这更难：{command}。不要只靠刷脸保护重要的东西。',
  'limits.liveness.passive':
    '活体检测能看出屏幕翻拍，但看不出高质量的打印照片、面具或代替摄像头送入的画面。不要只靠刷脸保护重要的东西。',
  'limits.liveness.off': '没有活体检测：已录入者的照片或视频就能通过。不要只靠刷脸保护重要的东西。',
  'limits.duplicates': '没有活体检测时，FACELOGIN_DUPLICATE_FACES=refuse 不起作用：否则有人可以抢先录入他人的照片。',
  'limits.lbph': 'LBPH 只有在固定摄像头、光线稳定时才能区分人；实测错误率见 docs/accuracy.md。',
  'limits.groups':
    '对来自某些地区的人，网络更容易把陌生人弄混。阈值按实测中最差的人群（{group}）设定；与实测人群都不同的人，结果可能更差：见 docs/accuracy.md。',
  'limits.alike':
    '在网络看来，这里录入的人比任何实测人群都更相像，因此阈值比平时高 {rise}。刷脸可能更常被拒；密码照常可用。',
  'limits.reach.enough':
    '按人群 {group} 的数据，FACELOGIN_TARGET_FMR={target} 时，只刷脸最多支持 {supported} 人；目前已录入 {people} 人。超出之后，已知浏览器仍然不必填用户名。调高这个目标值可以支持更多人。',
  'limits.reach.name-first':
    '按人群 {group} 的数据，FACELOGIN_TARGET_FMR={target} 时，只刷脸最多支持 {supported} 人；目前已录入 {people} 人：需要先填用户名再刷脸，已知浏览器除外。调高这个目标值可以支持更多人。',
  'limits.reach.always':
    '按实测数据，FACELOGIN_TARGET_FMR={target} 最多支持 {supported} 人，目前已录入 {people} 人：由于 FACELOGIN_IDENTIFICATION=always，陌生人被放行的概率可能高于这个目标值。',
  'limits.reach.none': '即使先填用户名，实测数据也支持不了这个目标值：陌生人被误认为本人的概率可能更高。',
  'limits.local':
    '只有这台机器能打开页面。要给别人用，请在前面加上 Caddy，并设置 FACELOGIN_PUBLIC_URL（见 README 的 HTTPS 一节）。',
  'limits.plain':
    '其他机器以 http 访问这个页面，浏览器不会打开摄像头：请在前面加上 Caddy，并设置 FACELOGIN_PUBLIC_URL（见 README 的 HTTPS 一节）。',
};
