import { forwardRef, useCallback, useEffect, useId, useRef, useState } from 'react';
import type {
  FocusEvent,
  KeyboardEvent,
  MouseEvent,
  ReactNode,
  RefObject,
  SyntheticEvent,
} from 'react';
import { isComposing } from '../hooks/is-composing.ts';
import { useAnnouncer } from '../hooks/useAnnouncer.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useLayout } from '../provider/layout-effect.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { useVoiceActivity } from '../hooks/useVoiceActivity.ts';
import { VoiceProvider } from '../provider/VoiceProvider.tsx';
import type { VoiceProviderProps } from '../provider/VoiceProvider.tsx';
import { AudioVisualizer } from './AudioVisualizer.tsx';
import { ConnectButton } from './ConnectButton.tsx';
import { ConnectionStatus } from './ConnectionStatus.tsx';
import * as icons from './icons.tsx';
import { MuteButton } from './MuteButton.tsx';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';
import { TextInput } from './TextInput.tsx';
import { Transcript } from './Transcript.tsx';
import { WidgetAnnouncer } from './WidgetAnnouncer.tsx';

/** All props of a `<div>`; `children` replace what is in the panel below its title. */
export interface VoiceWidgetProps extends ElementProps<'div'> {
  /** Whether the panel is open, where the app controls it. Default: uncontrolled. */
  readonly open?: boolean | undefined;
  /** Whether the panel is open initially, when uncontrolled. Default: false. */
  readonly defaultOpen?: boolean | undefined;
  /** Called when the user opens or closes the panel. */
  readonly onOpenChange?: ((open: boolean) => void) | undefined;
  /** Content of the launcher button. Default: an icon. */
  readonly launcher?: ReactNode | undefined;
  /** Whether the transcript offers the expression scores of each turn. Default: false. */
  readonly scores?: boolean | undefined;
  /** Props of a provider of its own, such as `{ url }`. Default: the nearest provider's conversation. */
  readonly voice?: (VoiceProviderProps & { readonly children?: undefined }) | undefined;
}

/**
 * A whole voice interface in one component: a launcher in the corner of the page, and a modal panel with the conversation,
 * a sheet on phones. While the panel is open the focus stays in it; Escape, or a click outside, closes it and restores the
 * focus. A call continues when it closes. `data-state` is `open` or `closed`.
 *
 * @example
 * ```tsx
 * <VoiceWidget voice={{ url: 'http://127.0.0.1:8788' }} />
 * ```
 */
export const VoiceWidget: RootComponent<'div', VoiceWidgetProps> = forwardRef(function VoiceWidget(
  {
    children,
    launcher,
    scores,
    voice,
    open,
    defaultOpen = false,
    onOpenChange,

    ...rest
  },
  forwarded,
) {
  const [opened, setOpened] = useState(defaultOpen);
  const shown = open ?? opened;

  function change(next: boolean): void {
    if (next === shown) return;
    setOpened(next);
    onOpenChange?.(next);
  }

  const parts = (
    <Parts shown={shown} change={change} launcher={launcher} scores={scores}>
      {children}
    </Parts>
  );
  return useRoot('div', forwarded, rest, {
    className: 'vv-widget',
    'data-state': shown ? 'open' : 'closed',
    children: voice ? <VoiceProvider {...voice}>{parts}</VoiceProvider> : parts,
  });
});

interface PartsProps {
  readonly shown: boolean;
  readonly change: (open: boolean) => void;
  readonly launcher: ReactNode;
  readonly scores: boolean | undefined;
  readonly children: ReactNode;
}

