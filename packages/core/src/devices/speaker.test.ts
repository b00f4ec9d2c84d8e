import { expect, onTestFinished, test, vi } from 'vitest';
import type { SoundEvent } from './sound-event.ts';
import { Speaker } from './speaker.ts';

const desk = (label: string): MediaDeviceInfo => ({
  deviceId: `id of ${label}`,
  groupId: label,
  kind: 'audiooutput',
  label,
  toJSON: () => ({}),
});

test('a speaker that is pulled out while its sound moves to another context is lost once', async () => {
  vi.stubGlobal(
    'AudioContext',
    class {
      setSinkId(): void {}
    },
  );
  onTestFinished(() => void vi.unstubAllGlobals());
  const context = (setSinkId: (id: string) => Promise<void>): AudioContext =>
    ({ setSinkId }) as unknown as AudioContext;
  const told: SoundEvent[] = [];
  const speaker = new Speaker(
    context(() => Promise.resolve()),
    'id of Speaker',
    { emit: (event) => void told.push(event), onSpeaker: () => undefined },
  );
  await speaker.start();
  speaker.check([desk('Other'), desk('Speaker')]);
  // The browser takes its time to say that it is not there.
  let refuse = (_: Error): void => undefined;
  const gone = new Promise<void>((_, reject) => (refuse = reject));
  const moving = speaker.move(context((id) => (id === '' ? Promise.resolve() : gone)));
  speaker.check([desk('Other')]);
  refuse(new Error('NotFoundError'));
  await moving;
  expect(told).toMatchObject([{ type: 'device-lost', device: 'speaker', label: 'Speaker' }]);
});
