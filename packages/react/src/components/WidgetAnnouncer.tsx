import { useState, useSyncExternalStore } from 'react';
import type { ReactNode, RefObject } from 'react';
import { useAnnouncedTurns } from '../hooks/useAnnouncedTurns.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useStatusText } from '../hooks/useStatusText.ts';
import { useVoiceBinding } from '../hooks/useVoiceBinding.ts';
import type { Announced, Announcers } from '../hooks/useAnnouncer.ts';
import { CaptionTurns } from './LiveCaption.tsx';
import { StatusNotices } from './StatusNotices.tsx';

interface WidgetAnnouncerProps {
  readonly panel: RefObject<HTMLDialogElement | null>;
  readonly shown: boolean;
  readonly modal: boolean;
}

/**
 * Announces the transcript and the status where screen readers are: in a panel that is open and modal, since all else is
 * inert then; otherwise anywhere but in a closed one. What a `LiveCaption` or a `ConnectionStatus` announces there, or
 * another widget's announcer, it leaves to them.
 */
export function WidgetAnnouncer(props: WidgetAnnouncerProps): ReactNode {
  const transcript = useNeeded('transcript', props);
  const status = useNeeded('status', props);
  if (!transcript && !status) return null;
  return (
    <div className="vv-visually-hidden">
      {transcript && <TranscriptAnnouncer />}
      {status && <StatusAnnouncer />}
    </div>
  );
}

function useNeeded(what: Announced, { panel, shown, modal }: WidgetAnnouncerProps): boolean {
  const { announcers } = useVoiceBinding();
  return useSyncExternalStore(
    announcers.subscribe,
    () => {
      const others = heard(announcers, what);
      if (shown && modal) return !others.some((element) => panel.current?.contains(element));
      const panels = announcers.of('panel');
      const one = panels.find((element) => element.matches('[open]')) ?? panels[0];
      return one === panel.current && others.length === 0;
    },
    () => false,
  );
}

/** Those that announce it, and are not in a closed panel, where nothing is heard. */
export function heard(announcers: Announcers, what: Announced): readonly Element[] {
  return announcers.of(what).filter((element) => !element.closest('dialog:not([open])'));
}

function TranscriptAnnouncer(): ReactNode {
  return (
    <div role="status" aria-live="polite">
      <CaptionTurns turns={useAnnouncedTurns()} />
    </div>
  );
}

/** Only what has changed since it came: the rest has been announced. */
function StatusAnnouncer(): ReactNode {
  const { hints } = useLabels();
  const { text, error } = useStatusText();
  const [before] = useState({ text, error });
  const [changed, change] = useState(false);
  if (!changed && text !== before.text) change(true);
  return (
    <>
      <p role="status">{changed && text}</p>
      <StatusNotices announceOnly />
      {error && error !== before.error && <p role="alert">{hints[error.hint]}</p>}
    </>
  );
}
