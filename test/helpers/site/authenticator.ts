/** An authenticator in software. It makes passkeys (ES256, no attestation) and answers as a browser passes it on. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

/** What a browser adds, and what a test may falsify. */
export type Conditions = {
  origin?: string;
  rpId?: string;
  /** User verified: a PIN, a finger, a look. */
  verified?: boolean;
  counter?: number;
  userHandle?: string;
};

type Options = { challenge: string; rpId?: string; rp?: { id?: string }; user?: { id: string } };

const ORIGIN = 'http://localhost:3000';
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest();
const base64url = (data: string | Uint8Array) => Buffer.from(data as Uint8Array).toString('base64url');

function clientData(type: string, { challenge }: Options, { origin = ORIGIN }: Conditions): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}

function authenticatorData(rpId: string, flags: number, counter: number): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([sha256(rpId), Buffer.of(flags), count]);
}

/** Encodes the key for COSE (RFC 9053 7.1.1): EC2, ES256, P-256, both coordinates. */
function coseKey(key: KeyObject): Uint8Array {
  const { x, y } = key.export({ format: 'jwk' }) as { x: string; y: string };
  const point = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
  const entries: [number, number | Uint8Array][] = [
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, point(x)],
    [-3, point(y)],
  ];
  return isoCBOR.encode(new Map(entries) as Parameters<typeof isoCBOR.encode>[0]);
}

/** One authenticator with one passkey. */
export function authenticator() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const rawId = randomBytes(16);
  const id = base64url(rawId);
  let uses = 0;
  let owner: string | undefined;
  const credential = { id, rawId: id, type: 'public-key', clientExtensionResults: {} };

  /** Answers the options for a new passkey. */
  function create(options: Options, conditions: Conditions = {}) {
    const { rpId = options.rp?.id ?? '', verified = true, counter = 0 } = conditions;
    owner = options.user?.id;
    const flags = USER_PRESENT | HAS_CREDENTIAL | (verified ? USER_VERIFIED : 0);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(rawId.length);
    const authData = Buffer.concat([
      authenticatorData(rpId, flags, counter),
      Buffer.alloc(16),
      length,
      rawId,
      coseKey(publicKey),
    ]);
    const parts = new Map<string, string | Uint8Array | Map<string, string>>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', new Uint8Array(authData)],
    ]);
    const attestationObject = base64url(isoCBOR.encode(parts as Parameters<typeof isoCBOR.encode>[0]));
    const clientDataJSON = base64url(clientData('webauthn.create', options, conditions));
    return { ...credential, response: { clientDataJSON, attestationObject, transports: ['internal'] } };
  }

  /** Answers the options for a sign-in, and counts up. */
  function get(options: Options, conditions: Conditions = {}) {
    uses++;
    const { rpId = options.rpId ?? '', verified = true, counter = uses } = conditions;
    const data = authenticatorData(rpId, USER_PRESENT | (verified ? USER_VERIFIED : 0), counter);
    const client = clientData('webauthn.get', options, conditions);
    const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey);
    const userHandle = conditions.userHandle ?? owner;
    const response = {
      clientDataJSON: base64url(client),
      authenticatorData: base64url(data),
      signature: base64url(signature),
      ...(userHandle !== undefined && { userHandle }),
    };
    return { ...credential, response };
  }

  return { id, create, get };
}
