import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { packageNames, tarballOf } from '../../../scripts/packed.mjs';

/** A registry that has our packages, as a release would publish them, and nothing else. */
export interface Registry extends AsyncDisposable {
  /** The line of an `.npmrc` that has npm ask here for our packages; for all others it asks where it always does. */
  readonly npmrc: string;
}

const answers = new Map<string, { type: string; body: Buffer | string }>();

export async function serveRegistry(): Promise<Registry> {
  const server = createServer(({ url = '/' }, response) => {
    const found = answers.get(decodeURIComponent(url));
    if (!found) return void response.writeHead(404).end('{}');
    response.writeHead(200, { 'content-type': found.type }).end(found.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const name of packageNames()) await publish(address, tarballOf(name));
  return {
    npmrc: `@vivavoce:registry=${address}/\n`,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((settle) => server.close(settle));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function publish(address: string, tarball: string): Promise<void> {
  const { stdout } = await promisify(execFile)('tar', ['-xzOf', tarball, 'package/package.json']);
  const manifest = JSON.parse(stdout) as { name: string; version: string };
  const { name, version } = manifest;
  const body = readFileSync(tarball);
  const path = `/${name}/-/${version}.tgz`;
  const integrity = `sha512-${createHash('sha512').update(body).digest('base64')}`;
  const dist = { tarball: address + path, integrity };
  answers.set(path, { type: 'application/octet-stream', body });
  answers.set(`/${name}`, {
    type: 'application/json',
    body: JSON.stringify({
      name,
      'dist-tags': { latest: version },
      versions: { [version]: { ...manifest, dist } },
    }),
  });
}
