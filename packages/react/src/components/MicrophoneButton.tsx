import { forwardRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useAudioLevel } from '../hooks/useAudioLevel.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { windowOf } from '../hooks/window-of.ts';
import { DeviceSelect } from './DeviceSelect.tsx';
import { MuteButton } from './MuteButton.tsx';
import { showLevel } from './show-level.ts';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All props of a `<div>` but its content, and whether devices are offered. */
export interface MicrophoneButtonProps extends ElementProps<'div', 'children'> {
  /** What beside the button offers other microphones, as `<DeviceMenu />`; false for nothing. Default: the browser's own list. */
  readonly devices?: ReactNode;
}

/**
 * A split button: it mutes and unmutes, shows how loud the user is, and its second part is a list of microphones. `data-state` is `muted`, or the microphone's state.
 */
export const MicrophoneButton: RootComponent<'div', MicrophoneButtonProps> = forwardRef(
  function MicrophoneButton({ devices = true, ...rest }, forwarded) {
    const labels = useLabels();
    const state = useVoice(({ muted, microphone }) => (muted ? 'muted' : microphone));
    return useRoot('div', forwarded, rest, {
      className: 'vv-microphone',
      defaults: {
        role: 'group',
        'aria-label': labels.devices.microphone,
      },
      'data-state': state,
      children: (
        <>
          <MuteButton />
          <Level />
          {devices === true ? <DeviceSelect /> : devices}
        </>
      ),
    });
  },
);

/** Three bars. They lie over the button, which is what a press on them reaches. */
function Level(): ReactNode {
  const [meter, setMeter] = useState<HTMLElement | null>(null);
  useAudioLevel({
    window: meter && windowOf(meter),
    onFrame: (level) => showLevel(meter, level),
  });
  return (
    <span ref={setMeter} className="vv-microphone__level" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}
