import { useState, useSyncExternalStore } from 'react';
import type { ReactNode, RefObject } from 'react';
import { useAnnouncedTurns } from '../hooks/useAnnouncedTurns.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useStatusText } from '../hooks/useStatusText.ts';
import { useVoiceBinding } from '../hooks/useVoiceBinding.ts';
import type { Announced } from '../hooks/useAnnouncer.ts';
import { CaptionTurns } from './LiveCaption.tsx';
import { StatusNotices } from './StatusNotices.tsx';

interface WidgetAnnouncerProps {
  readonly panel: RefObject<HTMLDialogElement | null>;
  readonly shown: boolean;
}

/**
 * Announces the transcript and the status, on the side of the panel where screen readers are: in the open one, since all
 * else is inert then, or beside the closed one, in which nothing is heard. What a `LiveCaption` or a `ConnectionStatus` on
 * that side announces, or another widget's announcer, it leaves to them.
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

function useNeeded(what: Announced, { panel, shown }: WidgetAnnouncerProps): boolean {
  const { announcers } = useVoiceBinding();
  return useSyncExternalStore(
    announcers.subscribe,
    () =>
      shown
        ? !announcers.of(what).some((element) => panel.current?.contains(element))
        : announcers.of('panel')[0] === panel.current &&
          announcers.of(what).every((element) => element.closest('dialog:not([open])')),
    () => false,
  );
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
