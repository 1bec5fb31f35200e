/** The lines for HAProxy 2.6 and newer, and the script with which it asks: it has no module of its own for that. */
import { IDENTITY_HEADERS } from '../identity.ts';
import { nameOf, type Place } from './place.ts';

/** The parts of the configuration, in the order in which they stand in it. */
export function haproxyLines({ origin, publicUrl, upstream, facelogin }: Place) {
  const { hostname } = new URL(origin);
  const name = nameOf(origin);
  const global = `# FaceLogin, once for all applications.
lua-load /etc/haproxy/facelogin.lua
`;
  const frontend = `# ${origin} behind the sign-in of ${publicUrl}
acl is_${name} hdr(host),field(1,:) -i ${hostname}
acl to_facelogin path_beg /.facelogin/
# What a client says of who it is, in both spellings: some programs read "_" as "-".
http-request del-header ^remote[-_] -m reg if is_${name}
http-request lua.facelogin if is_${name} !to_facelogin
use_backend facelogin-${name} if is_${name} to_facelogin
use_backend ${name} if is_${name}
`;
  const backends = `backend facelogin-${name}
    http-request set-header X-Forwarded-Proto http
    http-request set-header X-Forwarded-Proto https if { ssl_fc }
    http-request set-header X-Forwarded-Host %[req.hdr(host)]
    http-request set-header X-Forwarded-For %[src]
    server facelogin ${facelogin}

backend ${name}
    server ${name} ${upstream}
`;
  return { global, frontend, backends };
}

/** Every application behind one HAProxy shares the script. `Connection` and `Upgrade` are not among what it passes. */
export function haproxyScript({ publicUrl, facelogin }: Place): string {
  return `-- Asks FaceLogin (${publicUrl}) whether a request may pass.
local address = "http://${facelogin}/gateway/forward-auth"
local passed = { "cookie", "authorization", "accept", "accept-language", "origin", "referer", "user-agent",
  "sec-fetch-mode", "x-requested-with", "access-control-request-method" }
local identity = { ${IDENTITY_HEADERS.map((header) => `"${header}"`).join(', ')} }

local function question(txn)
  local headers = {
    ["x-forwarded-method"] = { txn.sf:method() },
    ["x-forwarded-proto"] = { txn.f:ssl_fc() == 1 and "https" or "http" },
    ["x-forwarded-host"] = { txn.sf:req_fhdr("host") },
    ["x-forwarded-uri"] = { txn.sf:pathq() },
  }
  local sent = txn.http:req_get_headers()
  for _, name in ipairs(passed) do
    if sent[name] then
      headers[name] = {}
      for i = 0, #sent[name] do table.insert(headers[name], sent[name][i]) end
    end
  end
  return headers
end

core.register_action("facelogin", { "http-req" }, function(txn)
  local answer = core.httpclient():get{ url = address, headers = question(txn), timeout = 5000 }
  local found = answer and answer.headers or {}
  if answer and answer.status == 200 then
    for _, name in ipairs(identity) do
      local values = found[string.lower(name)]
      txn.http:req_set_header(name, values and values[0] or "")
    end
    return
  end
  local reply = txn:reply{ status = answer and answer.status > 0 and answer.status or 503 }
  for name, values in pairs(found) do
    if name ~= "content-length" and name ~= "transfer-encoding" and name ~= "connection" then
      for _, value in pairs(values) do reply:add_header(name, value) end
    end
  end
  reply:set_body(answer and answer.body or "")
  txn:done(reply)
end, 0)
`;
}
