import { cdp } from 'vitest/browser';

/** What the provider makes of Chromium's protocol; its types know it by the name only. */
interface DevTools {
  readonly send: (method: string, params: object) => Promise<unknown>;
}

/** Chromium's own protocol, for input that no event made by a script stands for. */
export function devtools(): DevTools {
  const session = cdp() as unknown as DevTools;
  return { send: (method, params) => session.send(method, params) };
}

/** Where in the browser's page a point of the tests' frame is. */
function inPage(x: number, y: number): { readonly x: number; readonly y: number } {
  const frame = window.frameElement?.getBoundingClientRect();
  if (!frame) return { x, y };
  const scale = frame.width / window.innerWidth;
  return { x: frame.x + x * scale, y: frame.y + y * scale };
}

type Point = readonly [x: number, y: number];

/** Presses at one point and lets go at another, with a mouse or a finger. */
export async function drag(from: Point, to: Point, by: 'mouse' | 'touch' = 'mouse'): Promise<void> {
  const { send } = devtools();
  if (by === 'touch') {
    const touch = (type: string, points: readonly Point[]): Promise<unknown> =>
      send('Input.dispatchTouchEvent', { type, touchPoints: points.map((at) => inPage(...at)) });
    await touch('touchStart', [from]);
    if (from !== to) await touch('touchMove', [to]);
    await touch('touchEnd', []);
    return;
  }
  const mouse = (type: string, at: Point, buttons: number): Promise<unknown> =>
    send('Input.dispatchMouseEvent', {
      type,
      ...inPage(...at),
      button: 'left',
      buttons,
      clickCount: 1,
    });
  await mouse('mouseMoved', from, 0);
  await mouse('mousePressed', from, 1);
  await mouse('mouseMoved', to, 1);
  await mouse('mouseReleased', to, 0);
}

/** Presses Escape as somebody does who has done nothing else since: to the browser, what a test does besides is a gesture. */
export async function pressEscape(): Promise<void> {
  for (const type of ['rawKeyDown', 'keyUp'])
    await devtools().send('Input.dispatchKeyEvent', {
      type,
      key: 'Escape',
      code: 'Escape',
      windowsVirtualKeyCode: 27,
    });
}
