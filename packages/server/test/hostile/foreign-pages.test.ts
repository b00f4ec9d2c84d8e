import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { TestClient } from '../support/client.ts';
import { startServer } from './support/hostile-server.ts';

const local = 'Host: localhost\r\n';
const version = 'Sec-WebSocket-Version: 13\r\n';
const key = `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n`;
const upgrade = `${local}Connection: Upgrade\r\nUpgrade: websocket\r\n`;

/** Requests, and the status of their answers; whoever sends them need not be a browser. */
const requests: Record<string, [text: string, status: number]> = {
  'no request': ['nonsense\r\n\r\n', 400],
  'another version': [`GET / HTTP/9.9\r\n${local}\r\n`, 400],
  'no host': ['GET /health HTTP/1.1\r\n\r\n', 400],
  'a host that is none': ['GET /health HTTP/1.1\r\nHost: a b\r\n\r\n', 400],
  'a foreign host': ['GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n', 403],
  'large headers': [`GET / HTTP/1.1\r\n${local}X: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
  'an expectation': [`GET /health HTTP/1.1\r\n${local}Expect: wonders\r\n\r\n`, 417],
  'all of it': [`OPTIONS * HTTP/1.1\r\n${local}\r\n`, 400],
  'a preflight': [
    `OPTIONS /health HTTP/1.1\r\n${local}Origin: http://localhost\r\nAccess-Control-Request-Method: GET\r\n\r\n`,
    204,
  ],
  'the head alone': [`HEAD /health HTTP/1.1\r\n${local}\r\n`, 200],
  'a broken chunk': [
    `POST /v0/evi/tools HTTP/1.1\r\n${local}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    400,
  ],
  'a large body': [`POST /v0/evi/tools HTTP/1.1\r\n${local}Content-Length: 99999999\r\n\r\n`, 413],
  'no key': [`GET /v0/evi/chats HTTP/1.1\r\n${local}\r\n`, 401],
  'no route': [`GET /x HTTP/1.1\r\n${local}\r\n`, 404],
  'no socket': [`GET /x HTTP/1.1\r\n${upgrade}${version}${key}\r\n`, 404],
  'a socket without a key': [`GET /v0/evi/chat HTTP/1.1\r\n${upgrade}${version}\r\n`, 400],
  'a socket of another version': [
    `GET /v0/evi/chat HTTP/1.1\r\n${upgrade}Sec-WebSocket-Version: 7\r\n${key}\r\n`,
    400,
  ],
  'a socket that is posted': [`POST /v0/evi/chat HTTP/1.1\r\n${upgrade}${version}${key}\r\n`, 400],
  'an offer of HTTP/2': [
    `GET /health HTTP/1.1\r\n${local}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n\r\n`,
    200,
  ],
};

/** What a page from elsewhere can have a browser ask: each with the headers that browsers send of it. */
const evil = 'Origin: https://evil.example\r\n';
const elsewhere = 'Sec-Fetch-Site: cross-site\r\n';
const form =
  'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\nname=evil';
const json = '{"name":"evil","text":"evil"}';
const plain = `Content-Type: text/plain\r\nContent-Length: ${String(json.length)}\r\n\r\n${json}`;
const foreign: Record<string, string> = {
  'a picture': `GET /v0/evi/prompts HTTP/1.1\r\n${local}${elsewhere}Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n\r\n`,
  'a script of a host with the same site': `GET /health HTTP/1.1\r\nHost: 192.0.2.1\r\nSec-Fetch-Site: same-site\r\n\r\n`,
  'a link': `GET /v0/evi/chats HTTP/1.1\r\n${local}${elsewhere}Sec-Fetch-Mode: navigate\r\n\r\n`,
  'a form': `POST /v0/evi/prompts HTTP/1.1\r\n${local}${evil}${elsewhere}${form}`,
  'a form of a sandbox': `POST /v0/evi/prompts HTTP/1.1\r\n${local}Origin: null\r\n${elsewhere}${form}`,
  'a form for a token': `POST /oauth2-cc/token HTTP/1.1\r\n${local}${evil}${form}`,
  'a fetch without CORS': `POST /v0/evi/prompts HTTP/1.1\r\n${local}${evil}${elsewhere}${plain}`,
  'a fetch without an origin': `POST /v0/evi/prompts HTTP/1.1\r\n${local}${elsewhere}${plain}`,
  'a socket': `GET /v0/evi/chat HTTP/1.1\r\n${evil}${upgrade}${version}${key}\r\n`,
  'a socket without an origin': `GET /v0/evi/chat HTTP/1.1\r\n${elsewhere}${upgrade}${version}${key}\r\n`,
  'a socket of a sandbox': `GET /v0/evi/chat HTTP/1.1\r\nOrigin: null\r\n${upgrade}${version}${key}\r\n`,
};

/** Sends bytes; gives the head of the answer. */
function told(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.setEncoding('latin1').on('data', (some: string) => {
      answer += some;
      if (answer.includes('\r\n\r\n')) socket.destroy();
    });
    socket.once('error', reject).once('close', () => {
      resolve(answer.toLowerCase());
    });
  });
}

it('no answer whatever may be embedded by a page from elsewhere', async () => {
  const env = { VIVAVOCE_API_KEY: 'key', VIVAVOCE_SECRET_KEY: 'secret' };
  const server = await startServer({ env });
  try {
    for (const [name, [text, status]] of Object.entries(requests)) {
      const answer = await told(server.url, text);
      expect(answer, name).toContain(`http/1.1 ${String(status)} `);
      expect(answer, name).toContain('cross-origin-resource-policy: same-origin\r\n');
      expect(answer, name).toContain('x-content-type-options: nosniff\r\n');
    }
    const recording = `GET /audio/x.wav HTTP/1.1\r\n${local}\r\n`;
    const answer = await told(server.url, recording);
    expect(answer.match(/cross-origin-resource-policy: .*/g)).toEqual([
      'cross-origin-resource-policy: cross-origin',
    ]);
  } finally {
    server.process.kill('SIGKILL');
  }
});

it('a page from elsewhere can’t make a server without keys do anything', async () => {
  const server = await startServer({});
  try {
    for (const [name, text] of Object.entries(foreign)) {
      expect(await told(server.url, text), name).toContain('http/1.1 403 ');
    }
    // The first that is let in finds nothing.
    const prompts = await fetch(`${server.url}/v0/evi/prompts`);
    expect(await prompts.json()).toMatchObject({ total_pages: 0 });
    const chats = await fetch(`${server.url}/v0/evi/chats`);
    expect(await chats.json()).toMatchObject({ chats_page: [] });
    await (await TestClient.open(server)).close();
  } finally {
    server.process.kill('SIGKILL');
  }
});
