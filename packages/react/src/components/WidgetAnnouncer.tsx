import { useState, useSyncExternalStore } from 'react';
import type { ReactNode, RefObject } from 'react';
import { useFinishedTurns } from '../hooks/useFinishedTurns.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useStatusWords } from '../hooks/useStatusWords.ts';
import { useVoiceBinding } from '../hooks/useVoiceBinding.ts';
import type { Announced } from '../hooks/useAnnouncer.ts';
import { CaptionTurns } from './LiveCaption.tsx';
import { StatusNotices } from './StatusNotices.tsx';

interface WidgetAnnouncerProps {
  readonly panel: RefObject<HTMLDialogElement | null>;
  readonly shown: boolean;
}

/**
 * Announces what is said and how the line is, on the side of the panel where screen readers are: in the open one, since all
 * else is inert then, or beside the closed one, in which nothing is heard. What a `LiveCaption` or a `ConnectionStatus` on
 * that side announces, or another widget's announcer, it leaves to them.
 */
export function WidgetAnnouncer(props: WidgetAnnouncerProps): ReactNode {
  const words = useNeeded('words', props);
  const line = useNeeded('line', props);
  if (!words && !line) return null;
  return (
    <div className="vv-visually-hidden">
      {words && <Words />}
      {line && <Line />}
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

function Words(): ReactNode {
  return (
    <div role="status" aria-live="polite">
      <CaptionTurns turns={useFinishedTurns()} />
    </div>
  );
}

/** Only what has changed since it came: the rest has been announced. */
function Line(): ReactNode {
  const { hints } = useLabels();
  const { line, error } = useStatusWords();
  const [before] = useState({ line, error });
  const [changed, change] = useState(false);
  if (!changed && line !== before.line) change(true);
  return (
    <>
      <p role="status">{changed && line}</p>
      <StatusNotices quiet />
      {error && error !== before.error && <p role="alert">{hints[error.hint]}</p>}
    </>
  );
}
