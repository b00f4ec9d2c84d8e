import { forwardRef, useCallback, useId, useRef, useState, useSyncExternalStore } from 'react';
import type { FocusEvent, KeyboardEvent, MouseEvent, ReactNode, SyntheticEvent } from 'react';
import { isComposing } from '../hooks/is-composing.ts';
import { useAnnouncer } from '../hooks/useAnnouncer.ts';
import { useControlled } from '../hooks/useControlled.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useMedia } from '../hooks/useMedia.ts';
import { useLayout } from '../provider/layout-effect.ts';
import { QuietContext } from '../hooks/useQuiet.ts';
import { useVoiceActivity } from '../hooks/useVoiceActivity.ts';
import { useVoiceBinding } from '../hooks/useVoiceBinding.ts';
import { VoiceProvider } from '../provider/VoiceProvider.tsx';
import type { VoiceProviderProps } from '../provider/VoiceProvider.tsx';
import * as icons from './icons.tsx';
import { isNowhere } from './is-nowhere.ts';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';
import { VoicePanel } from './VoicePanel.tsx';
import { heard, WidgetAnnouncer } from './WidgetAnnouncer.tsx';

/** All props of a `<div>`; `children` replace what is in the panel below its title. */
export interface VoiceWidgetProps extends ElementProps<'div', 'title'> {
  /** Whether the panel is open, where the app controls it. Default: uncontrolled. */
  readonly open?: boolean | undefined;
  /** Whether the panel is open initially, when uncontrolled. Default: false. */
  readonly defaultOpen?: boolean | undefined;
  /** Called when the user opens or closes the panel. */
  readonly onOpenChange?: ((open: boolean) => void) | undefined;
  /** Whether the open panel is all that can be used. Default: on phones, where it is a sheet over the page. */
  readonly modal?: boolean | undefined;
  /** The corner in which launcher and panel stand, at the start or the end of a line. Default: `end`. */
  readonly side?: 'start' | 'end' | undefined;
  /** Content of the launcher button. Default: an icon. */
  readonly launcher?: ReactNode | undefined;
  /** Shown in the panel until something is said. Default: nothing. */
  readonly greeting?: ReactNode | undefined;
  /** Sentences to begin with, as buttons: pressing one starts the call and says it. Default: none. */
  readonly suggestions?: readonly string[] | undefined;
  /** Whether the transcript offers the expression scores of each turn. Default: false. */
  readonly scores?: boolean | undefined;
  /** The panel's heading, by which it is named. Default: a label. */
  readonly title?: ReactNode | undefined;
  /** Props of a provider of its own, such as `{ url }`. Default: the nearest provider's conversation. */
  readonly voice?: (VoiceProviderProps & { readonly children?: undefined }) | undefined;
}

/**
 * A whole voice interface in one component: a launcher in the corner of the page, and a `VoicePanel` behind it. On wide screens
 * the page beside the open panel stays in use; on phones the panel is a modal sheet. Escape closes it, and a click outside
 * where it is modal; the focus goes back to where it was. A call continues when it closes. `data-state` is `open` or `closed`.
 *
 * @example
 * ```tsx
 * <VoiceWidget voice={{ url: 'http://127.0.0.1:8788' }} />
 * ```
 */
export const VoiceWidget: RootComponent<'div', VoiceWidgetProps> = forwardRef(function VoiceWidget(
  {
    children,
    greeting,
    launcher,
    modal,
    scores,
    side = 'end',
    suggestions,
    title,
    voice,
    open,
    defaultOpen = false,
    onOpenChange,
    ...rest
  },
  forwarded,
) {
  const [shown, change] = useControlled(open, defaultOpen, onOpenChange);
  const onPhone = useMedia(phone);
  const parts = (
    <Parts shown={shown} change={change} modal={modal ?? onPhone} launcher={launcher} title={title}>
      {children ?? (
        <VoicePanel
          greeting={greeting}
          suggestions={suggestions}
          scores={scores}
          announce={false}
        />
      )}
    </Parts>
  );
  return useRoot('div', forwarded, rest, {
    className: 'vv-widget',
    'data-state': shown ? 'open' : 'closed',
    'data-side': side,
    children: voice ? <VoiceProvider {...voice}>{parts}</VoiceProvider> : parts,
  });
});

