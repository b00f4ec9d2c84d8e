import { forwardRef, useCallback, useId, useRef, useState } from 'react';
import type { ComponentType, KeyboardEvent } from 'react';
import { deviceName, deviceNames } from '../hooks/device-names.ts';
import { useDeviceChoice } from '../hooks/useDeviceChoice.ts';
import type { DeviceChoiceProps } from '../hooks/useDeviceChoice.ts';
import { useDeviceMenuLabels } from '../hooks/useDeviceMenuLabels.ts';
import { useLabels } from '../hooks/useLabels.ts';
import type { DeviceMenuListProps } from './DeviceMenuList.tsx';
import { NotFetched, useFetched } from './useFetched.tsx';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All props of a `<div>` but its content, and which devices to list. */
export type DeviceMenuProps = ElementProps<'div', 'children' | 'defaultValue'> & DeviceChoiceProps;

const loadList = async (): Promise<ComponentType<DeviceMenuListProps>> =>
  (await import('./DeviceMenuList.tsx')).DeviceMenuList;

/**
 * A button that says which microphone or speaker is selected, by the name people know it by, and opens a menu of the others. While
 * it is open the level of the selected microphone is shown, before a call too; the microphone is not asked for until the user
 * wants it. `DeviceSelect` is the same as the browser's own list. `data-state` is `asking`, `named`, `unnamed` or `fixed`, as of
 * that one.
 */
export const DeviceMenu: RootComponent<'div', DeviceMenuProps> = forwardRef(function DeviceMenu(
  { kind = 'microphone', value, defaultValue, onValueChange, ...rest },
  forwarded,
) {
  const labels = useLabels();
  const { defaultIs } = useDeviceMenuLabels();
  const choice = useDeviceChoice({ kind, value, defaultValue, onValueChange });
  const { state, list, chosen, ownDefault, heard } = choice;
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState<'first' | 'last' | null>(null);
  const { Part: List, failed, fetch } = useFetched(loadList);

  const names = deviceNames(list);
  const behind = deviceName(heard ?? ownDefault);
  const ofDefault = behind ? defaultIs.replace('{label}', () => behind) : labels.deviceDefault;
  const items = [['', ofDefault], ...names] as const;
  const selected = chosen === '' ? ofDefault : (names.get(chosen) ?? labels.devices[kind]);
  const shown = state === 'fixed' ? labels.deviceFixed : selected;
  const anchor = useCallback(() => button.current, []);

  function show(begin: 'first' | 'last'): void {
    fetch();
    setOpen(begin);
  }

  function close(): void {
    setOpen(null);
    button.current?.focus();
  }

  return useRoot('div', forwarded, rest, {
    className: 'vv-device-menu',
    'data-state': state,
    onBlur: ({ currentTarget, relatedTarget }) => {
      if (!currentTarget.contains(relatedTarget)) setOpen(null);
    },
    children: (
      <>
        <button
          ref={button}
          type="button"
          className="vv-button vv-device-menu__button"
          aria-label={`${labels.devices[kind]}: ${shown}`}
          title={shown}
          aria-haspopup="menu"
          aria-expanded={open !== null}
          aria-controls={open && List ? id : undefined}
          disabled={state === 'fixed'}
          // Whoever comes near may be about to press it.
          onPointerEnter={fetch}
          onFocus={fetch}
          onClick={() => (open ? setOpen(null) : show('first'))}
          onKeyDown={(event: KeyboardEvent) => {
            if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
            event.preventDefault();
            show(event.key === 'ArrowDown' ? 'first' : 'last');
          }}
        >
          <span>{shown}</span>
        </button>
        {open && List && (
          <List
            id={id}
            kind={kind}
            items={items}
            chosen={chosen}
            unnamed={state === 'unnamed'}
            begin={open}
            anchor={anchor}
            onChoose={choice.choose}
            onClose={close}
          />
        )}
        {open && failed && (
          <NotFetched
            onRetry={() => {
              // This button goes away, and the focus with it.
              button.current?.focus();
              fetch();
            }}
          />
        )}
      </>
    ),
  });
});
