import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Frame, Page } from 'playwright';
import { expect, test } from 'vitest';
import { rig } from './support/rig.ts';

// What a page may not do because of the page around it, or of its own header: Chromium's word for it, not ours.

interface Site {
  readonly url: string;
  stop(): void;
}

/** A server on this machine. A page whose answer a driver made up may not dial its loopback. */
async function serve(host: string, answer: RequestListener): Promise<Site> {
  const site = createServer(answer).listen(0, '127.0.0.1');
  await once(site, 'listening');
  const { port } = site.address() as AddressInfo;
  return { url: `http://${host}:${port}/`, stop: () => void site.close() };
}

/** A page of another origin that has this one in a frame. */
const around = (url: string, allow: string): Promise<Site> =>
  serve('localhost', (_, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(`<iframe src="${url}" allow="${allow}"></iframe>`),
  );

/** The same pages, under a header. */
const under = (url: string, policy: string): Promise<Site> =>
  serve('127.0.0.1', (request, response) => {
    void fetch(new URL(request.url ?? '/', url)).then(async (page) =>
      response
        .writeHead(page.status, {
          'content-type': page.headers.get('content-type') ?? '',
          'permissions-policy': policy,
        })
        .end(Buffer.from(await page.arrayBuffer())),
    );
  });

/** A call, and what its devices told; in the end a speaker is chosen. */
async function call(place: Page | Frame, url: string, microphone = true): Promise<unknown> {
  await place.waitForFunction(() => 'rig' in window);
  return place.evaluate(
    async ([url, microphone]) => {
      window.rig.make({ url, microphone });
      const { client } = window.rig;
      const ended = await window.rig.connect();
      const state = client.state.microphone;
      const devices = await navigator.mediaDevices.enumerateDevices();
      const speaker = devices.findLast(({ kind }) => kind === 'audiooutput')?.deviceId ?? '';
      const sink = await client.setSpeaker(speaker).then(
        () => '',
        ({ reason }: { reason: string }) => reason,
      );
      await client.disconnect();
      return { ended, state, sink };
    },
    [url, microphone] as const,
  );
}

const fine = { ended: '', state: 'live', sink: '' };

test('what a frame or a header does not allow is told apart from what a person refuses', async () => {
  await using stage = await rig({});
  const { page, proxy } = stage;
  const inside = page.url();
  const framed = async (allow: string, microphone = true): Promise<unknown> => {
    const outside = await around(inside, allow);
    await page.goto(outside.url);
    const [, frame] = page.frames();
    try {
      return await call(frame ?? expect.fail('no frame'), proxy.url, microphone);
    } finally {
      outside.stop();
    }
  };
  const headed = async (policy: string): Promise<unknown> => {
    const site = await under(inside, policy);
    await page.goto(site.url);
    try {
      return await call(page, proxy.url);
    } finally {
      site.stop();
    }
  };
  const blocked = { ended: 'microphone-blocked', state: 'blocked' };

  expect(await call(page, proxy.url)).toEqual(fine);
  expect(await framed('microphone; speaker-selection')).toEqual(fine);
  expect(await framed('microphone')).toEqual({ ...fine, sink: 'speaker-blocked' });
  expect(await framed('')).toEqual({ ...blocked, sink: 'speaker-blocked' });
  expect(await framed('', false)).toEqual({ ended: '', state: 'off', sink: 'speaker-blocked' });
  expect(await headed('microphone=()')).toEqual({ ...blocked, sink: '' });
  expect(await headed('speaker-selection=()')).toEqual({ ...fine, sink: 'speaker-blocked' });
});
