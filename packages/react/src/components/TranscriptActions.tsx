import { useId, useRef, useState } from 'react';
import type { ComponentType, FocusEvent, KeyboardEvent, ReactNode } from 'react';
import { useTranscriptLabels } from '../hooks/useTranscriptLabels.ts';
import { NotFetched, useFetched } from './useFetched.tsx';
import * as icons from './icons.tsx';

type Load = () => Promise<ComponentType>;

const loadMenu: Load = async () => (await import('./TranscriptMenu.tsx')).TranscriptMenu;

/**
 * A button that discloses what can be done with a transcript. Escape, and going elsewhere, closes it again. What it
 * discloses is fetched with the first press; what hinders that is said, and may be tried again.
 */
export function TranscriptActions({ load = loadMenu }: { readonly load?: Load }): ReactNode {
  const labels = useTranscriptLabels();
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const { Part: Menu, failed, fetch } = useFetched(load);

  function toggle(): void {
    setOpen(!open);
    if (!open) fetch();
  }

  return (
    <div
      className="vv-transcript__actions"
      onKeyDown={(event: KeyboardEvent) => {
        if (!open || event.key !== 'Escape') return;
        // Nothing else that Escape would close, such as the widget around it.
        event.preventDefault();
        event.stopPropagation();
        setOpen(false);
        button.current?.focus();
      }}
      onBlur={({ currentTarget, relatedTarget }: FocusEvent) => {
        if (!currentTarget.contains(relatedTarget)) setOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        className="vv-button vv-transcript__more"
        aria-label={labels.transcriptActions}
        title={labels.transcriptActions}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={toggle}
      >
        {icons.save}
      </button>
      {open && (
        <div
          id={id}
          role="group"
          aria-label={labels.transcriptActions}
          className="vv-transcript__menu"
        >
          {Menu && <Menu />}
          {failed && (
            <NotFetched
              onRetry={() => {
                // This button goes away, and the focus with it.
                button.current?.focus();
                fetch();
              }}
            />
          )}
        </div>
      )}
    </div>
  );
}
