import { expect, it } from 'vitest';
import { hostInHeader, isLoopbackHost, isMeant, readHostPattern, serverUrl } from './host-name.ts';

it.each([
  ['127.0.0.1', '127.0.0.1', 'http://127.0.0.1:8788'],
  ['localhost', '127.0.0.1', 'http://localhost:8788'],
  ['localhost', '::1', 'http://localhost:8788'],
  ['box.local', 'fd00::5', 'http://box.local:8788'],
  ['::1', '::1', 'http://[::1]:8788'],
  ['0:0:0:0:0:0:0:1', '::1', 'http://[0:0:0:0:0:0:0:1]:8788'],
  ['0.0.0.0', '0.0.0.0', 'http://127.0.0.1:8788'],
  ['0', '0.0.0.0', 'http://127.0.0.1:8788'],
  ['::', '::', 'http://[::1]:8788'],
  ['fe80::1%eth0', 'fe80::1%eth0', 'http://[fe80::1%25eth0]:8788'],
])('a server told to listen on %s, and on %s then, is at %s', (host, address, url) => {
  expect(serverUrl(host, { address, port: 8788 })).toBe(url);
});

it.each([
  ['LOCALHOST:1', 'localhost', true],
  ['localhost.', 'localhost', true],
  ['a.localhost', 'a.localhost', true],
  ['127.9.9.9:80', '127.9.9.9', true],
  ['[0:0::1]:80', '[::1]', true],
  ['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', true],
  ['[::ffff:10.0.0.1]', '[::ffff:a00:1]', false],
  ['127.0.0.1.example', '127.0.0.1.example', false],
  ['my_service:8788', 'my_service', false],
])('the header %s names the host %s; this machine: %s', (header, host, own) => {
  expect(hostInHeader(header)).toBe(host);
  expect(isLoopbackHost(host)).toBe(own);
});

it.each([undefined, '', '.', 'a b', 'localhost/', 'me@localhost', 'evil.example\\@localhost'])(
  'the header %s names none',
  (header) => {
    expect(hostInHeader(header)).toBeUndefined();
  },
);

it.each([
  ['evi', 'evi', true],
  ['evi', 'a.evi', false],
  ['BÜRO.local.', 'xn--bro-hoa.local', true],
  ['*.example.com', 'a.b.example.com', true],
  ['*.example.com', 'example.com', false],
  ['.example.com', 'example.com', true],
  ['.example.com', 'a.example.com', true],
  ['.example.com', 'badexample.com', false],
  ['fd00::5', '[fd00::5]', true],
  ['[FD00:0::5]', '[fd00::5]', true],
])('%s means %s: %s', (pattern, host, means) => {
  const read = readHostPattern(pattern);
  expect(read !== undefined && isMeant(host, read)).toBe(means);
});
