import { useEffect, useRef } from 'react';
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { useDeviceMenuLabels } from '../hooks/useDeviceMenuLabels.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useMenuKeys } from '../hooks/useMenuKeys.ts';
import { useMicrophonePreview } from '../hooks/useMicrophonePreview.ts';
import { usePlaceBy } from '../hooks/usePlaceBy.ts';
import { isNowhere } from './is-nowhere.ts';
import { showLevel } from './show-level.ts';

/** What the menu lists, and for whom. */
export interface DeviceMenuListProps {
  readonly id: string;
  readonly kind: 'microphone' | 'speaker';
  /** What can be selected: ids, the empty one for the default, and names. */
  readonly items: readonly (readonly [id: string, name: string])[];
  readonly chosen: string;
  /** Whether there are no names until the microphone is allowed. */
  readonly unnamed: boolean;
  /** Which item has the focus to begin with. */
  readonly begin: 'first' | 'last';
  /** The button it belongs to. */
  readonly anchor: () => HTMLElement | null;
  readonly onChoose: (id: string) => void;
  /** Gives the focus back. */
  readonly onClose: () => void;
}

/** The open menu, and below it the level of the microphone. A file of its own, fetched when somebody comes near the button. */
export function DeviceMenuList({
  id,
  kind,
  items,
  chosen,
  unnamed,
  begin,
  anchor,
  onChoose,
  onClose,
}: DeviceMenuListProps): ReactNode {
  const labels = useLabels();
  const { allow, level: levelLabel } = useDeviceMenuLabels();
  const { ref, onKeyDown, focusItem } = useMenuKeys();
  const meter = useRef<HTMLSpanElement>(null);
  const microphone = kind === 'microphone';
  const preview = useMicrophonePreview(microphone, (level) => showLevel(meter.current, level));
  const { popup, place } = usePlaceBy(anchor);
  const began = useRef(false);
  const asks = microphone && unnamed && preview.state !== 'asking';

  useEffect(() => {
    // At first, and where the item that had the focus is gone.
    if (!began.current || isNowhere(popup.current)) focusItem(begin);
    began.current = true;
    place();
  });

  function press(event: KeyboardEvent<HTMLElement>): void {
    const { key } = event;
    if (key === 'Tab') {
      // Focus goes on from the button, as if the menu had not been there.
      onClose();
      return;
    }
    if (key === 'Escape') {
      // Nothing else that Escape would close, such as the widget around it.
      event.preventDefault();
      event.stopPropagation();
      onClose();
    }
  }

  /** Enter selects and closes; Space, and a press where the level is to be seen, select and leave it open. */
  function choose(event: KeyboardEvent | MouseEvent, chosenId: string): void {
    if ('key' in event) {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
    }
    onChoose(chosenId);
    if ('key' in event ? event.key === 'Enter' : !microphone) onClose();
  }

  return (
    <div ref={popup} className="vv-device-menu__popup" tabIndex={-1} onKeyDown={press}>
      <div ref={ref} id={id} role="menu" aria-label={labels.devices[kind]} onKeyDown={onKeyDown}>
        {items.map(([item, name]) => (
          <div
            key={item}
            role="menuitemradio"
            className="vv-device-menu__item"
            aria-checked={item === chosen}
            tabIndex={-1}
            onClick={(event) => choose(event, item)}
            onKeyDown={(event) => choose(event, item)}
          >
            {name}
          </div>
        ))}
        {asks && (
          <div
            role="menuitem"
            className="vv-device-menu__item"
            tabIndex={-1}
            onClick={() => void preview.start()}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== ' ') return;
              event.preventDefault();
              void preview.start();
            }}
          >
            {allow}
          </div>
        )}
      </div>
      {microphone && (
        <>
          <p className="vv-device-menu__level" aria-hidden="true">
            {levelLabel} <span ref={meter} />
          </p>
          <p role="status" className="vv-device-menu__note">
            {preview.error
              ? labels.hints[preview.error.hint]
              : preview.state === 'asking' && labels.microphone.asking}
          </p>
        </>
      )}
    </div>
  );
}
