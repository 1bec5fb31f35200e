/** nginx's `auth_request` against an address of its own that always says 200: what the question itself costs there. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../server.ts';

const PLACES = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx'];

function configOf(folder: string, port: number): string {
  return `daemon off;
master_process off;
pid ${folder}/pid;
error_log stderr crit;
events {}
http {
  access_log off;
  keepalive_requests 100000000;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    root ${folder};
    location / { auth_request /allowed; try_files /page =404; }
    location = /allowed { internal; return 200; }
  }
}
`;
}

/** Runs the task while nginx answers on a port. @returns undefined where nginx is not installed. */
export async function withNginx<Result>(
  task: (place: { port: number; pid: number }) => Promise<Result>,
): Promise<Result | undefined> {
  const program = PLACES.find((path) => existsSync(path));
  if (!program) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'facelogin-nginx-'));
  chmodSync(folder, 0o755);
  const port = await freePort();
  writeFileSync(join(folder, 'config'), configOf(folder, port));
  writeFileSync(join(folder, 'page'), 'ok');
  const args = ['-c', join(folder, 'config'), '-e', 'stderr'];
  const nginx = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise((resolve) => nginx.once('exit', resolve));
  try {
    while (
      !(await fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      ))
    ) {
      if (nginx.exitCode !== null) throw new Error(`nginx ended with ${nginx.exitCode}.`);
      await delay(20);
    }
    return await task({ port, pid: nginx.pid! });
  } finally {
    nginx.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}
