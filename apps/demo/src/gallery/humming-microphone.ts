import type { Props } from './story.ts';

/**
 * A microphone that needs no permission and hears nobody: silence, or a hum with the rhythm of speech.
 */
export function hummingMicrophone(humming: boolean): Pick<Props, 'takeMicrophone'> {
  const open: MediaStreamTrack[] = [];
  let refusal: DOMException | undefined;
  const getUserMedia = (): Promise<MediaStream> => {
    if (refusal) return Promise.reject(refusal);
    const context = new AudioContext();
    const mouth = new GainNode(context, { gain: humming ? 0.12 : 0 });
    const syllables = new GainNode(context, { gain: humming ? 0.1 : 0 });
    const tongue = new OscillatorNode(context, { frequency: 4 });
    tongue.connect(syllables).connect(mouth.gain);
    // What never takes a breath is taken for a machine.
    const breath = new GainNode(context, { gain: 0.5 });
    const lungs = new OscillatorNode(context, { type: 'square', frequency: 0.8 });
    lungs.connect(new GainNode(context, { gain: 0.5 })).connect(breath.gain);
    const throat = new OscillatorNode(context, { type: 'sawtooth', frequency: 140 });
    const formants = new BiquadFilterNode(context, { type: 'lowpass', frequency: 1800 });
    const room = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    throat.connect(formants).connect(mouth).connect(breath).connect(room);
    for (const oscillator of [tongue, lungs, throat]) oscillator.start();
    open.push(...room.stream.getTracks());
    return Promise.resolve(room.stream);
  };
  Object.defineProperty(navigator, 'mediaDevices', {
    configurable: true,
    value: Object.assign(new EventTarget(), {
      getUserMedia,
      enumerateDevices: () => (refusal ? Promise.resolve([]) : devices()),
    }),
  });
  return {
    takeMicrophone: (why) => {
      refusal = new DOMException('', why === 'revoked' ? 'NotAllowedError' : 'NotFoundError');
      for (const track of open) {
        track.stop();
        // `stop` tells nobody; a device that goes does.
        track.dispatchEvent(new Event('ended'));
      }
    },
  };
}

/** Two of each, as on a desk with a headset, and the alias of the default, as of Chromium. */
function devices(): Promise<MediaDeviceInfo[]> {
  const kinds = ['audioinput', 'audiooutput'] as const;
  const names = {
    audioinput: ['Default - Built-in microphone', 'Built-in microphone', 'Desk headset'],
    audiooutput: ['Default - Built-in speakers', 'Built-in speakers', 'Desk headset'],
  };
  const list = kinds.flatMap((kind) =>
    names[kind].map((label, index) => {
      const deviceId = index === 0 ? 'default' : `${kind}-${index}`;
      const info = { deviceId, groupId: `group-${Math.max(1, index)}`, kind, label };
      return { ...info, toJSON: () => info };
    }),
  );
  return Promise.resolve(list);
}
