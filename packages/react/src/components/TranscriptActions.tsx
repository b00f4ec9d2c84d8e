import { useId, useRef, useState } from 'react';
import type { ComponentType, FocusEvent, KeyboardEvent, ReactNode } from 'react';
import { useTranscriptLabels } from '../hooks/useTranscriptLabels.ts';
import * as icons from './icons.tsx';

// React's compiler passes over a component that imports.
const loadMenu = (): Promise<{ readonly TranscriptMenu: ComponentType }> =>
  import('./TranscriptMenu.tsx');

/**
 * A button that discloses what can be done with a transcript. Escape, and going elsewhere, closes it again. What it
 * discloses is fetched with the first press.
 */
export function TranscriptActions(): ReactNode {
  const labels = useTranscriptLabels();
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [Menu, setMenu] = useState<ComponentType | null>(null);

  function toggle(): void {
    setOpen(!open);
    if (open || Menu) return;
    loadMenu().then(
      ({ TranscriptMenu }) => setMenu(() => TranscriptMenu),
      // A page that went offline, or was deployed anew: the next press tries again.
      () => setOpen(false),
    );
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
        </div>
      )}
    </div>
  );
}
