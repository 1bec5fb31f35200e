import { expect, test } from 'bun:test';
import { IDENTITY_HEADERS } from './identity.ts';
import { PROXIES, snippetFor } from './snippets.ts';

const place = {
  origin: 'https://photos.example.org',
  publicUrl: 'https://face.example.org',
  upstream: '10.0.0.5:2283',
};

test.each([...PROXIES])('the lines for %s name the application, both servers and every identity header', (proxy) => {
  const text = snippetFor(proxy, place)
    .map((part) => part.text)
    .join('\n');
  for (const named of ['photos.example.org', '10.0.0.5:2283', '127.0.0.1:3000', '/.facelogin/', '/gateway/']) {
    expect(text).toContain(named);
  }
  for (const header of IDENTITY_HEADERS) expect(text).toContain(header);
  expect(text).not.toMatch(/undefined|\[object/);
});

test('FaceLogin may run on another machine', () => {
  const [part] = snippetFor('caddy', { ...place, facelogin: '10.0.0.9:3000' });
  expect(part!.text).toContain('forward_auth 10.0.0.9:3000');
  expect(part!.text).not.toContain('127.0.0.1');
});

test('the lines for Traefik remove both spellings of each identity header', () => {
  const [part] = snippetFor('traefik', place);
  for (const header of IDENTITY_HEADERS) {
    expect(part!.text).toContain(`${header}: ""`);
    expect(part!.text).toContain(`${header.replaceAll('-', '_')}: ""`);
  }
});
