import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { freePort } from '../../../scripts/tools.mjs';
import type { Engine } from './engine.ts';
import { startSoundServer } from './sound-server.ts';

/** ms in which a command must be answered. */
const patience = 15_000;

const driver = '/usr/bin/WebKitWebDriver';
const browsers = ['x86_64', 'aarch64'].map(
  (machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`,
);
const findBrowser = (): string | undefined => browsers.find((path) => existsSync(path));

/** WebKitGTK, the nearest thing to Safari on Linux, by plain WebDriver calls. */
export const webkitEngine: Engine = {
  name: 'WebKitGTK',
  missing: () => [
    ...(existsSync(driver) && findBrowser() ? [] : ['webkit2gtk-driver']),
    ...(existsSync('/usr/bin/Xvfb') ? [] : ['xvfb']),
  ],
  start: async () => {
    const undo: (() => Promise<void>)[] = [];
    const end = async (): Promise<void> => {
      for (const step of undo.splice(0).reverse()) await step();
    };
    try {
      const display = await startDisplay();
      undo.push(display.stop);
      const port = await freePort(20_400 + Math.floor(Math.random() * 1000));
      const sound = await startSoundServer();
      undo.push(sound.stop);
      const running = start(driver, [`--port=${port}`], { DISPLAY: display.name, ...sound.env });
      undo.push(running.stop);
      const root = `http://127.0.0.1:${port}/session`;
      await until(() => answers(`http://127.0.0.1:${port}/status`), 'WebKitWebDriver');
      const options = {
        binary: findBrowser(),
        args: [
          '--automation',
          '--enable-media-stream=true',
          '--enable-mock-capture-devices=true',
          '--media-playback-requires-user-gesture=false',
        ],
      };
      const opened = await call<{ sessionId: string; capabilities: Record<string, unknown> }>(
        root,
        { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } } },
      );
      const session = `${root}/${opened.sessionId}`;
      undo.push(async () => {
        const signal = AbortSignal.timeout(3000);
        await fetch(session, { method: 'DELETE', signal }).catch(() => undefined);
      });
      await call(`${session}/timeouts`, { script: patience, pageLoad: patience });
      return {
        version: String(opened.capabilities['browserVersion']),
        open: async (url) => void (await call(`${session}/url`, { url })),
        click: async () => {
          const button = await call<Record<string, string>>(`${session}/element`, {
            using: 'css selector',
            value: 'button',
          });
          await call(`${session}/element/${Object.values(button)[0]}/click`, {});
        },
        evaluate: (work, ...given) =>
          call(`${session}/execute/async`, {
            script: `const done = arguments[1];
              Promise.resolve().then(() => (${String(work)})(...arguments[0]))
                .then((value) => done({ value }), (error) => done({ error: String(error) }));`,
            args: [given],
          }).then((answer) => {
            const { value, error } = answer as { value?: unknown; error?: string };
            if (error !== undefined) throw new Error(error);
            return value as Awaited<ReturnType<typeof work>>;
          }),
        close: end,
      };
    } catch (error) {
      await end();
      throw error;
    }
  },
};

interface Child {
  stop(): Promise<void>;
}

/** Starts a program in a group of its own, so that what it starts ends with it, even where nothing answers any more. */
function start(program: string, args: string[], env: Record<string, string> = {}): Child {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: 'ignore',
    detached: true,
  });
  const ended = once(child, 'exit');
  return {
    stop: async () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await ended;
    },
  };
}

async function startDisplay(): Promise<Child & { readonly name: string }> {
  let number = 90;
  while (existsSync(`/tmp/.X11-unix/X${number}`) || existsSync(`/tmp/.X${number}-lock`))
    number += 1;
  const name = `:${number}`;
  const server = start('/usr/bin/Xvfb', [name, '-screen', '0', '1280x800x24', '-nolisten', 'tcp']);
  await until(() => Promise.resolve(existsSync(`/tmp/.X11-unix/X${number}`)), 'Xvfb');
  return { name, stop: server.stop };
}

async function until(there: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await there())) {
    if (Date.now() > end) throw new Error(`${what} did not come up.`);
    await new Promise((settle) => setTimeout(settle, 50));
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** One WebDriver command. */
async function call<Result>(url: string, body: unknown): Promise<Result> {
  const signal = AbortSignal.timeout(patience);
  const request = fetch(url, { method: 'POST', body: JSON.stringify(body), signal });
  const answer = await request.catch((cause: unknown) => {
    throw new Error(`WebKitGTK did not answer for ${patience} ms.`, { cause });
  });
  const { value } = (await answer.json()) as { value: unknown };
  if (answer.ok) return value as Result;
  const { error, message } = value as { error: string; message: string };
  throw new Error(`${error}: ${message}`);
}
