import { act, cleanup, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { settle, stage } from '../../test/support/stage.tsx';
import type { Stage } from '../../test/support/stage.tsx';
import { VoiceProvider, useDevices, useVoice } from '../index.ts';
import type { DevicesView } from '../index.ts';

/** A page that keeps what the hook last gave. */
function watch(options?: Parameters<typeof stage>[1]): {
  readonly world: Stage;
  readonly now: () => DevicesView;
  readonly labels: (of?: 'microphones' | 'speakers') => string[];
  readonly error: () => string | undefined;
} {
  let view: DevicesView | undefined;
  let reason: string | undefined;
  function Page(): ReactNode {
    view = useDevices();
    reason = useVoice(({ error }) => error?.reason);
    return null;
  }
  const world = stage(<Page />, options);
  const now = (): DevicesView => view ?? expect.fail('It never rendered.');
  return {
    world,
    now,
    labels: (of = 'microphones') => now()[of].map(({ label }) => label),
    error: () => reason,
  };
}

test('names are empty until the microphone is allowed, and come by themselves then', async () => {
  const { world, labels } = watch();
  await expect.poll(() => [labels(), labels('speakers')]).toEqual([[''], ['']]);
  await world.call();
  await expect
    .poll(() => [labels(), labels('speakers')])
    .toEqual([['Fake microphone'], ['Fake speaker']]);
});

test('the list follows what is plugged in and out', async () => {
  const { world, labels } = watch();
  await world.call();
  await world.script(() => {
    world.microphone.plug('Headset');
    world.microphone.plug('Loudspeaker', 'audiooutput');
  });
  await expect.poll(() => labels()).toEqual(['Fake microphone', 'Headset']);
  expect(labels('speakers')).toEqual(['Fake speaker', 'Loudspeaker']);
  await world.script(() => world.microphone.unplug('Headset'));
  await expect.poll(() => labels()).toEqual(['Fake microphone']);
});

test('both are chosen in a call, and the defaults again', async () => {
  const { world, now } = watch();
  await world.call();
  await world.script(() => {
    world.microphone.plug('Headset');
    world.microphone.plug('Loudspeaker', 'audiooutput');
  });
  const chosen = (): unknown[] => [now().microphoneId, now().speakerId];
  expect([now().canSelectSpeaker, chosen()]).toEqual([true, [null, null]]);
  await world.script(() => void now().setMicrophone('id of Headset'));
  await world.script(() => void now().setSpeaker('id of Loudspeaker'));
  await expect.poll(chosen).toEqual(['id of Headset', 'id of Loudspeaker']);
  await world.script(() => void now().setMicrophone(null));
  await world.script(() => void now().setSpeaker(null));
  await expect.poll(chosen).toEqual([null, null]);
});

test('both are chosen before a call, and are those of the call', async () => {
  const { world, now } = watch();
  await world.script(() => world.microphone.plug('Headset'));
  await world.script(() => void now().setMicrophone('id of Headset'));
  await world.script(() => void now().setSpeaker('id of Fake speaker'));
  const chosen = (): unknown[] => [now().microphoneId, now().speakerId];
  expect(chosen()).toEqual(['id of Headset', 'id of Fake speaker']);
  await world.call();
  expect(chosen()).toEqual(['id of Headset', 'id of Fake speaker']);
  expect(JSON.stringify(world.microphone.requests)).toContain('Headset');
});

test.each([
  ['a microphone that another app holds', 'microphone-busy', 'setMicrophone'],
  ['a speaker that is not there', 'speaker-missing', 'setSpeaker'],
] as const)('%s is refused by reason, which is state as well', async (_, reason, select) => {
  const { world, now, error } = watch();
  await world.call();
  const chosen = (): unknown[] => [now().microphoneId, now().speakerId];
  world.microphone.answer('busy');
  const sink = vi
    .spyOn(AudioContext.prototype as unknown as { setSinkId(): Promise<void> }, 'setSinkId')
    .mockRejectedValue(new DOMException('', 'NotFoundError'));
  onTestFinished(() => sink.mockRestore());
  const refused = vi.fn();
  await world.script(() => void now()[select]('Gone').catch(refused));
  await expect.poll(() => refused.mock.calls).toHaveLength(1);
  expect(refused).toHaveBeenCalledWith(expect.objectContaining({ reason }));
  expect(error()).toBe(reason);
  expect(chosen()).toEqual([null, null]);
});

test('a browser that lets no page choose its speaker says so, and refuses by reason', async () => {
  let view: DevicesView | undefined;
  let reason: string | undefined;
  function Page(): ReactNode {
    view = useDevices();
    reason = useVoice(({ error }) => error?.reason);
    return null;
  }
  onTestFinished(cleanup);
  render(
    <VoiceProvider>
      <Page />
    </VoiceProvider>,
  );
  expect(view?.canSelectSpeaker).toBe(false);
  const refused = vi.fn();
  await act(async () => void (await view?.setSpeaker('any').catch(refused)));
  expect(refused).toHaveBeenCalledWith(expect.objectContaining({ reason: 'speaker-unsupported' }));
  expect(reason).toBe('speaker-unsupported');
});

test('a microphone that goes while it is chosen gives its place to another', async () => {
  const { world, now, labels } = watch();
  await world.call();
  await world.script(() => world.microphone.plug('Headset'));
  await world.script(() => void now().setMicrophone('id of Headset'));
  await expect.poll(() => now().microphoneId).toBe('id of Headset');
  await world.script(() => world.microphone.unplug('Headset'));
  await expect.poll(() => [now().microphoneId, labels()]).toEqual([null, ['Fake microphone']]);
});

test('a browser without devices has empty lists', async () => {
  const { now } = watch({ answer: 'unsupported' });
  await settle();
  expect([now().microphones, now().speakers]).toEqual([[], []]);
});

test('nobody asks for the list once the component has left', async () => {
  const { world } = watch();
  await settle();
  const asked = vi.spyOn(navigator.mediaDevices, 'enumerateDevices');
  cleanup();
  world.microphone.plug('Headset');
  await settle();
  expect(asked).not.toHaveBeenCalled();
});