/** Where the stylesheet makes a sheet of the panel. */
const phone = '(width < 40rem)';

interface PartsProps {
  readonly shown: boolean;
  readonly change: (open: boolean) => void;
  readonly modal: boolean;
  readonly launcher: ReactNode;
  readonly title: ReactNode;
  readonly children: ReactNode;
}

function Parts({ shown, change, modal, launcher, title, children }: PartsProps): ReactNode {
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
  /** What in the panel had the focus last, since it was opened. */
  const last = useRef<HTMLElement | null>(null);
  /** Whether it is this component that has it open. */
  const open = useRef(false);
  /** Whether it has been open ever since it came. */
  const fresh = useRef(true);
  const pressedBeside = useRef(false);
  const [closings, count] = useState(0);

  const { announcers } = useVoiceBinding();
  // A status of the app's own beside an open panel is heard as well.
  const quiet = useSyncExternalStore(
    announcers.subscribe,
    () => shown && !modal && heard(announcers, 'status').some((it) => !panel.current?.contains(it)),
    () => false,
  );

  // Before anything is painted, and undone when React hides it: a dialog that is open and not to be seen would leave the
  // page inert.
  useLayout(() => {
    const dialog = panel.current;
    if (!dialog) return undefined;
    if (!shown) {
      last.current = null;
      fresh.current = false;
      return undefined;
    }
    open.current = true;
    // Now: opening moves the focus to its first button.
    const focus = last.current ?? dialog.querySelector<HTMLElement>('.vv-connect');
    // What is open from the first beside a page that stays in use takes the focus from nobody.
    const still = !modal && fresh.current && !last.current;
    // jsdom has the element without its methods, as had browsers of before 2022: what is open is not modal there.
    if (modal) dialog.showModal?.();
    else if (!still) dialog.show?.();
    dialog.open = true;
    if (!still) focus?.focus();
    announcers.notify();
    return () => {
      open.current = false;
      dialog.close?.();
      dialog.open = false;
      // What was open from the first, or by a click that doesn't focus a button, as in Safari, leaves the browser nothing to
      // give the focus back to: it then is where it was, out of sight, or nowhere.
      const { activeElement } = dialog.getRootNode() as Document;
      if (isNowhere(dialog) || dialog.contains(activeElement)) button.current?.focus();
    };
  }, [shown, closings, modal, announcers]);

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
          if (event.key !== 'Escape') return;
          // It ends a composition, and nothing else.
          if (isComposing(event.nativeEvent)) event.preventDefault();
          // A browser closes those that are modal; a dialog inside is closed by itself.
          else if (!modal && !event.defaultPrevented && dialogOf(event) === panel.current)
            change(false);
        }}
        onPointerDown={(event: MouseEvent) => {
          pressedBeside.current = isBeside(event);
        }}
        onClick={(event: MouseEvent) => {
          if (modal && pressedBeside.current && isBeside(event)) change(false);
          pressedBeside.current = false;
        }}
      >
        <div className="vv-widget__content">
          <div className="vv-widget__header">
            <p id={`${id}title`} className="vv-widget__title">
              {title ?? labels.widget}
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
          <QuietContext.Provider value={quiet}>{children}</QuietContext.Provider>
        </div>
        {shown && <WidgetAnnouncer panel={panel} shown modal={modal} />}
      </dialog>
      {!shown && <WidgetAnnouncer panel={panel} shown={false} modal={false} />}
    </>
  );
}

function dialogOf({ target }: KeyboardEvent): Element | null {
  return (target as Element).closest('dialog');
}

/** Whether it is on the dialog's backdrop. A press that is let go on the other side of its edge has the dialog for a target. */
function isBeside({ target, currentTarget, clientX, clientY }: MouseEvent): boolean {
  const { left, right, top, bottom } = currentTarget.getBoundingClientRect();
  const across = clientX < left || clientX >= right;
  return target === currentTarget && (across || clientY < top || clientY >= bottom);
}
