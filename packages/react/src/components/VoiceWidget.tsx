import { forwardRef, useEffect, useId, useRef, useState } from 'react';
import type {
  ComponentPropsWithoutRef,
  ForwardRefExoticComponent,
  MouseEvent,
  ReactNode,
  RefAttributes,
  RefObject,
  SyntheticEvent,
} from 'react';
import { useComposedRef } from '../hooks/useComposedRef.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { useVoiceActivity } from '../hooks/useVoiceActivity.ts';
import { VoiceProvider } from '../provider/VoiceProvider.tsx';
import type { VoiceProviderProps } from '../provider/VoiceProvider.tsx';
import { AudioVisualizer } from './AudioVisualizer.tsx';
import { classNames } from './class-names.ts';
import { ConnectButton } from './ConnectButton.tsx';
import { ConnectionStatus } from './ConnectionStatus.tsx';
import * as icons from './icons.tsx';
import { LiveCaption } from './LiveCaption.tsx';
import { MuteButton } from './MuteButton.tsx';
import { renderRoot } from './render-root.ts';
import type { Renderable } from './render-root.ts';
import { TextInput } from './TextInput.tsx';
import { Transcript } from './Transcript.tsx';

/** All of a `<div>`'s own props; `children` take the place of what is in the panel below its title. */
export interface VoiceWidgetProps extends ComponentPropsWithoutRef<'div'>, Renderable<'div'> {
  /** Whether the panel is open, for an app that holds that itself. */
  readonly open?: boolean | undefined;
  /** Whether it is open at first. Default: false. */
  readonly defaultOpen?: boolean | undefined;
  /** Told when somebody opens or closes it. */
  readonly onOpenChange?: ((open: boolean) => void) | undefined;
  /** What stands on the launcher in place of its icon. */
  readonly launcher?: ReactNode | undefined;
  /** Props of a provider of its own, such as `{ url }`. Without it the widget takes the nearest provider's conversation. */
  readonly voice?: Omit<VoiceProviderProps, 'children'> | undefined;
}

/**
 * All of it in one tag: a launcher in the corner of the page, and a panel with the conversation, which is a sheet on
 * phones. While the panel is open the keyboard stays in it; Escape, or a click beside it, closes it and gives the focus
 * back. A call goes on when it closes. `data-state` is `open` or `closed`.
 *
 * @example
 * ```tsx
 * <VoiceWidget voice={{ url: 'http://127.0.0.1:8788' }} />
 * ```
 */
export const VoiceWidget: ForwardRefExoticComponent<
  VoiceWidgetProps & RefAttributes<HTMLDivElement>
> = forwardRef<HTMLDivElement, VoiceWidgetProps>(function VoiceWidget(
  {
    className,
    children,
    launcher,
    voice,
    open,
    defaultOpen = false,
    onOpenChange,
    render,
    ...rest
  },
  forwarded,
) {
  const ref = useComposedRef(forwarded);
  const [opened, setOpened] = useState(defaultOpen);
  const shown = open ?? opened;

  function change(next: boolean): void {
    if (next === shown) return;
    setOpened(next);
    onOpenChange?.(next);
  }

  const parts = (
    <Parts shown={shown} change={change} launcher={launcher}>
      {children}
    </Parts>
  );
  return renderRoot(
    'div',
    {
      ...rest,
      ref,
      className: classNames('vv-widget', className),
      'data-state': shown ? 'open' : 'closed',
      children: voice ? <VoiceProvider {...voice}>{parts}</VoiceProvider> : parts,
    },
    render,
  );
});

interface PartsProps {
  readonly shown: boolean;
  readonly change: (open: boolean) => void;
  readonly launcher: ReactNode;
  readonly children: ReactNode;
}

function Parts({ shown, change, launcher, children }: PartsProps): ReactNode {
  const labels = useLabels();
  const activity = useVoiceActivity();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const first = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    const panel = dialog.current;
    if (!panel || panel.open === shown) return;
    // jsdom has the element without its methods, as had browsers of before 2022: what is open is not modal there.
    if (!shown) {
      panel.close?.();
      panel.open = false;
      // What was open from the first, or by a click that doesn't focus a button, as in Safari, leaves the browser nothing to
      // give the focus back to: it then is where it was, out of sight, or nowhere.
      const { activeElement } = document;
      if (activeElement === document.body || panel.contains(activeElement)) button.current?.focus();
    } else {
      panel.showModal?.();
      panel.open = true;
      first.current?.focus();
    }
  }, [shown]);

  return (
    <>
      <button
        ref={button}
        type="button"
        className="vv-button vv-widget__launcher"
        aria-label={labels.openWidget}
        aria-haspopup="dialog"
        aria-expanded={shown}
        data-activity={activity}
        onClick={() => change(true)}
      >
        {launcher ?? icons.microphone}
      </button>
      <dialog
        ref={dialog}
        className="vv-widget__panel"
        aria-labelledby={`${id}title`}
        onCancel={(event: SyntheticEvent) => {
          event.preventDefault();
          change(false);
        }}
        onClose={() => change(false)}
        onClick={(event: MouseEvent) => {
          // What is in the panel covers all of it: a click on the dialog itself is one beside it.
          if (event.target === dialog.current) change(false);
        }}
      >
        <div className="vv-widget__content">
          <div className="vv-widget__header">
            <p id={`${id}title`} className="vv-widget__title">
              {labels.widget}
            </p>
            <button
              type="button"
              className="vv-button vv-widget__close"
              aria-label={labels.closeWidget}
              title={labels.closeWidget}
              onClick={() => change(false)}
            >
              {icons.cancel}
            </button>
          </div>
          {children ?? (
            <>
              <Conversation />
              <Controls first={first} />
            </>
          )}
        </div>
      </dialog>
    </>
  );
}

function Controls({ first }: { readonly first: RefObject<HTMLButtonElement | null> }): ReactNode {
  const connected = useVoice(({ status }) => status === 'connected');
  return (
    <div className="vv-widget__controls">
      {connected && <MuteButton />}
      <ConnectButton ref={first} />
    </div>
  );
}

function Conversation(): ReactNode {
  const { begun, connected } = useVoice(({ status, transcript }) => ({
    begun: transcript.entries.length > 0,
    connected: status === 'connected',
  }));
  return (
    <div className="vv-widget__conversation" data-state={begun ? 'begun' : 'empty'}>
      <div className="vv-widget__presence">
        <AudioVisualizer shape="orb" />
        <ConnectionStatus />
      </div>
      {begun && <Transcript />}
      {(begun || connected) && <TextInput />}
      <LiveCaption className="vv-visually-hidden" />
    </div>
  );
}
