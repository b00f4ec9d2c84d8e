import { forwardRef, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useControlled } from '../hooks/useControlled.ts';
import { useInCall } from '../hooks/useInCall.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { Captions } from './Captions.tsx';
import { ConnectButton } from './ConnectButton.tsx';
import * as icons from './icons.tsx';
import { isNowhere } from './is-nowhere.ts';
import { InterruptButton } from './InterruptButton.tsx';
import { MicrophoneButton } from './MicrophoneButton.tsx';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';
import { TextInput } from './TextInput.tsx';

/** What a {@link ControlBar} offers in a call, beside hanging up. */
export type ControlName = 'microphone' | 'interrupt' | 'text' | 'captions';

/** All props of a `<div>` but its content, and what to offer. */
export interface ControlBarProps extends ElementProps<'div', 'children'> {
  /** Which controls to offer in a call, beside hanging up. Default: all. */
  readonly controls?: readonly ControlName[] | undefined;
  /** As of `MicrophoneButton`: what offers other microphones. Default: the browser's own list. */
  readonly devices?: ReactNode;
  /** Whether the text field is shown, where the app controls it. Default: uncontrolled. */
  readonly text?: boolean | undefined;
  /** Whether the text field is shown until the user chooses, when uncontrolled. Default: only in a call without a microphone. */
  readonly defaultText?: boolean | undefined;
  /** Called when the user shows or hides the text field. */
  readonly onTextChange?: ((shown: boolean) => void) | undefined;
  /** Whether captions are shown, where the app controls it. Default: uncontrolled. */
  readonly captions?: boolean | undefined;
  /** Whether captions are shown until the user chooses, when uncontrolled. Default: false. */
  readonly defaultCaptions?: boolean | undefined;
  /** Called when the user shows or hides the captions. */
  readonly onCaptionsChange?: ((shown: boolean) => void) | undefined;
}

const all: readonly ControlName[] = ['microphone', 'interrupt', 'text', 'captions'];

/**
 * The controls of a call in one row: before it the button that starts it, in it the microphone with its level and devices,
 * Stop, switches for a text field and for captions, and hanging up. What the switches show stands above them.
 * `data-state` is the connection's status.
 */
export const ControlBar: RootComponent<'div', ControlBarProps> = forwardRef(function ControlBar(
  {
    controls = all,
    devices,
    text,
    defaultText = false,
    onTextChange,
    captions,
    defaultCaptions = false,
    onCaptionsChange,
    ...rest
  },
  forwarded,
) {
  const labels = useLabels();
  const { status, unheard, typed } = useVoice(({ status, microphone, muted }) => {
    const open = status === 'connected' && !muted;
    return {
      status,
      /** Whether the user can't be heard, so that typing is what is left. */
      unheard: open && /^(off|denied|blocked|lost)$/.test(microphone),
      typed: open && microphone === 'off',
    };
  });
  const inCall = useInCall();
  // Once it was needed it stays, with what was typed into it.
  const [needed, setNeeded] = useState(false);
  if (unheard && !needed) setNeeded(true);
  const [typing, type] = useControlled(text, defaultText || needed, onTextChange);
  const [captioned, caption] = useControlled(captions, defaultCaptions, onCaptionsChange);
  // Once there was a call the field stays: words that were not sent are not taken away with the connection.
  const [called, setCalled] = useState(false);
  if (inCall && !called) setCalled(true);
  const field = useRef<HTMLDivElement>(null);
  /** Whether it is by the switch that the field comes. */
  const asked = useRef(false);
  const offered = controls.includes('text') && typing && (inCall || called);

  useEffect(() => {
    if (!offered) return;
    // The button that was pressed to type is gone, and the focus with it.
    const lost = typed && isNowhere(field.current);
    if (asked.current || lost) field.current?.querySelector('textarea')?.focus();
    asked.current = false;
  }, [offered, typed]);

  const parts: Readonly<Record<ControlName, ReactNode>> = {
    microphone: <MicrophoneButton key="microphone" devices={devices} />,
    interrupt: <InterruptButton key="interrupt" />,
    text: (
      <Switch
        key="text"
        name={labels.showText}
        on={typing}
        icon={icons.keyboard}
        onPress={() => {
          asked.current = !typing;
          type(!typing);
        }}
      />
    ),
    captions: (
      <Switch
        key="captions"
        name={labels.showCaptions}
        on={captioned}
        icon={icons.captions}
        onPress={() => caption(!captioned)}
      />
    ),
  };
  return useRoot('div', forwarded, rest, {
    className: 'vv-controls',
    defaults: {
      role: 'group',
      'aria-label': labels.controls,
    },
    'data-state': status,
    children: (
      <>
        {controls.includes('captions') && captioned && inCall && <Captions />}
        {offered && <TextInput ref={field} />}
        <div className="vv-controls__row">
          {inCall && controls.map((name) => parts[name])}
          <ConnectButton key="connect" />
        </div>
      </>
    ),
  });
});

interface SwitchProps {
  readonly name: string;
  readonly on: boolean;
  readonly icon: ReactNode;
  readonly onPress: () => void;
}

function Switch({ name, on, icon, onPress }: SwitchProps): ReactNode {
  return (
    <button
      type="button"
      className="vv-button vv-controls__switch"
      aria-label={name}
      title={name}
      aria-pressed={on}
      onClick={onPress}
    >
      {icon}
    </button>
  );
}