function Parts({ shown, change, launcher, scores, children }: PartsProps): ReactNode {
  const labels = useLabels();
  const activity = useVoiceActivity();
  const id = useId();
  const panel = useRef<HTMLDialogElement | null>(null);
  const announce = useAnnouncer('panel');
  const ref = useCallback(
    (element: HTMLDialogElement | null) => {
      panel.current = element;
      announce(element);
    },
    [announce],
  );
  const button = useRef<HTMLButtonElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  /** What in the panel had the focus last, since it was opened. */
  const last = useRef<HTMLElement | null>(null);
  /** Whether it is this component that has it open. */
  const open = useRef(false);
  const pressedBeside = useRef(false);
  const [closings, count] = useState(0);

  // Before anything is painted, and undone when React hides it: a dialog that is open and not to be seen would leave the
  // page inert.
  useLayout(() => {
    const dialog = panel.current;
    if (!dialog) return undefined;
    if (!shown) {
      last.current = null;
      return undefined;
    }
    const focus = last.current ?? first.current;
    open.current = true;
    // jsdom has the element without its methods, as had browsers of before 2022: what is open is not modal there.
    dialog.showModal?.();
    dialog.open = true;
    focus?.focus();
    return () => {
      open.current = false;
      dialog.close?.();
      dialog.open = false;
      // What was open from the first, or by a click that doesn't focus a button, as in Safari, leaves the browser nothing to
      // give the focus back to: it then is where it was, out of sight, or nowhere.
      const { activeElement, body } = dialog.ownerDocument;
      if (activeElement === body || dialog.contains(activeElement)) button.current?.focus();
    };
  }, [shown, closings]);

  function close({ target, currentTarget }: SyntheticEvent): void {
    // A dialog or a file field inside tells of itself. This one is told of late, and may be open again, or have been closed
    // by its own component.
    if (target !== currentTarget || panel.current?.open || !open.current) return;
    change(false);
    // The browser does not always ask. Where the app says no, the panel is opened again.
    count(closings + 1);
  }

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
        ref={ref}
        className="vv-widget__panel"
        aria-labelledby={`${id}title`}
        onCancel={(event: SyntheticEvent) => {
          if (event.target !== event.currentTarget) return;
          event.preventDefault();
          change(false);
        }}
        onClose={close}
        onFocus={({ target }: FocusEvent<HTMLElement>) => {
          last.current = target;
        }}
        onKeyDown={(event: KeyboardEvent) => {
          // It ends a composition, and nothing else.
          if (event.key === 'Escape' && isComposing(event.nativeEvent)) event.preventDefault();
        }}
        onPointerDown={(event: MouseEvent) => {
          pressedBeside.current = isBeside(event);
        }}
        onClick={(event: MouseEvent) => {
          if (pressedBeside.current && isBeside(event)) change(false);
          pressedBeside.current = false;
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
              <Conversation scores={scores} />
              <Controls first={first} />
            </>
          )}
        </div>
        {shown && <WidgetAnnouncer panel={panel} shown />}
      </dialog>
      {!shown && <WidgetAnnouncer panel={panel} shown={false} />}
    </>
  );
}

/** Whether it is on the dialog's backdrop. A press that is let go on the other side of its edge has the dialog for a target. */
function isBeside({ target, currentTarget, clientX, clientY }: MouseEvent): boolean {
  const { left, right, top, bottom } = currentTarget.getBoundingClientRect();
  const across = clientX < left || clientX >= right;
  return target === currentTarget && (across || clientY < top || clientY >= bottom);
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

function Conversation({ scores }: Pick<VoiceWidgetProps, 'scores'>): ReactNode {
  const { begun, connected, typed } = useVoice(({ status, microphone, muted, transcript }) => ({
    begun: transcript.entries.length > 0,
    connected: status === 'connected',
    typed: microphone === 'off' && !muted,
  }));
  const root = useRef<HTMLDivElement>(null);
  // The button that was pressed to type is gone, and the focus with it.
  useEffect(() => {
    const { activeElement } = root.current?.ownerDocument ?? {};
    const lost = !activeElement?.closest('button, textarea');
    if (connected && typed && lost) root.current?.querySelector('textarea')?.focus();
  }, [connected, typed]);
  return (
    <div ref={root} className="vv-widget__conversation" data-state={begun ? 'begun' : 'empty'}>
      <div className="vv-widget__presence">
        <AudioVisualizer shape="orb" />
        <ConnectionStatus />
      </div>
      {begun && <Transcript scores={scores} />}
      {(begun || connected) && <TextInput />}
    </div>
  );
}
